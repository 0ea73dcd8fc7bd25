#include "telex/json_value.h"

#include <cmath>
#include <limits>
#include <system_error>

#include "absl/strings/charconv.h"
#include "telex/event.h"
#include "text/utf8.h"

namespace telex {
namespace {

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

bool JsonValue::Equals(std::string_view decoded) const {
  if (kind_ != Kind::kEscapedString && kind_ != Kind::kLoneSurrogateString) return text() == decoded;
  return Decode() == decoded;
}

double JsonValue::AsDouble() const {
  if (!is_number()) return 0;
  double value = 0;
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
