// Proves exports by hand: contexts and events from fields, bytes of files in any order, and what is misuse.
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "telex/json_array_sink.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "tests/encode/json_tree.h"
#include "tests/encode/otlp_records.h"
#include "tests/read/telemetry_text.h"
#include "tests/whole_export/memory_export.h"

namespace telex {
namespace {

using test::HeaderLine;
using test::RowLine;

ContextFields Context(std::string_view session_id, std::string_view deployment_url = "") {
  ContextFields context;
  context.extension_version = "1.15.2";
  context.machine_id = "m1";
  context.session_id = session_id;
  context.os_type = "Linux";
  context.os_version = "6.8.0";
  context.host_arch = "x64";
  context.platform_name = "Visual Studio Code";
  context.platform_version = "1.106.0";
  context.deployment_url = deployment_url;
  return context;
}

constexpr std::int64_t kTime = 1777622400'000'000'000;

EventFields Event1() {
  EventFields event;
  event.event_id = "00000000000000a1";
  event.event_name = "a.b";
  event.time_unix_nano = kTime;
  return event;
}

// An exporter with all four sinks.
class ByHand : public testing::Test {
 protected:
  ByHand() {
    Add(&array_);
    Add(&logs_);
    Add(&traces_);
    Add(&metrics_);
  }
  void Add(Sink* sink) { EXPECT_TRUE(exporter_.AddSink(sink).ok()); }
  void Finish() {
    const absl::Status status = exporter_.Finish();
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_TRUE(package_->Commit().ok());
  }
  std::vector<std::string> SessionsOf(Signal signal) {
    std::vector<std::string> sessions;
    for (const test::OtlpRecord& record : test::RecordsOf(documents_, signal)) {
      sessions.push_back(record.resource["service.instance.id"]["stringValue"].text);
    }
    return sessions;
  }

  static OtlpOptions Cumulative() {
    OtlpOptions options;
    options.temporality = Temporality::kCumulative;
    return options;
  }

