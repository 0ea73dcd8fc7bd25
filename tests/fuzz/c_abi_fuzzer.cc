// A host that calls the C ABI in any order with any arguments that its header allows: each call ends with a status that
// the header has, a failure has its text, nothing is written beyond a struct's size, what is given out can be read to
// its end, and once the handles are freed every file and document of the host is closed.
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "capi/telex.h"
#include "tests/c_abi/test_host.h"
#include "tests/columns/arrow_reader.h"
#include "tests/fuzz/c_abi_arguments.h"
#include "tests/fuzz/c_abi_fields.h"
#include "tests/fuzz/fuzz_input.h"

namespace telex::fuzz {
namespace {

using telex_test::Host;

constexpr const char* kOptionNames[] = {"format",
                                        "package",
                                        "range",
                                        "from",
                                        "to",
                                        "start",
                                        "end",
                                        "now",
                                        "order",
                                        "file_slack_days",
                                        "overwrite",
                                        "compression",
                                        "temporality",
                                        "span_name",
                                        "metric_events",
                                        "service_name",
                                        "scope_name",
                                        "max_request_bytes",
                                        "max_line_bytes",
                                        "max_grouped_bytes",
                                        "max_input_line_bytes",
                                        "max_problems"};
constexpr const char* kOptionValues[] = {"json",    "otlp",       "otlp-jsonl",
                                         "zip",     "dir",        "last7Days",
                                         "allTime", "2026-05-01", "2026-05-02T00:00:00Z",
                                         "session", "time",       "true",
                                         "false",   "cumulative", "full",
                                         "leaf",    "0",          "1",
                                         "9",       "400",        "http.requests,a",
                                         "",        "x"};
constexpr std::int64_t kIntegers[] = {0,
                                      1,
                                      -1,
                                      9,
                                      400,
                                      1777896000000000000,
                                      std::numeric_limits<std::int64_t>::max(),
                                      std::numeric_limits<std::int64_t>::min()};

// All that one input has: a handle of each kind, which most calls go to, and the host behind their callbacks.
struct World {
  explicit World(FuzzInput* bytes) : input(*bytes), host(telex_test::HostWithFiles()) {}

