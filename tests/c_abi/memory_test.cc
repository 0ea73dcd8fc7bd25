// Memory that runs out, at each allocation in turn, once or for good: a handle is NULL or the status says so, nothing
// crashes, nothing leaks, and nothing has the target's name. Short memory never changes what is written.
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include "failing_memory.h"
#include "gtest/gtest.h"
#include "test_host.h"
#if !defined(_WIN32)
#include "tests/write/posix_helpers.h"
#endif

namespace telex_test {
namespace {

constexpr long kMaxAllocations = 100'000;
constexpr const char* kFileName = "telemetry-2026-05-01-s.jsonl";

// Callbacks of the host allocate nothing.
struct StillHost {
  const std::string* file = nullptr;
  int open_documents = 0;
  int commits = 0;
};

const telex_source kStillSource = {
    sizeof(telex_source),
    [](telex_names* names, telex_error*, void*) { return telex_names_add(names, "telemetry-2026-05-01-s.jsonl", 28); },
    [](const char*, size_t, void**, telex_error*, void*) { return telex_status{TELEX_OK}; },
    [](void*, uint64_t* bytes, telex_error*, void* user_data) {
      *bytes = static_cast<StillHost*>(user_data)->file->size();
      return telex_status{TELEX_OK};
    },
    [](void*, uint64_t offset, void* buffer, size_t capacity, size_t* length, telex_error*, void* user_data) {
      *length = static_cast<StillHost*>(user_data)->file->copy(static_cast<char*>(buffer), capacity,
                                                               static_cast<std::size_t>(offset));
      return telex_status{TELEX_OK};
    },
    nullptr,
    nullptr,
    nullptr};

const telex_target kStillTarget = {
    sizeof(telex_target),
    [](const char*, size_t, void**, telex_error*, void* user_data) {
      ++static_cast<StillHost*>(user_data)->open_documents;
      return telex_status{TELEX_OK};
    },
    [](void*, const void*, size_t, telex_error*, void*) { return telex_status{TELEX_OK}; },
    [](void*, telex_error*, void* user_data) {
      --static_cast<StillHost*>(user_data)->open_documents;
      return telex_status{TELEX_OK};
    },
    [](void*, void* user_data) { --static_cast<StillHost*>(user_data)->open_documents; },
    [](telex_error*, void* user_data) {
      ++static_cast<StillHost*>(user_data)->commits;
      return telex_status{TELEX_OK};
    }};

// Runs `attempt` with the first, the second, … allocation failing, until none does. It gives the status of the first call
// that failed, and frees all that it made.
template <typename Attempt, typename Check>
void FailEachAllocation(Attempt attempt, Check check) {
  // What the C library makes once, and keeps.
  ASSERT_EQ(attempt(), TELEX_OK);
  check(TELEX_OK);
  long failed = 0;
  for (const Shortage shortage : {Shortage::kOnce, Shortage::kLasting}) {
    bool ran_out = true;
    for (long allocations = 0; ran_out; ++allocations) {
      ASSERT_LT(allocations, kMaxAllocations) << "does not end";
      const long live = LiveAllocations();
      BeginFailing(allocations, shortage);
      const telex_status status = attempt();
      ran_out = EndFailing();
      failed += ran_out ? 1 : 0;
      ASSERT_EQ(live, LiveAllocations()) << "allocation " << allocations << " leaks";
      if (!ran_out) {
        ASSERT_EQ(status, TELEX_OK) << "allocation " << allocations;
      } else if (status != TELEX_OK) {
        ASSERT_EQ(status, TELEX_OUT_OF_MEMORY) << "allocation " << allocations;
      }
      ASSERT_NO_FATAL_FAILURE(check(status)) << "allocation " << allocations;
    }
  }
  testing::Test::RecordProperty("allocations_failed", std::to_string(failed));
}

template <typename Attempt>
void FailEachAllocation(Attempt attempt) {
  FailEachAllocation(attempt, [](telex_status) {});
}

// The parameters of an export.
struct Form {
  const char* format;
  const char* package;
  int threads;
};

std::string NameOf(const testing::TestParamInfo<Form>& info) {
  const std::string format = info.param.format;
  return (format == "otlp-jsonl" ? "lines" : format) + "_" + info.param.package + "_" +
         std::to_string(info.param.threads);
}

Options OptionsOf(const Form& form, telex_status* status) {
  Options options(telex_options_new());
  telex_options* const to = options.get();
  *status = to == nullptr ? TELEX_OUT_OF_MEMORY : TELEX_OK;
  if (*status == TELEX_OK) *status = telex_options_set_text(to, "format", form.format, TELEX_NUL_TERMINATED);
  if (*status == TELEX_OK) *status = telex_options_set_text(to, "package", form.package, TELEX_NUL_TERMINATED);
  if (*status == TELEX_OK) *status = telex_options_set_integer(to, "threads", form.threads);
  if (*status == TELEX_OK) *status = telex_options_set_text(to, "now", "2026-05-04T12:00:00Z", TELEX_NUL_TERMINATED);
  return options;
}

class Memory : public testing::TestWithParam<Form> {
 protected:
  const std::string file_ = HostWithFiles().files[kFileName];
};

INSTANTIATE_TEST_SUITE_P(Forms, Memory,
                         testing::Values(Form{"json", "zip", 1}, Form{"otlp", "zip", 1}, Form{"otlp", "dir", 1},
                                         Form{"otlp-jsonl", "dir", 1}, Form{"json", "zip", 2}, Form{"otlp", "zip", 2},
                                         Form{"otlp", "dir", 4}),
                         NameOf);

TEST_P(Memory, AnExportBetweenTheHostsOwnEndsThatRunsOut) {
  FailEachAllocation([&]() -> telex_status {
    StillHost host;
    host.file = &file_;
    telex_status status = TELEX_OK;
    const Options options = OptionsOf(GetParam(), &status);
    const Export run(status == TELEX_OK ? telex_export_new(options.get()) : nullptr);
    if (run == nullptr) return TELEX_OUT_OF_MEMORY;
    status = telex_export_set_source(run.get(), &kStillSource, &host);
    if (status == TELEX_OK) status = telex_export_set_target(run.get(), &kStillTarget, &host);
    if (status == TELEX_OK) status = telex_export_run(run.get());
    if (EndFailing() && status == TELEX_OUT_OF_MEMORY) {
      EXPECT_STREQ(telex_export_error(run.get()), "out of memory");
      EXPECT_EQ(host.commits, 0);
    }
    EXPECT_EQ(host.open_documents, 0);
    return status;
  });
}

TEST_P(Memory, AFedExportThatRunsOut) {
  FailEachAllocation([&]() -> telex_status {
    StillHost host;
    telex_status status = TELEX_OK;
    const Options options = OptionsOf(GetParam(), &status);
    const Export run(status == TELEX_OK ? telex_export_new(options.get()) : nullptr);
    if (run == nullptr) return TELEX_OUT_OF_MEMORY;
    status = telex_export_set_target(run.get(), &kStillTarget, &host);
    if (status == TELEX_OK) status = telex_export_begin_file(run.get(), "f", 1);
    if (status == TELEX_OK) status = telex_export_feed(run.get(), file_.data(), file_.size());
    if (status == TELEX_OK) status = telex_export_end_file(run.get());
    if (status == TELEX_OK) status = telex_export_finish(run.get());
    telex_text json = {};
    if (status == TELEX_OK) status = telex_report_json(telex_export_report(run.get()), &json);
    return status;
  });
}

TEST(MemoryOfReaders, AnIteratorThatRunsOut) {
  const std::string file = HostWithFiles().files[kFileName];
  for (const int threads : {1, 2}) {
    FailEachAllocation([&]() -> telex_status {
      StillHost host;
      host.file = &file;
      telex_status status = TELEX_OK;
      const Options options = OptionsOf({"json", "zip", threads}, &status);
      const Iterator iterator(status == TELEX_OK ? telex_iterator_new(options.get()) : nullptr);
      if (iterator == nullptr) return TELEX_OUT_OF_MEMORY;
      status = telex_iterator_set_source(iterator.get(), &kStillSource, &host);
      const telex_event* event = nullptr;
      do {
        telex_text text = {};
        if (status == TELEX_OK) status = telex_iterator_next(iterator.get(), &event);
        if (status == TELEX_OK && event != nullptr) status = telex_event_json(event, &text);
        if (status == TELEX_OK && event != nullptr) status = telex_event_text(event, "event_name", &text);
      } while (status == TELEX_OK && event != nullptr);
      return status;
    });
  }
}

// What a consumer does, to the end or to the first failure; then it releases all that it was given.
telex_status DrainAndRelease(ArrowArrayStream* stream) {
  ArrowSchema schema = {};
  int error = stream->get_schema(stream, &schema);
  while (error == 0) {
    ArrowArray batch = {};
    error = stream->get_next(stream, &batch);
    EXPECT_TRUE(error == 0 || batch.release == nullptr);
    if (batch.release == nullptr) break;
    batch.release(&batch);
  }
  EndFailing();
  if (error != 0) {
    EXPECT_EQ(error, ENOMEM);
    EXPECT_STREQ(stream->get_last_error(stream), "out of memory");
  }
  if (error != 0 && schema.release != nullptr) {
    // Memory is there again, but a part of a batch is lost.
    ArrowArray batch = {};
    EXPECT_EQ(stream->get_next(stream, &batch), ENOMEM);
    EXPECT_STREQ(stream->get_last_error(stream), "out of memory");
  }
  EXPECT_TRUE(error != 0 || schema.release != nullptr);
  if (schema.release != nullptr) schema.release(&schema);
  stream->release(stream);
  return error == 0 ? TELEX_OK : TELEX_OUT_OF_MEMORY;
}

TEST(MemoryOfReaders, AnArrowStreamThatRunsOut) {
  const std::string file = HostWithFiles().files[kFileName];
  FailEachAllocation([&]() -> telex_status {
    StillHost host;
    host.file = &file;
    const Iterator iterator(telex_iterator_new(nullptr));
    if (iterator == nullptr) return TELEX_OUT_OF_MEMORY;
    ArrowArrayStream stream = {};
    telex_status status = telex_iterator_set_source(iterator.get(), &kStillSource, &host);
    if (status == TELEX_OK) status = telex_iterator_arrow_stream(iterator.get(), 1, &stream);
    EXPECT_EQ(status == TELEX_OK, stream.release != nullptr);
    return status == TELEX_OK ? DrainAndRelease(&stream) : status;
  });
}

TEST(MemoryOfReaders, ASchemaOfArrowThatRunsOut) {
  FailEachAllocation([&]() -> telex_status {
    ArrowSchema schema = {};
    const telex_status status = telex_arrow_schema(&schema);
    EXPECT_EQ(schema.release != nullptr, status == TELEX_OK);
    if (schema.release != nullptr) schema.release(&schema);
    return status;
  });
}

TEST(MemoryOfReaders, AReaderThatRunsOut) {
  const std::string file = HostWithFiles().files[kFileName];
  static int events;
  const telex_visitor count = {sizeof(telex_visitor),
                               [](const telex_event*, telex_error*, void*) {
                                 ++events;
                                 return telex_status{TELEX_OK};
                               },
                               nullptr};
  FailEachAllocation([&]() -> telex_status {
    events = 0;
    const Reader reader(telex_reader_new(nullptr));
    if (reader == nullptr) return TELEX_OUT_OF_MEMORY;
    telex_status status = telex_reader_set_visitor(reader.get(), &count, nullptr);
    if (status == TELEX_OK) status = telex_reader_begin_file(reader.get(), "f", 1);
    for (std::size_t at = 0; status == TELEX_OK && at < file.size(); at += 100) {
      status = telex_reader_feed(reader.get(), file.data() + at, std::min<std::size_t>(100, file.size() - at));
    }
    if (status == TELEX_OK) status = telex_reader_end_file(reader.get());
    EXPECT_TRUE(status != TELEX_OK || events == 3);
    return status;
  });
}

TEST(MemoryOfOptions, OptionsThatRunOut) {
  const telex_text prefixes[] = {Text("count_"), Text("retries_of_a_name_that_takes_memory_")};
  const telex_metric_rule rule = {sizeof(telex_metric_rule),
                                  Text("an.event.whose.name.takes.memory"),
                                  Text("window_seconds"),
                                  prefixes,
                                  2,
                                  Text("{retry of a unit that takes memory}")};
  FailEachAllocation([&]() -> telex_status {
    telex_status status = TELEX_OK;
    const Options options = OptionsOf({"otlp", "zip", 1}, &status);
    telex_options* const to = options.get();
    if (status == TELEX_OK) status = telex_options_add_metric_rule(to, &rule);
    if (status == TELEX_OK)
      status = telex_options_add_unit_suffix(to, "_of_light_years", 15, "a unit of this text", 19);
    if (status == TELEX_OK) status = telex_options_add_text(to, "metric_events", "an event of a long name", 23);
    if (status == TELEX_OK) status = telex_options_set_text(to, "from", "2026-05-01", 10);
    telex_range range = {};
    range.size = sizeof range;
    if (status == TELEX_OK) status = telex_options_range(to, &range);
    telex_text name = {};
    telex_text ending = {};
    if (status == TELEX_OK) status = telex_options_suggested_file_name(to, &name);
    if (status == TELEX_OK) status = telex_options_file_filter(to, &name, &ending);
    return status;
  });
}

#if !defined(_WIN32)

using telex::test::ContentOf;
using telex::test::NamesIn;
using telex::test::ScratchFolder;

// The names and bytes of a target, whether it is a file or a folder of files.
std::string Content(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return ContentOf(path);
  std::string content;
  for (const std::string& name : NamesIn(path)) content += name + "\n" + ContentOf(path + "/" + name);
  return content;
}

class MemoryAndFiles : public Memory {
 protected:
  MemoryAndFiles() {
    std::filesystem::create_directory(folder_ / "telemetry");
    telex::test::WriteFile(source_ + "/" + kFileName, file_);
  }

