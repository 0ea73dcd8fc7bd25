// Proves that whatever fails, at whichever of its calls, ends the export with its own message, and leaves nothing: a
// sink of the program's own, the output, the package, the progress callback.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/read/telemetry_text.h"
#include "tests/sink_contract/contract_sinks.h"
#include "tests/whole_export/memory_export.h"
#include "tests/whole_export/whole_exports.h"

namespace telex {
namespace {

using test::Documents;
using test::FaultyPackage;
using test::MixedSessions;
using test::TargetFolder;

constexpr int kTooMany = 5000;

// A program's own sink that does `act` at each of its calls, numbered from 1 over all of them.
class CallingSink final : public Sink {
 public:
  explicit CallingSink(std::function<absl::Status(int)> act) : act_(std::move(act)) {}
  absl::Status Write(const Event&, Signal) override { return act_(++calls_); }
  absl::Status EndSession(std::uint32_t) override { return act_(++calls_); }
  absl::Status Finish() override { return act_(++calls_); }
  int calls() const { return calls_; }

 private:
  const std::function<absl::Status(int)> act_;
  int calls_ = 0;
};

absl::Status Failure(int call) { return absl::DataLossError("own failure at call " + std::to_string(call)); }

TEST(Failures, OfAnOwnSinkAtEveryCall) {
  for (const test::Target& target : test::Targets()) {
    int good_calls = 0;
    for (int fail_at = 1; good_calls == 0 && fail_at < kTooMany; ++fail_at) {
      SCOPED_TRACE(target.name + ", call " + std::to_string(fail_at));
      TargetFolder folder;
      CallingSink sink([fail_at](int call) { return call == fail_at ? Failure(call) : absl::OkStatus(); });
      ExportOptions options = target.Options();
      options.extra_sinks = {&sink};
      test::MemorySource source(MixedSessions());
      ExportReport report;
      const absl::Status status = ExportToPath(source, folder.Path("out"), options, &report);
      if (status.ok()) {
        good_calls = sink.calls();
        EXPECT_EQ(folder.Names(), std::vector<std::string>{"out"});
        continue;
      }
      ASSERT_EQ(status, Failure(fail_at));
      ASSERT_EQ(sink.calls(), fail_at) << "not called again";
      ASSERT_EQ(folder.Names(), std::vector<std::string>());
      EXPECT_EQ(report.bytes_written, 0u);
      EXPECT_EQ(report.files_selected, 3u) << "the report holds";
    }
    EXPECT_GE(good_calls, 24 + 3 + 1);
  }
}

TEST(Failures, OfAPackageAtEveryCall) {
  for (Format format : {Format::kJson, Format::kOtlp, Format::kOtlpJsonl}) {
    int good_calls = 0;
    for (int fail_at = 1; good_calls == 0 && fail_at < kTooMany; ++fail_at) {
      SCOPED_TRACE(std::string(FormatId(format)) + ", call " + std::to_string(fail_at));
      Documents documents;
      {
        FaultyPackage package(&documents, fail_at);
        ExportOptions options = test::OptionsFor(format);
        options.otlp.max_request_bytes = 3000;
        test::MemorySource source(MixedSessions());
        ExportReport report;
        const absl::Status status = ExportToPackage(source, package, options, &report);
        EXPECT_EQ(package.open(), 0);
        EXPECT_EQ(package.closed_twice(), 0);
        if (status.ok()) {
          good_calls = package.calls();
          EXPECT_TRUE(package.committed());
        } else {
          ASSERT_EQ(status, absl::ResourceExhaustedError(FaultyPackage::Message(fail_at)));
          EXPECT_EQ(package.calls_after_failure(), 0);
          EXPECT_FALSE(package.committed());
          EXPECT_EQ(report.bytes_written, 0u);
        }
      }
      EXPECT_EQ(documents.empty(), good_calls == 0);
    }
    EXPECT_GE(good_calls, 4);
  }
}

// Counts and fails like FaultyPackage, but a single output.
class FaultyOutput final : public Output {
 public:
  struct Log {
    int calls = 0;
    int after_failure = 0;
    bool closed = false;
    bool failed = false;
  };
  FaultyOutput(Log* log, int fail_at) : log_(*log), fail_at_(fail_at) {}
  absl::Status Append(std::string_view) override { return Call(); }
  absl::Status Close() override {
    absl::Status status = Call();
    log_.closed = status.ok();
    return status;
  }

