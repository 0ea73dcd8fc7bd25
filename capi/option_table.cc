// The options by name. A new one is one entry here and one line of the table in telex.h.
#include <algorithm>
#include <charconv>
#include <limits>

#include "guard.h"
#include "option_values.h"
#include "thread_plan.h"

namespace telex::capi {
namespace {

Outcome NotOneOf(const char* name, std::string_view value, const char* values) {
  return Outcome::InvalidArgument(std::string("option ") + name + ": \"" + std::string(value) + "\" is none of " +
                                  values);
}

Outcome OutOfBounds(const char* name, std::int64_t least, std::int64_t most) {
  return Outcome::InvalidArgument(std::string("option ") + name + " must be an integer from " + std::to_string(least) +
                                  " to " + std::to_string(most));
}

bool ParseInteger(std::string_view text, std::int64_t* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

constexpr std::int64_t kMaxInteger = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kGibibyte = std::int64_t{1} << 30;

}  // namespace

// One option: how it is set by each type; nullptr where it is not of that type. Text is for all of them.
struct OptionTable {
  struct Entry {
    const char* name;
    Outcome (*set_text)(OptionValues&, const char* name, std::string_view);
    Outcome (*set_integer)(OptionValues&, const char* name, std::int64_t);
    Outcome (*set_bool)(OptionValues&, bool);
    Outcome (*add_text)(OptionValues&, std::string_view);
  };