  // Of a target that does not stand yet.
  telex_status ExportToPath() {
    telex_status status = TELEX_OK;
    const Options options = OptionsOf(GetParam(), &status);
    const Export run(status == TELEX_OK ? telex_export_new(options.get()) : nullptr);
    if (run == nullptr) return TELEX_OUT_OF_MEMORY;
    status = telex_export_set_source_folder(run.get(), source_.data(), source_.size());
    if (status == TELEX_OK) status = telex_export_set_target_path(run.get(), target_.data(), target_.size());
    return status == TELEX_OK ? telex_export_run(run.get()) : status;
  }

  void FailEachAllocationOfAnExport();

  const ScratchFolder folder_;
  const std::string source_ = folder_ / "telemetry";
  const std::string target_ = folder_ / "target";
};

void MemoryAndFiles::FailEachAllocationOfAnExport() {
  std::string whole;
  const auto check = [&](telex_status status) {
    const std::vector<std::string> names = NamesIn(folder_.path());
    if (status == TELEX_OK) {
      ASSERT_EQ(names, (std::vector<std::string>{"target", "telemetry"}));
      const std::string content = Content(target_);
      if (whole.empty()) whole = content;
      ASSERT_EQ(whole, content);
    } else {
      ASSERT_EQ(names, std::vector<std::string>{"telemetry"});
    }
    std::filesystem::remove_all(target_);
  };
  FailEachAllocation([this] { return ExportToPath(); }, check);
}

INSTANTIATE_TEST_SUITE_P(Forms, MemoryAndFiles,
                         testing::Values(Form{"json", "zip", 1}, Form{"otlp", "zip", 1}, Form{"otlp", "dir", 1},
                                         Form{"otlp-jsonl", "zip", 1}, Form{"otlp", "zip", 2}, Form{"otlp", "dir", 4}),
                         NameOf);

TEST_P(MemoryAndFiles, AnExportOfAFolderThatRunsOut) { FailEachAllocationOfAnExport(); }

// With events for both threads, and more of them than they hold at once.
class MemoryAndManyEvents : public MemoryAndFiles {
 protected:
  MemoryAndManyEvents() {
    const std::size_t header_end = file_.find('\n') + 1;
    std::string many = file_.substr(0, header_end);
    for (int i = 0; i < 1500; ++i) many += file_.substr(header_end);
    telex::test::WriteFile(source_ + "/" + kFileName, many);
  }
};

INSTANTIATE_TEST_SUITE_P(Forms, MemoryAndManyEvents,
                         testing::Values(Form{"json", "zip", 2}, Form{"otlp", "zip", 2}, Form{"otlp", "dir", 2}),
                         NameOf);

TEST_P(MemoryAndManyEvents, AnExportOfAFolderThatRunsOut) { FailEachAllocationOfAnExport(); }

#endif

}  // namespace
}  // namespace telex_test
