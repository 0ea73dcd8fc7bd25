// Proves the shape of log records, spans and data points where the contract leaves the usual path: severities, status
// codes, names, ids, colliding attributes, windows, suffixes, groups and running totals.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/encode/json_tree.h"
#include "tests/encode/otlp_records.h"
#include "tests/read/telemetry_text.h"
#include "tests/whole_export/memory_export.h"

namespace telex {
namespace {

using test::Canonical;
using test::HeaderLine;
using test::Json;
using test::OptionsFor;
using test::OtlpRecord;
using test::RowLine;

const std::string kTraced = ",\"trace_id\":\"cf560a90cdba9130cb721db8324fe191\"";

std::vector<OtlpRecord> Records(const std::string& rows, Signal signal,
                                ExportOptions options = OptionsFor(Format::kOtlp)) {
  return test::RecordsOf(test::ExportText(HeaderLine() + rows, options).documents, signal);
}

Json OneLog(const std::string& rest, const std::string& properties = "{}", const std::string& measurements = "{}") {
  const auto logs = Records(
      RowLine("00000000000000a1", "a.b", "2026-05-01T08:00:00Z", 0, properties, measurements, rest), Signal::kLog);
  EXPECT_EQ(logs.size(), 1u);
  return logs.empty() ? Json() : logs[0].record;
}

Json OneSpan(const std::string& name, const std::string& properties, const std::string& measurements,
             const std::string& rest, ExportOptions options = OptionsFor(Format::kOtlp)) {
  const auto spans =
      Records(RowLine("00000000000000a1", name, "2026-05-01T08:00:00Z", 0, properties, measurements, kTraced + rest),
              Signal::kTrace, options);
  EXPECT_EQ(spans.size(), 1u);
  return spans.empty() ? Json() : spans[0].record;
}

std::string KeysOf(const Json& object) {
  std::string keys;
  for (const auto& member : object.members) keys += member.first + " ";
  return keys;
}

TEST(LogRecords, FieldsAndSeverity) {
  const Json plain = OneLog("");
  EXPECT_EQ(KeysOf(plain), "timeUnixNano observedTimeUnixNano severityNumber severityText body eventName attributes ");
  EXPECT_EQ(plain["severityNumber"].text + plain["severityText"].text, "9INFO");
  const Json error = OneLog(",\"error\":{\"message\":\"\"}");
  EXPECT_EQ(error["severityNumber"].text + error["severityText"].text, "17ERROR");
  EXPECT_EQ(KeysOf(error["attributes"]), "exception.message log.record.uid ");
  EXPECT_EQ(error["attributes"]["exception.message"]["stringValue"].text, "");
  const Json linked = OneLog(kTraced + ",\"parent_event_id\":\"00000000000000a0\"");
  EXPECT_EQ(linked["traceId"].text, "cf560a90cdba9130cb721db8324fe191");
  EXPECT_EQ(linked["spanId"].text, "00000000000000a0");
  const Json parent_only = OneLog(",\"parent_event_id\":\"00000000000000a0\"");
  EXPECT_FALSE(parent_only.Has("traceId"));
  EXPECT_TRUE(parent_only.Has("spanId"));
  const Json empty = OneLog(",\"trace_id\":\"\",\"parent_event_id\":\"\"", "{\"result\":\"success\"}");
  EXPECT_FALSE(empty.Has("traceId"));
  EXPECT_FALSE(empty.Has("spanId"));
}

TEST(LogRecords, CollidingAttributesLaterSourceWins) {
  const Json log =
      OneLog(",\"error\":{\"message\":\"theirs\",\"code\":\"E\"}",
             "{\"k\":\"p\",\"exception.message\":\"mine\",\"log.record.uid\":\"mine\",\"exception.type\":\"mine\"}",
             "{\"k\":2}");
  EXPECT_EQ(log["attributes"]["k"]["doubleValue"].text, "2");
  EXPECT_EQ(log["attributes"]["exception.message"]["stringValue"].text, "theirs");
  EXPECT_EQ(log["attributes"]["exception.type"]["stringValue"].text, "mine") << "the error has none";
  EXPECT_EQ(log["attributes"]["log.record.uid"]["stringValue"].text, "00000000000000a1");
  EXPECT_EQ(log["attributes"].members.size(), 5u);
}

TEST(LogRecords, ManyAttributes) {
  std::string properties = "{\"log.record.uid\":\"mine\"";
  for (int i = 0; i < 100; ++i) properties += ",\"k" + std::to_string(i % 60) + "\":\"" + std::to_string(i) + "\"";
  const Json log = OneLog("", properties + "}", "{\"k1\":1}");
  EXPECT_EQ(log["attributes"].members.size(), 61u);
  EXPECT_EQ(log["attributes"]["k0"]["stringValue"].text, "60");
  EXPECT_EQ(log["attributes"]["k1"]["doubleValue"].text, "1");
  EXPECT_EQ(log["attributes"]["k59"]["stringValue"].text, "59");
}

TEST(LogRecords, DerivedTraceIdIsKept) {
  const Json log =
      OneLog(",\"trace_id\":\"not-a-trace\",\"parent_event_id\":\"not-a-span\"", "{\"coder.trace_id\":\"mine\"}");
  EXPECT_EQ(log["traceId"].text, "a472e169fff30b786240801de9fc7e9b");
  EXPECT_EQ(log["spanId"].text, "35f866dbc40d99f7");
  EXPECT_EQ(log["attributes"]["coder.trace_id"]["stringValue"].text, "not-a-trace");
  EXPECT_FALSE(log["attributes"].Has("coder.event_id"));
}

TEST(Spans, FieldsAndComposedName) {
  const Json span = OneSpan("remote.setup.cli", "{}", "{\"durationMs\":1,\"duration\\u004ds\":2}", "");
  EXPECT_EQ(KeysOf(span), "traceId spanId name kind startTimeUnixNano endTimeUnixNano attributes status ");
  EXPECT_EQ(span["name"].text, "cli");
  EXPECT_EQ(span["kind"].text, "1");
  EXPECT_EQ(span["startTimeUnixNano"].text, "1777622399998000000") << "the last durationMs";
  EXPECT_EQ(KeysOf(span["attributes"]), "coder.event_name ");
  EXPECT_EQ(span["attributes"]["coder.event_name"]["stringValue"].text, "remote.setup.cli");
  ExportOptions full = OptionsFor(Format::kOtlp);
  full.otlp.span_name = SpanName::kFull;
  EXPECT_EQ(OneSpan("remote.setup.cli", "{}", "{\"durationMs\":1}", "", full)["name"].text, "remote.setup.cli");
}

TEST(Spans, Names) {
  const std::map<std::string, std::string> names = {{"a", "a"},
                                                    {"a.b", "b"},
                                                    {"a.", "a."},
                                                    {".", "."},
                                                    {".a", "a"},
                                                    {"a..b", "b"},
                                                    {"a..", "a.."},
                                                    {"", ""},
                                                    {"a\\u002eb", "b"},
                                                    {"a.\\n\\\"", "\n\""},
                                                    {"a.\\ud800", "\xEF\xBF\xBD"},
                                                    {"a.b\\u002e", "a.b."},
                                                    {"\xC3\xA9.\xC3\xA9\xC3\xA9", "\xC3\xA9\xC3\xA9"}};
  for (const auto& [name, leaf] : names)
    EXPECT_EQ(OneSpan(name, "{\"result\":\"\"}", "{}", "")["name"].text, leaf) << name;
}

TEST(Spans, StatusCodes) {
  struct StatusCase {
    const char* properties;
    bool error;
    const char* code;
  };
  const StatusCase cases[] = {{"{\"result\":\"success\"}", false, "1"},
                              {"{\"result\":\"success\"}", true, "1"},
                              {"{\"result\":\"error\"}", false, "2"},
                              {"{\"result\":\"error\"}", true, "2"},
                              {"{\"result\":\"aborted\"}", false, "0"},
                              {"{\"result\":\"aborted\"}", true, "0"},
                              {"{\"result\":\"perhaps\"}", false, "0"},
                              {"{\"result\":\"perhaps\"}", true, "2"},
                              {"{\"result\":\"\"}", true, "2"},
                              {"{\"result\":true}", false, "0"},
                              {"{\"result\":true}", true, "2"},
                              {"{\"result\":1}", true, "2"},
                              {"{}", false, "0"},
                              {"{}", true, "2"},
                              {"{\"result\":\"err\\u006fr\"}", false, "2"},
                              {"{\"result\":\"error\",\"result\":\"success\"}", false, "1"},
                              {"{\"result\":\"Success\"}", false, "0"}};
  for (const StatusCase& tested : cases) {
    const Json span =
        OneSpan("a.b", tested.properties, "{\"durationMs\":1}", tested.error ? ",\"error\":{\"message\":\"m\"}" : "");
    EXPECT_EQ(span["status"]["code"].text, tested.code) << tested.properties << tested.error;
    const bool failed = tested.code == std::string("2");
    EXPECT_EQ(span["status"].Has("message"), failed && tested.error);
    EXPECT_EQ(span["attributes"].Has("error.type"), failed);
    EXPECT_EQ(span.Has("events"), tested.error);
  }
}

TEST(Spans, ErrorTypeAndException) {
  const auto type = [](const std::string& error, const std::string& properties = "{\"result\":\"error\"}",
                       const std::string& measurements = "{}") {
    return Canonical(OneSpan("a.b", properties, measurements, error)["attributes"]["error.type"]);
  };
  const auto text = [](const std::string& value) {
    return "{\"11:stringValue\"=\"" + std::to_string(value.size()) + ":" + value + "\",}";
  };
  EXPECT_EQ(type(""), text("_OTHER"));
  EXPECT_EQ(type(",\"error\":{\"message\":\"m\"}"), text("_OTHER"));
  EXPECT_EQ(type(",\"error\":{\"message\":\"m\",\"type\":\"T\",\"code\":\"C\"}"), text("T"));
  EXPECT_EQ(type(",\"error\":{\"message\":\"m\",\"type\":\"\",\"code\":\"C\"}"), text("C"));
  EXPECT_EQ(type(",\"error\":{\"message\":\"m\",\"type\":\"\",\"code\":\"\"}"), text("_OTHER"));
  EXPECT_EQ(type(",\"error\":{\"message\":\"m\",\"code\":\"C\"}"), text("C"));
  EXPECT_EQ(type(",\"error\":{\"message\":\"m\",\"type\":\"T\"}", "{\"result\":\"error\",\"error.type\":\"mine\"}"),
            text("mine"));
  EXPECT_EQ(type("", "{\"result\":\"error\",\"error\\u002etype\":\"mine\"}"), text("mine"));
  EXPECT_EQ(type("", "{\"result\":\"error\",\"error.type\":\"\"}"), text("")) << "the key is there";
  EXPECT_EQ(type("", "{\"result\":\"error\"}", "{\"error.type\":3}"), "{\"11:doubleValue\"=3,}");
  const Json span =
      OneSpan("a.b", "{}", "{\"durationMs\":1}", ",\"error\":{\"code\":\"C\",\"message\":\"\\ud800\",\"type\":\"T\"}");
  ASSERT_EQ(span["events"].size(), 1u);
  EXPECT_EQ(KeysOf(span["events"][0]), "timeUnixNano name attributes ");
  EXPECT_EQ(span["events"][0]["timeUnixNano"].text, span["endTimeUnixNano"].text);
  EXPECT_EQ(span["events"][0]["name"].text, "exception");
  EXPECT_EQ(KeysOf(span["events"][0]["attributes"]), "exception.type exception.message exception.code ");
  EXPECT_EQ(span["status"]["message"].text, "\xEF\xBF\xBD");
}

TEST(Spans, Times) {
  const auto start = [](const std::string& duration) {
    return OneSpan("a.b", "{\"result\":\"\"}", "{\"durationMs\":" + duration + "}", "")["startTimeUnixNano"].text;
  };
  EXPECT_EQ(start("0"), "1777622400000000000");
  EXPECT_EQ(start("-5"), "1777622400000000000");
  EXPECT_EQ(start("-1e999"), "1777622400000000000");
  EXPECT_EQ(start("0.0000005"), "1777622399999999999");
  EXPECT_EQ(start("0.0000004"), "1777622400000000000");
  EXPECT_EQ(start("1777622400000"), "0");
  EXPECT_EQ(start("1e300"), "0");
  EXPECT_EQ(start("1e999"), "0");
  EXPECT_EQ(OneSpan("a.b", "{\"result\":\"\"}", "{}", "")["startTimeUnixNano"].text, "1777622400000000000");
}

TEST(Spans, IdsThatWereReplacedAreKeptAndCounted) {
  const std::string row = RowLine("ABC", "a.b", "2026-05-01T08:00:00Z", 0, "{}", "{\"durationMs\":1}",
                                  ",\"trace_id\":\"not-a-trace\",\"parent_event_id\":\"not-a-span\"");
  const test::MemoryExport exported = test::ExportText(HeaderLine() + row, OptionsFor(Format::kOtlp));
  EXPECT_EQ(exported.report.derived_ids, 3u);
  const Json span = test::RecordsOf(exported.documents, Signal::kTrace).at(0).record;
  EXPECT_EQ(span["parentSpanId"].text, "35f866dbc40d99f7");
  EXPECT_EQ(span["attributes"]["coder.trace_id"]["stringValue"].text, "not-a-trace");
  EXPECT_EQ(span["attributes"]["coder.event_id"]["stringValue"].text, "ABC");
}

TEST(Resources, FromContext) {
  const auto resource = [](const std::string& context) {
    const std::string row = R"({"event_id":"1","event_name":"a","timestamp":"2026-05-01T08:00:00Z","event_sequence":0,)"
                            R"("properties":{},"measurements":{},"context":{)" +
                            context + "}}\n";
    const auto logs = test::RecordsOf(test::ExportText(row, OptionsFor(Format::kOtlp)).documents, Signal::kLog);
    return logs.at(0).resource;
  };
  const Json full = resource(
      R"("extensionVersion":"1\ud800","machine_id":"m","session_id":"s","os_type":"Win32","os_version":"10","host_arch":"ia32",)"
      R"("platform_name":"p","platform_version":"2","deployment_url":"u")");
  EXPECT_EQ(
      KeysOf(full),
      "service.name service.version service.instance.id host.id host.arch os.type os.version vscode.platform.name "
      "vscode.platform.version coder.deployment.url ");
  EXPECT_EQ(full["service.version"]["stringValue"].text, "1\xEF\xBF\xBD");
  EXPECT_EQ(full["host.arch"]["stringValue"].text, "x86");
  EXPECT_EQ(full["os.type"]["stringValue"].text, "windows");
  EXPECT_EQ(full["coder.deployment.url"]["stringValue"].text, "u");
  const Json bare =
      resource(R"("extension_version":"","machine_id":"","session_id":"","os_type":"","os_version":"","host_arch":"",)"
               R"("platform_name":"","platform_version":"")");
  EXPECT_EQ(bare.members.size(), 9u) << "no deployment";
  EXPECT_EQ(bare["host.id"]["stringValue"].text, "");
}

TEST(Resources, NamesOfServiceAndScope) {
  ExportOptions options = OptionsFor(Format::kOtlp);
  options.otlp.service_name = "my \"service\"\n\xFF";
  options.otlp.scope_name = "my\\scope";
  const test::MemoryExport exported = test::ExportText(HeaderLine() + RowLine(), options);
  const Json block = test::ParseJson(exported.documents.at("logs.json"))["resourceLogs"][0];
  EXPECT_EQ(test::AttributesAsObject(block["resource"]["attributes"])["service.name"]["stringValue"].text,
            "my \"service\"\n\xEF\xBF\xBD");
  EXPECT_EQ(block["scopeLogs"][0]["scope"]["name"].text, "my\\scope");
}

// Metric events: (seconds after 08:00, properties, measurements) each.
std::string MetricRow(int seconds, const std::string& properties, const std::string& measurements,
                      const std::string& name = "http.requests", const std::string& rest = "") {
  return RowLine("00000000000000a1", name, test::TimeText(28800000 + std::int64_t{seconds} * 1000), 0, properties,
                 measurements, rest);
}

// `name unit kind [start-]time value` of each point, times in seconds after 08:00.
std::vector<std::string> Points(const std::string& rows, ExportOptions options = OptionsFor(Format::kOtlp)) {
  const auto seconds = [](const Json& nanos) {
    const std::int64_t value = static_cast<std::int64_t>(std::stoull(nanos.text)) - 1777622400000000000;
    return value % 1000000000 == 0 ? std::to_string(value / 1000000000) : std::to_string(value) + "ns";
  };
  std::vector<std::string> points;
  for (const OtlpRecord& record : Records(rows, Signal::kMetric, options)) {
    const Json& point = record.record;
    points.push_back(record.metric["name"].text + " " + record.metric["unit"].text + " " + test::KindOf(record.metric) +
                     " " + (point.Has("startTimeUnixNano") ? seconds(point["startTimeUnixNano"]) + "-" : "") +
                     seconds(point["timeUnixNano"]) + " " + point["asInt"].text + point["asDouble"].text);
  }
  return points;
}

using Texts = std::vector<std::string>;

TEST(Metrics, Windows) {
  const auto window = [](const std::string& length) {
    return Points(MetricRow(100, "{}", "{" + length + "\"count_2xx\":1}")).at(0).substr(38);
  };
  EXPECT_EQ(window("\"window_seconds\":60,"), "40-100 1");
  EXPECT_EQ(window("\"window_seconds\":0.5,"), "99500000000ns-100 1");
  EXPECT_EQ(window(""), "100-100 1");
  EXPECT_EQ(window("\"window_seconds\":0,"), "100-100 1");
  EXPECT_EQ(window("\"window_seconds\":-60,"), "100-100 1");
  EXPECT_EQ(window("\"window_seconds\":-1e999,"), "100-100 1");
  EXPECT_EQ(window("\"window_seconds\":1,\"window_seconds\":60,"), "40-100 1") << "the later member";
  EXPECT_EQ(window("\"window\\u005fseconds\":60,"), "40-100 1");
  EXPECT_EQ(window("\"window_seconds\":1e999,"), "-1777622400-100 1") << "never below 0";
}

TEST(Metrics, SumsAndGaugesOfRequests) {
  EXPECT_EQ(
      Points(MetricRow(100, "{}",
                       "{\"window_seconds\":10,\"count_2xx\":2.5,\"count.network_error\":0,\"countless\":4,\"p95_ms\":"
                       "1e999,\"rate\":-2}")),
      (Texts{"http.requests.count_2xx {request} sum 90-100 3",
             "http.requests.count.network_error {request} sum 90-100 0", "http.requests.countless 1 gauge 90-100 4",
             "http.requests.p95 ms gauge 90-100 Infinity", "http.requests.rate 1 gauge 90-100 -2"}));
}

TEST(Metrics, Samples) {
  EXPECT_EQ(
      Points(MetricRow(
          1, "{}", "{\"window_seconds\":2,\"count_2xx\":1,\"latencyMs\":3,\"latency_ms\":4,\"\":5,\"_\":6,\"_ms\":7}",
          "ssh.network.info")),
      (Texts{"ssh.network.info.window s gauge 1 2", "ssh.network.info.count_2xx 1 gauge 1 1",
             "ssh.network.info.latency ms gauge 1 3", "ssh.network.info.latency ms gauge 1 4",
             "ssh.network.info._ 1 gauge 1 5", "ssh.network.info._ 1 gauge 1 6", "ssh.network.info._ms 1 gauge 1 7"}));
  EXPECT_EQ(Points(MetricRow(1, "{}", "{\"a\":1,\"a\":2,\"\\u0061\":3}", "ssh.network.info")),
            Texts{"ssh.network.info.a 1 gauge 1 3"});
}

TEST(Metrics, TraceAndErrorPlayNoPart) {
  const test::MemoryExport exported = test::ExportText(
      HeaderLine() + MetricRow(1, "{\"result\":\"error\",\"coder.event_name\":\"mine\"}", "{\"durationMs\":1}",
                               "ssh.network.info", kTraced + ",\"error\":{\"message\":\"m\"}"),
      OptionsFor(Format::kOtlp));
  const auto points = test::RecordsOf(exported.documents, Signal::kMetric);
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(KeysOf(points[0].record), "attributes timeUnixNano asDouble ");
  EXPECT_EQ(KeysOf(points[0].record["attributes"]), "result coder.event_name ");
  EXPECT_EQ(points[0].record["attributes"]["coder.event_name"]["stringValue"].text, "ssh.network.info");
  EXPECT_EQ(points[0].metric["name"].text, "ssh.network.info.duration");
}

// Rules and suffixes of a program.
TEST(Metrics, OwnRules) {
  ExportOptions options = OptionsFor(Format::kOtlp);
  MetricRule rule = MetricRule::Sample("build.\"done\"");
  rule.window_measurement = "span_s";
  rule.count_prefixes = {"n_"};
  rule.count_unit = "{build}";
  options.metric_rules.SetEventNames({"http.requests"});
  options.metric_rules.Set(rule);
  options.metric_rules.SetUnitSuffix({"_pct", "%"});
  EXPECT_EQ(Points(MetricRow(9, "{}", "{\"span_s\":4,\"n_ok\":1,\"load_pct\":50}", "build.\\\"done\\\"") +
                       MetricRow(9, "{}", "{\"a\":1}", "ssh.network.info") + MetricRow(9, "{}", "{\"count_2xx\":1}"),
                   options),
            (Texts{"build.\"done\".n_ok {build} sum 5-9 1", "build.\"done\".load % gauge 5-9 50",
                   "http.requests.count_2xx {request} sum 9-9 1"}));
}

TEST(Metrics, PointsOfOneMetricStandTogetherInTheirBlock) {
  const std::string url = ",\"deployment_url\":\"u\"";
  const std::string rows = MetricRow(1, "{}", "{\"a\":1,\"b\":1}", "ssh.network.info") +
                           MetricRow(2, "{}", "{\"b\":2,\"a\":2}", "ssh.network.info") +
                           MetricRow(3, "{}", "{\"a\":3}", "ssh.network.info", url) +
                           MetricRow(4, "{}", "{\"a\":4}", "ssh.network.info", url);
  const auto names = [&rows](std::uint64_t max_grouped_bytes) {
    ExportOptions options = OptionsFor(Format::kOtlp);
    options.otlp.max_grouped_bytes = max_grouped_bytes;
    const test::MemoryExport exported = test::ExportText(HeaderLine() + rows, options);
    std::string out;
    const Json document = test::ParseJson(exported.documents.at("metrics.json"));
    for (const Json& block : document["resourceMetrics"].items) {
      for (const Json& metric : block["scopeMetrics"][0]["metrics"].items) {
        out += metric["name"].text.substr(17) + std::to_string(metric["gauge"]["dataPoints"].size()) + " ";
      }
      out += "| ";
    }
    return out;
  };
  EXPECT_EQ(names(1 << 20), "a2 b2 | a2 | ");
  EXPECT_EQ(names(0), "a1 b1 b1 a1 | a1 a1 | ") << "the buffer is full after each point";
}

// One metric of two events: the same name, unit and kind is one entry.
TEST(Metrics, SameMetricOfTwoEvents) {
  ExportOptions options = OptionsFor(Format::kOtlp);
  options.metric_rules.SetEventNames({"a", "a.b"});
  const test::MemoryExport exported =
      test::ExportText(HeaderLine() + MetricRow(1, "{}", "{\"b.c_ms\":1,\"b.c\":2}", "a") +
                           MetricRow(2, "{}", "{\"c_ms\":3,\"cMs\":4}", "a.b"),
                       options);
  const Json metrics =
      test::ParseJson(exported.documents.at("metrics.json"))["resourceMetrics"][0]["scopeMetrics"][0]["metrics"];
  ASSERT_EQ(metrics.size(), 2u);
  EXPECT_EQ(metrics[0]["name"].text + metrics[0]["unit"].text, "a.b.cms");
  EXPECT_EQ(metrics[0]["gauge"]["dataPoints"].size(), 3u);
  EXPECT_EQ(metrics[1]["name"].text + metrics[1]["unit"].text, "a.b.c1");
}

// An event is planned by what those before it had: in whatever order its keys stand, that must not be seen.
TEST(Metrics, KeysInAnyOrderAndTwice) {
  const Texts keys = {"window_seconds", "count_2xx", "count_3xx", "a", "\\u0061", "b_ms", "c", "window\\u005fseconds"};
  std::mt19937 random(11);
  std::string rows;
  Texts alone;
  for (int event = 0; event < 200; ++event) {
    std::vector<std::size_t> chosen(1 + random() % 6);
    for (std::size_t& key : chosen) key = random() % keys.size();
    if (event % 4 != 0) std::sort(chosen.begin(), chosen.end());
    std::string measurements;
    for (const std::size_t key : chosen) measurements += "\"" + keys[key] + "\":" + std::to_string(random() % 90) + ",";
    const std::string row = MetricRow(100 + event, "{}", "{" + measurements + "\"z\":1}");
    rows += row;
    for (const std::string& point : Points(row)) alone.push_back(point);
  }
  Texts together = Points(rows);
  std::sort(together.begin(), together.end());
  std::sort(alone.begin(), alone.end());
  EXPECT_EQ(together, alone);
}

// Very many metrics, far more than are held as plans.
TEST(Metrics, ThousandsOfNames) {
  std::string rows;
  for (int event = 0; event < 30; ++event) {
    std::string measurements = "{\"x\":0";
    for (int i = 0; i < 200; ++i) measurements += ",\"m" + std::to_string(event * 200 + i) + "\":" + std::to_string(i);
    rows += MetricRow(event, "{}", measurements + "}", "ssh.network.info");
  }
  const Texts points = Points(rows);
  ASSERT_EQ(points.size(), 30u * 201);
  std::map<std::string, int> names;
  for (const std::string& point : points) ++names[point.substr(0, point.find(' '))];
  EXPECT_EQ(names.size(), 6001u);
  EXPECT_EQ(names["ssh.network.info.x"], 30);
}

ExportOptions CumulativeOptions() {
  ExportOptions options = OptionsFor(Format::kOtlp);
  options.otlp.temporality = Temporality::kCumulative;
  return options;
}

TEST(Cumulative, TotalsPerSeriesOverBlocks) {
  const std::string url = ",\"deployment_url\":\"u\"";
  const auto count = [](int value) { return "{\"window_seconds\":10,\"count_2xx\":" + std::to_string(value) + "}"; };
  const std::string rows =
      MetricRow(20, "{\"a\":\"1\",\"b\":\"2\"}", count(0)) + MetricRow(30, "{\"b\":\"2\",\"a\":\"1\"}", count(3)) +
      MetricRow(40, "{\"a\":\"1\"}", count(1)) +
      MetricRow(50, "{\"a\":\"1\",\"b\":\"2\"}", count(0), "http.requests", url) +
      MetricRow(60, "{\"a\":\"1\",\"b\":\"2\"}", count(7), "http.requests", url) +
      MetricRow(70, "{\"a\":\"1\",\"b\":\"2\"}", count(2)) + MetricRow(80, "{\"a\":\"1\",\"b\":\"2\"}", count(0));
  EXPECT_EQ(Points(rows, CumulativeOptions()),
            (Texts{"http.requests.count_2xx {request} sum 10-30 3", "http.requests.count_2xx {request} sum 10-40 1",
                   "http.requests.count_2xx {request} sum 40-60 7", "http.requests.count_2xx {request} sum 10-70 5",
                   "http.requests.count_2xx {request} sum 10-80 5"}));
}

TEST(Cumulative, StartIsNeverAfterThePointsOwnTime) {
  EXPECT_EQ(
      Points(MetricRow(50, "{}", "{\"count_2xx\":1}") + MetricRow(20, "{}", "{\"count_2xx\":1}"), CumulativeOptions()),
      (Texts{"http.requests.count_2xx {request} sum 50-50 1", "http.requests.count_2xx {request} sum 20-20 2"}));
}

// A sample counts as the session's first metric event, too.
TEST(Cumulative, StartsAtTheFirstMetricEvent) {
  EXPECT_EQ(Points(MetricRow(5, "{}", "{\"latencyMs\":1}", "ssh.network.info") +
                       MetricRow(20, "{}", "{\"window_seconds\":10,\"count_2xx\":1}"),
                   CumulativeOptions()),
            (Texts{"ssh.network.info.latency ms gauge 5 1", "http.requests.count_2xx {request} sum 5-20 1"}));
}

TEST(Cumulative, OverFilesAndDaysButNotSessions) {
  const std::string row = MetricRow(10, "{}", "{\"count_2xx\":1}");
  const test::MemoryExport exported = test::ExportFiles({{"telemetry-2026-05-01-a.jsonl", HeaderLine("a") + row},
                                                         {"telemetry-2026-05-01-a.1.jsonl", HeaderLine("a") + row},
                                                         {"telemetry-2026-05-01-b.jsonl", HeaderLine("a") + row},
                                                         {"telemetry-2026-05-02-a.jsonl", HeaderLine("a") + row}},
                                                        CumulativeOptions());
  std::string totals;
  for (const OtlpRecord& point : test::RecordsOf(exported.documents, Signal::kMetric))
    totals += point.record["asInt"].text;
  EXPECT_EQ(totals, "1231");
}

TEST(Cumulative, TotalsStayAtTheMostAndAreCounted) {
  const std::string rows = MetricRow(1, "{}", "{\"count_2xx\":9223372036854775806}") +
                           MetricRow(2, "{}", "{\"count_2xx\":1}") + MetricRow(3, "{}", "{\"count_2xx\":1}") +
                           MetricRow(4, "{}", "{\"count_2xx\":-1}") + MetricRow(5, "{}", "{\"count_3xx\":-1}");
  const test::MemoryExport exported = test::ExportText(HeaderLine() + rows, CumulativeOptions());
  EXPECT_EQ(exported.report.repaired, 3u) << "one kept at the most, two below 0, of which one is not written";
  std::string totals;
  for (const OtlpRecord& point : test::RecordsOf(exported.documents, Signal::kMetric))
    totals += point.record["asInt"].text + " ";
  EXPECT_EQ(totals, "9223372036854775806 9223372036854775807 9223372036854775807 9223372036854775807 ");
  EXPECT_EQ(test::ExportText(HeaderLine() + rows, OptionsFor(Format::kOtlp)).report.repaired, 2u);
}

}  // namespace
}  // namespace telex
