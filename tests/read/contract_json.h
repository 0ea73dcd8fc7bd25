// What the contract takes for JSON: RapidJSON's opinion, and the differences that the contract asks for.
#ifndef TELEX_TESTS_READ_CONTRACT_JSON_H_
#define TELEX_TESTS_READ_CONTRACT_JSON_H_

#include <algorithm>
#include <string>

#include "read/json_scanner.h"
#include "tests/encode/json_tree.h"

namespace telex::test {

inline int Depth(const Json& json) {
  int depth = 0;
  for (const Json& item : json.items) depth = std::max(depth, Depth(item));
  for (const auto& member : json.members) depth = std::max(depth, Depth(member.second));
  return depth + (json.kind == Json::Kind::kArray || json.kind == Json::Kind::kObject ? 1 : 0);
}

inline bool ContractTakes(const std::string& text) {
  // - a text that goes on behind a NUL, which RapidJSON takes for its end, is none;
  if (text.find('\0') != std::string::npos) return false;
  // - numbers that overflow, and lone surrogate escapes, are JSON (ParseJson hides both from RapidJSON);
  Json json;
  if (!ParseJson(text, &json) || json.kind != Json::Kind::kObject) return false;
  // - nesting deeper than 64 is not taken.
  return Depth(json) <= kMaxNesting;
}

// A string of a tree as the contract reads it: in the tree a lone surrogate is one of the first characters for private use,
// U+E000 to U+E7FF, which the text must not hold itself.
inline std::string Repaired(const std::string& tree_text) {
  std::string out;
  for (std::size_t i = 0; i < tree_text.size();) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(tree_text[i + k]); };
    if (byte(0) == 0xEE && byte(1) < 0xA0) {
      out += "\xEF\xBF\xBD";
      i += 3;
    } else {
      out += tree_text[i++];
    }
  }
  return out;
}

}  // namespace telex::test

#endif  // TELEX_TESTS_READ_CONTRACT_JSON_H_
