// A point in time, to the nanosecond, over all years that a calendar date can name.
#ifndef TELEX_INSTANT_H_
#define TELEX_INSTANT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace telex {

// UTC without leap seconds, proleptic Gregorian. A value type; any thread.
struct Instant {
  std::int64_t seconds = 0;      // since 1970-01-01T00:00:00Z, may be negative
  std::int32_t nanoseconds = 0;  // 0 … 999,999,999

  static Instant Now();
  static Instant FromUnixNanos(std::int64_t nanos);
  static Instant FromUnixMillis(std::int64_t millis);
  // Saturates at the ends of int64.
  std::int64_t ToUnixNanosSaturated() const;
  Instant AddSeconds(std::int64_t more) const { return {seconds + more, nanoseconds}; }

  friend bool operator==(const Instant& a, const Instant& b) {
    return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds;
  }
  friend bool operator!=(const Instant& a, const Instant& b) { return !(a == b); }
  friend bool operator<(const Instant& a, const Instant& b) {
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
  }
  friend bool operator<=(const Instant& a, const Instant& b) { return !(b < a); }
};

// `YYYY-MM-DDTHH:MM:SS[.1–9 digits](Z or ±HH:MM)`, capitals, a real date of the years 0001–9999, hour <= 23, minute and
// second <= 59, offset <= 23:59. std::nullopt for anything else.
std::optional<Instant> ParseInstant(std::string_view text);

// `YYYY-MM-DDTHH:MM:SS.mmmZ`, cut to milliseconds. Years above 9999 and below 0 as in ISO 8601's expanded form, signed
// and with six digits.
std::string FormatInstant(const Instant& instant);
// The UTC date, `YYYY-MM-DD` (the same expanded form).
std::string FormatDate(const Instant& instant);

}  // namespace telex

#endif  // TELEX_INSTANT_H_
