// Finds the ends of JSON values in a line, by RFC 8259, without decoding them.
//
// All functions read a text that ends with a sentinel: the byte at `end` is a control character (the line's newline or
// a NUL that the buffer's owner put there) and kScanPadding bytes from `end` on may be read. No token of JSON holds a
// raw control character, so the inner loops need no check for the end.
#ifndef TELEX_READ_JSON_SCANNER_H_
#define TELEX_READ_JSON_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "telex/json_value.h"

#if defined(__SSE2__) && !defined(TELEX_PORTABLE_SCAN)
#include <emmintrin.h>
#define TELEX_SCAN_SSE2 1
#endif

namespace telex {

// How many bytes after the end of a text may be read.
inline constexpr std::size_t kScanPadding = 32;

// Objects and arrays may be nested this deep; a line's own object is level 1.
inline constexpr int kMaxNesting = 64;

// What a scan can fail with.
enum class ScanError : std::uint8_t { kNone, kSyntax, kUtf8, kNesting };

inline const char* SkipSpace(const char* p) {
  if (static_cast<unsigned char>(*p) > ' ') return p;  // as a rule there is none
  while (*p == ' ' || *p == '\t' || *p == '\r') ++p;
  return p;
}

inline bool IsDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

#ifdef TELEX_SCAN_SSE2
// How many of a mask's 16 bits, from the lowest on, are set: 0 to 16.
inline std::size_t CountOnes(int mask) { return static_cast<unsigned>(__builtin_ctz(~static_cast<unsigned>(mask))); }

// The first byte from `p` on that is a quote, a backslash, a control character or not ASCII.
inline const char* SkipPlainCharacters(const char* p) {
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i last_control = _mm_set1_epi8(' ' - 1);
  for (;;) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i special = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash));
    // As signed bytes control characters are less than a space, and so is what is not ASCII.
    const __m128i plain = _mm_andnot_si128(special, _mm_cmpgt_epi8(v, last_control));
    const std::size_t count = CountOnes(_mm_movemask_epi8(plain));
    p += count;
    // Ids fill 16 bytes, or 32: their quote is seen without another load.
    if (*p == '"' || count != 16) return p;
  }
}

// The first byte from `p` on that is no digit.
inline const char* SkipDigits(const char* p) {
  for (;;) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // Shifted so that the digits are the greatest signed bytes.
    const __m128i shifted = _mm_add_epi8(v, _mm_set1_epi8(127 - '9'));
    const std::size_t count = CountOnes(_mm_movemask_epi8(_mm_cmpgt_epi8(shifted, _mm_set1_epi8(127 - 10))));
    p += count;
    if (count != 16) return p;
  }
}
#else
inline const char* SkipPlainCharacters(const char* p) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kTops = 0x8080808080808080u;
  const auto is_plain = [](char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
  };
  for (;; p += 8) {
    std::uint64_t v;
    std::memcpy(&v, p, 8);
    const std::uint64_t quote = v ^ (kOnes * '"');
    const std::uint64_t backslash = v ^ (kOnes * '\\');
    // Exact for the lowest stop byte, and never misses one: a borrow can only add stops above a real one.
    const std::uint64_t stop = ((quote - kOnes) | (backslash - kOnes) | (v - kOnes * 0x20) | v) & kTops;
    if (stop == 0) continue;
    for (int i = 0; i < 8; ++i) {
      if (!is_plain(p[i])) return p + i;
    }
  }
}

inline const char* SkipDigits(const char* p) {
  while (IsDigit(*p)) ++p;
  return p;
}
#endif

// As ScanString, for the string that begins at `begin`, whose characters before `p` are plain.
const char* ScanUnusualString(const char* begin, const char* p, JsonValue* value, ScanError* error);

// The string whose first character is at `p` (after the quote): `*value` is its text; returns the byte after the
// closing quote, nullptr and `*error` where it is none.
inline const char* ScanString(const char* p, JsonValue* value, ScanError* error) {
  const char* const q = SkipPlainCharacters(p);
  if (*q != '"') return ScanUnusualString(p, q, value, error);
  *value = JsonValue::Plain({p, static_cast<std::size_t>(q - p)});
  return q + 1;
}

// The number that begins at `p`. nullptr where it is none.
inline const char* ScanNumber(const char* p, JsonValue* value) {
  const char* const begin = p;
  bool may_overflow = false;
  if (*p == '-') ++p;
  if (*p == '0') {
    ++p;
  } else if (IsDigit(*p)) {
    while (IsDigit(*++p)) {
    }
  } else {
    return nullptr;
  }
  if (*p == '.') {
    const char* const fraction = ++p;
    p = SkipDigits(p);
    if (p == fraction) return nullptr;
  }
  if ((*p | 0x20) == 'e') {
    may_overflow = true;
    ++p;
    if (*p == '+' || *p == '-') ++p;
    if (!IsDigit(*p)) return nullptr;
    while (IsDigit(*++p)) {
    }
  }
  const auto size = static_cast<std::size_t>(p - begin);
  may_overflow |= size > 300;  // without an exponent 10^308 has 309 digits
  *value = JsonValue({begin, size}, may_overflow ? JsonValue::Kind::kLongNumber : JsonValue::Kind::kNumber);
  return p;
}

// Skips any value at `p`, which stands inside `nesting` open objects and arrays. nullptr and `*error` where it is none.
const char* SkipValue(const char* p, int nesting, ScanError* error);

// Skips `true`, `false` or `null`; `*kind` is kAbsent for null. nullptr where it is none.
const char* ScanLiteral(const char* p, JsonValue::Kind* kind);

}  // namespace telex

#endif  // TELEX_READ_JSON_SCANNER_H_
