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

// Eight characters at a time.
std::uint64_t Word(const char* p) {
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  return word;
}
// Whether `text` has a digit where `form` has a 0, and the same character as `form` elsewhere.
bool HasForm(std::uint64_t text, std::uint64_t form, std::uint64_t digits) {
  const std::uint64_t difference = text ^ form;  // of digits: 0 to 9
  constexpr std::uint64_t kHighNibbles = 0xF0F0'F0F0'F0F0'F0F0u;
  constexpr std::uint64_t kSixes = 0x0606'0606'0606'0606u;
  const std::uint64_t over_nine = (difference + kSixes) & kHighNibbles;
  return ((difference | over_nine) & (kHighNibbles | ~digits)) == 0;
}
unsigned Digit(char c) { return static_cast<unsigned>(c - '0'); }
unsigned TwoDigits(const char* p) { return Digit(p[0]) * 10 + Digit(p[1]); }

bool ToUnixNanos(const Instant& instant, std::int64_t* nanos) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (instant.seconds < 0 || instant.seconds > kMax / kNanosPerSecond) return false;
  if (instant.seconds == kMax / kNanosPerSecond && instant.nanoseconds > kMax % kNanosPerSecond) return false;
  *nanos = instant.seconds * kNanosPerSecond + instant.nanoseconds;
  return true;
}

}  // namespace

bool EventTimeParser::ParseUsualForm(const JsonValue& timestamp, std::int64_t* time_unix_nano) const {
  if (timestamp.text().size() != kUsualSize) return false;
  const char* const p = timestamp.text().data();  // what has this form has no escapes
  if (Word(p) != Word(date_.data()) || Word(p + 3) != Word(date_.data() + 3)) return false;
  // The time of the day to its second, and from the second's colon to the Z.
  const bool usual = HasForm(Word(p + 11), Word("00:00:00"), Word("\xFF\xFF\0\xFF\xFF\0\xFF\xFF")) &&
                     HasForm(Word(p + 16), Word(":00.000Z"), Word("\0\xFF\xFF\0\xFF\xFF\xFF\0"));
  const unsigned hour = TwoDigits(p + 11);
  const unsigned minute = TwoDigits(p + 14);
  const unsigned second = TwoDigits(p + 17);
  const unsigned millis = Digit(p[20]) * 100 + TwoDigits(p + 21);
  if (!usual || hour > 23 || minute > 59 || second > 59) return false;
  const unsigned second_of_day = hour * 3600 + minute * 60 + second;
  const unsigned nanos = millis * 1'000'000;
  *time_unix_nano = (date_seconds_ + second_of_day) * kNanosPerSecond + nanos;
  return true;
}

bool EventTimeParser::ParseAnyForm(const JsonValue& timestamp, std::int64_t* time_unix_nano) {
  std::string scratch;
  const std::string_view text = timestamp.DecodedView(scratch);
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
