#include "telex/json_value.h"

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <system_error>

#include "absl/numeric/bits.h"
#include "absl/numeric/int128.h"
#include "absl/strings/charconv.h"
#include "telex/event.h"
#include "text/same_text.h"
#include "text/utf8.h"

namespace telex {
namespace {

constexpr std::uint64_t kTwoTo53 = std::uint64_t{1} << 53;
constexpr std::size_t kMaxDigits = 19;  // they fit 64 bits
constexpr double kPowersOfTen[kMaxDigits] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                             1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

// The double that is nearest to `digits` / 10^`power`; `digits` > 0, `power` < kMaxDigits.
double DividedByPowerOfTen(std::uint64_t digits, std::size_t power) {
  const auto divisor = static_cast<std::uint64_t>(kPowersOfTen[power]);
  const int digits_shift = absl::countl_zero(digits);
  const int divisor_shift = absl::countl_zero(divisor);
  // Both with their first bit set; the quotient has 63 or 64 bits then, more than enough to round by once it is known
  // whether anything is left.
  const std::uint64_t dividend = digits << digits_shift;
  // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): no power of ten is 0, whose shift would be 64
  const std::uint64_t shifted_divisor = divisor << divisor_shift;
  const absl::uint128 shifted_dividend = absl::MakeUint128(dividend >> 1, dividend << 63);
  std::uint64_t quotient = absl::Uint128Low64(shifted_dividend / shifted_divisor);
  if (quotient * shifted_divisor != dividend << 63) quotient |= 1;
  // Times a power of two, which is exact.
  const auto exponent = static_cast<std::uint64_t>(1023 - 63 + divisor_shift - digits_shift);
  const std::uint64_t scale_bits = exponent << 52;
  double scale = 0;
  std::memcpy(&scale, &scale_bits, sizeof scale);
  return static_cast<double>(quotient) * scale;
}

// A number as durations and counts are: up to 19 digits, with or without a fraction. False where `text` is another one.
bool ParseDecimal(std::string_view text, double* value) {
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
  const char* p = text.data();
  const char* const end = p + text.size();
  const bool negative = *p == '-';
  if (negative) ++p;
  const auto size = static_cast<std::size_t>(end - p);
  if (size > kMaxDigits + 1) return false;
  std::uint64_t digits = 0;
  const char* fraction = end;
  for (; p != end; ++p) {
    const unsigned digit = static_cast<unsigned char>(*p - '0');
    if (digit <= 9) {
      digits = digits * 10 + digit;
    } else if (*p == '.') {
      fraction = p + 1;
    } else {
      return false;
    }
  }
  const auto power = static_cast<std::size_t>(end - fraction);
  if (power >= kMaxDigits || (power == 0 && size > kMaxDigits)) return false;
  double magnitude = 0;
  if (digits <= kTwoTo53) {
    // Integers up to 2^53 and powers of ten up to 10^22 are doubles themselves: their quotient is the nearest one.
    magnitude = static_cast<double>(digits) / kPowersOfTen[power];
  } else {
    magnitude = DividedByPowerOfTen(digits, power);
  }
  *value = negative ? -magnitude : magnitude;
  return true;
#else  // where doubles are computed with more digits and rounded twice
  (void)text;
  (void)value;
  return false;
#endif
}

unsigned HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10;
}

// The four hex digits at `p`, which the parser has checked.
std::uint32_t Hex4(const char* p) {
  return HexDigit(p[0]) << 12 | HexDigit(p[1]) << 8 | HexDigit(p[2]) << 4 | HexDigit(p[3]);
}

bool IsHighSurrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

char SimpleEscape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;  // quote, backslash, slash
  }
}

// Decodes the `\uXXXX` (or the pair of them) whose 'u' stands at `p`; returns the end of what it used.
const char* DecodeUnicodeEscape(const char* p, const char* end, std::string& out) {
  std::uint32_t unit = Hex4(p + 1);
  p += 5;
  if (IsHighSurrogate(unit) && end - p >= 6 && p[0] == '\\' && p[1] == 'u' && IsLowSurrogate(Hex4(p + 2))) {
    unit = 0x10000 + ((unit - 0xD800) << 10) + (Hex4(p + 2) - 0xDC00);
    p += 6;
  } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
    unit = kReplacementCharacter;
  }
  AppendUtf8(unit, out);
  return p;
}

}  // namespace

void JsonValue::AppendDecoded(std::string& out) const {
  const char* p = data_;
  const char* const end = data_ + size_;
  if (kind_ != Kind::kEscapedString && kind_ != Kind::kLoneSurrogateString) {
    out.append(p, end);
    return;
  }
  while (p != end) {
    if (*p != '\\') {
      out.push_back(*p++);
    } else if (p[1] == 'u') {
      p = DecodeUnicodeEscape(p + 1, end, out);
    } else {
      out.push_back(SimpleEscape(p[1]));
      p += 2;
    }
  }
}

std::string JsonValue::Decode() const {
  std::string out;
  AppendDecoded(out);
  return out;
}

std::string_view JsonValue::DecodedView(std::string& scratch) const {
  if (kind_ != Kind::kEscapedString && kind_ != Kind::kLoneSurrogateString) return text();
  scratch.clear();
  AppendDecoded(scratch);
  return scratch;
}

bool JsonValue::EqualsDecoded(std::string_view decoded) const { return Decode() == decoded; }

double JsonValue::AsDouble() const {
  if (!is_number()) return 0;
  double value = 0;
  if (ParseDecimal(text(), &value)) return value;
  const absl::from_chars_result result = absl::from_chars(data_, data_ + size_, value);
  if (result.ec == std::errc::result_out_of_range && std::fabs(value) >= 1) {
    return std::copysign(std::numeric_limits<double>::infinity(), value);
  }
  return value;
}

const Attribute* FindAttribute(ArrayView<Attribute> attributes, std::string_view key) {
  for (std::size_t i = attributes.size(); i-- > 0;) {
    if (Is(attributes[i].key, key)) return &attributes[i];
  }
  return nullptr;
}

}  // namespace telex
