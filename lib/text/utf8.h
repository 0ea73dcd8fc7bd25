// UTF-8 by the letter of Unicode: no overlong forms, no surrogates, nothing above U+10FFFF.
#ifndef TELEX_TEXT_UTF8_H_
#define TELEX_TEXT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace telex {

inline constexpr std::uint32_t kReplacementCharacter = 0xFFFD;

// The length, 2 to 4, of the well-formed multi-byte sequence at `p`; 0 where there is none. Reads a byte only after the
// one before it was a continuation, so a control character or the end's sentinel stops it.
inline std::size_t Utf8SequenceLength(const char* p) {
  const auto byte = [p](int i) { return static_cast<std::uint8_t>(p[i]); };
  const auto continues = [&byte](int i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint8_t lead = byte(0);
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
    const std::uint8_t high = lead == 0xED ? 0x9F : 0xBF;
    return byte(1) >= low && byte(1) <= high && continues(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const std::uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
    return byte(1) >= low && byte(1) <= high && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

void AppendUtf8(std::uint32_t code_point, std::string& out);

// `text` with each byte that is not well-formed UTF-8 as U+FFFD.
std::string WellFormed(std::string_view text);

// Appends `text` as the inside of a JSON string: quotes, backslashes and control characters escaped, each byte that is
// not well-formed UTF-8 as U+FFFD.
void AppendJsonEscaped(std::string_view text, std::string& out);

}  // namespace telex

#endif  // TELEX_TEXT_UTF8_H_
