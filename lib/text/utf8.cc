#include "text/utf8.h"

#include <algorithm>

namespace telex {
namespace {

// Appends the character that begins at `text[i]`, or U+FFFD for a byte that begins none. Returns how many bytes it is.
std::size_t AppendCharacter(std::string_view text, std::size_t i, std::string& out) {
  std::size_t length = 1;
  if (static_cast<std::uint8_t>(text[i]) >= 0x80) {
    char window[5] = {0, 0, 0, 0, 0};
    text.copy(window, 4, i);
    length = Utf8SequenceLength(window);
  }
  if (length == 0) {
    AppendUtf8(kReplacementCharacter, out);
    return 1;
  }
  out.append(text, i, length);
  return length;
}

// Where the ASCII characters from `begin` on end that need no escape.
std::size_t EndOfPlain(std::string_view text, std::size_t begin) {
  const auto is_plain = [](char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
  };
  return static_cast<std::size_t>(std::find_if_not(text.begin() + begin, text.end(), is_plain) - text.begin());
}

}  // namespace

void AppendUtf8(std::uint32_t code_point, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

std::string WellFormed(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) i += AppendCharacter(text, i, out);
  return out;
}

void AppendJsonEscaped(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte == '"' || byte == '\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(byte));
      ++i;
    } else if (byte < 0x20) {
      out.append("\\u00");
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
      ++i;
    } else if (byte < 0x80) {
      const std::size_t end = EndOfPlain(text, i);
      out.append(text, i, end - i);
      i = end;
    } else {
      i += AppendCharacter(text, i, out);
    }
  }
}

}  // namespace telex