 private:
  absl::Status Call() {
    log_.after_failure += log_.failed ? 1 : 0;
    if (++log_.calls != fail_at_) return absl::OkStatus();
    log_.failed = true;
    return Failure(fail_at_);
  }
  Log& log_;
  const int fail_at_;
};

TEST(Failures, OfAnOutputAtEveryCall) {
  for (Format format : {Format::kJson, Format::kOtlp, Format::kOtlpJsonl}) {
    FaultyOutput::Log log;
    for (int fail_at = 1; !log.closed && fail_at < kTooMany; ++fail_at) {
      SCOPED_TRACE(std::string(FormatId(format)) + ", call " + std::to_string(fail_at));
      log = {};
      test::MemorySource source(MixedSessions());
      ExportReport report;
      const absl::Status status =
          ExportToOutput(source, std::make_unique<FaultyOutput>(&log, fail_at), test::OptionsFor(format), &report);
      EXPECT_EQ(status.ok(), log.closed);
      if (!log.closed) {
        ASSERT_EQ(status, Failure(fail_at));
      }
      EXPECT_EQ(log.after_failure, 0);
    }
    EXPECT_TRUE(log.closed);
  }
}

TEST(Failures, OfTheProgressCallbackAtEveryCall) {
  for (const test::Target& target : test::Targets()) {
    int good_calls = 0;
    for (int fail_at = 1; good_calls == 0 && fail_at < kTooMany; ++fail_at) {
      SCOPED_TRACE(target.name + ", call " + std::to_string(fail_at));
      TargetFolder folder;
      int calls = 0;
      ExportOptions options = target.Options();
      options.on_progress = [&](const Progress&) { return ++calls == fail_at ? Failure(calls) : absl::OkStatus(); };
      test::MemorySource source(test::LargeSessions());
      const absl::Status status = ExportToPath(source, folder.Path("out"), options, nullptr);
      if (status.ok()) {
        good_calls = calls;
        continue;
      }
      ASSERT_EQ(status, Failure(fail_at));
      ASSERT_EQ(calls, fail_at);
      ASSERT_EQ(folder.Names(), std::vector<std::string>());
    }
    EXPECT_GE(good_calls, 4);
  }
}

TEST(Failures, OfTheSourceToList) {
  for (const test::Target& target : test::Targets()) {
    TargetFolder folder;
    test::MemorySource source(MixedSessions());
    source.list_status = absl::PermissionDeniedError("somewhere: Permission denied");
    ExportReport report;
    const absl::Status status = ExportToPath(source, folder.Path("out"), target.Options(), &report);
    EXPECT_EQ(status, source.list_status);
    EXPECT_EQ(folder.Names(), std::vector<std::string>());
  }
}

// No file can be read: an export without events, whose report says why.
TEST(Failures, OfAllFiles) {
  test::MemorySource source(MixedSessions());
  for (auto& [name, file] : source.files) file.open_status = absl::PermissionDeniedError("Permission denied");
  Documents documents;
  ExportReport report;
  const absl::Status status =
      ExportToPackage(source, *NewMemoryPackage(&documents), test::OptionsFor(Format::kOtlp), &report);
  EXPECT_TRUE(IsNoEvents(status));
  EXPECT_TRUE(documents.empty());
  EXPECT_EQ(report.files_skipped, 3u);
  ASSERT_EQ(report.problems.size(), 3u);
  EXPECT_EQ(report.problems[0].line, 0u);
  EXPECT_EQ(report.problems[0].reason, "Permission denied");
}

TEST(Failures, OptionsOutOfBoundsAreNamed) {
  const auto message = [](const std::function<void(ExportOptions*)>& change) {
    ExportOptions options = test::OptionsFor(Format::kOtlp);
    change(&options);
    test::MemorySource source(MixedSessions());
    Documents documents;
    const absl::Status status = ExportToPackage(source, *NewMemoryPackage(&documents), options, nullptr);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ValidateExportOptions(options), status);
    EXPECT_TRUE(documents.empty());
    EXPECT_TRUE(source.opens.empty());
    return std::string(status.message());
  };
  EXPECT_EQ(message([](ExportOptions* o) { o->compression = 10; }), "compression must be 0 to 9");
  EXPECT_EQ(message([](ExportOptions* o) { o->compression = -1; }), "compression must be 0 to 9");
  EXPECT_EQ(message([](ExportOptions* o) { o->otlp.max_request_bytes = 0; }), "max_request_bytes must be at least 1");
  EXPECT_EQ(message([](ExportOptions* o) { o->otlp.max_line_bytes = 0; }), "max_line_bytes must be at least 1");
  EXPECT_EQ(message([](ExportOptions* o) { o->file_slack_days = -1; }), "file_slack_days must be 0 to 3660");
  EXPECT_EQ(message([](ExportOptions* o) { o->max_input_line_bytes = 0; }),
            "max_input_line_bytes must be 1 to 1073741824");
}

}  // namespace
}  // namespace telex
