#include "encode/otlp_values.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>

namespace telex {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

// floor(x + 1/2) without the error of the addition: a double's fraction is exact.
double RoundHalfUp(double x) {
  const double whole = std::floor(x);
  return x - whole >= 0.5 ? whole + 1 : whole;
}

// A count as it usually is: up to 18 digits and nothing else. False where `text` is another number.
bool ParseUsualCount(std::string_view text, std::int64_t* value) {
  constexpr std::size_t kMaxDigitsOfCount = 18;
  if (text.size() > kMaxDigitsOfCount) return false;
  std::int64_t digits = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c - '0');
    if (digit > 9) return false;
    digits = digits * 10 + digit;
  }
  *value = digits;
  return true;
}

bool IsIntegerLiteral(std::string_view text) { return text.find_first_of(".eE") == std::string_view::npos; }

}  // namespace

char* PutRepaired(char* p, const JsonValue& value) {
  const std::string_view text = value.text();
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '\\') {
      *p++ = text[i++];
      continue;
    }
    // A pair is written as it is; a lone surrogate, alone in its decoded form, is U+FFFD.
    std::size_t size = text[i + 1] == 'u' ? 6 : 2;
    if (size == 6 && (text[i + 2] | 0x20) == 'd' && (text[i + 3] | 0x20) >= '8') {
      const bool high =
          text[i + 3] == '8' || text[i + 3] == '9' || (text[i + 3] | 0x20) == 'a' || (text[i + 3] | 0x20) == 'b';
      const bool low_follows = i + 12 <= text.size() && text[i + 6] == '\\' && text[i + 7] == 'u' &&
                               (text[i + 8] | 0x20) == 'd' && (text[i + 9] | 0x20) >= 'c';
      if (!high || !low_follows) {
        p = Put(p, "\xEF\xBF\xBD");
        i += 6;
        continue;
      }
      size = 12;
    }
    p = Put(p, text.substr(i, size));
    i += size;
  }
  return p;
}

char* PutLongDouble(char* p, const JsonValue& number) {
  const double value = number.AsDouble();
  if (std::isinf(value)) return value > 0 ? Put(p, "\"Infinity\"") : Put(p, "\"-Infinity\"");
  return Put(p, number.text());
}

std::uint64_t DurationNanos(double value, double nanos_per_unit) {
  constexpr double kTwoTo62 = 4611686018427387904.0;
  const double nanos = value * nanos_per_unit;
  if (!(nanos > 0)) return 0;
  if (nanos < kTwoTo62) {  // as RoundHalfUp, without a call
    const auto whole = static_cast<std::int64_t>(nanos);
    return static_cast<std::uint64_t>(whole) + (nanos - static_cast<double>(whole) >= 0.5 ? 1 : 0);
  }
  const double rounded = RoundHalfUp(nanos);
  return rounded >= kTwoTo64 ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(rounded);
}

Count RoundCount(const JsonValue& number) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const std::string_view text = number.text();
  std::int64_t value = 0;
  if (ParseUsualCount(text, &value)) return {value, false};
  if (IsIntegerLiteral(text)) {
    const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec == std::errc::result_out_of_range) return {text[0] == '-' ? 0 : kMax, true};
    return value < 0 ? Count{0, true} : Count{value, false};
  }
  const double rounded = RoundHalfUp(number.AsDouble());
  if (rounded < 0) return {0, true};
  if (rounded >= kTwoTo63) return {kMax, true};
  return {static_cast<std::int64_t>(rounded), false};
}

}  // namespace telex
