// Proves a whole export from mixed files (log, error, timed, phase, span log, metric-shaped) that a host holds in memory
// behind its own source: the JSON array to the byte, the three envelopes member by member, and the manifest.
#include <string>

#include "gtest/gtest.h"
#include "telex/version.h"
#include "tests/encode/json_tree.h"
#include "tests/encode/otlp_records.h"
#include "tests/read/telemetry_text.h"
#include "tests/whole_export/memory_export.h"

namespace telex {
namespace {

using test::Canonical;
using test::Documents;
using test::ExportFiles;
using test::HeaderLine;
using test::Json;
using test::MemoryExport;
using test::OptionsFor;
using test::ParseJson;
using test::Row;
using test::RowLine;

constexpr char kFirst[] = "telemetry-2026-05-01-aaaa.jsonl";
constexpr char kSecondPart[] = "telemetry-2026-05-01-aaaa.1.jsonl";
constexpr char kOther[] = "telemetry-2026-05-02-bbbb.jsonl";
const std::string kTrace = ",\"trace_id\":\"CF560A90CDBA9130CB721DB8324FE191\"";
const std::string kUrl = ",\"deployment_url\":\"https://dev.coder.com\"";

std::string Log() {
  return RowLine("00000000000000a1", "workspace.open", "2026-05-01T08:00:00.000Z", 0, "{\"from\":\"idle\"}",
                 "{\"attempt\":1}", ",\"deployment_url\":\"\"");
}
std::string Error() {
  return RowLine("00000000000000a2", "auth.failed", "2026-05-01T08:00:01.5Z", 1, "{\"ok\":false}", "{}",
                 ",\"error\":{\"message\":\"no \\\"key\\\"\",\"type\":\"KeyError\",\"code\":\"E1\"}" + kUrl);
}
std::string Timed() {
  return RowLine("00000000000000a3", "remote.setup", "2026-05-01T08:00:10.000Z", 2, "{\"result\":\"success\"}",
                 "{\"durationMs\":2500.5,\"tries\":2}", kTrace + kUrl);
}
std::string Phase() {
  return RowLine("00000000000000a4", "remote.setup.cli_resolve", "2026-05-01T08:00:09.000Z", 3,
                 "{\"result\":\"error\"}", "{\"durationMs\":1000}",
                 kTrace + ",\"parent_event_id\":\"00000000000000A3\",\"error\":{\"message\":\"gone\"}" + kUrl);
}
std::string SpanLog() {
  return RowLine("00000000000000a5", "remote.setup.note", "2026-05-01T08:00:09.500Z", 4, "{}", "{}",
                 kTrace + ",\"parent_event_id\":\"00000000000000a3\"" + kUrl);
}
std::string Requests() {
  return RowLine("00000000000000b1", "http.requests", "2026-05-02T08:01:00.000Z", 0, "{\"route\":\"/api\"}",
                 "{\"window_seconds\":60,\"count_2xx\":7,\"avg_duration_ms\":12.5,\"count_5xx\":0}", kUrl);
}
std::string Network() {
  return RowLine("00000000000000b2", "ssh.network.sampled", "2026-05-02T08:01:01.000Z", 1, "{}",
                 "{\"latencyMs\":3,\"downloadMbits\":90.5}", kUrl);
}
std::string MoreRequests() {
  return RowLine("00000000000000b3", "http.requests", "2026-05-02T08:02:00.000Z", 2, "{\"route\":\"/api\"}",
                 "{\"window_seconds\":60,\"count_2xx\":5}", kUrl);
}

std::map<std::string, std::string> MixedFiles() {
  return {{kFirst, HeaderLine("s\\u00e9ssion") + Log() + "oops\n" + Error() + Timed()},
          {kSecondPart, HeaderLine("s\\u00e9ssion") + Phase() + SpanLog()},
          {kOther, HeaderLine("other") + Requests() + Network() + MoreRequests()},
          {"notes.txt", "never opened"}};
}

// The self-contained form of a row that inherits its context.
std::string Element(const std::string& row, const std::string& session_id, const std::string& deployment) {
  std::string text = row.substr(0, row.size() - 2);
  text.erase(text.rfind(",\"deployment_url\":"));
  const std::string header = HeaderLine(session_id);
  const std::size_t begin = header.find("\"context\":{") + 11;
  return text + ",\"schema_version\":1,\"context\":{" + header.substr(begin, header.rfind("}}") - begin) +
         ",\"deployment_url\":\"" + deployment + "\"}}";
}

TEST(WholeExport, JsonArray) {
  const MemoryExport exported = ExportFiles(MixedFiles(), OptionsFor(Format::kJson));
  ASSERT_TRUE(exported.status.ok()) << exported.status;
  const std::string url = "https://dev.coder.com";
  const std::string id = "s\\u00e9ssion";
  const std::string expected =
      "[\n" + Element(Log(), id, "") + ",\n" + Element(Error(), id, url) + ",\n" + Element(Timed(), id, url) + ",\n" +
      Element(Phase(), id, url) + ",\n" + Element(SpanLog(), id, url) + ",\n" + Element(Requests(), "other", url) +
      ",\n" + Element(Network(), "other", url) + ",\n" + Element(MoreRequests(), "other", url) + "\n]\n";
  EXPECT_EQ(exported.documents, (Documents{{"events.json", expected}}));
  EXPECT_EQ(exported.report.bytes_written, expected.size());
  EXPECT_EQ(exported.report.events, 8u);
  EXPECT_EQ(exported.report.events_by_signal[0], 0u);
  EXPECT_EQ(exported.report.lines_skipped, 1u);
}

std::string Text(const std::string& value) { return "{\"stringValue\":\"" + value + "\"}"; }

std::string Resource(const std::string& session, const std::string& deployment) {
  const auto attribute = [](const std::string& key, const std::string& value) {
    return "{\"key\":\"" + key + "\",\"value\":" + Text(value) + "}";
  };
  return "{\"attributes\":[" + attribute("service.name", "coder-vscode-extension") + "," +
         attribute("service.version", "1.15.2") + "," + attribute("service.instance.id", session) + "," +
         attribute("host.id", "m1") + "," + attribute("host.arch", "amd64") + "," + attribute("os.type", "linux") +
         "," + attribute("os.version", "6.8.0") + "," + attribute("vscode.platform.name", "Visual Studio Code") + "," +
         attribute("vscode.platform.version", "1.106.0") +
         (deployment.empty() ? "" : "," + attribute("coder.deployment.url", deployment)) + "]}";
}

std::string Block(const std::string& resource, const std::string& scopes, const std::string& records) {
  const std::string url = "\"schemaUrl\":\"https://opentelemetry.io/schemas/1.44.0\"";
  return "{\"resource\":" + resource + "," + url + ",\"" + scopes +
         "\":[{\"scope\":{\"name\":\"coder.vscode-coder.telemetry.export\",\"version\":\"" TELEX_VERSION_STRING "\"}," +
         url + "," + records + "}]}";
}

// Attribute lists are compared without their order.
void ExpectEnvelope(const std::string& actual, const std::string& expected) {
  EXPECT_EQ(Canonical(test::WithAttributesAsObjects(ParseJson(actual))),
            Canonical(test::WithAttributesAsObjects(ParseJson(expected))))
      << actual;
}

const std::string kLogs =
    R"("logRecords":[{"timeUnixNano":"1777622400000000000","observedTimeUnixNano":"1777622400000000000",
  "severityNumber":9,"severityText":"INFO","body":{"stringValue":"workspace.open"},"eventName":"workspace.open","attributes":[
    {"key":"from","value":{"stringValue":"idle"}},{"key":"attempt","value":{"doubleValue":1}},
    {"key":"log.record.uid","value":{"stringValue":"00000000000000a1"}}]}])";
