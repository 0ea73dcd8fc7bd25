#include "text/instant.h"

#include <chrono>
#include <cstddef>
#include <limits>

namespace telex {
namespace {

using internal::CivilDate;
using internal::FloorDivide;
using internal::IsAsciiDigit;
using internal::kNanosPerSecond;
using internal::kSecondsPerDay;
using internal::ParseDigits;

// Appends `number` (>= 0) with at least `width` digits.
void AppendPadded(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

void AppendDate(std::string& out, std::int64_t days) {
  const CivilDate date = internal::CivilFromDays(days);
  if (date.year >= 0 && date.year <= 9999) {
    AppendPadded(out, date.year, 4);
  } else {
    out += date.year < 0 ? '-' : '+';
    AppendPadded(out, date.year < 0 ? -date.year : date.year, 6);
  }
  out += '-';
  AppendPadded(out, date.month, 2);
  out += '-';
  AppendPadded(out, date.day, 2);
}

// The seconds of a day that `HH:MM` says; -1 for anything else.
int ParseHourAndMinute(const char* text) {
  const int hour = ParseDigits(text, 2);
  const int minute = ParseDigits(text + 3, 2);
  if (text[2] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59) return -1;
  return hour * 3600 + minute * 60;
}

// Takes `.` and 1 to 9 digits from the front of `text`, if it begins with `.`; -1 where they are wrong.
std::int32_t TakeFraction(std::string_view& text) {
  if (text.empty() || text[0] != '.') return 0;
  std::size_t digits = 0;
  while (1 + digits < text.size() && IsAsciiDigit(text[1 + digits])) ++digits;
  if (digits < 1 || digits > 9) return -1;
  std::int32_t nanoseconds = ParseDigits(text.data() + 1, static_cast<int>(digits));
  for (std::size_t i = digits; i < 9; ++i) nanoseconds *= 10;
  text.remove_prefix(1 + digits);
  return nanoseconds;
}

// The seconds that `Z` or `±HH:MM` lies east of UTC.
std::optional<int> ParseOffset(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int seconds = ParseHourAndMinute(text.data() + 1);
  if (seconds < 0) return std::nullopt;
  return text[0] == '+' ? seconds : -seconds;
}

}  // namespace

Instant Instant::Now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return FromUnixNanos(std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count());
}

Instant Instant::FromUnixNanos(std::int64_t nanos) {
  const std::int64_t whole = FloorDivide(nanos, kNanosPerSecond);
  // Not nanos - whole * kNanosPerSecond, whose product overflows below the least whole second of int64 nanoseconds.
  const std::int64_t rest = nanos % kNanosPerSecond;
  return {whole, static_cast<std::int32_t>(rest < 0 ? rest + kNanosPerSecond : rest)};
}

Instant Instant::FromUnixMillis(std::int64_t millis) {
  const std::int64_t rest = millis % 1000;
  return {FloorDivide(millis, 1000), static_cast<std::int32_t>((rest < 0 ? rest + 1000 : rest) * 1'000'000)};
}

std::int64_t Instant::ToUnixNanosSaturated() const {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (*this <= FromUnixNanos(kMin)) return kMin;
  if (FromUnixNanos(kMax) <= *this) return kMax;
  if (seconds >= 0) return seconds * kNanosPerSecond + nanoseconds;
  // From the second above, so that the product alone does not overflow.
  return (seconds + 1) * kNanosPerSecond + (nanoseconds - kNanosPerSecond);
}

std::optional<Instant> ParseInstant(std::string_view text) {
  constexpr std::size_t kFractionAt = 19;  // after YYYY-MM-DDTHH:MM:SS
  if (text.size() <= kFractionAt || text[10] != 'T' || text[16] != ':') return std::nullopt;
  const std::optional<CivilDate> date = internal::ParseDateShape(text.substr(0, 10));
  if (!date || !internal::IsRealDate(date->year, date->month, date->day)) return std::nullopt;
  const int second_of_day = ParseHourAndMinute(text.data() + 11);
  const int second = ParseDigits(text.data() + 17, 2);
  if (second_of_day < 0 || second < 0 || second > 59) return std::nullopt;

  std::string_view rest = text.substr(kFractionAt);
  const std::int32_t nanoseconds = TakeFraction(rest);
  const std::optional<int> offset = ParseOffset(rest);
  if (nanoseconds < 0 || !offset) return std::nullopt;
  const std::int64_t days = internal::DaysFromCivil(date->year, date->month, date->day);
  return Instant{days * kSecondsPerDay + second_of_day + second - *offset, nanoseconds};
}

std::string FormatInstant(const Instant& instant) {
  const std::int64_t days = internal::DayOf(instant);
  const std::int64_t remainder = instant.seconds % kSecondsPerDay;
  const std::int64_t second_of_day = remainder < 0 ? remainder + kSecondsPerDay : remainder;
  std::string out;
  AppendDate(out, days);
  out += 'T';
  AppendPadded(out, second_of_day / 3600, 2);
  out += ':';
  AppendPadded(out, second_of_day / 60 % 60, 2);
  out += ':';
  AppendPadded(out, second_of_day % 60, 2);
  out += '.';
  AppendPadded(out, instant.nanoseconds / 1'000'000, 3);
  out += 'Z';
  return out;
}

std::string FormatDate(const Instant& instant) {
  std::string out;
  AppendDate(out, internal::DayOf(instant));
  return out;
}

}  // namespace telex
