#include "telex/router.h"

#include <algorithm>
#include <utility>

#include "text/same_text.h"

namespace telex {
namespace {

const UnitSuffix kUnitSuffixes[] = {{"_ms", "ms"},        {"Ms", "ms"},        {"_seconds", "s"}, {"Seconds", "s"},
                                    {"_mbits", "Mbit/s"}, {"Mbits", "Mbit/s"}, {"_bytes", "By"},  {"Bytes", "By"}};

bool EndsWith(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool HasMeasurementBesides(const Event& event, std::string_view window_measurement) {
  for (const Attribute& measurement : event.measurements) {
    if (window_measurement.empty() || !Is(measurement.key, window_measurement)) return true;
  }
  return false;
}

}  // namespace

std::string_view SignalName(Signal signal) {
  switch (signal) {
    case Signal::kLog:
      return "logs";
    case Signal::kTrace:
      return "traces";
    case Signal::kMetric:
      return "metrics";
  }
  return "";
}

MetricRule MetricRule::Sample(std::string event_name) {
  MetricRule rule;
  rule.event_name = std::move(event_name);
  return rule;
}

MetricRules::MetricRules() {
  MetricRule requests = MetricRule::Sample("http.requests");
  requests.window_measurement = "window_seconds";
  requests.count_prefixes = {"count_", "count."};
  Set(std::move(requests));
  Set(MetricRule::Sample("ssh.network.info"));
  Set(MetricRule::Sample("ssh.network.sampled"));
  for (const UnitSuffix& unit_suffix : kUnitSuffixes) SetUnitSuffix(unit_suffix);
}

void MetricRules::Set(MetricRule rule) {
  for (MetricRule& existing : rules_) {
    if (existing.event_name == rule.event_name) {
      existing = std::move(rule);
      return;
    }
  }
  rules_.push_back(std::move(rule));
}

void MetricRules::SetEventNames(const std::vector<std::string>& event_names) {
  std::vector<MetricRule> rules;
  for (const std::string& name : event_names) {
    const bool repeated =
        std::any_of(rules.begin(), rules.end(), [&](const auto& rule) { return rule.event_name == name; });
    if (repeated) continue;
    const MetricRule* known = Find(name);
    rules.push_back(known != nullptr ? *known : MetricRule::Sample(name));
  }
  rules_ = std::move(rules);
}

void MetricRules::SetUnitSuffix(UnitSuffix unit_suffix) {
  if (unit_suffix.suffix.empty()) return;
  const auto same = std::find_if(unit_suffixes_.begin(), unit_suffixes_.end(),
                                 [&](const UnitSuffix& known) { return known.suffix == unit_suffix.suffix; });
  if (same != unit_suffixes_.end()) {
    same->unit = std::move(unit_suffix.unit);
    return;
  }
  const auto place = std::find_if(unit_suffixes_.begin(), unit_suffixes_.end(), [&](const UnitSuffix& known) {
    return known.suffix.size() < unit_suffix.suffix.size();
  });
  unit_suffixes_.insert(place, std::move(unit_suffix));
}

const MetricRule* MetricRules::Find(std::string_view event_name) const {
  for (const MetricRule& rule : rules_) {
    if (SameText(rule.event_name, event_name)) return &rule;
  }
  return nullptr;
}

MetricRules::NameAndUnit MetricRules::SplitUnit(std::string_view measurement_key) const {
  if (measurement_key.empty()) return {"_", "1"};
  for (const UnitSuffix& known : unit_suffixes_) {
    // A suffix alone is a name: something must be left.
    if (measurement_key.size() > known.suffix.size() && EndsWith(measurement_key, known.suffix)) {
      return {measurement_key.substr(0, measurement_key.size() - known.suffix.size()), known.unit};
    }
  }
  return {measurement_key, "1"};
}

Signal Router::Route(const Event& event) const {
  const JsonValue& name = event.event_name;
  const bool plain = name.kind() == JsonValue::Kind::kPlainString;
  const MetricRule* rule = plain ? rules_.Find(name.text()) : rules_.Find(name.Decode());
  if (rule != nullptr && HasMeasurementBesides(event, rule->window_measurement)) return Signal::kMetric;
  if (event.trace_id.present() && (event.duration_ms() != nullptr || event.result() != nullptr)) return Signal::kTrace;
  return Signal::kLog;
}

}  // namespace telex
