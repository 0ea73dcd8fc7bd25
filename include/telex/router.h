// Which signal an event is, and how metric events become metrics: data, not code paths.
// Source of the rules: lib/README.md, "Routing" and "Metrics".
#ifndef TELEX_ROUTER_H_
#define TELEX_ROUTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "telex/event.h"

namespace telex {

enum class Signal : std::uint8_t { kLog = 0, kTrace = 1, kMetric = 2 };
inline constexpr int kSignalCount = 3;
// `logs`, `traces`, `metrics`.
std::string_view SignalName(Signal signal);

// How one metric event becomes data points.
struct MetricRule {
  std::string event_name;
  // The measurement that gives the length of the window, in seconds, that the event sums up. It is no metric itself.
  // Empty: the event is a sample; each measurement is a Gauge without start time.
  std::string window_measurement;
  // Measurements whose key begins with one of these are monotonic Sums of integers, whole name, in `count_unit`.
  std::vector<std::string> count_prefixes;
  std::string count_unit = "{request}";

  static MetricRule Sample(std::string event_name);
};

// A suffix of a measurement's key that says its unit (UCUM) and is no part of the metric's name.
struct UnitSuffix {
  std::string suffix;
  std::string unit;
};

// The metric-eligible events. Copyable; not changed while an export uses it.
class MetricRules {
 public:
  // http.requests, ssh.network.info and ssh.network.sampled, and the unit suffixes of the specification.
  MetricRules();

  // Adds a rule, or replaces that of the same event name.
  void Set(MetricRule rule);
  // Makes exactly these events metric-eligible: each keeps the rule it has; one that has none is a sample.
  void SetEventNames(const std::vector<std::string>& event_names);
  // Adds a suffix, or replaces its unit. Of several that fit a key, the longest is taken.
  void SetUnitSuffix(UnitSuffix unit_suffix);

  // nullptr where events of this name are no metrics. The pointer is valid until the rules change.
  const MetricRule* Find(std::string_view event_name) const;
  const std::vector<MetricRule>& rules() const { return rules_; }

  // The metric of a measurement's (decoded) key: the key without the suffix of its unit, `_` for an empty key.
  struct NameAndUnit {
    std::string_view name;
    std::string_view unit;
  };
  NameAndUnit SplitUnit(std::string_view measurement_key) const;

 private:
  std::vector<MetricRule> rules_;
  std::vector<UnitSuffix> unit_suffixes_;  // longest first
};

// Immutable; any thread.
class Router {
 public:
  Router() = default;
  explicit Router(MetricRules rules) : rules_(std::move(rules)) {}

  // First match wins: metrics, traces, logs.
  Signal Route(const Event& event) const;
  const MetricRules& metric_rules() const { return rules_; }

 private:
  MetricRules rules_;
};

}  // namespace telex

#endif  // TELEX_ROUTER_H_
