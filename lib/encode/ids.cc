#include "encode/ids.h"

#include <cstdint>
#include <cstring>
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

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kTops = 0x8080808080808080u;

// The top bit of each byte of `ascii` that is at least `least`.
constexpr std::uint64_t AtLeast(std::uint64_t ascii, char least) {
  return ascii + kOnes * static_cast<std::uint64_t>(0x80 - least);
}

// Copies hex digits, eight at a time, in lower case; false where one is none or all are zero.
template <int kCount>
bool PutHexDigits(char* p, const char* digits) {
  std::uint64_t valid = kTops;
  std::uint64_t nonzero = 0;
  for (int i = 0; i < kCount; i += 8) {
    std::uint64_t text = 0;
    std::memcpy(&text, digits + i, 8);
    const std::uint64_t lower = text | (kOnes * 0x20);  // of letters; digits have that bit
    const std::uint64_t ascii = ~kTops;
    const std::uint64_t is_digit = AtLeast(text & ascii, '0') & ~AtLeast(text & ascii, '9' + 1);
    const std::uint64_t is_letter = AtLeast(lower & ascii, 'a') & ~AtLeast(lower & ascii, 'f' + 1);
    valid &= (is_digit | is_letter) & ~text;
    nonzero |= text ^ (kOnes * '0');
    std::memcpy(p + i, &lower, 8);
  }
  return valid == kTops && nonzero != 0;
}

bool PutUuidDigits(char* p, std::string_view id) {
  char digits[kTraceIdDigits];
  int count = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (id[i] == '-')) return false;
    if (!dash) digits[count++] = id[i];
  }
  return PutHexDigits<kTraceIdDigits>(p, digits);
}

// What is not written as an id usually is.
char* PutUnusualTraceId(char* p, const JsonValue& id, bool* derived) {
  std::string scratch;
  const std::string_view text = id.DecodedView(scratch);
  *derived = false;
  if (text.size() == kTraceIdDigits && PutHexDigits<kTraceIdDigits>(p, text.data())) return p + kTraceIdDigits;
  if (text.size() == kTraceIdDigits + 4 && PutUuidDigits(p, text)) return p + kTraceIdDigits;
  *derived = true;
  const std::uint64_t high = Fnv1a(text);
  const std::uint64_t low = Fnv1a("\x01", high);
  return PutHex(PutHex(p, high), high == 0 && low == 0 ? 1 : low);
}

char* PutUnusualSpanId(char* p, const JsonValue& id, bool* derived) {
  std::string scratch;
  const std::string_view text = id.DecodedView(scratch);
  *derived = false;
  if (text.size() == kSpanIdDigits && PutHexDigits<kSpanIdDigits>(p, text.data())) return p + kSpanIdDigits;
  *derived = true;
  const std::uint64_t hash = Fnv1a(text);
  return PutHex(p, hash == 0 ? 1 : hash);
}

}  // namespace

char* PutTraceId(char* p, const JsonValue& id, bool* derived) {
  const std::string_view text = id.text();  // of digits only it has no escapes
  if (text.size() != kTraceIdDigits || !PutHexDigits<kTraceIdDigits>(p, text.data())) {
    return PutUnusualTraceId(p, id, derived);
  }
  *derived = false;
  return p + kTraceIdDigits;
}

char* PutSpanId(char* p, const JsonValue& id, bool* derived) {
  const std::string_view text = id.text();
  if (text.size() != kSpanIdDigits || !PutHexDigits<kSpanIdDigits>(p, text.data())) {
    return PutUnusualSpanId(p, id, derived);
  }
  *derived = false;
  return p + kSpanIdDigits;
}

}  // namespace telex
