// Options by name: each is known and judged, an unknown one is told by its name, and what cannot go together is refused
// at use.
#include <string>

#include "gtest/gtest.h"
#include "test_host.h"

namespace telex_test {
namespace {

constexpr std::size_t kNul = TELEX_NUL_TERMINATED;

struct Sample {
  const char* name;
  const char* good;
  const char* bad;  // nullptr where any text is good
};

class EveryOption : public testing::TestWithParam<Sample> {};

TEST_P(EveryOption, IsSetAsTextAndJudged) {
  const Options options = NewOptions("json");
  EXPECT_EQ(telex_options_set_text(options.get(), GetParam().name, GetParam().good, kNul), TELEX_OK)
      << telex_options_error(options.get());
  if (GetParam().bad == nullptr) return;
  EXPECT_EQ(telex_options_set_text(options.get(), GetParam().name, GetParam().bad, kNul), TELEX_INVALID_ARGUMENT);
  const std::string error = telex_options_error(options.get());
  const std::string name = GetParam().name;
  if (name == "from" || name == "to") {
    EXPECT_EQ(error, "Use YYYY-MM-DD.");
  } else {
    EXPECT_NE(error.find("option " + name), std::string::npos) << error;
  }
}

INSTANTIATE_TEST_SUITE_P(Names, EveryOption,
                         testing::Values(Sample{"format", "otlp-jsonl", "OTLP"}, Sample{"package", "dir", "folder"},
                                         Sample{"range", "last30Days", "last31Days"},
                                         Sample{"from", "2026-05-01", "1.5.2026"}, Sample{"to", "", "x"},
                                         Sample{"start", "2026-05-01T00:00:00+02:00", "2026-05-01"},
                                         Sample{"end", "", "x"}, Sample{"now", "2026-05-01T00:00:00.123456789Z", "now"},
                                         Sample{"order", "time", "name"}, Sample{"file_slack_days", "3660", "3661"},
                                         Sample{"overwrite", "true", "yes"}, Sample{"compression", "9", "10"},
                                         Sample{"threads", "256", "257"}, Sample{"temporality", "cumulative", "Delta"},
                                         Sample{"span_name", "full", "long"}, Sample{"metric_events", "a,b", nullptr},
                                         Sample{"service_name", "", nullptr}, Sample{"scope_name", "x", nullptr},
                                         Sample{"max_request_bytes", "1", "0"},
                                         Sample{"max_line_bytes", "9223372036854775807", "9223372036854775808"},
                                         Sample{"max_grouped_bytes", "1", "-1"},
                                         Sample{"max_input_line_bytes", "1073741824", "1073741825"},
                                         Sample{"max_problems", "0", "1.5"}),
                         [](const testing::TestParamInfo<Sample>& sample) { return std::string(sample.param.name); });

TEST(OptionNames, UnknownOnesAreToldByName) {
  const Options options = NewOptions("json");
  EXPECT_EQ(telex_options_set_text(options.get(), "colour", "red", kNul), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "there is no option \"colour\"");
  EXPECT_EQ(telex_options_set_integer(options.get(), "size", 1), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "there is no option \"size\"");
  EXPECT_EQ(telex_options_set_bool(options.get(), "", 1), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "there is no option \"\"");
  EXPECT_EQ(telex_options_add_text(options.get(), "formats", "x", 1), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "there is no option \"formats\"");
}

// What a host gave is quoted; hosts decode the text as UTF-8, whatever that was.
TEST(OptionNames, AreQuotedAsUtf8) {
  const Options options = NewOptions("json");
  EXPECT_EQ(telex_options_set_text(options.get(), "a\xff\u00e9\xe2\x82", "x", 1), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "there is no option \"a\ufffd\u00e9\ufffd\ufffd\"");
}

// Its NUL would end the text of the failure early, and what the values are would be lost.
TEST(OptionTexts, WithANulAreToldWhole) {
  const Options options = NewOptions("json");
  EXPECT_EQ(telex_options_set_text(options.get(), "package", "\0d\0", 3), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "option package: \"\ufffdd\ufffd\" is none of zip, dir");
}

TEST(OptionTypes, AreTold) {
  const Options options = NewOptions("json");
  EXPECT_EQ(telex_options_set_integer(options.get(), "format", 1), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "option format takes no integer");
  EXPECT_EQ(telex_options_set_bool(options.get(), "compression", 1), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "option compression takes no bool");
  EXPECT_EQ(telex_options_add_text(options.get(), "format", "json", 4), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "option format is no list");
  EXPECT_EQ(telex_options_set_integer(options.get(), "compression", -1), TELEX_INVALID_ARGUMENT);
  EXPECT_STREQ(telex_options_error(options.get()), "option compression must be an integer from 0 to 9");
  EXPECT_EQ(telex_options_set_text(options.get(), "compression", "12345678901234567890", kNul), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_options_set_text(options.get(), "compression", "3 ", kNul), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(telex_options_set_text(options.get(), "format", "json\0x", 6), TELEX_INVALID_ARGUMENT);
}

std::string RangeLabel(telex_options* options) {
  telex_range range = {};
  range.size = sizeof range;
  return telex_options_range(options, &range) == TELEX_OK ? ToString(range.label) : telex_options_error(options);
}

TEST(OptionRange, IsOneKindOnly) {
  const Options options = NewOptions("json");
  EXPECT_EQ(RangeLabel(options.get()), "All time");
  telex_options_set_text(options.get(), "from", "2026-05-01", kNul);
  EXPECT_EQ(RangeLabel(options.get()), "From 2026-05-01");
  telex_options_set_text(options.get(), "to", "2026-05-03", kNul);
  EXPECT_EQ(RangeLabel(options.get()), "2026-05-01 to 2026-05-03");
  telex_options_set_text(options.get(), "to", "2026-04-03", kNul);
  EXPECT_EQ(RangeLabel(options.get()), "End date must be on or after start date.");
  telex_options_set_text(options.get(), "to", "", kNul);
  telex_options_set_text(options.get(), "range", "last7Days", kNul);
  EXPECT_NE(RangeLabel(options.get()).find("set one"), std::string::npos);
  telex_options_set_text(options.get(), "from", "", kNul);
  EXPECT_EQ(RangeLabel(options.get()), "Last 7 days");
}

TEST(OptionRange, TakesTimesAsTextAndNanoseconds) {
  const Options options = NewOptions("json");
  telex_options_set_text(options.get(), "start", "2026-05-01T02:00:00.5+02:00", kNul);
  EXPECT_EQ(RangeLabel(options.get()), "From 2026-05-01T00:00:00.500Z");
  ASSERT_EQ(telex_options_set_integer(options.get(), "end", 1777593600'999999999), TELEX_OK);
  EXPECT_EQ(RangeLabel(options.get()), "2026-05-01T00:00:00.500Z to 2026-05-01T00:00:00.999Z");
  ASSERT_EQ(telex_options_set_integer(options.get(), "end", 0), TELEX_OK);
  EXPECT_NE(RangeLabel(options.get()).find("nd"), std::string::npos);
  const Export run(telex_export_new(options.get()));
  Host host = HostWithFiles();
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_set_output(run.get(), &kOutput, &host);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_INVALID_ARGUMENT);
  EXPECT_EQ(host.calls, 0);
}

std::int64_t MetricsOf(telex_options* options) {
  Host host = HostWithFiles();
  const Export run(telex_export_new(options));
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_set_target(run.get(), &kTarget, &host);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_OK) << telex_export_error(run.get());
  return Count(telex_export_report(run.get()), "metrics");
}

TEST(OptionMetricEvents, ReplaceAddAndRule) {
  EXPECT_EQ(MetricsOf(NewOptions("otlp").get()), 1);
  const Options none = NewOptions("otlp");
  telex_options_set_text(none.get(), "metric_events", "", 0);
  EXPECT_EQ(MetricsOf(none.get()), 0);
  const Options listed = NewOptions("otlp");
  telex_options_set_text(listed.get(), "metric_events", "remote.setup,http.requests", kNul);
  EXPECT_EQ(MetricsOf(listed.get()), 2);
  const Options added = NewOptions("otlp");
  telex_options_add_text(added.get(), "metric_events", "remote.setup", kNul);
  EXPECT_EQ(MetricsOf(added.get()), 1);
  telex_options_add_text(added.get(), "metric_events", "http.requests", kNul);
  EXPECT_EQ(MetricsOf(added.get()), 2);
  const Options ruled = NewOptions("otlp");
  telex_metric_rule rule = {};
  rule.size = sizeof rule;
  rule.event_name = Text("remote.setup");
  telex_options_add_metric_rule(ruled.get(), &rule);
  EXPECT_EQ(MetricsOf(ruled.get()), 2);
  telex_options_set_text(ruled.get(), "metric_events", "", 0);
  EXPECT_EQ(MetricsOf(ruled.get()), 1);
}

// The options of OTLP come out in the documents.
TEST(OptionOtlp, ReachesTheDocuments) {
  const Options options = NewOptions("otlp");
  telex_options_set_text(options.get(), "service_name", "my-service", kNul);
  telex_options_set_text(options.get(), "scope_name", "my-scope", kNul);
  telex_options_set_text(options.get(), "span_name", "full", kNul);
  telex_options_set_text(options.get(), "temporality", "cumulative", kNul);
  telex_options_add_unit_suffix(options.get(), "latency_ms", kNul, "whole", kNul);
  telex_options_add_unit_suffix(options.get(), "ency_ms", kNul, "fortnight", kNul);
  Host host = HostWithFiles();
  const Export run(telex_export_new(options.get()));
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_set_target(run.get(), &kTarget, &host);
  ASSERT_EQ(telex_export_run(run.get()), TELEX_OK) << telex_export_error(run.get());
  const auto holds = [&](const char* document, const char* part) {
    return host.documents[document].find(part) != std::string::npos;
  };
  EXPECT_TRUE(holds("logs.json", "\"my-service\"") && holds("logs.json", "\"my-scope\""));
  EXPECT_TRUE(holds("traces.json", "\"name\":\"remote.setup\""));
  EXPECT_TRUE(holds("metrics.json", "\"aggregationTemporality\":2"));
  EXPECT_TRUE(holds("metrics.json", "\"fortnight\"")) << host.documents["metrics.json"];
  EXPECT_TRUE(holds("manifest.json", "2026-05-04T12:00:00.000Z"));
}

TEST(OptionMaxProblems, LimitsTheList) {
  const Options options = NewOptions("json");
  telex_options_set_integer(options.get(), "max_problems", 1);
  Host host = HostWithFiles();
  host.files["telemetry-2026-05-01-s.jsonl"] += "bad\nbad\n";
  const Export run(telex_export_new(options.get()));
  telex_export_set_source(run.get(), &kSource, &host);
  telex_export_set_output(run.get(), &kOutput, &host);
  EXPECT_EQ(telex_export_run(run.get()), TELEX_WARNINGS);
  EXPECT_EQ(Count(telex_export_report(run.get()), "lines.skipped"), 2);
  EXPECT_EQ(Count(telex_export_report(run.get()), "problems"), 1);
}

}  // namespace
}  // namespace telex_test
