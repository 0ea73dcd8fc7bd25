// Which events an export is about: a half-open UTC window [start, end), either bound may be absent.
// Source of the rules: lib/README.md, "Date ranges".
#ifndef TELEX_DATE_RANGE_H_
#define TELEX_DATE_RANGE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/format.h"
#include "telex/instant.h"

namespace telex {

// Immutable value; any thread.
class DateRange {
 public:
  enum class Preset { kLast24Hours, kLast7Days, kLast30Days, kAllTime };
  // In the order in which a user is offered them.
  static constexpr std::array<Preset, 4> kPresets = {Preset::kLast24Hours, Preset::kLast7Days, Preset::kLast30Days,
                                                     Preset::kAllTime};

  // All time, as of the epoch; for a default member. Prefer AllTime(now), whose suggested name has today's date.
  DateRange() : DateRange(FromPreset(Preset::kAllTime, Instant{})) {}

  // `now` is the caller's clock: a preset's window ends there, and its UTC date is part of the suggested name.
  static DateRange FromPreset(Preset preset, Instant now);
  static DateRange AllTime(Instant now) { return FromPreset(Preset::kAllTime, now); }
  // By id: `last24Hours`, `last7Days`, `last30Days`, `allTime`; InvalidArgument for another.
  static absl::StatusOr<DateRange> FromPresetId(std::string_view id, Instant now);

  // Calendar dates `YYYY-MM-DD`, both inclusive; an empty text is an absent bound, not both may be.
  // InvalidArgument with exactly the message of ValidateDate or ValidateDateRange.
  static absl::StatusOr<DateRange> FromDates(std::string_view from, std::string_view to);

  // Any instants; at least one. InvalidArgument where end is before start.
  static absl::StatusOr<DateRange> FromInstants(std::optional<Instant> start, std::optional<Instant> end);

  // The message to show for a date that a user typed; empty where it is good:
  // `Use YYYY-MM-DD.` or `Enter a valid calendar date.`
  static std::string ValidateDate(std::string_view text);
  // As ValidateDate for each, then `End date must be on or after start date.`; an empty text is an absent bound.
  static std::string ValidateDateRange(std::string_view from, std::string_view to);

  static std::string_view PresetId(Preset preset);
  static std::string_view PresetLabel(Preset preset);

  const std::optional<Instant>& start() const { return start_; }
  const std::optional<Instant>& end() const { return end_; }  // exclusive
  const std::string& label() const { return label_; }
  // The part of a suggested name that says the range, `last-7-days-2026-05-04`.
  const std::string& file_name_part() const { return file_name_part_; }
  // `coder-telemetry-{file_name_part}.{extension of the format}`.
  std::string SuggestedFileName(Format format) const;

  // Whether an event of this time is in the range. Bounds outside int64 nanoseconds saturate.
  bool Contains(std::int64_t time_unix_nano) const {
    return first_nano_ <= time_unix_nano && time_unix_nano <= last_nano_;
  }

  // The UTC dates, `YYYY-MM-DD`, of the files that can hold such events, both inclusive; empty where there is no bound.
  // `slack_days` (>= 0) moves the last date on, for events that were flushed after midnight.
  struct FileDates {
    std::string first;
    std::string last;
    bool none = false;  // the first date is after the last, or no file's name can spell them: no file is chosen
  };
  FileDates ChooseFileDates(int slack_days) const;

 private:
  DateRange(std::optional<Instant> start, std::optional<Instant> end, std::string label, std::string file_name_part);

  std::optional<Instant> start_;
  std::optional<Instant> end_;
  std::string label_;
  std::string file_name_part_;
  std::int64_t first_nano_ = 0;  // inclusive
  std::int64_t last_nano_ = 0;   // inclusive; below first_nano_ where no event can match
};

}  // namespace telex

#endif  // TELEX_DATE_RANGE_H_
