// Proves: presets, custom dates and instants give exactly the windows, labels, names and messages of the specification,
// and the filter of events is exact to the nanosecond, also where a bound lies outside what an event's time can be.
#include "telex/date_range.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "telex/instant.h"

namespace telex {
namespace {

constexpr std::int64_t kMaxInt64 = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinInt64 = std::numeric_limits<std::int64_t>::min();
constexpr char kUse[] = "Use YYYY-MM-DD.";
constexpr char kEnter[] = "Enter a valid calendar date.";
constexpr char kEndBefore[] = "End date must be on or after start date.";

Instant At(std::string_view text) {
  const std::optional<Instant> instant = ParseInstant(text);
  EXPECT_TRUE(instant.has_value()) << text;
  return instant.value_or(Instant{});
}
std::int64_t NanosAt(std::string_view text) { return At(text).ToUnixNanosSaturated(); }

DateRange Dates(std::string_view from, std::string_view to) {
  absl::StatusOr<DateRange> range = DateRange::FromDates(from, to);
  EXPECT_TRUE(range.ok()) << from << " " << to;
  return range.ok() ? *range : DateRange();
}

DateRange Between(std::optional<Instant> start, std::optional<Instant> end) {
  absl::StatusOr<DateRange> range = DateRange::FromInstants(start, end);
  EXPECT_TRUE(range.ok());
  return range.ok() ? *range : DateRange();
}

TEST(ValidateDate, AcceptsRealDates) {
  for (const char* text : {"0001-01-01", "9999-12-31", "2024-02-29", "2000-02-29", "2026-05-01", "1969-12-31",
                           "2026-04-30", "2026-01-31"}) {
    EXPECT_EQ(DateRange::ValidateDate(text), "") << text;
  }
}

TEST(ValidateDate, AsksForTheForm) {
  const char* const kWrong[] = {
      "",
      " ",
      "2026-5-1",
      "26-05-01",
      "2026/05/01",
      "20260501",
      " 2026-05-01",
      "2026-05-01 ",
      "2026-05-01\n",
      "2026-05-01T00:00:00Z",
      "1234567890-01-01",
      "12026-05-01",
      "+2026-05-01",
      "-026-05-01",
      "2026-+5-01",
      "2026-05- 1",
      "2026-05--1",
      "today",
      "YYYY-MM-DD",
      ("2026\xE2\x80\x91"
       "05-01"),                                                 // a non-breaking hyphen
      "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA6-05-01",                  // Arabic-Indic digits
      "\xEF\xBC\x92\xEF\xBC\x90\xEF\xBC\x92\xEF\xBC\x96-05-01",  // full-width digits
      "2026-\xD9\xA5-01",                                        // ten bytes, one of the digits is not ASCII
  };
  for (const char* text : kWrong) EXPECT_EQ(DateRange::ValidateDate(text), kUse) << text;
  EXPECT_EQ(DateRange::ValidateDate(std::string_view("2026-05-01\0", 11)), kUse);
  EXPECT_EQ(DateRange::ValidateDate(std::string_view("2026-05-0\0", 10)), kUse);
}

TEST(ValidateDate, AsksForARealDate) {
  for (const char* text : {"2023-02-29", "1900-02-29", "2100-02-29", "2024-02-30", "0000-01-01", "0000-02-29",
                           "2026-00-01", "2026-13-01", "2026-05-00", "2026-04-31", "2026-05-32", "9999-99-99"}) {
    EXPECT_EQ(DateRange::ValidateDate(text), kEnter) << text;
  }
}

TEST(ValidateDateRange, JudgesEachThenTheOrder) {
  EXPECT_EQ(DateRange::ValidateDateRange("2026-05-01", "2026-05-01"), "");
  EXPECT_EQ(DateRange::ValidateDateRange("2026-05-01", "2026-05-02"), "");
  EXPECT_EQ(DateRange::ValidateDateRange("2026-05-01", ""), "");
  EXPECT_EQ(DateRange::ValidateDateRange("", "2026-05-01"), "");
  EXPECT_EQ(DateRange::ValidateDateRange("", ""), kUse);
  EXPECT_EQ(DateRange::ValidateDateRange("2026-05-02", "2026-05-01"), kEndBefore);
  EXPECT_EQ(DateRange::ValidateDateRange("2026-05-01", "2025-12-31"), kEndBefore);
  EXPECT_EQ(DateRange::ValidateDateRange("x", "2026-02-30"), kUse);
  EXPECT_EQ(DateRange::ValidateDateRange("2026-02-30", "x"), kEnter);
  EXPECT_EQ(DateRange::ValidateDateRange("2026-05-01", "x"), kUse);
  EXPECT_EQ(DateRange::ValidateDateRange("", "2023-02-29"), kEnter);
  EXPECT_EQ(DateRange::ValidateDateRange("2026-05-01", "2023-02-29"), kEnter);
}

TEST(FromDates, FailsWithTheSameMessages) {
  for (const auto& [from, to] :
       {std::pair("x", ""), std::pair("", "2023-02-29"), std::pair("", ""), std::pair("2026-05-02", "2026-05-01")}) {
    const absl::StatusOr<DateRange> range = DateRange::FromDates(from, to);
    ASSERT_FALSE(range.ok());
    EXPECT_EQ(range.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(std::string(range.status().message()), DateRange::ValidateDateRange(from, to));
  }
}

TEST(FromPreset, GivesWindowLabelAndName) {
  const Instant now = At("2026-05-04T10:20:30.123456789Z");
  struct Expected {
    DateRange::Preset preset;
    const char* id;
    const char* label;
    const char* start;
    const char* name_part;
  };
  const Expected kExpected[] = {
      {DateRange::Preset::kLast24Hours, "last24Hours", "Last 24 hours", "2026-05-03T10:20:30.123456789Z",
       "last-24-hours-2026-05-04"},
      {DateRange::Preset::kLast7Days, "last7Days", "Last 7 days", "2026-04-27T10:20:30.123456789Z",
       "last-7-days-2026-05-04"},
      {DateRange::Preset::kLast30Days, "last30Days", "Last 30 days", "2026-04-04T10:20:30.123456789Z",
       "last-30-days-2026-05-04"},
      {DateRange::Preset::kAllTime, "allTime", "All time", nullptr, "all-time-2026-05-04"},
  };
  std::size_t i = 0;
  for (const Expected& expected : kExpected) {
    SCOPED_TRACE(expected.id);
    ASSERT_EQ(DateRange::kPresets[i++], expected.preset);
    EXPECT_EQ(DateRange::PresetId(expected.preset), expected.id);
    EXPECT_EQ(DateRange::PresetLabel(expected.preset), expected.label);
    const absl::StatusOr<DateRange> range = DateRange::FromPresetId(expected.id, now);
    ASSERT_TRUE(range.ok());
    EXPECT_EQ(range->label(), expected.label);
    EXPECT_EQ(range->file_name_part(), expected.name_part);
    if (expected.start == nullptr) {
      EXPECT_EQ(range->start(), std::nullopt);
      EXPECT_EQ(range->end(), std::nullopt);
    } else {
      EXPECT_EQ(range->start(), At(expected.start));
      EXPECT_EQ(range->end(), now);
    }
  }
}

TEST(FromPreset, TodayIsTheUtcDateOfNow) {
  EXPECT_EQ(DateRange::AllTime(At("2026-05-04T23:30:00-01:00")).file_name_part(), "all-time-2026-05-05");
  EXPECT_EQ(DateRange().file_name_part(), "all-time-1970-01-01");
}

TEST(FromPreset, HoldsAtTheEndsOfTime) {
  const DateRange earliest = DateRange::FromPreset(DateRange::Preset::kLast30Days, Instant{kMinInt64, 5});
  EXPECT_EQ(earliest.start(), (Instant{kMinInt64, 0}));
  EXPECT_FALSE(earliest.Contains(kMinInt64));
  const DateRange latest = DateRange::FromPreset(DateRange::Preset::kLast30Days, Instant{kMaxInt64, 0});
  EXPECT_FALSE(latest.Contains(kMaxInt64));
}

TEST(FromPresetId, NamesTheIdsThatThereAre) {
  const absl::StatusOr<DateRange> range = DateRange::FromPresetId("lastWeek", Instant{});
  ASSERT_FALSE(range.ok());
  EXPECT_EQ(range.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(range.status().message()),
            "unknown preset 'lastWeek', use one of: last24Hours, last7Days, last30Days, allTime");
}

TEST(FromDates, GivesLabelsAndNames) {
  const DateRange both = Dates("2024-02-28", "2024-02-29");
  EXPECT_EQ(both.label(), "2024-02-28 to 2024-02-29");
  EXPECT_EQ(both.file_name_part(), "2024-02-28-to-2024-02-29");
  EXPECT_EQ(both.start(), At("2024-02-28T00:00:00Z"));
  EXPECT_EQ(both.end(), At("2024-03-01T00:00:00Z"));
  const DateRange from = Dates("2026-05-01", "");
  EXPECT_EQ(from.label(), "From 2026-05-01");
  EXPECT_EQ(from.file_name_part(), "from-2026-05-01");
  EXPECT_EQ(from.end(), std::nullopt);
  const DateRange until = Dates("", "2026-05-01");
  EXPECT_EQ(until.label(), "Until 2026-05-01");
  EXPECT_EQ(until.file_name_part(), "until-2026-05-01");
  EXPECT_EQ(until.start(), std::nullopt);
}

TEST(FromInstants, GivesLabelsInUtcCutToMillisecondsAndNamesOfTheDatesAsGiven) {
  const Instant start = At("2026-05-01T01:00:00.0019999+02:00");
  const Instant end = At("2026-05-03T00:00:00Z");
  const DateRange both = Between(start, end);
  EXPECT_EQ(both.label(), "2026-04-30T23:00:00.001Z to 2026-05-03T00:00:00.000Z");
  EXPECT_EQ(both.file_name_part(), "2026-04-30-to-2026-05-03");
  EXPECT_EQ(both.start(), start);  // to the nanosecond
  EXPECT_EQ(both.end(), end);
  EXPECT_EQ(Between(start, std::nullopt).label(), "From 2026-04-30T23:00:00.001Z");
  EXPECT_EQ(Between(start, std::nullopt).file_name_part(), "from-2026-04-30");
  EXPECT_EQ(Between(std::nullopt, end).label(), "Until 2026-05-03T00:00:00.000Z");
  EXPECT_EQ(Between(std::nullopt, end).file_name_part(), "until-2026-05-03");
  EXPECT_EQ(Between(std::nullopt, At("9999-12-31T23:59:59-23:59")).label(), "Until +010000-01-01T23:58:59.000Z");
}

TEST(FromInstants, RefusesNoneAndTheWrongOrder) {
  EXPECT_EQ(DateRange::FromInstants(std::nullopt, std::nullopt).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DateRange::FromInstants(Instant{5, 1}, Instant{5, 0}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(DateRange::FromInstants(Instant{5, 1}, Instant{5, 1}).ok());
}

TEST(SuggestedFileName, EndsWithTheFormat) {
  const DateRange range = DateRange::FromPreset(DateRange::Preset::kLast7Days, At("2026-05-04T00:00:00Z"));
  EXPECT_EQ(range.SuggestedFileName(Format::kJson), "coder-telemetry-last-7-days-2026-05-04.json");
  EXPECT_EQ(range.SuggestedFileName(Format::kOtlp), "coder-telemetry-last-7-days-2026-05-04.otlp.zip");
  EXPECT_EQ(range.SuggestedFileName(Format::kOtlpJsonl), "coder-telemetry-last-7-days-2026-05-04.otlp.jsonl.zip");
}

TEST(Contains, IsHalfOpenToTheNanosecond) {
  const DateRange day = Dates("2026-05-01", "2026-05-01");
  EXPECT_FALSE(day.Contains(NanosAt("2026-04-30T23:59:59.999999999Z")));
  EXPECT_TRUE(day.Contains(NanosAt("2026-05-01T00:00:00Z")));
  EXPECT_TRUE(day.Contains(NanosAt("2026-05-01T23:59:59.999999999Z")));
  EXPECT_FALSE(day.Contains(NanosAt("2026-05-02T00:00:00Z")));

  const DateRange narrow = Between(Instant{100, 5}, Instant{100, 7});
  EXPECT_FALSE(narrow.Contains(100'000'000'004));
  EXPECT_TRUE(narrow.Contains(100'000'000'005));
  EXPECT_TRUE(narrow.Contains(100'000'000'006));
  EXPECT_FALSE(narrow.Contains(100'000'000'007));
  EXPECT_FALSE(Between(Instant{100, 5}, Instant{100, 5}).Contains(100'000'000'005));
}

TEST(Contains, AbsentBoundsLetAllThrough) {
  for (const std::int64_t time : {kMinInt64, std::int64_t{0}, kMaxInt64}) {
    EXPECT_TRUE(DateRange().Contains(time));
    EXPECT_EQ(Dates("1970-01-01", "").Contains(time), time >= 0);
    EXPECT_EQ(Dates("", "1969-12-31").Contains(time), time < 0);
  }
}

TEST(Contains, SaturatesBoundsThatNoEventReaches) {
  const DateRange widest = Dates("0001-01-01", "9999-12-31");
  const DateRange future = Dates("2300-01-01", "9999-12-31");
  const DateRange past = Dates("0001-01-01", "1600-01-01");
  for (const std::int64_t time : {kMinInt64, std::int64_t{0}, kMaxInt64}) {
    EXPECT_TRUE(widest.Contains(time));
    EXPECT_FALSE(future.Contains(time));
    EXPECT_FALSE(past.Contains(time));
  }
  // The bounds themselves are kept.
  EXPECT_EQ(widest.start(), At("0001-01-01T00:00:00Z"));
  EXPECT_EQ(widest.end(), At("9999-12-31T23:59:59Z").AddSeconds(1));
  EXPECT_EQ(widest.label(), "0001-01-01 to 9999-12-31");

  const Instant last = Instant::FromUnixNanos(kMaxInt64);
  const Instant after_last{last.seconds, last.nanoseconds + 1};
  EXPECT_TRUE(Between(last, after_last).Contains(kMaxInt64));
  EXPECT_FALSE(Between(last, after_last).Contains(kMaxInt64 - 1));
  EXPECT_FALSE(Between(std::nullopt, last).Contains(kMaxInt64));
  EXPECT_TRUE(Between(std::nullopt, last).Contains(kMaxInt64 - 1));
  EXPECT_FALSE(Between(after_last, std::nullopt).Contains(kMaxInt64));
  EXPECT_FALSE(Between(last, last).Contains(kMaxInt64));

  const Instant first = Instant::FromUnixNanos(kMinInt64);
  EXPECT_FALSE(Between(std::nullopt, first).Contains(kMinInt64));
  EXPECT_TRUE(Between(first, std::nullopt).Contains(kMinInt64));
  EXPECT_TRUE(Between(std::nullopt, Instant{first.seconds, first.nanoseconds + 1}).Contains(kMinInt64));
  EXPECT_FALSE(Between(std::nullopt, Instant{first.seconds, first.nanoseconds + 1}).Contains(kMinInt64 + 1));
}

TEST(ChooseFileDates, RunsToTheLastNanosecondBeforeTheEnd) {
  const auto chosen = [](const DateRange& range, int slack_days) {
    const DateRange::FileDates dates = range.ChooseFileDates(slack_days);
    return dates.none ? "none" : dates.first + ".." + dates.last;
  };
  const Instant noon = At("2026-05-01T12:00:00Z");
  const Instant midnight = At("2026-05-03T00:00:00Z");
  const Instant after_midnight = At("2026-05-03T00:00:00.000000001Z");
  EXPECT_EQ(chosen(DateRange(), 5), "..");
  EXPECT_EQ(chosen(Dates("2026-05-01", "2026-05-02"), 0), "2026-05-01..2026-05-02");
  EXPECT_EQ(chosen(Dates("2024-02-28", "2024-02-28"), 1), "2024-02-28..2024-02-29");
  EXPECT_EQ(chosen(Dates("2026-05-01", ""), 3), "2026-05-01..");
  EXPECT_EQ(chosen(Dates("", "2026-12-31"), 3), "..2027-01-03");
  EXPECT_EQ(chosen(Between(noon, midnight), 0), "2026-05-01..2026-05-02");
  EXPECT_EQ(chosen(Between(noon, after_midnight), 0), "2026-05-01..2026-05-03");
  // By the dates alone: the last nanosecond before noon is of the same day.
  EXPECT_EQ(chosen(Between(noon, noon), 0), FormatDate(noon) + ".." + FormatDate(noon));
  EXPECT_EQ(chosen(Between(midnight, midnight), 0), "none");
  EXPECT_EQ(chosen(DateRange::FromPreset(DateRange::Preset::kLast24Hours, midnight), 0), "2026-05-02..2026-05-02");
  EXPECT_EQ(chosen(Dates("2026-05-01", "2026-05-02"), -1), "2026-05-01..2026-05-02");
}

TEST(ChooseFileDates, HoldsBeyondTheDatesThatANameCanSpell) {
  EXPECT_EQ(Dates("0001-01-01", "9999-12-31").ChooseFileDates(0).last, "9999-12-31");
  EXPECT_EQ(Dates("0001-01-01", "9999-12-31").ChooseFileDates(1).last, "");
  EXPECT_FALSE(Dates("2300-01-01", "9999-12-31").ChooseFileDates(0).none);  // no saturation here
  EXPECT_TRUE(Between(At("9999-12-31T23:59:59-00:01"), std::nullopt).ChooseFileDates(0).none);
  EXPECT_EQ(Between(At("0001-01-01T00:00:00+00:01"), std::nullopt).ChooseFileDates(0).first, "0000-12-31");
  EXPECT_EQ(Between(Instant{kMinInt64, 0}, std::nullopt).ChooseFileDates(0).first, "");
  EXPECT_TRUE(Between(std::nullopt, Instant{kMinInt64, 0}).ChooseFileDates(3660).none);
}

}  // namespace
}  // namespace telex
