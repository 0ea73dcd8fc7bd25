#include "telex/telemetry_files.h"

#include <algorithm>
#include <cstddef>

#include "select/name_choice.h"
#include "text/instant.h"

namespace telex {
namespace internal {
namespace {

constexpr std::string_view kPrefix = "telemetry-";
constexpr std::string_view kSuffix = ".jsonl";
constexpr std::size_t kDateSize = 10;
static_assert(kSessionAt == kPrefix.size() + kDateSize + 1);

// Less than, equal to or greater than 0, as numbers of any length. An absent part is 0.
int ComparePartNumbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

}  // namespace

TelemetryFileName SplitKnownName(std::string_view name) {
  TelemetryFileName parts;
  parts.date = name.substr(kPrefix.size(), kDateSize);
  const std::string_view rest = name.substr(kSessionAt);
  parts.session = rest.substr(0, rest.find('.'));
  if (rest.size() > parts.session.size() + kSuffix.size()) {
    const std::size_t part_at = parts.session.size() + 1;
    parts.part = rest.substr(part_at, rest.size() - kSuffix.size() - part_at);
  }
  return parts;
}

bool KnownNameLess(std::string_view a, std::string_view b) {
  const TelemetryFileName x = SplitKnownName(a);
  const TelemetryFileName y = SplitKnownName(b);
  if (const int order = x.date.compare(y.date); order != 0) return order < 0;
  if (const int order = x.session.compare(y.session); order != 0) return order < 0;
  if (const int order = ComparePartNumbers(x.part, y.part); order != 0) return order < 0;
  return a < b;
}

bool NameChoice::Needs(std::string_view name) const {
  if (dates_.none) return false;
  const std::optional<TelemetryFileName> parts = TelemetryFileName::Parse(name);
  return parts && dates_.first <= parts->date && (dates_.last.empty() || parts->date <= dates_.last);
}

}  // namespace internal

std::optional<TelemetryFileName> TelemetryFileName::Parse(std::string_view name) {
  using internal::kPrefix;
  using internal::kSessionAt;
  using internal::kSuffix;
  if (name.size() <= kSessionAt + kSuffix.size()) return std::nullopt;
  if (name.substr(0, kPrefix.size()) != kPrefix || name[kSessionAt - 1] != '-') return std::nullopt;
  if (name.substr(name.size() - kSuffix.size()) != kSuffix) return std::nullopt;

  const TelemetryFileName parts = internal::SplitKnownName(name);
  if (!internal::ParseDateShape(parts.date) || parts.session.empty()) return std::nullopt;
  const std::size_t dot = kSessionAt + parts.session.size();
  if (dot + kSuffix.size() == name.size()) return parts;
  if (parts.part.empty() || !std::all_of(parts.part.begin(), parts.part.end(), internal::IsAsciiDigit)) {
    return std::nullopt;
  }
  return parts;
}

bool TelemetryFileNameLess(std::string_view a, std::string_view b) {
  const bool a_is_telemetry = TelemetryFileName::Parse(a).has_value();
  const bool b_is_telemetry = TelemetryFileName::Parse(b).has_value();
  if (a_is_telemetry && b_is_telemetry) return internal::KnownNameLess(a, b);
  // Against the contract, but still an order.
  return a_is_telemetry != b_is_telemetry ? a_is_telemetry : a < b;
}

absl::StatusOr<std::vector<std::string>> SelectFiles(Source& source, const DateRange& range, int slack_days) {
  const internal::NameChoice choice(range, slack_days);
  std::vector<std::string> names;
  absl::Status status = source.List([&](std::string_view name) {
    if (choice.Needs(name)) names.emplace_back(name);
  });
  if (!status.ok()) return status;
  std::sort(names.begin(), names.end(), internal::KnownNameLess);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace telex
