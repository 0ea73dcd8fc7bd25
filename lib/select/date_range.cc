#include "telex/date_range.h"

#include <limits>
#include <utility>

#include "text/instant.h"

namespace telex {
namespace {

using internal::CivilDate;

constexpr std::int64_t kMinInt64 = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMaxInt64 = std::numeric_limits<std::int64_t>::max();

// The dates that a file's name can spell.
constexpr std::int64_t kFirstFileDay = internal::DaysFromCivil(0, 1, 1);
constexpr std::int64_t kLastFileDay = internal::DaysFromCivil(9999, 12, 31);

struct PresetInfo {
  DateRange::Preset preset;
  int days;  // 0: no bounds
  std::string_view id;
  std::string_view label;
  std::string_view name_part;
};

constexpr PresetInfo kPresetInfos[] = {
    {DateRange::Preset::kLast24Hours, 1, "last24Hours", "Last 24 hours", "last-24-hours"},
    {DateRange::Preset::kLast7Days, 7, "last7Days", "Last 7 days", "last-7-days"},
    {DateRange::Preset::kLast30Days, 30, "last30Days", "Last 30 days", "last-30-days"},
    {DateRange::Preset::kAllTime, 0, "allTime", "All time", "all-time"},
};

const PresetInfo& InfoOf(DateRange::Preset preset) {
  for (const PresetInfo& info : kPresetInfos) {
    if (info.preset == preset) return info;
  }
  return kPresetInfos[3];  // only for a number that is no Preset
}

// A whole number of days before, down to the first instant that there is.
Instant DaysBefore(const Instant& instant, int days) {
  const std::int64_t seconds = days * internal::kSecondsPerDay;
  if (instant.seconds < kMinInt64 + seconds) return {kMinInt64, 0};
  return {instant.seconds - seconds, instant.nanoseconds};
}

// Midnight at the begin of a date that was validated, moved on by `days`.
Instant MidnightOf(std::string_view valid_date, int days) {
  const CivilDate date = internal::ParseDateShape(valid_date).value_or(CivilDate());
  return {(internal::DaysFromCivil(date.year, date.month, date.day) + days) * internal::kSecondsPerDay, 0};
}

// The UTC day of the last nanosecond before `end`.
std::int64_t LastDayBefore(const Instant& end) {
  if (end.nanoseconds > 0 || end.seconds == kMinInt64) return internal::DayOf(end);
  return internal::DayOf({end.seconds - 1, 0});
}

std::string FileDate(std::int64_t day) { return FormatDate({day * internal::kSecondsPerDay, 0}); }

// The label and, with other words, the file-name part of a range with at least one bound; empty is absent.
std::string BoundsText(const std::string& start, const std::string& end, const char* from, const char* to,
                       const char* until) {
  if (end.empty()) return from + start;
  if (start.empty()) return until + end;
  return start + to + end;
}
std::string Label(const std::string& start, const std::string& end) {
  return BoundsText(start, end, "From ", " to ", "Until ");
}
std::string FileNamePart(const std::string& start, const std::string& end) {
  return BoundsText(start, end, "from-", "-to-", "until-");
}

}  // namespace

DateRange::DateRange(std::optional<Instant> start, std::optional<Instant> end, std::string label,
                     std::string file_name_part)
    : start_(start), end_(end), label_(std::move(label)), file_name_part_(std::move(file_name_part)) {
  const Instant first_event = Instant::FromUnixNanos(kMinInt64);
  const Instant last_event = Instant::FromUnixNanos(kMaxInt64);
  first_nano_ = start_ ? start_->ToUnixNanosSaturated() : kMinInt64;
  last_nano_ = end_ && *end_ <= last_event ? end_->ToUnixNanosSaturated() : kMaxInt64;
  if (end_ && first_event < *end_ && *end_ <= last_event) --last_nano_;  // the end is exclusive
  const bool after_all_events = start_ && last_event < *start_;
  const bool before_all_events = end_ && *end_ <= first_event;
  if (after_all_events || before_all_events) {
    first_nano_ = 0;
    last_nano_ = -1;
  }
}

DateRange DateRange::FromPreset(Preset preset, Instant now) {
  const PresetInfo& info = InfoOf(preset);
  std::string label(info.label);
  std::string part = std::string(info.name_part) + "-" + FormatDate(now);
  if (info.days == 0) return DateRange(std::nullopt, std::nullopt, std::move(label), std::move(part));
  return DateRange(DaysBefore(now, info.days), now, std::move(label), std::move(part));
}

absl::StatusOr<DateRange> DateRange::FromPresetId(std::string_view id, Instant now) {
  std::string known;
  for (const PresetInfo& info : kPresetInfos) {
    if (info.id == id) return FromPreset(info.preset, now);
    known += (known.empty() ? "" : ", ") + std::string(info.id);
  }
  return absl::InvalidArgumentError("unknown preset '" + std::string(id) + "', use one of: " + known);
}

absl::StatusOr<DateRange> DateRange::FromDates(std::string_view from, std::string_view to) {
  const std::string fault = ValidateDateRange(from, to);
  if (!fault.empty()) return absl::InvalidArgumentError(fault);
  std::optional<Instant> start;
  std::optional<Instant> end;
  if (!from.empty()) start = MidnightOf(from, 0);
  if (!to.empty()) end = MidnightOf(to, 1);
  const std::string first(from);
  const std::string last(to);
  return DateRange(start, end, Label(first, last), FileNamePart(first, last));
}

absl::StatusOr<DateRange> DateRange::FromInstants(std::optional<Instant> start, std::optional<Instant> end) {
  if (!start && !end) return absl::InvalidArgumentError("Give a start, an end or both.");
  if (start && end && *end < *start) return absl::InvalidArgumentError("End must be at or after start.");
  std::string label = Label(start ? FormatInstant(*start) : std::string(), end ? FormatInstant(*end) : std::string());
  std::string part = FileNamePart(start ? FormatDate(*start) : std::string(), end ? FormatDate(*end) : std::string());
  return DateRange(start, end, std::move(label), std::move(part));
}

std::string DateRange::ValidateDate(std::string_view text) {
  const std::optional<CivilDate> date = internal::ParseDateShape(text);
  if (!date) return "Use YYYY-MM-DD.";
  if (!internal::IsRealDate(date->year, date->month, date->day)) return "Enter a valid calendar date.";
  return std::string();
}

std::string DateRange::ValidateDateRange(std::string_view from, std::string_view to) {
  if (from.empty() && to.empty()) return ValidateDate(from);
  for (const std::string_view text : {from, to}) {
    std::string fault = text.empty() ? std::string() : ValidateDate(text);
    if (!fault.empty()) return fault;
  }
  // Dates of four-digit years compare as text.
  if (!from.empty() && !to.empty() && to < from) return "End date must be on or after start date.";
  return std::string();
}

std::string_view DateRange::PresetId(Preset preset) { return InfoOf(preset).id; }

std::string_view DateRange::PresetLabel(Preset preset) { return InfoOf(preset).label; }

std::string DateRange::SuggestedFileName(Format format) const {
  return "coder-telemetry-" + file_name_part_ + "." + std::string(FormatExtension(format));
}

DateRange::FileDates DateRange::ChooseFileDates(int slack_days) const {
  FileDates dates;
  if (start_) {
    const std::int64_t first = internal::DayOf(*start_);
    if (first > kLastFileDay) dates.none = true;
    if (first >= kFirstFileDay) dates.first = FileDate(first);
  }
  if (end_) {
    const std::int64_t last = LastDayBefore(*end_) + (slack_days > 0 ? slack_days : 0);
    if (last < kFirstFileDay || (start_ && last < internal::DayOf(*start_))) dates.none = true;
    if (last <= kLastFileDay) dates.last = FileDate(last);
  }
  return dates;
}

}  // namespace telex