const std::string kLaterLogs =
    R"("logRecords":[{"timeUnixNano":"1777622401500000000","observedTimeUnixNano":"1777622401500000000",
  "severityNumber":17,"severityText":"ERROR","body":{"stringValue":"auth.failed"},"eventName":"auth.failed","attributes":[
    {"key":"ok","value":{"boolValue":false}},{"key":"exception.type","value":{"stringValue":"KeyError"}},
    {"key":"exception.message","value":{"stringValue":"no \"key\""}},{"key":"exception.code","value":{"stringValue":"E1"}},
    {"key":"log.record.uid","value":{"stringValue":"00000000000000a2"}}]},
  {"timeUnixNano":"1777622409500000000","observedTimeUnixNano":"1777622409500000000","severityNumber":9,"severityText":"INFO",
    "body":{"stringValue":"remote.setup.note"},"eventName":"remote.setup.note",
    "attributes":[{"key":"log.record.uid","value":{"stringValue":"00000000000000a5"}}],
    "traceId":"cf560a90cdba9130cb721db8324fe191","spanId":"00000000000000a3"}])";
const std::string kSpans =
    R"("spans":[{"traceId":"cf560a90cdba9130cb721db8324fe191","spanId":"00000000000000a3","name":"setup",
  "kind":1,"startTimeUnixNano":"1777622407499500000","endTimeUnixNano":"1777622410000000000","attributes":[
    {"key":"result","value":{"stringValue":"success"}},{"key":"tries","value":{"doubleValue":2}},
    {"key":"coder.event_name","value":{"stringValue":"remote.setup"}}],"status":{"code":1}},
  {"traceId":"cf560a90cdba9130cb721db8324fe191","spanId":"00000000000000a4","parentSpanId":"00000000000000a3",
    "name":"cli_resolve","kind":1,"startTimeUnixNano":"1777622408000000000","endTimeUnixNano":"1777622409000000000",
    "attributes":[{"key":"result","value":{"stringValue":"error"}},{"key":"error.type","value":{"stringValue":"_OTHER"}},
      {"key":"coder.event_name","value":{"stringValue":"remote.setup.cli_resolve"}}],
    "events":[{"timeUnixNano":"1777622409000000000","name":"exception","attributes":[
      {"key":"exception.message","value":{"stringValue":"gone"}}]}],"status":{"code":2,"message":"gone"}}])";