  FuzzInput& input;
  Host host;
  telex_test::Options options;
  telex_test::Export run;
  telex_test::Reader reader;
  telex_test::Iterator iterator;
  test::OwnedStream stream;
  telex_test::Files files;
};

telex_status OnSinkEvent(const telex_event* event, int32_t, telex_error* error, void* user_data) {
  Host& host = *static_cast<Host*>(user_data);
  ReadEvent(event);
  if (host.during_write) host.during_write();
  return host.Fails("write of sink", error) ? host.fail_with : TELEX_OK;
}

telex_status OnVisitedEvent(const telex_event* event, telex_error* error, void* user_data) {
  ReadEvent(event);
  return static_cast<Host*>(user_data)->Fails("event", error) ? static_cast<Host*>(user_data)->fail_with : TELEX_OK;
}

// --- options ---

void NewOptions(World& world) { world.options.reset(telex_options_new()); }
void FreeOptions(World& world) { world.options.reset(); }

telex_status CheckOptions(const World& world, telex_status status) {
  return CheckStatus(status, world.options.get(), telex_options_error);
}

void SetText(World& world) {
  const NameArgument name(world.input, kOptionNames);
  const NameArgument value(world.input, kOptionValues);
  CheckOptions(world, telex_options_set_text(world.options.get(), name.c_str(), value.c_str(), TELEX_NUL_TERMINATED));
}
void SetAnyText(World& world) {
  const NameArgument name(world.input, kOptionNames);
  const TextArgument value(world.input);
  CheckOptions(world, telex_options_set_text(world.options.get(), name.c_str(), value.data(), value.length()));
}
void AddText(World& world) {
  const NameArgument name(world.input, kOptionNames);
  const TextArgument value(world.input);
  CheckOptions(world, telex_options_add_text(world.options.get(), name.c_str(), value.data(), value.length()));
}
void SetInteger(World& world) {
  const NameArgument name(world.input, kOptionNames);
  CheckOptions(world, telex_options_set_integer(world.options.get(), name.c_str(), world.input.OneOf(kIntegers)));
}
void SetBool(World& world) {
  const NameArgument name(world.input, kOptionNames);
  const auto value = static_cast<std::int32_t>(world.input.Byte() % 4) - 1;
  CheckOptions(world, telex_options_set_bool(world.options.get(), name.c_str(), value));
}
void AddMetricRule(World& world) {
  const TextArgument event_name(world.input), window(world.input), prefix(world.input), unit(world.input);
  const telex_text prefixes[] = {prefix.text()};
  telex_metric_rule rule = {};
  ChooseSize(world.input, &rule);
  rule.event_name = event_name.text();
  rule.window_measurement = window.text();
  rule.count_prefixes = world.input.Bit() ? prefixes : nullptr;
  rule.count_prefix_count = rule.count_prefixes == nullptr ? 0 : 1;
  rule.count_unit = unit.text();
  CheckOptions(world, telex_options_add_metric_rule(world.options.get(), world.input.Byte() == 0xFF ? nullptr : &rule));
}
void AddUnitSuffix(World& world) {
  const TextArgument suffix(world.input), unit(world.input);
  CheckOptions(world, telex_options_add_unit_suffix(world.options.get(), suffix.data(), suffix.length(), unit.data(),
                                                    unit.length()));
}
void AskRange(World& world) {
  FilledStruct<telex_range> range(world.input);
  const telex_status status = CheckOptions(world, telex_options_range(world.options.get(), range.get()));
  range.CheckBeyond();
  if (status == TELEX_OK && range.whole()) {
    Touch(range.get()->label);
    Touch(range.get()->file_name);
  }
}
void AskNames(World& world) {
  telex_text text = {}, extension = {};
  if (CheckOptions(world, telex_options_suggested_file_name(world.options.get(), &text)) == TELEX_OK) Touch(text);
  if (CheckOptions(world, telex_options_file_filter(world.options.get(), &text, &extension)) == TELEX_OK) Touch(text);
}

// --- what needs no handle ---

void ValidateDates(World& world) {
  const TextArgument from(world.input), to(world.input);
  std::array<char, 64> message;
  const std::size_t size = world.input.Byte() % (message.size() + 1);
  message.fill('\x5A');
  CheckStatus(telex_validate_date(from.data(), from.length(), size == 0 ? nullptr : message.data(), size));
  CheckStatus(telex_validate_date_range(from.data(), from.length(), to.data(), to.length(), message.data(), size));
  for (std::size_t i = size; i < message.size(); ++i) Check(message[i] == '\x5A', "a message ends with its buffer");
}
void AskPreset(World& world) {
  telex_text id = {}, label = {};
  const telex_status status = telex_preset(world.input.Byte(), &id, world.input.Bit() ? &label : nullptr);
  if (CheckStatus(status) == TELEX_OK) Touch(id);
  Check(telex_status_name(static_cast<telex_status>(world.input.Byte()) - 128) != nullptr, "a status has a name");
}

// --- the host behind the callbacks ---

void FailLater(World& world) {
  constexpr telex_status kFailures[] = {
      TELEX_CALLBACK_FAILED, TELEX_CANCELLED, TELEX_IO, TELEX_NO_SPACE, TELEX_NOT_FOUND,
      TELEX_NO_EVENTS,       TELEX_WARNINGS,  77,       -1000};
  world.host.fail_at = world.host.calls + static_cast<int>(world.input.Byte() % 64);
  world.host.fail_with = world.input.OneOf(kFailures);
}
void ChangeFile(World& world) {
  constexpr const char* kNames[] = {"telemetry-2026-05-01-5e55.jsonl", "telemetry-2026-05-02-5e55.1.jsonl", "x"};
  // A file may change under its reader, but a host keeps what it has open.
  if (world.host.open_files > 0) return;
  std::string& file = world.host.files[world.input.OneOf(kNames)];
  if (world.input.Bit()) file.clear();
  file += world.input.Until(kArgumentEnd);
}

// --- an export ---

void NewExport(World& world) { world.run.reset(telex_export_new(world.options.get())); }
void FreeExport(World& world) { world.run.reset(); }

telex_status CheckExport(const World& world, telex_status status) {
  return CheckStatus(status, world.run.get(), telex_export_error);
}

void SetExportSource(World& world) {
  telex_source source = telex_test::kSource;
  ChooseSize(world.input, &source);
  CheckExport(world, telex_export_set_source(world.run.get(), &source, &world.host));
}
void SetExportFolder(World& world) {
  CheckExport(world, telex_export_set_source_folder(world.run.get(), "/nowhere/at/all", TELEX_NUL_TERMINATED));
}
void SetTarget(World& world) {
  telex_target target = telex_test::kTarget;
  ChooseSize(world.input, &target);
  // A host that can neither close nor abort what was opened keeps it: that is its own affair.
  if (target.size < sizeof target && target.size > offsetof(telex_target, open)) target.size = sizeof target;
  CheckExport(world, telex_export_set_target(world.run.get(), &target, &world.host));
}
void SetTargetPath(World& world) {
  // In a folder that is not there: nothing is written outside of memory.
  std::string path("/nowhere/at/all/");
  for (const char byte : world.input.Until(kArgumentEnd)) path += byte == '/' ? '_' : byte;
  CheckExport(world, telex_export_set_target_path(world.run.get(), path.data(), path.size()));
}
void SetOutput(World& world) {
  telex_output output = telex_test::kOutput;
  ChooseSize(world.input, &output);
  CheckExport(world, telex_export_set_output(world.run.get(), &output, &world.host));
}
void SetMemory(World& world) { CheckExport(world, telex_export_set_output_memory(world.run.get())); }
void AddSink(World& world) {
  telex_sink sink = telex_test::kSink;
  sink.write = OnSinkEvent;
  sink.signals = static_cast<std::int32_t>(world.input.Byte() % 16);
  sink.needs_blocks = world.input.Bit() ? 1 : 0;
  ChooseSize(world.input, &sink);
  CheckExport(world, telex_export_add_sink(world.run.get(), &sink, &world.host));
}
void SetProgress(World& world) {
  CheckExport(world, telex_export_set_progress(world.run.get(), world.input.Bit() ? telex_test::OnProgress : nullptr,
                                               &world.host));
}
void RunExport(World& world) { CheckExport(world, telex_export_run(world.run.get())); }
void CancelExport(World& world) { telex_export_cancel(world.run.get()); }
void SetContext(World& world) {
  const TextArgument session(world.input), version(world.input), url(world.input);
  telex_context_fields context = {};
  ChooseSize(world.input, &context);
  context.session_id = session.text();
  context.extension_version = version.text();
  context.deployment_url = url.text();
  CheckExport(world, telex_export_set_context(world.run.get(), &context));
}
void WriteEvent(World& world) {
  const TextArgument id(world.input), name(world.input), trace(world.input), key(world.input), text(world.input);
  telex_attribute attributes[2] = {};
  attributes[0].key = key.text();
  attributes[0].text = text.text();
  attributes[0].kind = static_cast<std::int32_t>(world.input.Byte() % 6) - 1;
  attributes[1].key = name.text();
  attributes[1].kind = TELEX_KIND_NUMBER;
  constexpr double kNumbers[] = {0, -1.5, 1e308, std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN()};
  attributes[1].number = world.input.OneOf(kNumbers);
  telex_event_fields event = {};
  ChooseSize(world.input, &event);
  event.event_id = id.text();
  event.event_name = name.text();
  event.trace_id = trace.text();
  event.time_unix_nano = world.input.OneOf(kIntegers);
  event.event_sequence = world.input.OneOf(kIntegers);
  event.properties = attributes;
  event.property_count = world.input.Byte() % 2;
  event.measurements = attributes + 1;
  event.measurement_count = world.input.Byte() % 2;
  event.has_error = world.input.Bit() ? 1 : 0;
  event.error_message = text.text();
  CheckExport(world, telex_export_write(world.run.get(), &event));
}
void BeginFile(World& world) {
  const TextArgument name(world.input);
  CheckExport(world, telex_export_begin_file(world.run.get(), name.data(), name.length()));
}
void Feed(World& world) {
  const std::string bytes(world.input.Until(kArgumentEnd));
  CheckExport(world, telex_export_feed(world.run.get(), bytes.data(), bytes.size()));
}
void FeedHostFile(World& world) {
  for (const auto& [name, bytes] : world.host.files) {
    if (CheckExport(world, telex_export_begin_file(world.run.get(), name.data(), name.size())) != TELEX_OK) return;
    if (CheckExport(world, telex_export_feed(world.run.get(), bytes.data(), bytes.size())) < 0) return;
    CheckExport(world, telex_export_end_file(world.run.get()));
  }
}
void EndFile(World& world) { CheckExport(world, telex_export_end_file(world.run.get())); }
void FinishExport(World& world) { CheckExport(world, telex_export_finish(world.run.get())); }
void AskExport(World& world) {
  if (const telex_report* report = telex_export_report(world.run.get())) ReadReport(report);
  telex_text bytes = {};
  if (CheckExport(world, telex_export_bytes(world.run.get(), &bytes)) == TELEX_OK) Touch(bytes);
}

// --- a reader ---

void NewReader(World& world) { world.reader.reset(telex_reader_new(world.options.get())); }
void FreeReader(World& world) { world.reader.reset(); }
telex_status CheckReader(const World& world, telex_status status) {
  return CheckStatus(status, world.reader.get(), telex_reader_error);
}
void SetVisitor(World& world) {
  telex_visitor visitor = telex_test::kVisitor;
  visitor.event = OnVisitedEvent;
  ChooseSize(world.input, &visitor);
  CheckReader(world, telex_reader_set_visitor(world.reader.get(), &visitor, &world.host));
}
void ReaderBegin(World& world) {
  const TextArgument name(world.input);
  CheckReader(world, telex_reader_begin_file(world.reader.get(), name.data(), name.length()));
}
void ReaderFeed(World& world) {
  const std::string bytes(world.input.Until(kArgumentEnd));
  CheckReader(world, telex_reader_feed(world.reader.get(), bytes.data(), bytes.size()));
}
void ReaderFeedHostFile(World& world) {
  for (const auto& [name, bytes] : world.host.files)
    if (CheckReader(world, telex_reader_feed(world.reader.get(), bytes.data(), bytes.size())) < 0) return;
}
void ReaderEnd(World& world) { CheckReader(world, telex_reader_end_file(world.reader.get())); }

// --- an iterator ---

void NewIterator(World& world) { world.iterator.reset(telex_iterator_new(world.options.get())); }
void FreeIterator(World& world) { world.iterator.reset(); }
telex_status CheckIterator(const World& world, telex_status status) {
  return CheckStatus(status, world.iterator.get(), telex_iterator_error);
}
void SetIteratorSource(World& world) {
  telex_source source = telex_test::kSource;
  ChooseSize(world.input, &source);
  CheckIterator(world, telex_iterator_set_source(world.iterator.get(), &source, &world.host));
}
void Next(World& world) {
  for (unsigned times = world.input.Byte() % 8; times-- > 0;) {
    const telex_event* event = nullptr;
    if (CheckIterator(world, telex_iterator_next(world.iterator.get(), &event)) < 0 || event == nullptr) return;
    ReadEvent(event);
  }
}
void CloseStream(World& world) {
  if (world.stream.release != nullptr) world.stream.release(&world.stream);
}
void OpenStream(World& world) {
  const std::int64_t rows = world.input.Bit() ? world.input.OneOf(kIntegers) : world.input.Byte() % 8;
  CloseStream(world);
  const telex_status status = telex_iterator_arrow_stream(world.iterator.get(), rows, &world.stream);
  CheckIterator(world, status);
  Check((status == TELEX_OK) == (world.stream.release != nullptr), "a stream that failed is released");
}
void StreamNext(World& world) {
  ArrowArrayStream& stream = world.stream;
  for (unsigned times = world.input.Byte() % 8; stream.release != nullptr && times-- > 0;) {
    test::OwnedArray batch;
    if (stream.get_next(&stream, &batch) != 0) {
      const char* const text = stream.get_last_error(&stream);
      Check(text != nullptr && *text != '\0', "a stream's failure has its text");
      return;
    }
    if (batch.release == nullptr) return;
    Check(batch.length > 0, "a batch has rows");
  }
}
void CancelIterator(World& world) { telex_iterator_cancel(world.iterator.get()); }
void AskIterator(World& world) {
  if (const telex_report* report = telex_iterator_report(world.iterator.get())) ReadReport(report);
}

// --- a choice of files ---

void NewFiles(World& world) { world.files.reset(telex_files_new(world.options.get())); }
void FreeFiles(World& world) { world.files.reset(); }
telex_status CheckFiles(const World& world, telex_status status) {
  return CheckStatus(status, world.files.get(), telex_files_error);
}
void SetFilesSource(World& world) {
  telex_source source = telex_test::kSource;
  ChooseSize(world.input, &source);
  CheckFiles(world, telex_files_set_source(world.files.get(), &source, &world.host));
}
void Select(World& world) {
  std::size_t count = 0;
  if (CheckFiles(world, telex_files_select(world.files.get(), &count)) < 0) return;
  for (std::size_t i = 0; i <= count; ++i) {
    telex_text name = {};
    const telex_status status = CheckFiles(world, telex_files_name(world.files.get(), i, &name));
    Check((status == TELEX_OK) == (i < count), "each chosen file has a name");
    if (status == TELEX_OK) Touch(name);
  }
}

constexpr void (*kCalls[])(World&) = {NewOptions,
                                      FreeOptions,
                                      SetText,
                                      SetAnyText,
                                      AddText,
                                      SetInteger,
                                      SetBool,
                                      AddMetricRule,
                                      AddUnitSuffix,
                                      AskRange,
                                      AskNames,
                                      ValidateDates,
                                      AskPreset,
                                      FailLater,
                                      ChangeFile,
                                      NewExport,
                                      FreeExport,
                                      SetExportSource,
                                      SetExportFolder,
                                      SetTarget,
                                      SetTargetPath,
                                      SetOutput,
                                      SetMemory,
                                      AddSink,
                                      SetProgress,
                                      RunExport,
                                      CancelExport,
                                      SetContext,
                                      WriteEvent,
                                      BeginFile,
                                      Feed,
                                      FeedHostFile,
                                      EndFile,
                                      FinishExport,
                                      AskExport,
                                      NewReader,
                                      FreeReader,
                                      SetVisitor,
                                      ReaderBegin,
                                      ReaderFeed,
                                      ReaderFeedHostFile,
                                      ReaderEnd,
                                      NewIterator,
                                      FreeIterator,
                                      SetIteratorSource,
                                      Next,
                                      CancelIterator,
                                      AskIterator,
                                      NewFiles,
                                      FreeFiles,
                                      SetFilesSource,
                                      Select,
                                      OpenStream,
                                      StreamNext,
                                      CloseStream};

}  // namespace
}  // namespace telex::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace telex::fuzz;
  FuzzInput input(data, size);
  World world(&input);
  while (!input.rest().empty()) input.OneOf(kCalls)(world);
  world.run.reset();
  world.iterator.reset();
  CloseStream(world);
  Check(world.host.open_documents == 0, "each document that was opened is closed or aborted");
  return 0;
}
