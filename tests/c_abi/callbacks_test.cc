// A callback that fails, whichever and whenever, ends the run with its own status and text; nothing leaks and nothing
// is committed after it. A file that the host cannot give costs that file, with the host's reason.
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "test_host.h"

namespace telex_test {
namespace {

constexpr int kMaxCalls = 10'000;

bool CostsAFile(const std::string& callback) {
  return callback == "open" || callback == "file_size" || callback == "read";
}

// One run with everything a host can give.
struct WholeRun {
  WholeRun(Host& host, const char* format, bool to_output) : handle(telex_export_new(NewOptions(format).get())) {
    telex_export_set_source(handle.get(), &kSource, &host);
    if (to_output) {
      telex_export_set_output(handle.get(), &kOutput, &host);
    } else {
      telex_export_set_target(handle.get(), &kTarget, &host);
    }
    telex_export_add_sink(handle.get(), &kSink, &host);
    telex_export_set_progress(handle.get(), OnProgress, &host);
    status = telex_export_run(handle.get());
  }
  std::string error() const { return telex_export_error(handle.get()); }
  const telex_report* report() const { return telex_export_report(handle.get()); }

  Export handle;
  telex_status status;
};

struct Case {
  const char* format;
  bool to_output;
};

class FailingCallbacks : public testing::TestWithParam<Case> {};

TEST_P(FailingCallbacks, EachAtEveryCall) {
  Host good = HostWithFiles();
  ASSERT_EQ(WholeRun(good, GetParam().format, GetParam().to_output).status, TELEX_OK);
  ASSERT_EQ(good.events, 3);
  ASSERT_GT(good.calls, 5);
  ASSERT_LT(good.calls, kMaxCalls);
  std::set<std::string> failed;
  const std::vector<telex_status> statuses = {TELEX_CALLBACK_FAILED, TELEX_NO_SPACE, TELEX_CANCELLED, TELEX_WARNINGS,
                                              -99};
  for (const telex_status with : statuses) {
    for (int call = 0; call < good.calls; ++call) {
      Host host = HostWithFiles();
      host.fail_at = call;
      host.fail_with = with;
      const WholeRun run(host, GetParam().format, GetParam().to_output);
      SCOPED_TRACE(host.failed + " with " + telex_status_name(with));
      failed.insert(host.failed);
      EXPECT_EQ(host.open_files, 0);
      EXPECT_EQ(host.open_documents, 0);
      if (CostsAFile(host.failed) && with != TELEX_CANCELLED) {
        EXPECT_EQ(run.status, TELEX_NO_EVENTS);  // it is the only file
        EXPECT_NE(Reasons(run.report()).find(host.fail_text), std::string::npos) << Reasons(run.report());
        EXPECT_EQ(Count(run.report(), "files.skipped"), 1);
      } else {
        EXPECT_EQ(run.status, with == TELEX_WARNINGS || with == -99 ? TELEX_CALLBACK_FAILED : with);
        EXPECT_EQ(run.error(), host.fail_text);
      }
      EXPECT_EQ(host.commits, 0);
      EXPECT_FALSE(host.stream_closed);
      EXPECT_EQ(host.stream_aborted, GetParam().to_output && host.failed != "close of output");
    }
  }
  for (const char* callback :
       {"list", "open", "file_size", "read", "write of sink", "end_session", "finish", "progress"}) {
    EXPECT_EQ(failed.count(callback), 1u) << callback;
  }
  EXPECT_EQ(failed.count(GetParam().to_output ? "close of output" : "commit"), 1u);
}

INSTANTIATE_TEST_SUITE_P(Formats, FailingCallbacks,
                         testing::Values(Case{"json", false}, Case{"json", true}, Case{"otlp", false},
                                         Case{"otlp", true}, Case{"otlp-jsonl", false}, Case{"otlp-jsonl", true}));

TEST(Callbacks, WithoutATextTelexNamesTheCallback) {
  Host host = HostWithFiles();
  host.fail_at = 0;
  host.fail_text.clear();
  const WholeRun run(host, "json", true);
  EXPECT_EQ(run.error(), "the host's list failed (CALLBACK_FAILED)");
}

// A sink that is only told of the end makes a JSON export route no event: by signal nothing is counted.
TEST(Callbacks, ASinkWithoutWriteCostsNoRouting) {
  for (const bool with_write : {false, true}) {
    Host host = HostWithFiles();
    telex_sink sink = kSink;
    if (!with_write) sink.write = nullptr;
    const Export run(telex_export_new(nullptr));
    telex_export_set_source(run.get(), &kSource, &host);
    telex_export_set_output_memory(run.get());
    telex_export_add_sink(run.get(), &sink, &host);
    ASSERT_EQ(telex_export_run(run.get()), TELEX_OK);
    EXPECT_EQ(host.finishes, 1);
    EXPECT_EQ(host.events, with_write ? 3 : 0);
    EXPECT_EQ(Count(telex_export_report(run.get()), "events"), 3);
    EXPECT_EQ(Count(telex_export_report(run.get()), "traces"), with_write ? 1 : 0);
  }
}

// A file that cannot be read costs that file, but a cancelled run reads no other one either.
TEST(Callbacks, CancellingInAFileEndsTheRunBeforeTheNextFile) {
  for (const char* callback : {"open", "file_size", "read"}) {
    bool reached = false;
    for (int call = 0; call < 6; ++call) {
      Host host = HostWithFiles();
      host.files["telemetry-2026-05-02-t.jsonl"] = host.files["telemetry-2026-05-01-s.jsonl"];
      host.fail_at = call;
      host.fail_with = TELEX_CANCELLED;
      const WholeRun run(host, "otlp", false);
      if (host.failed != callback) continue;
      reached = true;
      SCOPED_TRACE(callback);
      EXPECT_EQ(run.status, TELEX_CANCELLED);
      EXPECT_EQ(run.error(), host.fail_text);
      EXPECT_EQ(host.events, 0);
      EXPECT_EQ(host.commits, 0);
      EXPECT_EQ(host.open_files, 0);
    }
    EXPECT_TRUE(reached) << callback;
  }
}

TEST(Callbacks, NoEventFollowsAProblemThatFailed) {
  const std::string text = "not JSON\n" + HostWithFiles().files["telemetry-2026-05-01-s.jsonl"];
  Host host;
  host.fail_at = 0;
  const Reader reader(telex_reader_new(nullptr));
  telex_reader_set_visitor(reader.get(), &kVisitor, &host);
  telex_reader_begin_file(reader.get(), "f", 1);
  EXPECT_EQ(telex_reader_feed(reader.get(), text.data(), text.size()), TELEX_CALLBACK_FAILED);
  EXPECT_EQ(host.failed, "problem");
  EXPECT_EQ(host.calls, 1);
}

TEST(Callbacks, ReaderStopsWithTheirText) {
  const std::string text = HostWithFiles().files["telemetry-2026-05-01-s.jsonl"] + "not JSON\n";
  for (int call = 0; call < 4; ++call) {
    Host host;
    host.fail_at = call;
    host.fail_with = TELEX_PERMISSION_DENIED;
    const Reader reader(telex_reader_new(nullptr));
    telex_reader_set_visitor(reader.get(), &kVisitor, &host);
    telex_reader_begin_file(reader.get(), "f", 1);
    EXPECT_EQ(telex_reader_feed(reader.get(), text.data(), text.size()), TELEX_PERMISSION_DENIED);
    EXPECT_EQ(telex_reader_error(reader.get()), host.fail_text);
    EXPECT_EQ(host.failed, call < 3 ? "event" : "problem");
    EXPECT_EQ(host.calls, call + 1) << "nothing is called after a failure";
    EXPECT_EQ(telex_reader_feed(reader.get(), "x", 1), TELEX_INVALID_STATE);
    EXPECT_EQ(telex_reader_begin_file(reader.get(), "f", 1), TELEX_INVALID_STATE);
  }
}

TEST(Callbacks, IteratorStopsOrSkipsTheFile) {
  for (int call = 0; call < 4; ++call) {
    for (const telex_status with : {TELEX_IO, TELEX_CANCELLED}) {
      Host host = HostWithFiles();
      host.fail_at = call;
      host.fail_with = with;
      const Iterator iterator(telex_iterator_new(nullptr));
      telex_iterator_set_source(iterator.get(), &kSource, &host);
      const telex_event* event = nullptr;
      const telex_status status = telex_iterator_next(iterator.get(), &event);
      SCOPED_TRACE(host.failed);
      if (CostsAFile(host.failed) && with == TELEX_IO) {
        EXPECT_EQ(status, TELEX_WARNINGS);
        EXPECT_NE(Reasons(telex_iterator_report(iterator.get())).find(host.fail_text), std::string::npos);
      } else {
        EXPECT_EQ(status, with);
        EXPECT_EQ(telex_iterator_error(iterator.get()), host.fail_text);
      }
      EXPECT_EQ(event, nullptr);
      EXPECT_EQ(host.open_files, 0);
    }
  }
}

TEST(Callbacks, FilesStopWithTheListsText) {
  Host host = HostWithFiles();
  const Files files(telex_files_new(nullptr));
  std::size_t count = 0;
  ASSERT_EQ(telex_files_set_source(files.get(), &kSource, &host), TELEX_OK);
  ASSERT_EQ(telex_files_select(files.get(), &count), TELEX_OK);
  EXPECT_EQ(count, 1u);
  host.fail_at = 1;
  host.fail_with = TELEX_NOT_FOUND;
  EXPECT_EQ(telex_files_select(files.get(), &count), TELEX_NOT_FOUND);
  EXPECT_EQ(telex_files_error(files.get()), host.fail_text);
}

TEST(Callbacks, FedExportStopsWithTheirTextAtEveryCall) {
  const std::string text = HostWithFiles().files["telemetry-2026-05-01-s.jsonl"];
  for (int call = 0; call < kMaxCalls; ++call) {
    Host host;
    host.fail_at = call;
    host.fail_with = TELEX_INVALID_ARGUMENT;  // not taken for an event's that could be left out
    const Export run(telex_export_new(NewOptions("otlp").get()));
    telex_export_set_target(run.get(), &kTarget, &host);
    telex_export_add_sink(run.get(), &kSink, &host);
    telex_status status = telex_export_begin_file(run.get(), "telemetry-2026-05-01-s.jsonl", TELEX_NUL_TERMINATED);
    if (status >= 0) status = telex_export_feed(run.get(), text.data(), text.size());
    if (status >= 0) status = telex_export_end_file(run.get());
    if (status >= 0) status = telex_export_finish(run.get());
    EXPECT_EQ(host.open_documents, 0);
    if (host.failed.empty()) {
      EXPECT_EQ(status, TELEX_OK);
      EXPECT_EQ(host.documents.size(), 4u);
      EXPECT_GT(call, 8);
      return;
    }
    SCOPED_TRACE(host.failed);
    EXPECT_EQ(status, TELEX_INVALID_ARGUMENT);
    EXPECT_EQ(telex_export_error(run.get()), host.fail_text);
    EXPECT_EQ(host.commits, 0);
    EXPECT_EQ(telex_export_end_file(run.get()), TELEX_INVALID_STATE);
  }
  FAIL() << "does not end";
}

}  // namespace
}  // namespace telex_test