std::string Metrics(const std::string& second_count, const std::string& second_start, int temporality, bool zero) {
  const std::string attributes = R"("attributes":[{"key":"route","value":{"stringValue":"/api"}},
    {"key":"coder.event_name","value":{"stringValue":"http.requests"}}])";
  const std::string network =
      R"("attributes":[{"key":"coder.event_name","value":{"stringValue":"ssh.network.sampled"}}])";
  const std::string sum =
      "\"sum\":{\"aggregationTemporality\":" + std::to_string(temporality) + ",\"isMonotonic\":true,";
  const std::string window = R"("startTimeUnixNano":"1777708800000000000","timeUnixNano":"1777708860000000000")";
  return R"("metrics":[{"name":"http.requests.count_2xx","description":"http.requests","unit":"{request}",)" + sum +
         "\"dataPoints\":[{" + attributes + "," + window + R"(,"asInt":"7"},{)" + attributes +
         ",\"startTimeUnixNano\":\"" + second_start + "\",\"timeUnixNano\":\"1777708920000000000\",\"asInt\":\"" +
         second_count + "\"}]}}," +
         R"({"name":"http.requests.avg_duration","description":"http.requests","unit":"ms","gauge":{"dataPoints":[{)" +
         attributes + "," + window + R"(,"asDouble":12.5}]}},)" +
         (zero ? R"({"name":"http.requests.count_5xx","description":"http.requests","unit":"{request}",)" + sum +
                     "\"dataPoints\":[{" + attributes + "," + window + R"(,"asInt":"0"}]}},)"
               : "") +
         R"({"name":"ssh.network.sampled.latency","description":"ssh.network.sampled","unit":"ms","gauge":{"dataPoints":[{)" +
         network + R"(,"timeUnixNano":"1777708861000000000","asDouble":3}]}},)" +
         R"({"name":"ssh.network.sampled.download","description":"ssh.network.sampled","unit":"Mbit/s","gauge":{"dataPoints":[{)" +
         network + R"(,"timeUnixNano":"1777708861000000000","asDouble":90.5}]}}])";
}

void ExpectEnvelopes(const std::string& logs, const std::string& spans, const std::string& metrics,
                     const std::string& expected_metrics) {
  const std::string url = "https://dev.coder.com";
  ExpectEnvelope(logs, "{\"resourceLogs\":[" + Block(Resource("séssion", ""), "scopeLogs", kLogs) + "," +
                           Block(Resource("séssion", url), "scopeLogs", kLaterLogs) + "]}");
  ExpectEnvelope(spans, "{\"resourceSpans\":[" + Block(Resource("séssion", url), "scopeSpans", kSpans) + "]}");
  ExpectEnvelope(metrics,
                 "{\"resourceMetrics\":[" + Block(Resource("other", url), "scopeMetrics", expected_metrics) + "]}");
}

TEST(WholeExport, Otlp) {
  const MemoryExport exported = ExportFiles(MixedFiles(), OptionsFor(Format::kOtlp));
  ASSERT_TRUE(exported.status.ok()) << exported.status;
  ASSERT_EQ(exported.documents.size(), 4u);
  ExpectEnvelopes(exported.documents.at("logs.json"), exported.documents.at("traces.json"),
                  exported.documents.at("metrics.json"), Metrics("5", "1777708860000000000", 1, true));
}

