// Calendar arithmetic, for all that reads or writes dates: proleptic Gregorian, UTC.
#ifndef TELEX_TEXT_INSTANT_H_
#define TELEX_TEXT_INSTANT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "telex/instant.h"

namespace telex::internal {

inline constexpr std::int64_t kSecondsPerDay = 86'400;
inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

struct CivilDate {
  std::int64_t year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
};

// The greatest whole number not above dividend / divisor; the divisor is positive.
constexpr std::int64_t FloorDivide(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

constexpr bool IsLeapYear(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// 0 for a month that there is not.
constexpr int DaysInMonth(std::int64_t year, int month) {
  if (month < 1 || month > 12) return 0;
  if (month == 2) return IsLeapYear(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Whether this is a calendar date of the years 0001 to 9999.
constexpr bool IsRealDate(std::int64_t year, int month, int day) {
  return year >= 1 && year <= 9999 && day >= 1 && day <= DaysInMonth(year, month);
}

// Both directions count years from 1 March, so that the leap day is the last of its year; 0000-03-01 lies this many
// days before 1970-01-01.
inline constexpr std::int64_t kDaysFromMarchOfYear0 = 719'468;
inline constexpr std::int64_t kDaysPer400Years = 146'097;

// Days since 1970-01-01 of a real date of any year whose days fit.
constexpr std::int64_t DaysFromCivil(std::int64_t year, int month, int day) {
  const std::int64_t march_year = month > 2 ? year : year - 1;
  const int march_month = month > 2 ? month - 3 : month + 9;
  const std::int64_t days_of_years =
      365 * march_year + FloorDivide(march_year, 4) - FloorDivide(march_year, 100) + FloorDivide(march_year, 400);
  const int day_of_year = (153 * march_month + 2) / 5 + day - 1;
  return days_of_years + day_of_year - kDaysFromMarchOfYear0;
}

// The other way; any `days` that an Instant can have.
constexpr CivilDate CivilFromDays(std::int64_t days) {
  const std::int64_t shifted = days + kDaysFromMarchOfYear0;
  const std::int64_t cycle = FloorDivide(shifted, kDaysPer400Years);
  // The last century of a cycle and the last year of four are a day longer: their last day must not count as a next.
  std::int64_t rest = shifted - cycle * kDaysPer400Years;
  const std::int64_t century = rest / 36'524 < 3 ? rest / 36'524 : 3;
  rest -= century * 36'524;
  const std::int64_t four_years = rest / 1'461;
  rest -= four_years * 1'461;
  const std::int64_t single_year = rest / 365 < 3 ? rest / 365 : 3;
  const int day_of_year = static_cast<int>(rest - single_year * 365);
  const int march_month = (5 * day_of_year + 2) / 153;

  CivilDate date;
  date.month = march_month < 10 ? march_month + 3 : march_month - 9;
  date.day = day_of_year - (153 * march_month + 2) / 5 + 1;
  date.year = 400 * cycle + 100 * century + 4 * four_years + single_year + (date.month <= 2 ? 1 : 0);
  return date;
}

// Days since 1970-01-01 of the UTC date of an instant.
constexpr std::int64_t DayOf(const Instant& instant) { return FloorDivide(instant.seconds, kSecondsPerDay); }

constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }

// The number that `count` ASCII digits from `text` on say (count <= 9); -1 where one of them is no digit.
constexpr int ParseDigits(const char* text, int count) {
  int number = 0;
  for (int i = 0; i < count; ++i) {
    if (!IsAsciiDigit(text[i])) return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

// The numbers of a text of the shape `YYYY-MM-DD`, not necessarily a real date; std::nullopt for another shape.
constexpr std::optional<CivilDate> ParseDateShape(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = ParseDigits(text.data(), 4);
  const int month = ParseDigits(text.data() + 5, 2);
  const int day = ParseDigits(text.data() + 8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  return CivilDate{year, month, day};
}

}  // namespace telex::internal

#endif  // TELEX_TEXT_INSTANT_H_
