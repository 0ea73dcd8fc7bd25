// Proves that an export can be cancelled at every stage (before it, at each progress call, at each call of a sink), then
// ends as Cancelled within one event, and leaves nothing at its target.
#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/whole_export/memory_export.h"
#include "tests/whole_export/whole_exports.h"

namespace telex {
namespace {

using test::TargetFolder;

class WatchingSink final : public Sink {
 public:
  explicit WatchingSink(std::function<void(int)> watch) : watch_(std::move(watch)) {}
  absl::Status Write(const Event&, Signal) override { return Call(); }
  absl::Status EndSession(std::uint32_t) override { return Call(); }
  absl::Status Finish() override { return Call(); }
  int calls() const { return calls_; }

 private:
  absl::Status Call() {
    watch_(++calls_);
    return absl::OkStatus();
  }
  const std::function<void(int)> watch_;
  int calls_ = 0;
};

void ExpectCancelled(const absl::Status& status, const TargetFolder& folder) {
  EXPECT_EQ(status, absl::CancelledError("the export was cancelled"));
  EXPECT_EQ(folder.Names(), std::vector<std::string>());
}

TEST(Cancel, BeforeTheExport) {
  for (const test::Target& target : test::Targets()) {
    SCOPED_TRACE(target.name);
    TargetFolder folder;
    Cancellation cancellation;
    cancellation.Cancel();
    WatchingSink sink([](int) { FAIL() << "called"; });
    ExportOptions options = target.Options();
    options.cancellation = &cancellation;
    options.extra_sinks = {&sink};
    test::MemorySource source(test::MixedSessions());
    ExpectCancelled(ExportToPath(source, folder.Path("out"), options, nullptr), folder);
    EXPECT_TRUE(source.opens.empty());
  }
}

TEST(Cancel, AtEveryCallOfASink) {
  for (const test::Target& target : test::Targets()) {
    WatchingSink counting([](int) {});
    {
      TargetFolder folder;
      ExportOptions options = target.Options();
      options.extra_sinks = {&counting};
      test::MemorySource source(test::MixedSessions());
      ASSERT_TRUE(ExportToPath(source, folder.Path("out"), options, nullptr).ok());
    }
    // The last call is Finish.
    for (int cancel_at = 1; cancel_at <= counting.calls(); ++cancel_at) {
      SCOPED_TRACE(target.name + ", call " + std::to_string(cancel_at));
      TargetFolder folder;
      Cancellation cancellation;
      WatchingSink sink([&](int call) {
        if (call == cancel_at) cancellation.Cancel();
      });
      ExportOptions options = target.Options();
      options.cancellation = &cancellation;
      options.extra_sinks = {&sink};
      test::MemorySource source(test::MixedSessions());
      ExportReport report;
      ExpectCancelled(ExportToPath(source, folder.Path("out"), options, &report), folder);
      EXPECT_LE(sink.calls(), cancel_at + 1) << "the end of a session may follow";
      EXPECT_EQ(report.files_selected, 3u);
    }
  }
}

TEST(Cancel, AtEveryProgressCall) {
  for (const test::Target& target : test::Targets()) {
    int good_calls = 0;
    for (int cancel_at = 1; good_calls == 0 && cancel_at < 1000; ++cancel_at) {
      SCOPED_TRACE(target.name + ", call " + std::to_string(cancel_at));
      TargetFolder folder;
      Cancellation cancellation;
      int calls = 0;
      ExportOptions options = target.Options();
      options.cancellation = &cancellation;
      options.on_progress = [&](const Progress& progress) {
        EXPECT_LE(progress.bytes_read, progress.bytes_total);
        if (++calls == cancel_at) cancellation.Cancel();
        return absl::OkStatus();
      };
      test::MemorySource source(test::LargeSessions());
      const absl::Status status = ExportToPath(source, folder.Path("out"), options, nullptr);
      if (calls < cancel_at) {
        EXPECT_TRUE(status.ok()) << status;
        good_calls = calls;
      } else {
        ExpectCancelled(status, folder);
        EXPECT_EQ(calls, cancel_at) << "no more progress after the end";
      }
    }
    EXPECT_GE(good_calls, 4);
  }
}

// A long line, a long file of bad lines: cancelled though no event comes.
TEST(Cancel, WithoutAnyEvent) {
  const std::string name = "telemetry-2026-05-01-a.jsonl";
  for (const std::string& content : {std::string(3 << 20, 'x'), [] {
                                       std::string lines;
                                       for (int i = 0; i < 200000; ++i) lines += "bad\n";
                                       return lines;
                                     }()}) {
    Cancellation cancellation;
    test::MemorySource source;
    source.files[name].content = content;
    source.on_read = [&](const std::string&, std::uint64_t offset) {
      if (offset > 100000) cancellation.Cancel();
    };
    ExportOptions options = test::OptionsFor(Format::kJson);
    options.max_input_line_bytes = 100000;
    options.cancellation = &cancellation;
    test::Documents documents;
    ExportReport report;
    EXPECT_EQ(ExportToPackage(source, *NewMemoryPackage(&documents), options, &report).code(),
              absl::StatusCode::kCancelled);
    EXPECT_TRUE(documents.empty());
  }
}

TEST(Cancel, ByHand) {
  Cancellation cancellation;
  ExporterOptions options;
  options.cancellation = &cancellation;
  int writes = 0;
  WatchingSink sink([&](int) { ++writes; });
  Exporter exporter(options);
  ASSERT_TRUE(exporter.AddSink(&sink).ok());
  ASSERT_TRUE(exporter.SetContext({}).ok());
  ASSERT_TRUE(exporter.Write({}).ok());
  cancellation.Cancel();
  EXPECT_EQ(exporter.Write({}).code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(exporter.Finish().code(), absl::StatusCode::kFailedPrecondition) << "it has ended";
  EXPECT_EQ(writes, 1);
}

}  // namespace
}  // namespace telex
