// Proves that an export of the worked examples (tests/data/worked_examples, which decide where the contract leaves a
// doubt) holds exactly the elements, records, data points, counts and skipped lines that they say, in their order.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "telex/export.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "telex/telemetry_files.h"
#include "tests/encode/json_tree.h"
#include "tests/encode/otlp_records.h"
#include "tests/read/event_text.h"
#include "tests/whole_export/kept_packages.h"

namespace telex {
namespace {

using test::Canonical;
using test::Json;
using test::OtlpRecord;
using test::ParseJson;

const std::string kFolder = TELEX_TEST_DATA "/worked_examples";

Json Expected(const std::string& name) { return ParseJson(test::ReadWholeFile(kFolder + "/" + name)); }

struct Exported {
  std::map<std::string, std::string> documents;
  ExportReport report;
};

Exported Export(Format format, Temporality temporality = Temporality::kDelta,
                std::uint64_t max_request_bytes = 16 << 20) {
  Exported exported;
  ExportOptions options;
  options.format = format;
  options.otlp.temporality = temporality;
  options.otlp.max_request_bytes = max_request_bytes;
  const std::unique_ptr<Source> source = NewFolderSource(kFolder + "/telemetry");
  const std::unique_ptr<Package> package = NewMemoryPackage(&exported.documents);
  const absl::Status status = ExportToPackage(*source, *package, options, &exported.report);
  EXPECT_TRUE(status.ok()) << status;
  test::KeepPackage(exported.documents);
  return exported;
}

std::uint64_t Number(const Json& json) { return std::stoull(json.text); }

void ExpectReport(const ExportReport& report, bool by_signal) {
  const Json expected = Expected("report.json");
  EXPECT_EQ(report.events, Number(expected["events"]));
  if (by_signal) {
    for (Signal signal : {Signal::kLog, Signal::kTrace, Signal::kMetric}) {
      const std::string name(SignalName(signal));
      EXPECT_EQ(report.events_by_signal[static_cast<int>(signal)], Number(expected[name]));
      EXPECT_EQ(report.records[static_cast<int>(signal)], Number(expected["records"][name]));
    }
    EXPECT_EQ(report.derived_ids, Number(expected["derivedIds"]));
    EXPECT_EQ(report.repaired, Number(expected["repaired"]));
  }
  std::vector<std::string> skipped;
  for (const Problem& problem : report.problems) skipped.push_back(problem.file + ":" + std::to_string(problem.line));
  std::vector<std::string> expected_skipped;
  for (const Json& item : expected["skipped"].items) expected_skipped.push_back(item.text);
  EXPECT_EQ(skipped, expected_skipped);
  EXPECT_EQ(report.lines_skipped, expected_skipped.size());
  EXPECT_EQ(report.files_skipped, 0u);
}

TEST(WorkedExamples, JsonArray) {
  const Exported exported = Export(Format::kJson);
  const std::string& text = exported.documents.at("events.json");
  const Json array = ParseJson(text);
  const Json expected = Expected("events.json");
  ASSERT_EQ(array.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(Canonical(array[i], test::Numbers::kAsText), Canonical(expected[i], test::Numbers::kAsText)) << i;
  }
  ExpectReport(exported.report, false);
}

void ExpectRecords(const std::vector<OtlpRecord>& records, const Json& expected) {
  ASSERT_EQ(records.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(Canonical(records[i].resource), Canonical(expected[i]["resource"])) << i;
    EXPECT_EQ(Canonical(records[i].record), Canonical(expected[i]["record"])) << i;
  }
}

// Points in the order of the events, apart for each resource and metric.
using Points = std::map<std::tuple<std::string, std::string, std::string, std::string>, std::vector<std::string>>;

void ExpectPoints(const std::vector<OtlpRecord>& records, const Json& expected, const std::string& temporality) {
  Points points;
  for (const OtlpRecord& record : records) {
    const std::string kind = test::KindOf(record.metric);
    points[{Canonical(record.resource), record.metric["name"].text, record.metric["unit"].text, kind}].push_back(
        Canonical(record.record));
    EXPECT_EQ(record.metric.members.size(), 4u);
    EXPECT_EQ(record.metric["description"].text, record.record["attributes"]["coder.event_name"]["stringValue"].text);
    if (kind == "sum") {
      EXPECT_EQ(record.metric["sum"]["aggregationTemporality"].text, temporality);
      EXPECT_EQ(record.metric["sum"]["isMonotonic"].kind, Json::Kind::kTrue);
    }
  }
  Points expected_points;
  for (const Json& item : expected.items) {
    expected_points[{Canonical(item["resource"]), item["name"].text, item["unit"].text, item["kind"].text}].push_back(
        Canonical(item["point"]));
  }
  EXPECT_EQ(points, expected_points);
}

void ExpectBlocks(const Exported& exported) {
  const Json expected = Expected("report.json");
  for (Signal signal : {Signal::kLog, Signal::kTrace, Signal::kMetric}) {
    std::size_t blocks = 0;
    for (const std::string& envelope : test::EnvelopesOf(exported.documents, signal)) {
      blocks += test::BlocksOf(ParseJson(envelope), signal);
    }
    EXPECT_EQ(blocks, Number(expected["resourceBlocks"][SignalName(signal)])) << SignalName(signal);
  }
}

TEST(WorkedExamples, OtlpDelta) {
  const Exported exported = Export(Format::kOtlp);
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kLog), Expected("logs.json"));
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kTrace), Expected("spans.json"));
  ExpectPoints(test::RecordsOf(exported.documents, Signal::kMetric), Expected("metrics-delta.json"), "1");
  ExpectBlocks(exported);
  ExpectReport(exported.report, true);
}