TEST(WholeExport, OtlpCumulative) {
  ExportOptions options = OptionsFor(Format::kOtlp);
  options.otlp.temporality = Temporality::kCumulative;
  const MemoryExport exported = ExportFiles(MixedFiles(), options);
  ASSERT_TRUE(exported.status.ok()) << exported.status;
  ExpectEnvelopes(exported.documents.at("logs.json"), exported.documents.at("traces.json"),
                  exported.documents.at("metrics.json"), Metrics("12", "1777708800000000000", 2, false));
}

TEST(WholeExport, OtlpLines) {
  const MemoryExport exported = ExportFiles(MixedFiles(), OptionsFor(Format::kOtlpJsonl));
  ASSERT_TRUE(exported.status.ok()) << exported.status;
  ExpectEnvelopes(exported.documents.at("logs.jsonl"), exported.documents.at("traces.jsonl"),
                  exported.documents.at("metrics.jsonl"), Metrics("5", "1777708860000000000", 1, true));
}

TEST(WholeExport, Manifest) {
  for (Format format : {Format::kOtlp, Format::kOtlpJsonl}) {
    const MemoryExport exported = ExportFiles(MixedFiles(), OptionsFor(format));
    const std::string ending = format == Format::kOtlp ? ".json" : ".jsonl";
    const auto request = [&](const std::string& signal, int records) {
      const std::string path = signal + ending;
      return "{\"path\":\"" + path + "\",\"endpoint\":\"/v1/" + signal + "\",\"records\":" + std::to_string(records) +
             ",\"bytes\":" + std::to_string(exported.documents.at(path).size()) +
             (format == Format::kOtlp ? "}" : ",\"lines\":1}");
    };
    const std::string expected =
        R"({"schemaVersion":1,"telemetrySchemaVersion":1,"exportedAt":"2026-05-04T12:00:00.000Z",
      "exporter":{"name":"telex","version":")" TELEX_VERSION_STRING R"("},"format":")" +
        std::string(FormatId(format)) +
        R"(","range":{"label":"All time"},"sourceFiles":3,"sourceEvents":8,"records":{"logs":3,"traces":2,"metrics":6},
      "skipped":{"files":0,"lines":1},"derivedIds":0,"repaired":0,"oversized":0,"requests":[)" +
        request("logs", 3) + "," + request("traces", 2) + "," + request("metrics", 6) + "]}";
    EXPECT_EQ(Canonical(ParseJson(exported.documents.at("manifest.json"))), Canonical(ParseJson(expected)));
    std::uint64_t bytes = 0;
    for (const auto& [name, text] : exported.documents) bytes += text.size();
    EXPECT_EQ(exported.report.bytes_written, bytes);
  }
}

TEST(WholeExport, RangeOfOneDay) {
  ExportOptions options = OptionsFor(Format::kOtlp);
  options.range = *DateRange::FromDates("2026-05-02", "2026-05-02");
  test::MemorySource source(MixedFiles());
  Documents documents;
  ExportReport report;
  ASSERT_TRUE(ExportToPackage(source, *NewMemoryPackage(&documents), options, &report).ok());
  test::KeepPackage(documents);
  EXPECT_EQ(documents.at("logs.json"), "{\"resourceLogs\":[]}");
  EXPECT_EQ(documents.at("traces.json"), "{\"resourceSpans\":[]}");
  EXPECT_EQ(report.events, 3u);
  EXPECT_EQ(report.files_selected, 1u);
  EXPECT_EQ(source.opens.size(), 1u) << "no other file is opened";
  const Json manifest = ParseJson(documents.at("manifest.json"));
  EXPECT_EQ(manifest["range"]["label"].text, "2026-05-02 to 2026-05-02");
  EXPECT_EQ(manifest["range"]["start"].text, "2026-05-02T00:00:00.000Z");
  EXPECT_EQ(manifest["range"]["end"].text, "2026-05-03T00:00:00.000Z");
}

TEST(WholeExport, NoEventsInTheRange) {
  for (Format format : {Format::kJson, Format::kOtlp, Format::kOtlpJsonl}) {
    ExportOptions options = OptionsFor(format);
    options.range = *DateRange::FromDates("2026-05-03", "");
    const MemoryExport exported = ExportFiles(MixedFiles(), options);
    EXPECT_TRUE(IsNoEvents(exported.status)) << exported.status;
    EXPECT_TRUE(exported.documents.empty());
    EXPECT_EQ(exported.report.events, 0u);
    EXPECT_EQ(exported.report.range_label, "From 2026-05-03");
    EXPECT_EQ(ExportFiles({}, options).status, NoEventsError());
  }
}

}  // namespace
}  // namespace telex