  static Outcome SetFormat(OptionValues& v, const char* name, std::string_view value) {
    const std::optional<Format> format = ParseFormat(value);
    if (!format) return NotOneOf(name, value, "json, otlp, otlp-jsonl");
    v.base_.format = *format;
    return {};
  }
  static Outcome SetPackage(OptionValues& v, const char* name, std::string_view value) {
    if (value != "zip" && value != "dir") return NotOneOf(name, value, "zip, dir");
    v.base_.package = value == "zip" ? PackageForm::kZip : PackageForm::kFolder;
    return {};
  }
  static Outcome SetRange(OptionValues& v, const char*, std::string_view value) {
    const absl::StatusOr<DateRange> range = DateRange::FromPresetId(value, Instant{});
    if (!range.ok()) return Outcome::InvalidArgument("option range: " + std::string(range.status().message()));
    v.preset_ = std::string(value);
    return {};
  }
  template <std::string OptionValues::*kDate>
  static Outcome SetDate(OptionValues& v, const char*, std::string_view value) {
    const std::string message = value.empty() ? std::string() : DateRange::ValidateDate(value);
    if (!message.empty()) return Outcome::InvalidArgument(message);
    v.*kDate = std::string(value);
    return {};
  }
  template <std::optional<Instant> OptionValues::*kInstant>
  static Outcome SetTimeText(OptionValues& v, const char* name, std::string_view value) {
    const std::optional<Instant> instant = ParseInstant(value);
    if (!instant && !value.empty()) return NotOneOf(name, value, "times YYYY-MM-DDTHH:MM:SS[.fraction](Z or +HH:MM)");
    v.*kInstant = instant;
    return {};
  }
  template <std::optional<Instant> OptionValues::*kInstant>
  static Outcome SetTimeNanos(OptionValues& v, const char*, std::int64_t value) {
    v.*kInstant = Instant::FromUnixNanos(value);
    return {};
  }
  static Outcome SetOrder(OptionValues& v, const char* name, std::string_view value) {
    if (value != "session" && value != "time") return NotOneOf(name, value, "session, time");
    v.order_ = value == "time" ? EventOrder::kByTime : EventOrder::kBySession;
    return {};
  }
  static Outcome SetTemporality(OptionValues& v, const char* name, std::string_view value) {
    if (value != "delta" && value != "cumulative") return NotOneOf(name, value, "delta, cumulative");
    v.base_.otlp.temporality = value == "delta" ? Temporality::kDelta : Temporality::kCumulative;
    return {};
  }
  static Outcome SetSpanName(OptionValues& v, const char* name, std::string_view value) {
    if (value != "leaf" && value != "full") return NotOneOf(name, value, "leaf, full");
    v.base_.otlp.span_name = value == "leaf" ? SpanName::kLeaf : SpanName::kFull;
    return {};
  }
  static Outcome SetMetricEvents(OptionValues& v, const char*, std::string_view value) {
    std::vector<std::string> names;
    while (!value.empty()) {
      const std::size_t comma = std::min(value.find(','), value.size());
      if (comma > 0) names.emplace_back(value.substr(0, comma));
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
    v.metric_events_ = std::move(names);
    return {};
  }
  static Outcome AddMetricEvent(OptionValues& v, std::string_view value) {
    if (!v.metric_events_) v.metric_events_.emplace();
    v.metric_events_->emplace_back(value);
    return {};
  }
  template <std::string OtlpOptions::*kText>
  static Outcome SetOtlpText(OptionValues& v, const char*, std::string_view value) {
    v.base_.otlp.*kText = std::string(value);
    return {};
  }
  template <std::uint64_t OtlpOptions::*kCount>
  static Outcome SetOtlpCount(OptionValues& v, const char* name, std::int64_t value) {
    if (value < 1) return OutOfBounds(name, 1, kMaxInteger);
    v.base_.otlp.*kCount = static_cast<std::uint64_t>(value);
    return {};
  }
  template <std::uint64_t ExportOptions::*kCount, std::int64_t kLeast, std::int64_t kMost>
  static Outcome SetCount(OptionValues& v, const char* name, std::int64_t value) {
    if (value < kLeast || value > kMost) return OutOfBounds(name, kLeast, kMost);
    v.base_.*kCount = static_cast<std::uint64_t>(value);
    return {};
  }
  template <int ExportOptions::*kInt, std::int64_t kMost>
  static Outcome SetInt(OptionValues& v, const char* name, std::int64_t value) {
    if (value < 0 || value > kMost) return OutOfBounds(name, 0, kMost);
    v.base_.*kInt = static_cast<int>(value);
    return {};
  }
  static Outcome SetOverwrite(OptionValues& v, bool value) {
    v.base_.overwrite = value ? Overwrite::kYes : Overwrite::kNo;
    return {};
  }

  static const Entry* Find(const char* name);
};

const OptionTable::Entry* OptionTable::Find(const char* name) {
  static constexpr Entry kEntries[] = {
      {"format", SetFormat, nullptr, nullptr, nullptr},
      {"package", SetPackage, nullptr, nullptr, nullptr},
      {"range", SetRange, nullptr, nullptr, nullptr},
      {"from", SetDate<&OptionValues::from_>, nullptr, nullptr, nullptr},
      {"to", SetDate<&OptionValues::to_>, nullptr, nullptr, nullptr},
      {"start", SetTimeText<&OptionValues::start_>, SetTimeNanos<&OptionValues::start_>, nullptr, nullptr},
      {"end", SetTimeText<&OptionValues::end_>, SetTimeNanos<&OptionValues::end_>, nullptr, nullptr},
      {"now", SetTimeText<&OptionValues::now_>, SetTimeNanos<&OptionValues::now_>, nullptr, nullptr},
      {"order", SetOrder, nullptr, nullptr, nullptr},
      {"file_slack_days", nullptr, SetInt<&ExportOptions::file_slack_days, 3660>, nullptr, nullptr},
      {"overwrite", nullptr, nullptr, SetOverwrite, nullptr},
      {"compression", nullptr, SetInt<&ExportOptions::compression, 9>, nullptr, nullptr},
      {"threads", nullptr, SetInt<&ExportOptions::threads, telex::internal::kMaxThreads>, nullptr, nullptr},
      {"temporality", SetTemporality, nullptr, nullptr, nullptr},
      {"span_name", SetSpanName, nullptr, nullptr, nullptr},
      {"metric_events", SetMetricEvents, nullptr, nullptr, AddMetricEvent},
      {"service_name", SetOtlpText<&OtlpOptions::service_name>, nullptr, nullptr, nullptr},
      {"scope_name", SetOtlpText<&OtlpOptions::scope_name>, nullptr, nullptr, nullptr},
      {"max_request_bytes", nullptr, SetOtlpCount<&OtlpOptions::max_request_bytes>, nullptr, nullptr},
      {"max_line_bytes", nullptr, SetOtlpCount<&OtlpOptions::max_line_bytes>, nullptr, nullptr},
      {"max_grouped_bytes", nullptr, SetOtlpCount<&OtlpOptions::max_grouped_bytes>, nullptr, nullptr},
      {"max_input_line_bytes", nullptr, SetCount<&ExportOptions::max_input_line_bytes, 1, kGibibyte>, nullptr, nullptr},
      {"max_problems", nullptr, SetCount<&ExportOptions::max_problems, 0, kMaxInteger>, nullptr, nullptr},
  };
  for (const Entry& entry : kEntries) {
    if (std::string_view(entry.name) == name) return &entry;
  }
  return nullptr;
}

Outcome OptionValues::SetText(const char* name, std::string_view value) {
  const OptionTable::Entry* entry = OptionTable::Find(name);
  if (entry == nullptr) return Outcome::NoSuch("option", name);
  if (entry->set_text != nullptr) return entry->set_text(*this, name, value);
  if (entry->set_bool != nullptr) {
    if (value != "true" && value != "false") return NotOneOf(name, value, "true, false");
    return entry->set_bool(*this, value == "true");
  }
  std::int64_t integer = 0;
  if (!ParseInteger(value, &integer)) return NotOneOf(name, value, "the integers of 64 bits");
  return entry->set_integer(*this, name, integer);
}

Outcome OptionValues::SetInteger(const char* name, std::int64_t value) {
  const OptionTable::Entry* entry = OptionTable::Find(name);
  if (entry == nullptr) return Outcome::NoSuch("option", name);
  if (entry->set_integer != nullptr) return entry->set_integer(*this, name, value);
  return Outcome::InvalidArgument(std::string("option ") + name + " takes no integer");
}

Outcome OptionValues::SetBool(const char* name, bool value) {
  const OptionTable::Entry* entry = OptionTable::Find(name);
  if (entry == nullptr) return Outcome::NoSuch("option", name);
  if (entry->set_bool != nullptr) return entry->set_bool(*this, value);
  return Outcome::InvalidArgument(std::string("option ") + name + " takes no bool");
}

Outcome OptionValues::AddText(const char* name, std::string_view value) {
  const OptionTable::Entry* entry = OptionTable::Find(name);
  if (entry == nullptr) return Outcome::NoSuch("option", name);
  if (entry->add_text != nullptr) return entry->add_text(*this, value);
  return Outcome::InvalidArgument(std::string("option ") + name + " is no list");
}

}  // namespace telex::capi
