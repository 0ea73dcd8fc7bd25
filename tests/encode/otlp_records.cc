#include "tests/encode/otlp_records.h"

#include "gtest/gtest.h"
#include "telex/version.h"

namespace telex::test {
namespace {

struct Names {
  const char* collection;
  const char* scopes;
  const char* records;
};

Names NamesOf(Signal signal) {
  if (signal == Signal::kLog) return {"resourceLogs", "scopeLogs", "logRecords"};
  if (signal == Signal::kTrace) return {"resourceSpans", "scopeSpans", "spans"};
  return {"resourceMetrics", "scopeMetrics", "metrics"};
}

constexpr char kSchemaUrl[] = "https://opentelemetry.io/schemas/1.44.0";

void AddPoints(const Json& metric, const Json& resource, std::vector<OtlpRecord>* out) {
  const std::string kind = KindOf(metric);
  const Json& points = metric[kind]["dataPoints"];
  EXPECT_GT(points.size(), 0u) << "a metric without points";
  Json around = metric;
  for (auto& [key, value] : around.members) {
    if (key != kind) continue;
    for (auto& [inner_key, inner] : value.members) {
      if (inner_key == "dataPoints") inner = Json();
    }
  }
  for (const Json& point : points.items) out->push_back({resource, WithAttributesAsObjects(point), around});
}

void CheckScope(const Json& scope_block) {
  EXPECT_EQ(scope_block.members.size(), 3u);
  EXPECT_EQ(scope_block["schemaUrl"].text, kSchemaUrl);
  EXPECT_EQ(scope_block["scope"].members.size(), 2u);
  EXPECT_NE(scope_block["scope"]["name"].text, "");
  EXPECT_EQ(scope_block["scope"]["version"].text, TELEX_VERSION_STRING);
}

}  // namespace

std::string KindOf(const Json& metric) {
  EXPECT_NE(metric.Has("sum"), metric.Has("gauge"));
  return metric.Has("sum") ? "sum" : "gauge";
}

std::vector<OtlpRecord> RecordsOf(const Json& envelope, Signal signal) {
  const Names names = NamesOf(signal);
  std::vector<OtlpRecord> out;
  EXPECT_EQ(envelope.members.size(), 1u);
  EXPECT_TRUE(envelope.Has(names.collection));
  for (const Json& block : envelope[names.collection].items) {
    EXPECT_EQ(block.members.size(), 3u);
    EXPECT_EQ(block["schemaUrl"].text, kSchemaUrl);
    EXPECT_EQ(block["resource"].members.size(), 1u);
    const Json resource = AttributesAsObject(block["resource"]["attributes"]);
    EXPECT_EQ(block[names.scopes].size(), 1u);
    for (const Json& scope_block : block[names.scopes].items) {
      CheckScope(scope_block);
      EXPECT_GT(scope_block[names.records].size(), 0u) << "a block without records";
      for (const Json& record : scope_block[names.records].items) {
        if (signal == Signal::kMetric) {
          AddPoints(record, resource, &out);
        } else {
          out.push_back({resource, WithAttributesAsObjects(record), {}});
        }
      }
    }
  }
  return out;
}

std::size_t BlocksOf(const Json& envelope, Signal signal) { return envelope[NamesOf(signal).collection].size(); }

std::vector<std::string> EnvelopesOf(const std::map<std::string, std::string>& documents, Signal signal) {
  const std::string name(SignalName(signal));
  std::vector<std::string> out;
  if (const auto lines = documents.find(name + ".jsonl"); lines != documents.end()) {
    std::string_view rest = lines->second;
    EXPECT_TRUE(rest.empty() || rest.back() == '\n');
    while (!rest.empty()) {
      const std::size_t size = rest.find('\n');
      out.emplace_back(rest.substr(0, size));
      rest.remove_prefix(std::min(size, rest.size() - 1) + 1);
    }
    return out;
  }
  for (int number = 1;; ++number) {
    const auto document = documents.find(number == 1 ? name + ".json" : name + "-" + std::to_string(number) + ".json");
    if (document == documents.end()) return out;
    out.push_back(document->second);
  }
}

std::vector<OtlpRecord> RecordsOf(const std::map<std::string, std::string>& documents, Signal signal) {
  std::vector<OtlpRecord> out;
  for (const std::string& envelope : EnvelopesOf(documents, signal)) {
    for (OtlpRecord& record : RecordsOf(ParseJson(envelope), signal)) out.push_back(std::move(record));
  }
  return out;
}

}  // namespace telex::test
