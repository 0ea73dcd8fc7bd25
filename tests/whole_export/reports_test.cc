// Proves that what a report says is what was done: counts, documents, problems, and its JSON form.
#include <string>

#include "gtest/gtest.h"
#include "tests/encode/json_tree.h"
#include "tests/encode/otlp_records.h"
#include "tests/whole_export/memory_export.h"
#include "tests/whole_export/whole_exports.h"

namespace telex {
namespace {

TEST(Reports, CountsAgreeWithDocumentsAndManifest) {
  for (Format format : {Format::kOtlp, Format::kOtlpJsonl}) {
    for (const std::uint64_t limit : {std::uint64_t{1}, std::uint64_t{2500}, std::uint64_t{1} << 20}) {
      ExportOptions options = test::OptionsFor(format);
      options.otlp.max_request_bytes = limit;
      options.otlp.max_line_bytes = limit;
      const test::MemoryExport exported = test::ExportFiles(test::MixedSessions(), options);
      ASSERT_TRUE(exported.status.ok()) << exported.status;
      const ExportReport& report = exported.report;
      EXPECT_EQ(report.events, 24u);
      EXPECT_EQ(report.events_by_signal[0] + report.events_by_signal[1] + report.events_by_signal[2], report.events);
      for (Signal signal : {Signal::kLog, Signal::kTrace, Signal::kMetric}) {
        EXPECT_EQ(report.records[static_cast<int>(signal)], test::RecordsOf(exported.documents, signal).size());
      }
      EXPECT_EQ(report.documents.size() + 1, exported.documents.size()) << "all but the manifest";
      EXPECT_EQ(report.oversized, limit == 1 ? 24u : 0u);

      const test::Json manifest = test::ParseJson(exported.documents.at("manifest.json"));
      ASSERT_EQ(manifest["requests"].size(), report.documents.size());
      for (std::size_t i = 0; i < report.documents.size(); ++i) {
        const SinkDocument& document = report.documents[i];
        EXPECT_EQ(manifest["requests"][i]["path"].text, document.path);
        EXPECT_EQ(manifest["requests"][i]["records"].text, std::to_string(document.records));
        EXPECT_EQ(document.bytes, exported.documents.at(document.path).size());
        if (i == 0) continue;
        EXPECT_LE(report.documents[i - 1].signal, document.signal);
      }
    }
  }
}

// A program's own sink that counts what it wrote must not change what the package's manifest says.
TEST(Reports, OwnSinksAreNotInTheManifest) {
  class Counting final : public Sink {
   public:
    absl::Status Write(const Event&, Signal) override { return absl::OkStatus(); }
    absl::Status Finish() override { return absl::OkStatus(); }
    SinkCounts counts() const override {
      SinkCounts counts;
      counts.records[0] = 1000;
      counts.oversized = 5;
      return counts;
    }
    std::vector<SinkDocument> documents() const override { return {{"elsewhere.txt", Signal::kLog, 1000, 1, 0}}; }
  } sink;
  ExportOptions options = test::OptionsFor(Format::kOtlp);
  const test::MemoryExport without = test::ExportFiles(test::MixedSessions(), options);
  options.extra_sinks = {&sink};
  const test::MemoryExport with = test::ExportFiles(test::MixedSessions(), options);
  ASSERT_TRUE(with.status.ok()) << with.status;
  EXPECT_EQ(with.documents, without.documents);
}

TEST(Reports, Json) {
  ExportReport report;
  report.events = 6;
  report.events_by_signal[0] = 1;
  report.events_by_signal[1] = 2;
  report.events_by_signal[2] = 3;
  report.records[0] = 1;
  report.records[1] = 2;
  report.records[2] = 9;
  report.files_selected = 4;
  report.files_skipped = 1;
  report.lines_skipped = 5;
  report.derived_ids = 7;
  report.repaired = 8;
  report.oversized = 10;
  report.bytes_read = 11;
  report.bytes_written = 12;
  report.seconds = 0.5;
  report.exported_at = *ParseInstant("2026-05-04T12:00:00.0009Z");
  report.range_label = "\"\xC3\xA9";
  report.range_start = *ParseInstant("2026-05-01T00:00:00Z");
  report.problems = {{"a.jsonl", 0, "gone"}, {"b.jsonl", 3, "bad \"x\""}};
  EXPECT_EQ(
      report.ToJson(),
      "{\"events\":6,\"logs\":1,\"traces\":2,\"metrics\":3,\"records\":{\"logs\":1,\"traces\":2,\"metrics\":9},"
      "\"files\":{\"selected\":4,\"skipped\":1},\"lines\":{\"skipped\":5},\"derivedIds\":7,\"repaired\":8,"
      "\"oversized\":10,\"bytesRead\":11,\"bytesWritten\":12,\"seconds\":0.5,"
      "\"exportedAt\":\"2026-05-04T12:00:00.000Z\",\"range\":{\"label\":\"\\\"\xC3\xA9\","
      "\"start\":\"2026-05-01T00:00:00.000Z\"},\"problems\":[{\"file\":\"a.jsonl\",\"line\":0,\"reason\":\"gone\"},"
      "{\"file\":\"b.jsonl\",\"line\":3,\"reason\":\"bad \\\"x\\\"\"}]}");
}

TEST(Reports, FirstProblemsOnly) {
  std::map<std::string, std::string> files = test::MixedSessions();
  for (auto& [name, content] : files) content += "bad\nworse\n";
  for (Format format : {Format::kJson, Format::kOtlp}) {
    ExportOptions options = test::OptionsFor(format);
    options.max_problems = 3;
    const test::MemoryExport exported = test::ExportFiles(files, options);
    ASSERT_TRUE(exported.status.ok());
    EXPECT_EQ(exported.report.lines_skipped, 6u);
    ASSERT_EQ(exported.report.problems.size(), 3u);
    EXPECT_EQ(exported.report.problems[1].file, "telemetry-2026-05-01-s0.jsonl");
    EXPECT_EQ(exported.report.problems[1].line, 11u);
    EXPECT_EQ(exported.report.problems[2].file, "telemetry-2026-05-01-s1.jsonl");
  }
}

TEST(Reports, ProgressComesToItsEnd) {
  for (Format format : {Format::kJson, Format::kOtlp}) {
    ExportOptions options = test::OptionsFor(format);
    std::vector<Progress> seen;
    options.on_progress = [&seen](const Progress& progress) {
      seen.push_back(progress);
      return absl::OkStatus();
    };
    const test::MemoryExport exported = test::ExportFiles(test::LargeSessions(), options);
    ASSERT_TRUE(exported.status.ok());
    ASSERT_GE(seen.size(), 3u);
    for (std::size_t i = 1; i < seen.size(); ++i) {
      EXPECT_GE(seen[i].bytes_read, seen[i - 1].bytes_read);
      EXPECT_GE(seen[i].events, seen[i - 1].events);
    }
    EXPECT_EQ(seen.back().events, 24u);
    EXPECT_EQ(seen.back().bytes_read, exported.report.bytes_read);
    EXPECT_EQ(seen.back().bytes_total, exported.report.bytes_read);
  }
}

}  // namespace
}  // namespace telex
