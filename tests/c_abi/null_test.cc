// NULL for every pointer parameter of every function: a status and a text that names the parameter, never a crash.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "test_host.h"

namespace telex_test {
namespace {

#define EXPECT_NULL_IS_TOLD(call, error, parameter)                     \
  do {                                                                  \
    EXPECT_EQ((call), TELEX_INVALID_ARGUMENT);                          \
    EXPECT_EQ(std::string(error), std::string(parameter) + " is NULL"); \
  } while (false)

TEST(Null, HandlesThatAreFreed) {
  telex_options_free(nullptr);
  telex_export_free(nullptr);
  telex_reader_free(nullptr);
  telex_iterator_free(nullptr);
  telex_files_free(nullptr);
}

TEST(Null, HandlesThatAreAskedForTheirError) {
  for (const char* error : {telex_options_error(nullptr), telex_event_error(nullptr), telex_report_error(nullptr),
                            telex_export_error(nullptr), telex_reader_error(nullptr), telex_iterator_error(nullptr),
                            telex_files_error(nullptr)}) {
    ASSERT_NE(error, nullptr);
    EXPECT_STREQ(error, "the handle is NULL");
  }
}

TEST(Null, HandlesThatAreCancelledOrAskedForTheirReport) {
  telex_export_cancel(nullptr);
  telex_iterator_cancel(nullptr);
  EXPECT_EQ(telex_export_report(nullptr), nullptr);
  EXPECT_EQ(telex_iterator_report(nullptr), nullptr);
}

TEST(Null, OptionsMeansTheDefaults) {
  EXPECT_NE(Export(telex_export_new(nullptr)), nullptr);
  EXPECT_NE(Reader(telex_reader_new(nullptr)), nullptr);
  EXPECT_NE(Iterator(telex_iterator_new(nullptr)), nullptr);
  EXPECT_NE(Files(telex_files_new(nullptr)), nullptr);
}

TEST(Null, ErrorsAndNamesOfCallbacks) {
  telex_error_set(nullptr, "x", 1);
  telex_error* none = nullptr;
  telex_error_set(none, nullptr, 1);
  EXPECT_EQ(telex_names_add(nullptr, "x", 1), TELEX_INVALID_ARGUMENT);
}

TEST(Null, EveryHandleOfEveryFunction) {
  std::int64_t integer = 0;
  std::int32_t signal = 0;
  double number = 0;
  std::size_t count = 0;
  telex_text text = {};
  telex_attribute attribute = {};
  telex_range range = {};
  telex_problem problem = {};
  telex_document document = {};
  const telex_event* event = nullptr;
  const telex_metric_rule rule = {};
  const telex_context_fields context = {};
  const telex_event_fields fields = {};
  ArrowArrayStream stream = {};
  const std::vector<telex_status> statuses = {
      telex_options_set_text(nullptr, "format", "json", 4),
      telex_options_set_integer(nullptr, "compression", 1),
      telex_options_set_bool(nullptr, "overwrite", 1),
      telex_options_add_text(nullptr, "metric_events", "x", 1),
      telex_options_add_metric_rule(nullptr, &rule),
      telex_options_add_unit_suffix(nullptr, "x", 1, "x", 1),
      telex_options_range(nullptr, &range),
      telex_options_suggested_file_name(nullptr, &text),
      telex_options_file_filter(nullptr, &text, &text),
      telex_event_text(nullptr, "event_id", &text),
      telex_event_raw(nullptr, "event_id", &text),
      telex_event_integer(nullptr, "line", &integer),
      telex_event_double(nullptr, "event_sequence", &number),
      telex_event_json(nullptr, &text),
      telex_event_signal(nullptr, &signal),
      telex_event_property_count(nullptr, &count),
      telex_event_measurement_count(nullptr, &count),
      telex_event_property(nullptr, 0, &attribute),
      telex_event_measurement(nullptr, 0, &attribute),
      telex_event_find_property(nullptr, "x", 1, &attribute),
      telex_event_find_measurement(nullptr, "x", 1, &attribute),
      telex_report_integer(nullptr, "events", &integer),
      telex_report_double(nullptr, "seconds", &number),
      telex_report_text(nullptr, "exportedAt", &text),
      telex_report_problem(nullptr, 0, &problem),
      telex_report_document(nullptr, 0, &document),
      telex_report_json(nullptr, &text),
      telex_export_set_source_folder(nullptr, "x", 1),
      telex_export_set_source(nullptr, &kSource, nullptr),
      telex_export_set_target_path(nullptr, "x", 1),
      telex_export_set_target(nullptr, &kTarget, nullptr),
      telex_export_set_output(nullptr, &kOutput, nullptr),
      telex_export_set_output_memory(nullptr),
      telex_export_add_sink(nullptr, &kSink, nullptr),
      telex_export_set_progress(nullptr, OnProgress, nullptr),
      telex_export_run(nullptr),
      telex_export_set_context(nullptr, &context),
      telex_export_write(nullptr, &fields),
      telex_export_begin_file(nullptr, "x", 1),
      telex_export_feed(nullptr, "x", 1),
      telex_export_end_file(nullptr),
      telex_export_finish(nullptr),
      telex_export_bytes(nullptr, &text),
      telex_reader_set_visitor(nullptr, &kVisitor, nullptr),
      telex_reader_begin_file(nullptr, "x", 1),
      telex_reader_feed(nullptr, "x", 1),
      telex_reader_end_file(nullptr),
      telex_iterator_set_source_folder(nullptr, "x", 1),
      telex_iterator_set_source(nullptr, &kSource, nullptr),
      telex_iterator_next(nullptr, &event),
      telex_iterator_arrow_stream(nullptr, 1, &stream),
      telex_arrow_schema(nullptr),
      telex_files_set_source_folder(nullptr, "x", 1),
      telex_files_set_source(nullptr, &kSource, nullptr),
      telex_files_select(nullptr, &count),
      telex_files_name(nullptr, 0, &text),
  };
  for (std::size_t i = 0; i < statuses.size(); ++i) EXPECT_EQ(statuses[i], TELEX_INVALID_ARGUMENT) << "entry " << i;
}

TEST(Null, ParametersOfOptions) {
  const Options owner = NewOptions("json");
  telex_options* options = owner.get();
  telex_text text = {};
  const auto error = [&] { return telex_options_error(options); };
  EXPECT_NULL_IS_TOLD(telex_options_set_text(options, nullptr, "x", 1), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_options_set_text(options, "format", nullptr, 1), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_options_set_text(options, "format", nullptr, TELEX_NUL_TERMINATED), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_options_set_integer(options, nullptr, 1), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_options_set_bool(options, nullptr, 1), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_options_add_text(options, nullptr, "x", 1), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_options_add_text(options, "metric_events", nullptr, 1), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_options_add_metric_rule(options, nullptr), error(), "rule");
  EXPECT_NULL_IS_TOLD(telex_options_add_unit_suffix(options, nullptr, 1, "x", 1), error(), "suffix");
  EXPECT_NULL_IS_TOLD(telex_options_add_unit_suffix(options, "x", 1, nullptr, 1), error(), "unit");
  EXPECT_NULL_IS_TOLD(telex_options_range(options, nullptr), error(), "range");
  EXPECT_NULL_IS_TOLD(telex_options_suggested_file_name(options, nullptr), error(), "file_name");
  EXPECT_NULL_IS_TOLD(telex_options_file_filter(options, nullptr, &text), error(), "label");
  EXPECT_NULL_IS_TOLD(telex_options_file_filter(options, &text, nullptr), error(), "extension");

  telex_metric_rule rule = {};
  rule.size = sizeof rule;
  rule.event_name = {nullptr, 3};
  EXPECT_NULL_IS_TOLD(telex_options_add_metric_rule(options, &rule), error(), "rule.event_name");
  rule.event_name = Text("e");
  rule.count_prefix_count = 1;
  EXPECT_NULL_IS_TOLD(telex_options_add_metric_rule(options, &rule), error(), "rule.count_prefixes");
  rule.count_prefix_count = 0;
  rule.count_unit = {nullptr, TELEX_NUL_TERMINATED};
  EXPECT_NULL_IS_TOLD(telex_options_add_metric_rule(options, &rule), error(), "rule.count_unit");
}

TEST(Null, ParametersWithoutAHandle) {
  telex_text text = {};
  char message[64] = "";
  EXPECT_EQ(telex_preset(0, nullptr, &text), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_preset(0, &text, nullptr), TELEX_INVALID_ARGUMENT);
  EXPECT_NULL_IS_TOLD(telex_validate_date(nullptr, 1, message, sizeof message), message, "text");
  EXPECT_EQ(telex_validate_date("2026-05-01", 10, nullptr, 1), TELEX_INVALID_ARGUMENT);
  EXPECT_NULL_IS_TOLD(telex_validate_date_range(nullptr, 1, "", 0, message, sizeof message), message, "from");
  EXPECT_NULL_IS_TOLD(telex_validate_date_range("", 0, nullptr, 1, message, sizeof message), message, "to");
  EXPECT_EQ(telex_validate_date_range("2026-05-01", 10, "", 0, nullptr, 1), TELEX_INVALID_ARGUMENT);
}

TEST(Null, ParametersOfEvents) {
  Host host = HostWithFiles();
  const Iterator iterator(telex_iterator_new(nullptr));
  const telex_event* event = nullptr;
  telex_text text = {};
  telex_attribute attribute = {};
  std::int64_t integer = 0;
  double number = 0;
  EXPECT_NULL_IS_TOLD(telex_iterator_set_source_folder(iterator.get(), nullptr, 1),
                      telex_iterator_error(iterator.get()), "path");
  EXPECT_NULL_IS_TOLD(telex_iterator_set_source(iterator.get(), nullptr, &host), telex_iterator_error(iterator.get()),
                      "source");
  ASSERT_EQ(telex_iterator_set_source(iterator.get(), &kSource, &host), TELEX_OK);
  EXPECT_NULL_IS_TOLD(telex_iterator_next(iterator.get(), nullptr), telex_iterator_error(iterator.get()), "event");
  EXPECT_NULL_IS_TOLD(telex_iterator_arrow_stream(iterator.get(), 1, nullptr), telex_iterator_error(iterator.get()),
                      "stream");
  ASSERT_EQ(telex_iterator_next(iterator.get(), &event), TELEX_OK);
  ASSERT_NE(event, nullptr);
  const auto error = [&] { return telex_event_error(event); };
  EXPECT_NULL_IS_TOLD(telex_event_text(event, nullptr, &text), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_event_text(event, "event_id", nullptr), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_event_raw(event, nullptr, &text), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_event_raw(event, "event_id", nullptr), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_event_integer(event, nullptr, &integer), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_event_integer(event, "line", nullptr), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_event_double(event, nullptr, &number), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_event_double(event, "event_sequence", nullptr), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_event_json(event, nullptr), error(), "json");
  EXPECT_NULL_IS_TOLD(telex_event_signal(event, nullptr), error(), "signal");
  EXPECT_NULL_IS_TOLD(telex_event_property_count(event, nullptr), error(), "count");
  EXPECT_NULL_IS_TOLD(telex_event_measurement_count(event, nullptr), error(), "count");
  EXPECT_NULL_IS_TOLD(telex_event_property(event, 0, nullptr), error(), "attribute");
  EXPECT_NULL_IS_TOLD(telex_event_measurement(event, 0, nullptr), error(), "attribute");
  EXPECT_NULL_IS_TOLD(telex_event_find_property(event, nullptr, 1, &attribute), error(), "key");
  EXPECT_NULL_IS_TOLD(telex_event_find_property(event, "x", 1, nullptr), error(), "attribute");
  EXPECT_NULL_IS_TOLD(telex_event_find_measurement(event, nullptr, 1, &attribute), error(), "key");
  EXPECT_NULL_IS_TOLD(telex_event_find_measurement(event, "x", 1, nullptr), error(), "attribute");
}

TEST(Null, ParametersOfReports) {
  const Export run(telex_export_new(nullptr));
  const telex_report* report = telex_export_report(run.get());
  telex_text text = {};
  std::int64_t integer = 0;
  double number = 0;
  const auto error = [&] { return telex_report_error(report); };
  EXPECT_NULL_IS_TOLD(telex_report_integer(report, nullptr, &integer), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_report_integer(report, "events", nullptr), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_report_double(report, nullptr, &number), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_report_double(report, "seconds", nullptr), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_report_text(report, nullptr, &text), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_report_text(report, "exportedAt", nullptr), error(), "value");
  EXPECT_NULL_IS_TOLD(telex_report_problem(report, 0, nullptr), error(), "problem");
  EXPECT_NULL_IS_TOLD(telex_report_document(report, 0, nullptr), error(), "document");
  EXPECT_NULL_IS_TOLD(telex_report_json(report, nullptr), error(), "json");
}

TEST(Null, ParametersOfExports) {
  const Export owner(telex_export_new(nullptr));
  telex_export* run = owner.get();
  const auto error = [&] { return telex_export_error(run); };
  EXPECT_NULL_IS_TOLD(telex_export_set_source_folder(run, nullptr, 1), error(), "path");
  EXPECT_NULL_IS_TOLD(telex_export_set_source(run, nullptr, nullptr), error(), "source");
  EXPECT_NULL_IS_TOLD(telex_export_set_target_path(run, nullptr, 1), error(), "path");
  EXPECT_NULL_IS_TOLD(telex_export_set_target(run, nullptr, nullptr), error(), "target");
  EXPECT_NULL_IS_TOLD(telex_export_set_output(run, nullptr, nullptr), error(), "output");
  EXPECT_NULL_IS_TOLD(telex_export_add_sink(run, nullptr, nullptr), error(), "sink");
  EXPECT_EQ(telex_export_set_progress(run, nullptr, nullptr), TELEX_OK);
  EXPECT_NULL_IS_TOLD(telex_export_set_context(run, nullptr), error(), "context");
  EXPECT_NULL_IS_TOLD(telex_export_write(run, nullptr), error(), "event");
  EXPECT_NULL_IS_TOLD(telex_export_begin_file(run, nullptr, 1), error(), "name");
  EXPECT_NULL_IS_TOLD(telex_export_feed(run, nullptr, 1), error(), "bytes");
  EXPECT_NULL_IS_TOLD(telex_export_bytes(run, nullptr), error(), "bytes");

  telex_context_fields context = {};
  context.size = sizeof context;
  context.os_type = {nullptr, 1};
  EXPECT_NULL_IS_TOLD(telex_export_set_context(run, &context), error(), "context.os_type");
  telex_event_fields event = {};
  event.size = sizeof event;
  event.event_id = {nullptr, 1};
  EXPECT_NULL_IS_TOLD(telex_export_write(run, &event), error(), "event.event_id");
  event.event_id = {};
  event.property_count = 1;
  EXPECT_NULL_IS_TOLD(telex_export_write(run, &event), error(), "event.properties");
  event.property_count = 0;
  event.measurement_count = 1;
  EXPECT_NULL_IS_TOLD(telex_export_write(run, &event), error(), "event.measurements");
  telex_attribute attribute = {};
  attribute.key = {nullptr, 1};
  event.measurements = &attribute;
  EXPECT_NULL_IS_TOLD(telex_export_write(run, &event), error(), "key of event.measurements");
  attribute.key = {};
  attribute.kind = TELEX_KIND_TEXT;
  attribute.text = {nullptr, 1};
  event.measurement_count = 0;
  event.properties = &attribute;
  event.property_count = 1;
  EXPECT_NULL_IS_TOLD(telex_export_write(run, &event), error(), "text of event.properties");
  event.property_count = 0;
  event.has_error = 1;
  event.error_message = {nullptr, 1};
  EXPECT_NULL_IS_TOLD(telex_export_write(run, &event), error(), "event.error_message");
}

TEST(Null, ParametersOfReadersAndFiles) {
  const Reader reader(telex_reader_new(nullptr));
  const auto reader_error = [&] { return telex_reader_error(reader.get()); };
  EXPECT_NULL_IS_TOLD(telex_reader_set_visitor(reader.get(), nullptr, nullptr), reader_error(), "visitor");
  EXPECT_NULL_IS_TOLD(telex_reader_begin_file(reader.get(), nullptr, 1), reader_error(), "name");
  ASSERT_EQ(telex_reader_begin_file(reader.get(), "f", 1), TELEX_OK);
  EXPECT_NULL_IS_TOLD(telex_reader_feed(reader.get(), nullptr, 1), reader_error(), "bytes");
  EXPECT_EQ(telex_reader_feed(reader.get(), nullptr, 0), TELEX_OK);

  const Files files(telex_files_new(nullptr));
  const auto files_error = [&] { return telex_files_error(files.get()); };
  EXPECT_NULL_IS_TOLD(telex_files_set_source_folder(files.get(), nullptr, 1), files_error(), "path");
  EXPECT_NULL_IS_TOLD(telex_files_set_source(files.get(), nullptr, nullptr), files_error(), "source");
  EXPECT_NULL_IS_TOLD(telex_files_select(files.get(), nullptr), files_error(), "count");
  EXPECT_NULL_IS_TOLD(telex_files_name(files.get(), 0, nullptr), files_error(), "name");
}

TEST(Null, CallbacksThatMustBeThere) {
  const Export run(telex_export_new(nullptr));
  const Files files(telex_files_new(nullptr));
  const auto error = [&] { return telex_export_error(run.get()); };
  telex_source source = kSource;
  source.list = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_source(run.get(), &source, nullptr), error(), "source.list");
  EXPECT_NULL_IS_TOLD(telex_files_set_source(files.get(), &source, nullptr), telex_files_error(files.get()),
                      "source.list");
  source = kSource;
  source.open = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_source(run.get(), &source, nullptr), error(), "source.open");
  EXPECT_EQ(telex_files_set_source(files.get(), &source, nullptr), TELEX_OK);
  source = kSource;
  source.file_size = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_source(run.get(), &source, nullptr), error(), "source.file_size");
  source = kSource;
  source.read = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_source(run.get(), &source, nullptr), error(), "source.read");
  telex_target target = kTarget;
  target.open = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_target(run.get(), &target, nullptr), error(), "target.open");
  target = kTarget;
  target.write = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_target(run.get(), &target, nullptr), error(), "target.write");
  target = kTarget;
  target.close = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_target(run.get(), &target, nullptr), error(), "target.close");
  telex_output output = kOutput;
  output.write = nullptr;
  EXPECT_NULL_IS_TOLD(telex_export_set_output(run.get(), &output, nullptr), error(), "output.write");
}

}  // namespace
}  // namespace telex_test
