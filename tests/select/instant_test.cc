// Proves: instants are read and written exactly over all years that a date can name, and nothing but the form of the
// specification is read; the calendar agrees with counting its days one by one.
#include "telex/instant.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include "text/instant.h"

namespace telex {
namespace {

using internal::CivilDate;
using internal::CivilFromDays;
using internal::DaysFromCivil;
using internal::IsRealDate;

constexpr std::int64_t kMaxInt64 = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinInt64 = std::numeric_limits<std::int64_t>::min();

static_assert(DaysFromCivil(1970, 1, 1) == 0);
static_assert(DaysFromCivil(2026, 5, 1) == 20574);
static_assert(CivilFromDays(20574).day == 1);
static_assert(IsRealDate(2024, 2, 29) && !IsRealDate(2023, 2, 29));

Instant Parsed(std::string_view text) {
  const std::optional<Instant> instant = ParseInstant(text);
  EXPECT_TRUE(instant.has_value()) << text;
  return instant.value_or(Instant{});
}

TEST(Calendar, AgreesWithCountingDayByDay) {
  std::int64_t days = DaysFromCivil(-400, 1, 1);
  for (std::int64_t year = -400; year <= 10400; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const int month_days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= month_days[month - 1]; ++day, ++days) {
        const CivilDate date = CivilFromDays(days);
        ASSERT_TRUE(date.year == year && date.month == month && date.day == day) << year << "-" << month << "-" << day;
        ASSERT_EQ(DaysFromCivil(year, month, day), days);
      }
      ASSERT_EQ(IsRealDate(year, month, month_days[month - 1]), year >= 1 && year <= 9999);
      ASSERT_FALSE(IsRealDate(year, month, month_days[month - 1] + 1));
      ASSERT_FALSE(IsRealDate(year, month, 0));
    }
    ASSERT_FALSE(IsRealDate(year, 0, 1));
    ASSERT_FALSE(IsRealDate(year, 13, 1));
  }
}

TEST(Calendar, HoldsAtTheEndsOfInstant) {
  for (const std::int64_t seconds : {kMinInt64, kMaxInt64}) {
    const std::int64_t days = internal::DayOf({seconds, 0});
    const CivilDate date = CivilFromDays(days);
    EXPECT_EQ(DaysFromCivil(date.year, date.month, date.day), days);
  }
}

TEST(ParseInstant, ReadsEachForm) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00Z"), (Instant{0, 0}));
  EXPECT_EQ(Parsed("2026-05-01T05:44:07.159Z"), (Instant{1777614247, 159'000'000}));
  EXPECT_EQ(Parsed("2026-05-01T05:44:07.1Z"), (Instant{1777614247, 100'000'000}));
  EXPECT_EQ(Parsed("2026-05-01T05:44:07.000000001Z"), (Instant{1777614247, 1}));
  EXPECT_EQ(Parsed("2026-05-01T05:44:07.999999999Z"), (Instant{1777614247, 999'999'999}));
  EXPECT_EQ(Parsed("2026-05-01T07:44:07+02:00"), (Instant{1777614247, 0}));
  EXPECT_EQ(Parsed("2026-04-30T05:45:07-23:59"), (Instant{1777614247, 0}));
  EXPECT_EQ(Parsed("2026-05-01T05:44:07-00:00"), (Instant{1777614247, 0}));
  EXPECT_EQ(Parsed("1969-12-31T23:59:59.5Z"), (Instant{-1, 500'000'000}));
  EXPECT_EQ(Parsed("2024-02-29T00:00:00Z"), (Instant{1709164800, 0}));
  EXPECT_EQ(Parsed("0001-01-01T00:00:00Z"), (Instant{-62135596800, 0}));
  EXPECT_EQ(Parsed("9999-12-31T23:59:59Z"), (Instant{253402300799, 0}));
}

TEST(ParseInstant, RefusesAllElse) {
  const char* const kWrong[] = {
      "",
      "2026-05-01",
      "2026-05-01T05:44:07",
      "2026-05-01T05:44Z",
      "2026-05-01 05:44:07Z",
      "2026-05-01t05:44:07Z",
      "2026-05-01T05:44:07z",
      "2026-05-01T05:44:07.Z",
      "2026-05-01T05:44:07.1234567890Z",
      "2026-05-01T05:44:07,1Z",
      "2026-05-01T05:44:07.1",
      "2026-05-01T05:44:07.1 Z",
      "2026-05-01T24:00:00Z",
      "2026-05-01T05:60:07Z",
      "2026-05-01T05:44:60Z",
      "2026-05-01T05:44:07+24:00",
      "2026-05-01T05:44:07+02:60",
      "2026-05-01T05:44:07+0200",
      "2026-05-01T05:44:07+02",
      "2026-05-01T05:44:07+02:000",
      "2026-05-01T05:44:07+02-00",
      "2026-05-01T05:44:07ZZ",
      "2026-05-01T05:44:07Z ",
      " 2026-05-01T05:44:07Z",
      "2026-05-01T05-44:07Z",
      "2026-05-01T05:44-07Z",
      "2026-5-01T05:44:07Z",
      "2026-02-29T05:44:07Z",
      "2026-13-01T05:44:07Z",
      "2026-00-01T05:44:07Z",
      "2026-05-00T05:44:07Z",
      "0000-01-01T00:00:00Z",
      "+02026-05-01T05:44:07Z",
      "-2026-05-01T05:44:07Z",
      "2026-05-01T+5:44:07Z",
      "2026-05-01T05:4x:07Z",
      "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA6-05-01T05:44:07Z",
  };
  for (const char* text : kWrong) EXPECT_FALSE(ParseInstant(text).has_value()) << text;
  EXPECT_FALSE(ParseInstant(std::string_view("2026-05-01T05:44:07Z\0", 21)).has_value());
}

