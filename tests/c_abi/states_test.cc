// Calls in the wrong order are INVALID_STATE with a text; what has ended stays ended; names and indices are judged.
#include <string>

#include "gtest/gtest.h"
#include "test_host.h"

namespace telex_test {
namespace {

TEST(States, AnExportNeedsItsEnds) {
  Host host = HostWithFiles();
  const Export run(telex_export_new(nullptr));
  EXPECT_EQ(telex_export_run(run.get()), TELEX_INVALID_STATE);
  EXPECT_STREQ(telex_export_error(run.get()), "no source is set");
  telex_export_set_source(run.get(), &kSource, &host);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_INVALID_STATE);
  EXPECT_STREQ(telex_export_error(run.get()), "no target and no sink is set");
  EXPECT_EQ(telex_export_finish(run.get()), TELEX_INVALID_STATE);
  telex_export_add_sink(run.get(), &kSink, &host);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK);
  EXPECT_EQ(host.events, 3);
}

TEST(States, AnExportRunsOnce) {
  Host host = HostWithFiles();
  const Export run(telex_export_new(nullptr));
  telex_text bytes = {};
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_set_output_memory(run.get());
  ASSERT_EQ(telex_export_run(run.get()), TELEX_OK);
  telex_context_fields context = {};
  context.size = sizeof context;
  telex_event_fields event = {};
  event.size = sizeof event;
  for (const telex_status status :
       {telex_export_run(run.get()), telex_export_finish(run.get()), telex_export_set_context(run.get(), &context),
        telex_export_write(run.get(), &event), telex_export_begin_file(run.get(), "f", 1),
        telex_export_feed(run.get(), "x", 1), telex_export_end_file(run.get()),
        telex_export_set_source_folder(run.get(), "x", 1), telex_export_set_source(run.get(), &kSource, &host),
        telex_export_set_target_path(run.get(), "x", 1), telex_export_set_target(run.get(), &kTarget, &host),
        telex_export_set_output(run.get(), &kOutput, &host), telex_export_set_output_memory(run.get()),
        telex_export_add_sink(run.get(), &kSink, &host), telex_export_set_progress(run.get(), nullptr, nullptr)}) {
    EXPECT_EQ(status, TELEX_INVALID_STATE);
  }
  EXPECT_EQ(telex_export_bytes(run.get(), &bytes), TELEX_OK);
  EXPECT_GT(bytes.length, 100u);
}

TEST(States, AFailedExportToMemoryHasNoBytes) {
  Host host = HostWithFiles();
  const Export run(telex_export_new(nullptr));
  telex_text bytes = {"x", 1};
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_set_output_memory(run.get());
  telex_export_add_sink(run.get(), &kSink, &host);
  host.fail_at = 6;
  EXPECT_LT(telex_export_run(run.get()), 0);
  EXPECT_EQ(telex_export_bytes(run.get(), &bytes), TELEX_OK);
  EXPECT_EQ(bytes.data, nullptr);
  const Export other(telex_export_new(nullptr));
  EXPECT_EQ(telex_export_bytes(other.get(), &bytes), TELEX_INVALID_STATE);
}

TEST(States, ACallbackCannotRunItsOwnExport) {
  Host host = HostWithFiles();
  const Export run(telex_export_new(nullptr));
  telex_status inner = TELEX_OK;
  host.during_write = [&] { inner = telex_export_run(run.get()); };
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_add_sink(run.get(), &kSink, &host);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK);
  EXPECT_EQ(inner, TELEX_INVALID_STATE);
}

const telex_event* kept_event = nullptr;

