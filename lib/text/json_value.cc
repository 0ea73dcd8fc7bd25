#include "telex/json_value.h"

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

#include "absl/strings/charconv.h"
#include "telex/event.h"
#include "text/utf8.h"

namespace telex {
namespace {

constexpr std::size_t kMaxShortDecimal = 18;  // bytes: its digits fit 64 bits
constexpr std::uint64_t kTwoTo53 = std::uint64_t{1} << 53;
constexpr double kPowersOfTen[kMaxShortDecimal + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                                       1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

// A number as durations and counts are: some digits, with or without a fraction. Integers up to 2^53 and powers of ten
// up to 10^22 are doubles themselves, so that their quotient is the nearest double. False where `text` is another one.
bool ParseShortDecimal(std::string_view text, double* value) {
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
  if (text.size() > kMaxShortDecimal) return false;
  const char* p = text.data();
  const char* const end = p + text.size();
  const bool negative = *p == '-';
  if (negative) ++p;
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
  if (digits > kTwoTo53) return false;
  const double magnitude = static_cast<double>(digits) / kPowersOfTen[end - fraction];
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
  if (ParseShortDecimal(text(), &value)) return value;
  const absl::from_chars_result result = absl::from_chars(data_, data_ + size_, value);
  if (result.ec == std::errc::result_out_of_range && std::fabs(value) >= 1) {
    return std::copysign(std::numeric_limits<double>::infinity(), value);
  }
  return value;
}

const Attribute* FindAttribute(ArrayView<Attribute> attributes, std::string_view key) {
  for (std::size_t i = attributes.size(); i-- > 0;) {
    if (attributes[i].key.Equals(key)) return &attributes[i];
  }
  return nullptr;
}

}  // namespace telex
