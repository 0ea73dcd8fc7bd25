#include "encode/ids.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace telex {
namespace {

constexpr char kDigits[] = "0123456789abcdef";
constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325u;
constexpr std::uint64_t kFnvPrime = 0x100000001b3u;

std::uint64_t Fnv1a(std::string_view bytes, std::uint64_t hash = kFnvBasis) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return hash;
}

char* PutHex(char* p, std::uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) *p++ = kDigits[value >> shift & 15];
  return p;
}

// The lower-case form of each hex digit; kNoDigit for all other characters.
constexpr std::uint8_t kNoDigit = 0x80;
constexpr std::array<std::uint8_t, 256> MakeLowerHex() {
  std::array<std::uint8_t, 256> table{};
  for (std::uint8_t& entry : table) entry = kNoDigit;
  for (const char digit : {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'}) {
    table[static_cast<unsigned char>(digit)] = static_cast<std::uint8_t>(digit);
  }
  for (const char digit : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    table[static_cast<unsigned char>(digit)] = static_cast<std::uint8_t>(digit);
    table[static_cast<unsigned char>(digit - 'a' + 'A')] = static_cast<std::uint8_t>(digit);
  }
  return table;
}
constexpr std::array<std::uint8_t, 256> kLowerHex = MakeLowerHex();

// Copies `count` hex digits in lower case; false where one is none or all are zero.
bool PutHexDigits(char* p, const char* digits, int count) {
  unsigned seen = 0;
  unsigned nonzero = 0;
  for (int i = 0; i < count; ++i) {
    const unsigned digit = kLowerHex[static_cast<unsigned char>(digits[i])];
    seen |= digit;
    nonzero |= digit ^ '0';
    p[i] = static_cast<char>(digit);
  }
  return (seen & kNoDigit) == 0 && nonzero != 0;
}

bool PutUuidDigits(char* p, std::string_view id) {
  char digits[kTraceIdDigits];
  int count = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (id[i] == '-')) return false;
    if (!dash) digits[count++] = id[i];
  }
  return PutHexDigits(p, digits, kTraceIdDigits);
}

}  // namespace

char* PutTraceId(char* p, const JsonValue& id, bool* derived) {
  std::string scratch;
  const std::string_view text = id.DecodedView(scratch);
  *derived = false;
  if (text.size() == kTraceIdDigits && PutHexDigits(p, text.data(), kTraceIdDigits)) return p + kTraceIdDigits;
  if (text.size() == kTraceIdDigits + 4 && PutUuidDigits(p, text)) return p + kTraceIdDigits;
  *derived = true;
  const std::uint64_t high = Fnv1a(text);
  const std::uint64_t low = Fnv1a("\x01", high);
  return PutHex(PutHex(p, high), high == 0 && low == 0 ? 1 : low);
}

char* PutSpanId(char* p, const JsonValue& id, bool* derived) {
  std::string scratch;
  const std::string_view text = id.DecodedView(scratch);
  *derived = false;
  if (text.size() == kSpanIdDigits && PutHexDigits(p, text.data(), kSpanIdDigits)) return p + kSpanIdDigits;
  *derived = true;
  const std::uint64_t hash = Fnv1a(text);
  return PutHex(p, hash == 0 ? 1 : hash);
}

}  // namespace telex
