// Any line: the parser takes what RapidJSON takes, but for what the contract asks for, and reads the same values.
#include <cstddef>
#include <cstdint>
#include <string>

#include "read/json_scanner.h"
#include "read/line_parser.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/read/contract_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace telex;
  fuzz::FuzzInput input(data, size);
  const std::size_t shift = input.Byte() % 17;
  const std::string text(input.Until('\n'));
  // As a reader holds it: with its newline, at any alignment.
  const std::string bytes = std::string(shift, '"') + text + "\n" + std::string(kScanPadding - 1, '"');
  ParsedLine parsed;
  LineError error;
  const char* const begin = bytes.data() + shift;
  const bool taken = ParseLine(SkipSpace(begin), begin + text.size(), &parsed, &error);
  fuzz::Check(taken == test::ContractTakes(text), "the contract's JSON is taken, and no other", text);
  // The tree has characters for private use where the text has lone surrogates.
  const bool ambiguous = text.find('\xEE') != std::string::npos || text.find("\\ue") != std::string::npos ||
                         text.find("\\uE") != std::string::npos;
  if (!taken || ambiguous) return 0;

  const test::Json tree = test::ParseJson(text);
  const test::Json& properties = tree["properties"];
  if (parsed.state(Field::kProperties) != FieldState::kGood || parsed.properties.size() != properties.members.size()) {
    return 0;  // in another spelling, twice, or with members of other types
  }
  for (std::size_t i = 0; i < parsed.properties.size(); ++i) {
    const JsonValue& value = parsed.properties[i].value;
    const test::Json& expected = properties.members[i].second;
    if (value.is_number()) fuzz::Check(value.text() == expected.text, "numbers are kept", text);
    if (value.is_string()) fuzz::Check(value.Decode() == test::Repaired(expected.text), "strings are decoded", text);
  }
  return 0;
}
