// Proves which signal an event is, how metric rules and unit suffixes are data that a program extends, what the resource
// attributes make of a context, and where a resource block ends.
#include "telex/router.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "route/resource_blocks.h"

namespace telex {
namespace {

JsonValue Text(std::string_view text) { return JsonValue::Plain(text); }
JsonValue Escaped(std::string_view text) { return JsonValue(text, JsonValue::Kind::kEscapedString); }
JsonValue Number(std::string_view text) { return JsonValue(text, JsonValue::Kind::kNumber); }

struct Case {
  const char* name;
  std::vector<const char*> measurements;
  bool traced;
  bool has_result;
  Signal signal;
};

Signal RouteOf(const Case& tested, const Router& router, JsonValue name) {
  std::vector<Attribute> measurements;
  for (const char* key : tested.measurements) measurements.push_back({Text(key), Number("1")});
  std::vector<Attribute> properties;
  if (tested.has_result) properties.push_back({Text("result"), Text("")});
  Event event;
  event.event_name = name;
  event.measurements = {measurements.data(), measurements.size()};
  event.properties = {properties.data(), properties.size()};
  if (tested.traced) event.trace_id = Text("t");
  return router.Route(event);
}

TEST(Router, FirstMatchWins) {
  const Case cases[] = {
      {"a.b", {}, false, false, Signal::kLog},
      {"a.b", {"durationMs"}, false, false, Signal::kLog},
      {"a.b", {}, false, true, Signal::kLog},
      {"a.b", {}, true, false, Signal::kLog},
      {"a.b", {"x"}, true, false, Signal::kLog},
      {"a.b", {"duration_ms"}, true, false, Signal::kLog},
      {"a.b", {"durationMs"}, true, false, Signal::kTrace},
      {"a.b", {}, true, true, Signal::kTrace},
      {"http.requests", {}, false, false, Signal::kLog},
      {"http.requests", {"window_seconds"}, false, false, Signal::kLog},
      {"http.requests", {"window_seconds", "window_seconds"}, false, false, Signal::kLog},
      {"http.requests", {"window_seconds"}, true, true, Signal::kTrace},
      {"http.requests", {"window_seconds", "count_2xx"}, true, true, Signal::kMetric},
      {"http.requests", {"durationMs"}, true, true, Signal::kMetric},
      {"ssh.network.info", {}, false, false, Signal::kLog},
      {"ssh.network.info", {}, true, true, Signal::kTrace},
      {"ssh.network.info", {"window_seconds"}, false, false, Signal::kMetric},
      {"ssh.network.info", {""}, true, true, Signal::kMetric},
      {"ssh.network.sampled", {"latencyMs"}, false, false, Signal::kMetric},
      {"http.Requests", {"count_2xx"}, false, false, Signal::kLog},
      {"http.requests.more", {"count_2xx"}, false, false, Signal::kLog},
      {"", {"x"}, false, false, Signal::kLog},
  };
  for (const Case& tested : cases) {
    EXPECT_EQ(RouteOf(tested, Router(), Text(tested.name)), tested.signal)
        << tested.name << testing::PrintToString(tested.measurements);
  }
}

TEST(Router, NamesAndKeysCountDecoded) {
  const Case metric = {"", {"count_2xx"}, false, false, Signal::kMetric};
  EXPECT_EQ(RouteOf(metric, Router(), Escaped("http\\u002erequests")), Signal::kMetric);
  std::vector<Attribute> measurements = {{Escaped("window\\u005fseconds"), Number("60")}};
  Event event;
  event.event_name = Text("http.requests");
  event.measurements = {measurements.data(), 1};
  EXPECT_EQ(Router().Route(event), Signal::kLog);
  measurements[0].key = Escaped("duration\\u004ds");
  event.event_name = Text("a.b");
  event.trace_id = Text("t");
  EXPECT_EQ(Router().Route(event), Signal::kTrace);
}

TEST(Router, RulesOfAProgram) {
  const Case one = {"", {"total"}, false, false, Signal::kMetric};
  MetricRules rules;
  MetricRule rule = MetricRule::Sample("build.done");
  rule.window_measurement = "total";
  rules.Set(rule);
  EXPECT_EQ(RouteOf(one, Router(rules), Text("build.done")), Signal::kLog) << "the window alone";
  rules.Set(MetricRule::Sample("build.done"));
  EXPECT_EQ(RouteOf(one, Router(rules), Text("build.done")), Signal::kMetric);
  EXPECT_EQ(rules.rules().size(), 4u) << "replaced, not added twice";
}

TEST(MetricRules, ListOfNamesReplacesTheDefaultAndKeepsRules) {
  MetricRules rules;
  rules.SetEventNames({"own.sample", "http.requests", "own.sample"});
  ASSERT_EQ(rules.rules().size(), 2u);
  EXPECT_EQ(rules.Find("ssh.network.info"), nullptr);
  ASSERT_NE(rules.Find("http.requests"), nullptr);
  EXPECT_EQ(rules.Find("http.requests")->window_measurement, "window_seconds");
  EXPECT_EQ(rules.Find("http.requests")->count_prefixes, (std::vector<std::string>{"count_", "count."}));
  EXPECT_EQ(rules.Find("http.requests")->count_unit, "{request}");
  ASSERT_NE(rules.Find("own.sample"), nullptr);
  EXPECT_EQ(rules.Find("own.sample")->window_measurement, "");
  EXPECT_TRUE(rules.Find("own.sample")->count_prefixes.empty());
  rules.SetEventNames({});
  EXPECT_TRUE(rules.rules().empty());
}

TEST(MetricRules, UnitSuffixes) {
  struct Split {
    const char* key;
    const char* name;
    const char* unit;
  };
  const Split splits[] = {{"latency_ms", "latency", "ms"},
                          {"latencyMs", "latency", "ms"},
                          {"idle_seconds", "idle", "s"},
                          {"idleSeconds", "idle", "s"},
                          {"up_mbits", "up", "Mbit/s"},
                          {"upMbits", "up", "Mbit/s"},
                          {"sent_bytes", "sent", "By"},
                          {"sentBytes", "sent", "By"},
                          {"attempt", "attempt", "1"},
                          {"_ms", "_ms", "1"},
                          {"Ms", "Ms", "1"},
                          {"_seconds", "_seconds", "1"},
                          {"Mbits", "Mbits", "1"},
                          {"", "_", "1"},
                          {"__ms", "_", "ms"},
                          {"latencyms", "latencyms", "1"},
                          {"latency_MS", "latency_MS", "1"},
                          {"_ms_ms", "_ms", "ms"},
                          {"x_msMs", "x_ms", "ms"},
                          {"bytes", "bytes", "1"},
                          {"bytes_total", "bytes_total", "1"}};
  const MetricRules rules;
  for (const Split& split : splits) {
    const MetricRules::NameAndUnit actual = rules.SplitUnit(split.key);
    EXPECT_EQ(std::string(actual.name), split.name) << split.key;
    EXPECT_EQ(std::string(actual.unit), split.unit) << split.key;
  }
}

TEST(MetricRules, UnitSuffixesOfAProgram) {
  MetricRules rules;
  rules.SetUnitSuffix({"_percent", "%"});
  rules.SetUnitSuffix({"_net_ms", "ms{net}"});
  rules.SetUnitSuffix({"_ms", "msec"});
  rules.SetUnitSuffix({"", "nothing"});
  EXPECT_EQ(std::string(rules.SplitUnit("load_percent").unit), "%");
  EXPECT_EQ(std::string(rules.SplitUnit("a_ms").unit), "msec") << "replaced";
  EXPECT_EQ(std::string(rules.SplitUnit("a_net_ms").unit), "ms{net}") << "the longest";
  EXPECT_EQ(std::string(rules.SplitUnit("a_net_ms").name), "a");
  EXPECT_EQ(std::string(rules.SplitUnit("_net_ms").name), "_net") << "a shorter one where nothing would be left";
  EXPECT_EQ(std::string(rules.SplitUnit("plain").unit), "1");
}

TEST(ResourceValues, SemanticConventions) {
  EXPECT_EQ(HostArch("x64"), "amd64");
  EXPECT_EQ(HostArch("ia32"), "x86");
  EXPECT_EQ(HostArch("arm"), "arm32");
  EXPECT_EQ(HostArch("arm64"), "arm64");
  EXPECT_EQ(HostArch("X64"), "X64");
  EXPECT_EQ(HostArch(""), "");
  EXPECT_EQ(OsType("win32"), "windows");
  EXPECT_EQ(OsType("Win32"), "windows");
  EXPECT_EQ(OsType("SunOS"), "solaris");
  EXPECT_EQ(OsType("Darwin"), "darwin");
  EXPECT_EQ(OsType("LINUX\xC3\x84"), "linux\xC3\x84") << "ASCII only";
  EXPECT_EQ(OsType(""), "");
}

// Blocks follow the attributes as they are written, not the stored texts.
TEST(ResourceBlocks, RunsOfEqualAttributes) {
  SessionContext context;
  for (JsonValue* value :
       {&context.extension_version, &context.machine_id, &context.session_id, &context.os_type, &context.os_version,
        &context.host_arch, &context.platform_name, &context.platform_version, &context.deployment_url}) {
    *value = Text("");
  }
  Event event;
  event.context = &context;
  ResourceBlocks blocks;
  const std::uint64_t first = blocks.Next(event);
  EXPECT_NE(first, 0u);
  EXPECT_EQ(blocks.Next(event), first);
  context.os_type = Text("win32");
  const std::uint64_t windows = blocks.Next(event);
  EXPECT_NE(windows, first);
  context.os_type = Text("Windows");
  EXPECT_EQ(blocks.Next(event), windows) << "written as the same";
  context.host_arch = Text("x64");
  const std::uint64_t arch = blocks.Next(event);
  EXPECT_NE(arch, windows);
  context.host_arch = Text("amd64");
  EXPECT_EQ(blocks.Next(event), arch);
  context.machine_id = Text("m");
  const std::uint64_t machine = blocks.Next(event);
  EXPECT_NE(machine, arch);
  context.machine_id = Escaped("\\u006d");
  EXPECT_EQ(blocks.Next(event), machine) << "the same when decoded";
  context.machine_id = JsonValue("\\ud800", JsonValue::Kind::kLoneSurrogateString);
  const std::uint64_t repaired = blocks.Next(event);
  EXPECT_NE(repaired, machine);
  context.machine_id = Escaped("\\ufffd");
  EXPECT_EQ(blocks.Next(event), repaired);
  // No text can pass from one member to the next.
  context.machine_id = Text("ab");
  context.session_id = Text("c");
  const std::uint64_t shifted = blocks.Next(event);
  context.machine_id = Text("a");
  context.session_id = Text("bc");
  EXPECT_NE(blocks.Next(event), shifted);
  // Back to what was before: a new run.
  context.machine_id = Text("ab");
  context.session_id = Text("c");
  const std::uint64_t again = blocks.Next(event);
  EXPECT_GT(again, shifted + 1);
  event.session = 1;
  EXPECT_GT(blocks.Next(event), again) << "another session";
}

TEST(ResourceBlocks, SameHeaderWithAnotherDeployment) {
  SessionContext context;
  context.serial = 5;
  context.deployment_url = Text("");
  Event event;
  event.context = &context;
  ResourceBlocks blocks;
  const std::uint64_t unknown = blocks.Next(event);
  context.deployment_url = Text("https://a");
  const std::uint64_t known = blocks.Next(event);
  EXPECT_EQ(known, unknown + 1);
  EXPECT_EQ(blocks.Next(event), known);
  context.deployment_url = Text("");
  EXPECT_EQ(blocks.Next(event), known + 1);
}

TEST(Signals, Names) {
  EXPECT_EQ(SignalName(Signal::kLog), "logs");
  EXPECT_EQ(SignalName(Signal::kTrace), "traces");
  EXPECT_EQ(SignalName(Signal::kMetric), "metrics");
}

}  // namespace
}  // namespace telex