TEST(States, AnEventEndsWithItsCallback) {
  Host host = HostWithFiles();
  telex_sink sink = kSink;
  sink.write = [](const telex_event* event, int32_t, telex_error*, void*) {
    kept_event = event;
    return telex_status{TELEX_OK};
  };
  // Asked for after the callback, while the export still lives.
  sink.finish = [](telex_error*, void*) {
    telex_text text = {};
    EXPECT_EQ(telex_event_text(kept_event, "event_id", &text), TELEX_INVALID_STATE);
    EXPECT_STREQ(telex_event_error(kept_event), "the event is no longer valid");
    return telex_status{TELEX_OK};
  };
  const Export run(telex_export_new(nullptr));
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_add_sink(run.get(), &sink, &host);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK);
}

TEST(States, AnEventDecodesAndJudgesNamesAndIndices) {
  Host host = HostWithFiles();
  const Iterator iterator(telex_iterator_new(nullptr));
  const telex_event* event = nullptr;
  telex_text text = {};
  telex_attribute attribute = {};
  std::int64_t integer = 0;
  double number = 0;
  telex_iterator_set_source(iterator.get(), &kSource, &host);
  ASSERT_EQ(telex_iterator_next(iterator.get(), &event), TELEX_OK);
  ASSERT_EQ(telex_event_text(event, "event_name", &text), TELEX_OK);
  EXPECT_EQ(ToString(text), "log.\u00e9");
  telex_event_raw(event, "event_name", &text);
  EXPECT_EQ(ToString(text), "log.\\u00e9");
  ASSERT_EQ(telex_event_find_property(event, "ab", 2, &attribute), TELEX_OK);
  EXPECT_EQ(ToString(attribute.key) + "=" + ToString(attribute.text), "ab=cd");
  ASSERT_EQ(telex_event_property(event, 1, &attribute), TELEX_OK);
  EXPECT_EQ(attribute.kind, TELEX_KIND_BOOL);
  EXPECT_EQ(attribute.boolean, 1);
  ASSERT_EQ(telex_event_property(event, 2, &attribute), TELEX_OK);
  EXPECT_EQ(attribute.kind, TELEX_KIND_NUMBER);
  EXPECT_EQ(attribute.number, 7);

  EXPECT_EQ(telex_event_property(event, 3, &attribute), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_event_error(event), "index is 3 of 3");
  EXPECT_EQ(telex_event_measurement(event, 0, &attribute), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_event_text(event, "row", &text), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_event_error(event), "there is no text field \"row\"");
  EXPECT_EQ(telex_event_raw(event, "file", &text), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_event_integer(event, "lines", &integer), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_event_error(event), "there is no integer field \"lines\"");
  EXPECT_EQ(telex_event_double(event, "duration", &number), TELEX_INVALID_ARGUMENT);
}

TEST(States, AReportJudgesNamesAndIndices) {
  const Export run(telex_export_new(nullptr));
  const telex_report* report = telex_export_report(run.get());
  telex_text text = {};
  telex_problem problem = {};
  problem.size = sizeof problem;
  telex_document document = {};
  document.size = sizeof document;
  std::int64_t integer = 0;
  double number = 0;
  EXPECT_EQ(Count(report, "events"), 0);
  EXPECT_EQ(telex_report_integer(report, "seconds", &integer), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_report_error(report), "there is no integer field \"seconds\"");
  EXPECT_EQ(telex_report_double(report, "events", &number), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_report_text(report, "range", &text), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_report_problem(report, 0, &problem), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_report_error(report), "index is 0 of 0");
  EXPECT_EQ(telex_report_document(report, 0, &document), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_report_json(report, &text), TELEX_OK);
}

TEST(States, PathsAreJudged) {
  const Export run(telex_export_new(nullptr));
  EXPECT_EQ(telex_export_set_target_path(run.get(), "", 0), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_export_error(run.get()), "path is empty");
  EXPECT_EQ(telex_export_set_source_folder(run.get(), "a\0b", 3), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_export_error(run.get()), "path holds a NUL");
}

