// Short texts are compared without a call.
#ifndef TELEX_TEXT_SAME_TEXT_H_
#define TELEX_TEXT_SAME_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "telex/json_value.h"

namespace telex {

// a == b, for texts that are as a rule of 4 to 16 bytes: both ends are compared as words, which may overlap.
inline bool SameText(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto same_ends = [&a, &b, size](auto word) {
    decltype(word) first[2];
    decltype(word) last[2];
    std::memcpy(&first[0], a.data(), sizeof word);
    std::memcpy(&first[1], b.data(), sizeof word);
    std::memcpy(&last[0], a.data() + size - sizeof word, sizeof word);
    std::memcpy(&last[1], b.data() + size - sizeof word, sizeof word);
    return first[0] == first[1] && last[0] == last[1];
  };
  if (size >= 8 && size <= 16) return same_ends(std::uint64_t{0});
  if (size >= 4 && size < 8) return same_ends(std::uint32_t{0});
  return size == 0 || std::memcmp(a.data(), b.data(), size) == 0;
}

// Whether a string is, decoded, `text`.
inline bool Is(const JsonValue& string, std::string_view text) {
  const bool plain = string.kind() == JsonValue::Kind::kPlainString;
  return plain ? SameText(string.text(), text) : string.Equals(text);
}

}  // namespace telex

#endif  // TELEX_TEXT_SAME_TEXT_H_