TEST(WorkedExamples, OtlpCumulative) {
  const Exported exported = Export(Format::kOtlp, Temporality::kCumulative);
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kLog), Expected("logs.json"));
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kTrace), Expected("spans.json"));
  ExpectPoints(test::RecordsOf(exported.documents, Signal::kMetric), Expected("metrics-cumulative.json"), "2");
}

TEST(WorkedExamples, OtlpLines) {
  const Exported exported = Export(Format::kOtlpJsonl);
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kLog), Expected("logs.json"));
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kTrace), Expected("spans.json"));
  ExpectPoints(test::RecordsOf(exported.documents, Signal::kMetric), Expected("metrics-delta.json"), "1");
  ExpectBlocks(exported);
  ExpectReport(exported.report, true);
}

// The records stay the same ones when each document has room for little.
TEST(WorkedExamples, OtlpInManyRequests) {
  const Exported exported = Export(Format::kOtlp, Temporality::kCumulative, 3000);
  EXPECT_GT(test::EnvelopesOf(exported.documents, Signal::kLog).size(), 3u);
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kLog), Expected("logs.json"));
  ExpectRecords(test::RecordsOf(exported.documents, Signal::kTrace), Expected("spans.json"));
  ExpectPoints(test::RecordsOf(exported.documents, Signal::kMetric), Expected("metrics-cumulative.json"), "2");
}

TEST(WorkedExamples, ByteAfterByte) {
  const Exported whole = Export(Format::kOtlp);
  std::map<std::string, std::string> documents;
  const std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  const std::unique_ptr<Source> source = NewFolderSource(kFolder + "/telemetry");
  absl::StatusOr<std::vector<std::string>> names = SelectFiles(*source, DateRange());
  ASSERT_TRUE(names.ok());
  // The contract's order: session by session, in the order of the first file of each.
  std::vector<std::string> by_session;
  for (const std::string& first : *names) {
    for (const std::string& name : *names) {
      const bool same = TelemetryFileName::Parse(name)->session == TelemetryFileName::Parse(first)->session;
      const bool known = std::find(by_session.begin(), by_session.end(), name) != by_session.end();
      if (same && !known) by_session.push_back(name);
    }
  }
  Exporter exporter((ExporterOptions()));
  OtlpLogsSink logs(package.get(), {});
  OtlpTracesSink traces(package.get(), {});
  OtlpMetricsSink metrics(package.get(), {});
  for (Sink* sink : {static_cast<Sink*>(&logs), static_cast<Sink*>(&traces), static_cast<Sink*>(&metrics)}) {
    ASSERT_TRUE(exporter.AddSink(sink).ok());
  }
  for (const std::string& name : by_session) {
    ASSERT_TRUE(exporter.BeginFile(name).ok());
    for (const char byte : test::ReadWholeFile(kFolder + "/telemetry/" + name)) {
      ASSERT_TRUE(exporter.Feed({&byte, 1}).ok());
    }
    ASSERT_TRUE(exporter.EndFile().ok());
  }
  ASSERT_TRUE(exporter.Finish().ok());
  ASSERT_TRUE(package->Commit().ok());
  for (const auto& [name, text] : documents) EXPECT_EQ(text, whole.documents.at(name)) << name;
  EXPECT_EQ(documents.size(), 3u);
  ExpectReport(exporter.report(), true);
}

}  // namespace
}  // namespace telex