// Bytes are no text that ends at its NUL: that length would be all memory.
TEST(States, FedBytesNeedALength) {
  const Export run(telex_export_new(nullptr));
  ASSERT_EQ(telex_export_set_output_memory(run.get()), TELEX_OK);
  ASSERT_EQ(telex_export_begin_file(run.get(), "f", 1), TELEX_OK);
  EXPECT_EQ(telex_export_feed(run.get(), "x", TELEX_NUL_TERMINATED), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_export_error(run.get()), "length is none: bytes have no NUL at their end");
  EXPECT_EQ(telex_export_feed(run.get(), "\n", 1), TELEX_OK);
  const Reader reader(telex_reader_new(nullptr));
  ASSERT_EQ(telex_reader_begin_file(reader.get(), "f", 1), TELEX_OK);
  EXPECT_EQ(telex_reader_feed(reader.get(), "x", TELEX_NUL_TERMINATED), TELEX_INVALID_ARGUMENT);
}

TEST(States, AReaderHasFilesInOrder) {
  Host host;
  const Reader reader(telex_reader_new(nullptr));
  EXPECT_EQ(telex_reader_end_file(reader.get()), TELEX_INVALID_STATE);
  ASSERT_EQ(telex_reader_begin_file(reader.get(), "f", 1), TELEX_OK);
  EXPECT_EQ(telex_reader_begin_file(reader.get(), "g", 1), TELEX_INVALID_STATE);
  EXPECT_EQ(telex_reader_set_visitor(reader.get(), &kVisitor, &host), TELEX_INVALID_STATE);
  EXPECT_EQ(telex_reader_end_file(reader.get()), TELEX_OK);
  EXPECT_EQ(telex_reader_feed(reader.get(), "x", 1), TELEX_INVALID_STATE);
}

TEST(States, AnIteratorNeedsASourceAndKeepsIt) {
  Host host = HostWithFiles();
  const Iterator iterator(telex_iterator_new(nullptr));
  const telex_event* event = nullptr;
  EXPECT_EQ(telex_iterator_next(iterator.get(), &event), TELEX_INVALID_STATE);
  EXPECT_EQ(Count(telex_iterator_report(iterator.get()), "events"), 0);
  telex_iterator_set_source(iterator.get(), &kSource, &host);
  ASSERT_EQ(telex_iterator_next(iterator.get(), &event), TELEX_OK);
  EXPECT_EQ(telex_iterator_set_source(iterator.get(), &kSource, &host), TELEX_INVALID_STATE);
  EXPECT_EQ(telex_iterator_set_source_folder(iterator.get(), "x", 1), TELEX_INVALID_STATE);
}

TEST(States, FilesNeedASource) {
  const Files files(telex_files_new(nullptr));
  std::size_t count = 0;
  telex_text name = {};
  EXPECT_EQ(telex_files_select(files.get(), &count), TELEX_INVALID_STATE);
  EXPECT_EQ(telex_files_name(files.get(), 0, &name), TELEX_INVALID_ARGUMENT);
}

// A folder that is not there is said by its name, wherever it is asked for.
TEST(States, AMissingFolderIsNamed) {
  const Files files(telex_files_new(nullptr));
  const Iterator iterator(telex_iterator_new(nullptr));
  const telex_event* event = nullptr;
  std::size_t count = 0;
  telex_files_set_source_folder(files.get(), "/no/such/folder", TELEX_NUL_TERMINATED);
  EXPECT_EQ(telex_files_select(files.get(), &count), TELEX_NOT_FOUND);
  EXPECT_NE(std::string(telex_files_error(files.get())).find("/no/such/folder"), std::string::npos);
  telex_iterator_set_source_folder(iterator.get(), "/no/such/folder", TELEX_NUL_TERMINATED);
  EXPECT_EQ(telex_iterator_next(iterator.get(), &event), TELEX_NOT_FOUND);
  EXPECT_NE(std::string(telex_iterator_error(iterator.get())).find("/no/such/folder"), std::string::npos);
}

}  // namespace
}  // namespace telex_test
