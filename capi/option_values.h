// Options as a host sets them, by name, and what they come to.
#ifndef TELEX_CAPI_OPTION_VALUES_H_
#define TELEX_CAPI_OPTION_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "outcome.h"
#include "telex.h"
#include "telex/event_iterator.h"
#include "telex/export.h"

namespace telex::capi {

// Copyable; each set is judged alone, Resolve judges them together.
class OptionValues {
 public:
  // By name: see the table in telex.h.
  Outcome SetText(const char* name, std::string_view value);
  Outcome SetInteger(const char* name, std::int64_t value);
  Outcome SetBool(const char* name, bool value);
  Outcome AddText(const char* name, std::string_view value);

  void AddMetricRule(MetricRule rule) { metric_rules_.push_back(std::move(rule)); }
  void AddUnitSuffix(UnitSuffix unit_suffix) { unit_suffixes_.push_back(std::move(unit_suffix)); }

  // Everything but callbacks and sinks. `now` is the clock's where the host has not set it.
  absl::StatusOr<ExportOptions> Resolve() const;
  absl::StatusOr<DateRange> ResolveRange(Instant now) const;
  Instant now() const { return now_ ? *now_ : Instant::Now(); }
  Format format() const { return base_.format; }
  MetricRules metric_rules() const;
  std::uint64_t max_input_line_bytes() const { return base_.max_input_line_bytes; }

  // What a reading of `options`, made from these, is to be; `order` as set, or as the format has it.
  ReadOptions ToReadOptions(const ExportOptions& options) const;

 private:
  friend struct OptionTable;

  ExportOptions base_;  // without range, now and metric rules
  std::optional<Instant> now_;
  std::string preset_;
  std::string from_;
  std::string to_;
  std::optional<Instant> start_;
  std::optional<Instant> end_;
  std::optional<EventOrder> order_;
  std::optional<std::vector<std::string>> metric_events_;
  std::vector<MetricRule> metric_rules_;
  std::vector<UnitSuffix> unit_suffixes_;
};

}  // namespace telex::capi

struct telex_options {
  telex::capi::ErrorText error;
  telex::capi::OptionValues values;
  std::string texts[4];  // given out by the last call
};

namespace telex::capi {

// A new handle with a copy of the options, or with the defaults; nullptr where memory is short.
template <typename Handle>
Handle* NewHandle(const telex_options* options) noexcept {
  try {
    return new Handle(options != nullptr ? options->values : OptionValues());
  } catch (...) {
    return nullptr;
  }
}

}  // namespace telex::capi

#endif  // TELEX_CAPI_OPTION_VALUES_H_