  std::string json_;
  test::Documents documents_;
  std::unique_ptr<Package> package_ = NewMemoryPackage(&documents_);
  JsonArraySink array_{NewStringOutput(&json_)};
  OtlpLogsSink logs_{package_.get(), {}};
  OtlpTracesSink traces_{package_.get(), {}};
  OtlpMetricsSink metrics_{package_.get(), Cumulative()};
  Exporter exporter_{ExporterOptions()};
};

TEST_F(ByHand, EventFromFieldsInTheOrderOfTheTable) {
  ASSERT_TRUE(exporter_.SetContext(Context("s\"1\"", "https://a.example")).ok());
  EventFields event = Event1();
  event.time_unix_nano = kTime + 123456789;
  event.event_sequence = 7;
  event.properties = {
      {"text", std::string_view("a\n\"b\"\xC3\xA9\xFF\x01")}, {"number", 1.5}, {"flag", true}, {"off", false}};
  event.measurements = {{"m", 0.1}, {"n", 1e300}, {"o", -0.0}};
  event.trace_id = "cf560a90cdba9130cb721db8324fe191";
  event.parent_event_id = "00000000000000a0";
  event.error = EventFields::Error{"", "T", std::nullopt};
  ASSERT_TRUE(exporter_.Write(event).ok());
  ASSERT_TRUE(exporter_.Write(Event1()).ok());
  Finish();
  const std::string context =
      "\"schema_version\":1,\"context\":{\"extension_version\":\"1.15.2\",\"machine_id\":\"m1\",\"session_id\":"
      "\"s\\\"1\\\"\","
      "\"os_type\":\"Linux\",\"os_version\":\"6.8.0\",\"host_arch\":\"x64\",\"platform_name\":\"Visual Studio Code\","
      "\"platform_version\":\"1.106.0\",\"deployment_url\":\"https://a.example\"}}";
  EXPECT_EQ(
      json_,
      "[\n{\"event_id\":\"00000000000000a1\",\"event_name\":\"a.b\",\"timestamp\":\"2026-05-01T08:00:00.123456789Z\","
      "\"event_sequence\":7,\"properties\":{\"text\":\"a\\u000a\\\"b\\\"\xC3\xA9\xEF\xBF\xBD\\u0001\",\"number\":1.5,"
      "\"flag\":true,\"off\":false},\"measurements\":{\"m\":0.1,\"n\":1e+300,\"o\":-0},"
      "\"trace_id\":\"cf560a90cdba9130cb721db8324fe191\",\"parent_event_id\":\"00000000000000a0\","
      "\"error\":{\"message\":\"\",\"type\":\"T\"}," +
          context +
          ",\n{\"event_id\":\"00000000000000a1\",\"event_name\":\"a.b\",\"timestamp\":\"2026-05-01T08:00:00.000Z\","
          "\"event_sequence\":0,\"properties\":{},\"measurements\":{}," +
          context + "\n]\n");
  const std::vector<test::OtlpRecord> logs = test::RecordsOf(documents_, Signal::kLog);
  ASSERT_EQ(logs.size(), 2u);
  EXPECT_EQ(logs[0].record["timeUnixNano"].text, "1777622400123456789");
  EXPECT_EQ(logs[0].record["severityNumber"].text, "17");
  EXPECT_EQ(logs[0].record["attributes"]["text"]["stringValue"].text, "a\n\"b\"\xC3\xA9\xEF\xBF\xBD\x01");
  EXPECT_EQ(logs[0].record["attributes"]["number"]["doubleValue"].text, "1.5");
  EXPECT_EQ(logs[0].record["attributes"]["flag"]["boolValue"].kind, test::Json::Kind::kTrue);
  EXPECT_EQ(logs[0].record["spanId"].text, "00000000000000a0");
  EXPECT_EQ(logs[0].resource["service.instance.id"]["stringValue"].text, "s\"1\"");
  EXPECT_EQ(logs[0].resource["os.type"]["stringValue"].text, "linux");
}

// What is written from fields can be read again, and gives the same once more.
TEST_F(ByHand, WhatIsWrittenCanBeRead) {
  ASSERT_TRUE(exporter_.SetContext(Context("s1")).ok());
  for (const std::int64_t nanos :
       {std::int64_t{0}, std::int64_t{1}, kTime + 1000000, std::numeric_limits<std::int64_t>::max()}) {
    EventFields event = Event1();
    event.time_unix_nano = nanos;
    ASSERT_TRUE(exporter_.Write(event).ok());
  }
  Finish();
  std::string lines = json_.substr(2, json_.size() - 4);
  for (std::size_t i = 0; (i = lines.find("},\n", i)) != std::string::npos; ++i) lines.erase(i + 1, 1);
  const test::MemoryExport again = test::ExportText(lines, test::OptionsFor(Format::kJson));
  EXPECT_EQ(again.report.lines_skipped, 0u);
  EXPECT_EQ(again.report.events, 4u);
}

TEST_F(ByHand, SessionsAreToldApartBySessionId) {
  EventFields requests = Event1();
  requests.event_name = "http.requests";
  requests.measurements = {{"count_2xx", 2}};
  for (const std::string_view session : {"s1", "s2", "s1", "s2", "s1"}) {
    ASSERT_TRUE(exporter_.SetContext(Context(session)).ok());
    ASSERT_TRUE(exporter_.Write(requests).ok());
    requests.time_unix_nano += 1000;
  }
  Finish();
  std::vector<std::string> totals;
  for (const test::OtlpRecord& point : test::RecordsOf(documents_, Signal::kMetric)) {
    totals.push_back(point.resource["service.instance.id"]["stringValue"].text + ":" + point.record["asInt"].text +
                     "@" + point.record["startTimeUnixNano"].text.substr(13));
  }
  EXPECT_EQ(totals,
            (std::vector<std::string>{"s1:2@000000", "s2:2@001000", "s1:4@000000", "s2:4@001000", "s1:6@000000"}));
}

TEST_F(ByHand, FilesInAnyOrderAndPieces) {
  const auto requests = [](int second) {
    return RowLine("00000000000000a1", "http.requests", test::TimeText(second * 1000), 0, "{}", "{\"count_2xx\":1}");
  };
  const std::vector<std::pair<std::string, std::string>> files = {
      {"telemetry-2026-05-02-aaaa.jsonl", HeaderLine("a") + requests(5) + "bad\n"},
      {"telemetry-2026-05-01-bbbb.jsonl", HeaderLine("b") + requests(1)},
      {"telemetry-2026-05-01-aaaa.jsonl", HeaderLine("a") + requests(2) + "{\"torn"},
      {"anything", HeaderLine("c") + requests(3)},
      {"anything", requests(4)}};
  for (const auto& [name, content] : files) {
    ASSERT_TRUE(exporter_.BeginFile(name).ok());
    for (std::size_t i = 0; i < content.size(); i += 7) ASSERT_TRUE(exporter_.Feed(content.substr(i, 7)).ok());
    ASSERT_TRUE(exporter_.EndFile().ok());
  }
  Finish();
  std::vector<std::string> totals;
  for (const test::OtlpRecord& point : test::RecordsOf(documents_, Signal::kMetric)) {
    totals.push_back(point.resource["service.instance.id"]["stringValue"].text + ":" + point.record["asInt"].text);
  }
  EXPECT_EQ(totals, (std::vector<std::string>{"a:1", "b:1", "a:2", "c:1"})) << "one session by the name part";
  const ExportReport& report = exporter_.report();
  EXPECT_EQ(report.events, 4u);
  EXPECT_EQ(report.files_selected, 5u);
  EXPECT_EQ(report.lines_skipped, 3u);
  ASSERT_EQ(report.problems.size(), 3u);
  EXPECT_EQ(report.problems[0].file + std::to_string(report.problems[0].line), "telemetry-2026-05-02-aaaa.jsonl3");
  EXPECT_EQ(report.problems[1].file + std::to_string(report.problems[1].line), "telemetry-2026-05-01-aaaa.jsonl3");
  EXPECT_EQ(report.problems[1].reason.substr(0, 9), "torn tail");
  EXPECT_EQ(report.problems[2].file + std::to_string(report.problems[2].line), "anything1");
}

TEST_F(ByHand, WithoutEventsEachSinkHasItsEmptyForm) {
  Finish();
  EXPECT_EQ(json_, "[]\n");
  EXPECT_EQ(documents_, (test::Documents{{"logs.json", "{\"resourceLogs\":[]}"},
                                         {"traces.json", "{\"resourceSpans\":[]}"},
                                         {"metrics.json", "{\"resourceMetrics\":[]}"}}));
}

TEST_F(ByHand, BadEventsAreInvalidAndLeaveNothing) {
  ASSERT_TRUE(exporter_.SetContext(Context("s1")).ok());
  EventFields event = Event1();
  event.time_unix_nano = -1;
  EXPECT_EQ(exporter_.Write(event), absl::InvalidArgumentError("time_unix_nano is negative"));
  event = Event1();
  event.measurements = {{"m", std::nan("")}};
  EXPECT_EQ(exporter_.Write(event), absl::InvalidArgumentError("measurements.m is not a finite number"));
  event = Event1();
  event.properties = {{"p", std::numeric_limits<double>::infinity()}};
  EXPECT_EQ(exporter_.Write(event), absl::InvalidArgumentError("properties.p is not a finite number"));
  ASSERT_TRUE(exporter_.Write(Event1()).ok()) << "the export goes on";
  Finish();
  EXPECT_EQ(exporter_.report().events, 1u);
}

TEST_F(ByHand, MisuseIsAnErrorAndNoMore) {
  const auto is_misuse = [](const absl::Status& status) {
    return status.code() == absl::StatusCode::kFailedPrecondition;
  };
  EXPECT_EQ(exporter_.AddSink(nullptr).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(is_misuse(exporter_.Write(Event1()))) << "no context yet";
  EXPECT_TRUE(is_misuse(exporter_.Feed("x")));
  EXPECT_TRUE(is_misuse(exporter_.EndFile()));
  ASSERT_TRUE(exporter_.BeginFile("a").ok());
  EXPECT_TRUE(is_misuse(exporter_.BeginFile("b")));
  EXPECT_TRUE(is_misuse(exporter_.Finish()));
  ASSERT_TRUE(exporter_.EndFile().ok());
  JsonArraySink late(NewStringOutput(&json_));
  EXPECT_FALSE(exporter_.AddSink(&late).ok());
  test::MemorySource source;
  EXPECT_TRUE(is_misuse(exporter_.Run(source)));
  Finish();
  EXPECT_TRUE(is_misuse(exporter_.Finish()));
  EXPECT_TRUE(is_misuse(exporter_.SetContext({})));
  EXPECT_EQ(json_, "[]\n");
}

TEST(ByHandOptions, EventsOutsideTheRangeAreLeftOut) {
  std::string json;
  JsonArraySink array(NewStringOutput(&json));
  ExporterOptions options;
  options.read.range = *DateRange::FromDates("2026-05-01", "2026-05-01");
  Exporter exporter(options);
  ASSERT_TRUE(exporter.AddSink(&array).ok());
  ASSERT_TRUE(exporter.SetContext(Context("s1")).ok());
  EventFields event = Event1();
  for (const std::int64_t days : {-1, 0, 1}) {
    event.time_unix_nano = kTime + days * 86400'000'000'000;
    ASSERT_TRUE(exporter.Write(event).ok());
  }
  ASSERT_TRUE(exporter.Finish().ok());
  EXPECT_EQ(exporter.report().events, 1u);
  EXPECT_EQ(test::ParseJson(json).size(), 1u);
}

// A sink's failure ends the export, and the sink sees no more.
TEST(ByHandOptions, FailureOfASinkIsFinal) {
  class Failing final : public Sink {
   public:
    absl::Status Write(const Event&, Signal) override { return ++calls, absl::DataLossError("mine"); }
    absl::Status EndSession(std::uint32_t) override { return ++calls, absl::OkStatus(); }
    absl::Status Finish() override { return ++calls, absl::OkStatus(); }
    int calls = 0;
  } sink;
  Exporter exporter((ExporterOptions()));
  ASSERT_TRUE(exporter.AddSink(&sink).ok());
  ASSERT_TRUE(exporter.SetContext(Context("s1")).ok());
  EXPECT_EQ(exporter.Write(Event1()), absl::DataLossError("mine"));
  EXPECT_FALSE(exporter.Write(Event1()).ok());
  EXPECT_FALSE(exporter.Finish().ok());
  EXPECT_EQ(sink.calls, 1);
}

}  // namespace
}  // namespace telex
