// JSON documents as trees that keep the text of numbers: read by RapidJSON, which refuses what is not JSON.
#ifndef TELEX_TESTS_ENCODE_JSON_TREE_H_
#define TELEX_TESTS_ENCODE_JSON_TREE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace telex::test {

struct Json {
  enum class Kind { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::string text;  // of a number as it stands, of a string decoded; a lone surrogate is U+E000 more than D800
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;  // as they stand, duplicates too

  // The last member of that key; a null value where there is none.
  const Json& operator[](std::string_view key) const;
  const Json& operator[](std::size_t i) const { return items[i]; }
  bool Has(std::string_view key) const;
  std::size_t size() const { return items.size(); }
};

// What is not one JSON text is a failure of the test. Numbers of any size and lone surrogate escapes are JSON.
Json ParseJson(std::string_view text);
// The same without the failure: false where it is none.
bool ParseJson(std::string_view text, Json* json);

enum class Numbers { kAsText, kAsValues };
// With sorted members, the last one of equal keys; equal for equal documents.
std::string Canonical(const Json& json, Numbers numbers = Numbers::kAsValues);

// A list of OTLP attributes as an object; equal keys are a failure of the test.
Json AttributesAsObject(const Json& list);
// The same for each `attributes` inside.
Json WithAttributesAsObjects(const Json& json);

}  // namespace telex::test

#endif  // TELEX_TESTS_ENCODE_JSON_TREE_H_