TEST(FormatInstant, CutsToMilliseconds) {
  EXPECT_EQ(FormatInstant({1777614247, 159'999'999}), "2026-05-01T05:44:07.159Z");
  EXPECT_EQ(FormatInstant({-1, 999'999'999}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatDate({-1, 999'999'999}), "1969-12-31");
}

TEST(FormatInstant, ExpandsYearsOfMoreThanFourDigits) {
  EXPECT_EQ(FormatInstant(Parsed("9999-12-31T23:59:59-00:01")), "+010000-01-01T00:00:59.000Z");
  EXPECT_EQ(FormatDate(Parsed("9999-12-31T23:59:59-00:01")), "+010000-01-01");
  EXPECT_EQ(FormatDate(Parsed("0001-01-01T00:00:00+00:01")), "0000-12-31");
  EXPECT_EQ(FormatDate({DaysFromCivil(-1, 12, 31) * 86400, 0}), "-000001-12-31");
  EXPECT_EQ(FormatDate({DaysFromCivil(-1234567, 1, 2) * 86400, 0}), "-1234567-01-02");
}

TEST(Instant, ParsesWhatItFormats) {
  constexpr unsigned kSeed = 20260501;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  std::uniform_int_distribution<std::int64_t> millis(-62135596800'000, 253402300799'999);
  std::uniform_int_distribution<int> offset_minutes(-1439, 1439);
  for (int i = 0; i < 100'000; ++i) {
    const Instant instant = Instant::FromUnixMillis(millis(random));
    const std::string text = FormatInstant(instant);
    ASSERT_EQ(Parsed(text), instant) << text;
    ASSERT_EQ(text.substr(0, 10), FormatDate(instant));

    // The same clock in another zone is that much earlier.
    const int offset = offset_minutes(random);
    char zone[16];
    std::snprintf(zone, sizeof zone, "%c%02d:%02d", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                  std::abs(offset) % 60);
    ASSERT_EQ(Parsed(text.substr(0, 23) + zone), instant.AddSeconds(-60 * offset)) << text << zone;
  }
}

TEST(Instant, ConvertsUnixTimesBothWays) {
  constexpr unsigned kSeed = 7;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t nanos = static_cast<std::int64_t>(random()) >> (random() % 64);
    const Instant instant = Instant::FromUnixNanos(nanos);
    ASSERT_GE(instant.nanoseconds, 0);
    ASSERT_LT(instant.nanoseconds, 1'000'000'000);
    ASSERT_EQ(instant.ToUnixNanosSaturated(), nanos);
  }
  EXPECT_EQ(Instant::FromUnixNanos(-1), (Instant{-1, 999'999'999}));
  EXPECT_EQ(Instant::FromUnixMillis(-1), (Instant{-1, 999'000'000}));
  EXPECT_EQ(Instant::FromUnixMillis(1777614247159), (Instant{1777614247, 159'000'000}));
}

TEST(Instant, SaturatesAtTheEndsOfInt64) {
  const Instant last = Instant::FromUnixNanos(kMaxInt64);
  const Instant first = Instant::FromUnixNanos(kMinInt64);
  EXPECT_EQ(last, (Instant{9223372036, 854'775'807}));
  EXPECT_EQ(first, (Instant{-9223372037, 145'224'192}));
  EXPECT_EQ(last.ToUnixNanosSaturated(), kMaxInt64);
  EXPECT_EQ(first.ToUnixNanosSaturated(), kMinInt64);
  EXPECT_EQ((Instant{9223372036, 854'775'808}).ToUnixNanosSaturated(), kMaxInt64);
  EXPECT_EQ((Instant{9223372036, 854'775'806}).ToUnixNanosSaturated(), kMaxInt64 - 1);
  EXPECT_EQ((Instant{-9223372037, 145'224'191}).ToUnixNanosSaturated(), kMinInt64);
  EXPECT_EQ((Instant{-9223372037, 145'224'193}).ToUnixNanosSaturated(), kMinInt64 + 1);
  EXPECT_EQ((Instant{kMaxInt64, 999'999'999}).ToUnixNanosSaturated(), kMaxInt64);
  EXPECT_EQ((Instant{kMinInt64, 0}).ToUnixNanosSaturated(), kMinInt64);
}

TEST(Instant, NowIsAfterThisWasWritten) { EXPECT_LT(Parsed("2024-01-01T00:00:00Z"), Instant::Now()); }

}  // namespace
}  // namespace telex
