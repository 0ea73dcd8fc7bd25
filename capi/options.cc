// telex_options: named setters, metric rules, and what options come to.
#include <string>

#include "guard.h"
#include "option_values.h"
#include "telex.h"

namespace telex::capi {

MetricRules OptionValues::metric_rules() const {
  MetricRules rules;
  if (metric_events_) rules.SetEventNames(*metric_events_);
  for (const MetricRule& rule : metric_rules_) rules.Set(rule);
  for (const UnitSuffix& unit_suffix : unit_suffixes_) rules.SetUnitSuffix(unit_suffix);
  return rules;
}

absl::StatusOr<DateRange> OptionValues::ResolveRange(Instant now) const {
  const bool dates = !from_.empty() || !to_.empty();
  const bool instants = start_ || end_;
  if (!preset_.empty() + dates + instants > 1) {
    return absl::InvalidArgumentError(
        "the options range, from and to, start and end are three kinds of range: set one");
  }
  if (dates) return DateRange::FromDates(from_, to_);
  if (instants) return DateRange::FromInstants(start_, end_);
  if (!preset_.empty()) return DateRange::FromPresetId(preset_, now);
  return DateRange::AllTime(now);
}

absl::StatusOr<ExportOptions> OptionValues::Resolve() const {
  ExportOptions options = base_;
  options.now = now();
  absl::StatusOr<DateRange> range = ResolveRange(options.now);
  if (!range.ok()) return range.status();
  options.range = *std::move(range);
  options.metric_rules = metric_rules();
  absl::Status valid = ValidateExportOptions(options);
  if (!valid.ok()) return valid;
  return options;
}

ReadOptions OptionValues::ToReadOptions(const ExportOptions& options) const {
  ReadOptions read;
  read.range = options.range;
  read.file_slack_days = options.file_slack_days;
  read.max_input_line_bytes = options.max_input_line_bytes;
  read.max_problems = options.max_problems;
  read.order = order_.value_or(options.format == Format::kJson ? EventOrder::kByTime : EventOrder::kBySession);
  return read;
}

namespace {

Outcome ReadMetricRule(const telex_metric_rule* given, MetricRule* rule) {
  telex_metric_rule ours;
  TELEX_CAPI_RETURN_IF_FAILED(ReadStruct(given, "rule", &ours));
  std::string_view event_name, window_measurement, count_unit;
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.event_name, "rule.event_name", &event_name));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.window_measurement, "rule.window_measurement", &window_measurement));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.count_unit, "rule.count_unit", &count_unit));
  if (event_name.empty()) return Outcome::InvalidArgument("rule.event_name is empty");
  if (ours.count_prefixes == nullptr && ours.count_prefix_count > 0) return Outcome::Null("rule.count_prefixes");
  *rule = MetricRule::Sample(std::string(event_name));
  rule->window_measurement = std::string(window_measurement);
  for (std::size_t i = 0; i < ours.count_prefix_count; ++i) {
    std::string_view prefix;
    TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.count_prefixes[i], "rule.count_prefixes", &prefix));
    rule->count_prefixes.emplace_back(prefix);
  }
  if (ours.count_unit.data != nullptr) rule->count_unit = std::string(count_unit);
  return {};
}

}  // namespace
}  // namespace telex::capi

using telex::capi::Guard;
using telex::capi::Outcome;
using telex::capi::ReadText;
using telex::capi::RequirePointer;

telex_options* telex_options_new(void) {
  try {
    return new telex_options();
  } catch (...) {
    return nullptr;
  }
}

void telex_options_free(telex_options* options) { delete options; }

const char* telex_options_error(const telex_options* options) { return telex::capi::ErrorOf(options); }

telex_status telex_options_set_text(telex_options* options, const char* name, const char* value, size_t length) {
  return Guard(options, [&]() -> Outcome {
    std::string_view text;
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(value, length, "value", &text));
    return options->values.SetText(name, text);
  });
}

telex_status telex_options_set_integer(telex_options* options, const char* name, int64_t value) {
  return Guard(options, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    return options->values.SetInteger(name, value);
  });
}

telex_status telex_options_set_bool(telex_options* options, const char* name, int32_t value) {
  return Guard(options, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    return options->values.SetBool(name, value != 0);
  });
}

telex_status telex_options_add_text(telex_options* options, const char* name, const char* value, size_t length) {
  return Guard(options, [&]() -> Outcome {
    std::string_view text;
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(value, length, "value", &text));
    return options->values.AddText(name, text);
  });
}

telex_status telex_options_add_metric_rule(telex_options* options, const telex_metric_rule* rule) {
  return Guard(options, [&]() -> Outcome {
    telex::MetricRule ours;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadMetricRule(rule, &ours));
    options->values.AddMetricRule(std::move(ours));
    return {};
  });
}

telex_status telex_options_add_unit_suffix(telex_options* options, const char* suffix, size_t suffix_length,
                                           const char* unit, size_t unit_length) {
  return Guard(options, [&]() -> Outcome {
    std::string_view suffix_text, unit_text;
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(suffix, suffix_length, "suffix", &suffix_text));
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(unit, unit_length, "unit", &unit_text));
    if (suffix_text.empty()) return Outcome::InvalidArgument("suffix is empty");
    options->values.AddUnitSuffix({std::string(suffix_text), std::string(unit_text)});
    return {};
  });
}
