#include "read/event_time.h"

#include <cstring>
#include <limits>
#include <optional>
#include <string>

#include "telex/instant.h"

namespace telex {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::size_t kUsualSize = 24;  // 2026-05-01T08:00:00.123Z

// The two or three digits at `p`; over 999 where one of them is none.
unsigned TwoDigits(const char* p) {
  const unsigned tens = static_cast<unsigned char>(p[0] - '0');
  const unsigned ones = static_cast<unsigned char>(p[1] - '0');
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}
unsigned ThreeDigits(const char* p) {
  const unsigned hundreds = static_cast<unsigned char>(p[0] - '0');
  return hundreds > 9 ? 1000 : hundreds * 100 + TwoDigits(p + 1);
}

bool ToUnixNanos(const Instant& instant, std::int64_t* nanos) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (instant.seconds < 0 || instant.seconds > kMax / kNanosPerSecond) return false;
  if (instant.seconds == kMax / kNanosPerSecond && instant.nanoseconds > kMax % kNanosPerSecond) return false;
  *nanos = instant.seconds * kNanosPerSecond + instant.nanoseconds;
  return true;
}

}  // namespace

bool EventTimeParser::ParseUsualForm(const char* p, std::int64_t* time_unix_nano) {
  if (std::memcmp(p, date_.data(), date_.size()) != 0) return false;
  const unsigned hour = TwoDigits(p + 11);
  const unsigned minute = TwoDigits(p + 14);
  const unsigned second = TwoDigits(p + 17);
  const unsigned millis = ThreeDigits(p + 20);
  const bool marks = p[10] == 'T' && p[13] == ':' && p[16] == ':' && p[19] == '.' && p[23] == 'Z';
  if (!marks || hour > 23 || minute > 59 || second > 59 || millis > 999) return false;
  *time_unix_nano = (date_seconds_ + hour * 3600 + minute * 60 + second) * kNanosPerSecond + millis * 1'000'000;
  return true;
}

bool EventTimeParser::Parse(const JsonValue& timestamp, std::int64_t* time_unix_nano) {
  std::string scratch;
  const std::string_view text = timestamp.DecodedView(scratch);
  if (text.size() == kUsualSize && ParseUsualForm(text.data(), time_unix_nano)) return true;
  const std::optional<Instant> instant = ParseInstant(text);
  if (!instant.has_value() || !ToUnixNanos(*instant, time_unix_nano)) return false;
  // Only dates whose every second is in range are remembered, so that the usual form needs no check of its own.
  const std::int64_t date_seconds = instant->seconds - instant->seconds % 86400;
  if (text.back() == 'Z' && instant->seconds < std::int64_t{9'000'000'000}) {
    std::memcpy(date_.data(), text.data(), date_.size());
    date_seconds_ = date_seconds;
  }
  return true;
}

}  // namespace telex
