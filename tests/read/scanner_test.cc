// Proves that the parser of lines takes and refuses what RapidJSON does, and reads the same strings, on generated and on
// mutated lines. The differences that the contract asks for are in one place, contract_json.h. Built twice: as it is, and
// as on a machine without SSE2 (TELEX_PORTABLE_SCAN).
#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "read/json_scanner.h"
#include "read/line_parser.h"
#include "tests/encode/json_tree.h"
#include "tests/read/contract_json.h"

namespace telex {
namespace {

using test::ContractTakes;
using test::Repaired;

#ifdef TELEX_PORTABLE_SCAN
#ifdef TELEX_SCAN_SSE2
#error "the portable scan was asked for"
#endif
#endif

// A line as a reader holds it: with its newline, or at the end of a file, at any alignment.
class Line {
 public:
  Line(std::string_view text, char end, std::size_t shift) : shift_(shift), size_(text.size()) {
    bytes_ =
        std::string(shift, '"') + std::string(text) + end + std::string(kScanPadding - 1, end == '\n' ? '"' : '\0');
  }
  const char* begin() const { return bytes_.data() + shift_; }
  const char* end() const { return begin() + size_; }

 private:
  std::string bytes_;
  std::size_t shift_;
  std::size_t size_;
};

bool Takes(std::string_view text, ParsedLine* parsed, LineError* error) {
  static unsigned calls = 0;
  ++calls;
  const Line line(text, calls % 2 == 0 ? '\n' : '\0', calls % 17);
  return ParseLine(line.begin(), line.end(), parsed, error);
}
bool Takes(std::string_view text) {
  ParsedLine parsed;
  LineError error;
  return Takes(text, &parsed, &error);
}

bool RapidJsonTakes(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag>(text.c_str());
  return !document.HasParseError() && document.IsObject();
}

struct Example {
  const char* text;
  bool rapidjson;
  bool contract;
};

TEST(Scanner, DifferencesThatTheContractAsksFor) {
  const std::string deep64 = "{\"a\":" + std::string(63, '[') + std::string(63, ']') + "}";
  const std::string deep65 = "{\"a\":" + std::string(64, '[') + std::string(64, ']') + "}";
  const std::string deep1000 = "{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}";
  const std::string digits = "{\"a\":" + std::string(400, '9') + "}";
  const Example examples[] = {{"{\"a\":1e999}", false, true},         {"{\"a\":-1e999}", false, true},
                              {digits.c_str(), false, true},          {"{\"a\":\"\\ud800\"}", false, true},
                              {"{\"a\":\"\\udc00\"}", true, true},    {"{\"\\ud800\\ud800\":1}", false, true},
                              {deep64.c_str(), true, true},           {deep65.c_str(), true, false},
                              {deep1000.c_str(), true, false},        {"{\"a\":\"\xED\xA0\x80\"}", false, false},
                              {"{\"a\":\"\xC0\x80\"}", false, false}, {"{\"a\":\"\xF4\x90\x80\x80\"}", false, false}};
  for (const Example& example : examples) {
    EXPECT_EQ(RapidJsonTakes(example.text), example.rapidjson) << example.text;
    EXPECT_EQ(ContractTakes(example.text), example.contract) << example.text;
    EXPECT_EQ(Takes(example.text), example.contract) << example.text;
  }
  const std::string behind_nul("{\"a\":1}\0x", 9);
  EXPECT_TRUE(RapidJsonTakes(behind_nul));
  EXPECT_FALSE(ContractTakes(behind_nul));
  EXPECT_FALSE(Takes(behind_nul));
}

TEST(Scanner, Reasons) {
  const auto reason = [](const std::string& text) {
    ParsedLine parsed;
    LineError error;
    EXPECT_FALSE(Takes(text, &parsed, &error)) << text;
    EXPECT_LE(error.offset, text.size());
    return error.error;
  };
  EXPECT_EQ(reason("{\"a\":\"\xFF\"}"), ScanError::kUtf8);
  EXPECT_EQ(reason("{\"\xE6\x97\":1}"), ScanError::kUtf8);
  EXPECT_EQ(reason("{\"error\":{\"message\":\"\x80\"}}"), ScanError::kUtf8);
  EXPECT_EQ(reason("{\"a\":" + std::string(64, '[')), ScanError::kNesting);
  EXPECT_EQ(reason("{\"properties\":{\"p\":" + std::string(63, '[')), ScanError::kNesting);
  EXPECT_EQ(reason("{\"error\":{\"x\":" + std::string(63, '[')), ScanError::kNesting);
  EXPECT_EQ(reason("{\"context\":{\"x\":" + std::string(63, '[')), ScanError::kNesting);
  EXPECT_EQ(reason("{\"a\":1"), ScanError::kSyntax);
  EXPECT_EQ(reason("[1]"), ScanError::kSyntax);
  EXPECT_EQ(reason("{} {}"), ScanError::kSyntax);
  EXPECT_EQ(reason("{\"a\":\"\t\"}"), ScanError::kSyntax);
  EXPECT_EQ(reason("\xEF\xBB\xBF{}"), ScanError::kSyntax);
}

// Random JSON that knows the names of the fields.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  std::size_t Below(std::size_t n) { return random_() % n; }

  std::string Space() { return Below(6) == 0 ? std::string(Below(3), " \t\r"[Below(3)]) : ""; }
  std::string String() {
    static const char* const kPieces[] = {"a",
                                          "key",
                                          "\\n",
                                          "\\\"",
                                          "\\\\",
                                          "\\/",
                                          "\\u0041",
                                          "\\u0000",
                                          "\\ud83d\\ude00",
                                          "\\ud800",
                                          "\\udc00",
                                          "\\uD8FF\\u0041",
                                          "\xC3\xA9",
                                          "\xE6\x97\xA5",
                                          "\xF0\x9F\x98\x80",
                                          "\x7F",
                                          " ",
                                          "result",
                                          "\\b",
                                          "0123456789abcdef",
                                          "\xEF\xBF\xBF",
                                          "\xED\x9F\xBF",
                                          "\xEE\xA0\xB0"};
    std::string out = "\"";
    for (std::size_t i = Below(8); i > 0; --i) out += kPieces[Below(std::size(kPieces))];
    if (Below(8) == 0) out += std::string(Below(40), 'x');
    return out + "\"";
  }
  std::string Number() {
    static const char* const kNumbers[] = {"0",
                                           "-0",
                                           "1",
                                           "-1.5",
                                           "1e5",
                                           "1E+05",
                                           "2e-3",
                                           "1e999",
                                           "-1e-999",
                                           "0.0",
                                           "9223372036854775808",
                                           "123456789012345678901234567890",
                                           "1.0e0"};
    return kNumbers[Below(std::size(kNumbers))];
  }
  std::string Scalar() {
    switch (Below(6)) {
      case 0:
        return "true";
      case 1:
        return "false";
      case 2:
        return "null";
      case 3:
        return Number();
      default:
        return String();
    }
  }
  std::string Value(int depth) {
    const std::size_t kind = Below(depth > 4 ? 4 : 7);
    if (kind < 4) return Scalar();
    if (kind == 4) {
      std::string out = "[";
      for (std::size_t i = 0, n = Below(4); i < n; ++i)
        out += (i == 0 ? "" : ",") + Space() + Value(depth + 1) + Space();
      return out + "]";
    }
    return Object(depth + 1, false);
  }
  std::string Object(int depth, bool fields) {
    static const char* const kFields[] = {"event_id",   "event_name",     "timestamp",      "event_sequence",
                                          "properties", "measurements",   "trace_id",       "parent_event_id",
                                          "error",      "deployment_url", "schema_version", "context",
                                          "kind",       "eventId",        "session_id",     "message"};
    std::string out = "{" + Space();
    for (std::size_t i = 0, n = Below(fields ? 16 : 4); i < n; ++i) {
      const std::string key =
          fields && Below(5) != 0 ? "\"" + std::string(kFields[Below(2) == 0 ? i % 13 : Below(16)]) + "\"" : String();
      out += (i == 0 ? "" : ",") + Space() + key + Space() + ":" + Space() + Value(depth) + Space();
    }
    return out + "}" + (depth == 1 ? Space() : "");
  }
  std::string Mutated(std::string text) {
    static constexpr char kText[] = "\"\\{}[]:,0123456789.-+eEtfnul \t\r\x01\x1F\x7F\x80\xBF\xC3\xE0\xED\xF0\xFF\0";
    static const std::string kBytes(kText, sizeof kText - 1);
    for (std::size_t i = Below(3) + 1; i > 0 && !text.empty(); --i) {
      const std::size_t at = Below(text.size());
      const char byte = kBytes[Below(kBytes.size())];
      switch (Below(5)) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1, byte);
          break;
        case 2:
          text.erase(at, 1 + Below(3));
          break;
        case 3:
          text.insert(at, text.substr(Below(text.size()), Below(8)));
          break;
        default:
          text.resize(at);
          break;
      }
    }
    return text;
  }

 private:
  std::mt19937 random_;
};

TEST(Scanner, GeneratedLinesAreTaken) {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    const std::string line = Generator(seed).Object(1, true);
    ASSERT_TRUE(ContractTakes(line)) << "seed " << seed << ": " << line;
    ASSERT_TRUE(Takes(line)) << "seed " << seed << ": " << line;
  }
}

TEST(Scanner, MutatedLinesAreJudgedAlike) {
  std::size_t taken = 0;
  for (unsigned seed = 1; seed <= 20000; ++seed) {
    Generator generator(seed);
    const std::string line = generator.Mutated(generator.Object(1, true));
    if (line.find('\n') != std::string::npos) continue;
    const bool expected = ContractTakes(line);
    taken += expected ? 1 : 0;
    ASSERT_EQ(Takes(line), expected) << "seed " << seed << ": " << line;
  }
  EXPECT_GT(taken, 1000u);
}

// Strings of every length, so that each place in a block of the scan is the first stop once.
TEST(Scanner, StopsAtEveryPlace) {
  for (std::size_t length = 0; length < 70; ++length) {
    for (const char* stop : {"", "\\n", "\xC3\xA9", "\xE6\x97\xA5", "\xF0\x9F\x98\x80", "\\u00e9", "\x7F"}) {
      for (std::size_t after = 0; after < 3; ++after) {
        const std::string text = std::string(length, 'x') + stop + std::string(after * 9, '~');
        const Line line("{\"k\":\"" + text + "\"}", '\n', length % 16);
        ParsedLine parsed;
        LineError error;
        ASSERT_TRUE(ParseLine(line.begin(), line.end(), &parsed, &error)) << text;
      }
    }
    for (const char bad : {'\x00', '\x01', '\x1F', '\x80', '\xFF', '\n'}) {
      const std::string text = std::string(length, 'x') + bad;
      ASSERT_FALSE(Takes("{\"k\":\"" + text + "\"}")) << length;
    }
    // Every byte that needs no escape is plain: 0x20 is the least, 0x7F the greatest.
    JsonValue value;
    ScanError error = ScanError::kNone;
    const std::string plain = std::string(length, ' ') + "\x7F!#[]^" + "\"";
    const Line line(plain, '\n', 3);
    const char* end = ScanString(line.begin(), &value, &error);
    ASSERT_EQ(end, line.end());
    EXPECT_EQ(value.kind(), JsonValue::Kind::kPlainString);
    EXPECT_EQ(value.text().size(), length + 6);
  }
}

// The members of `properties` and `measurements`, and the fields, are those that RapidJSON reads.
TEST(Scanner, ReadsTheSameValues) {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    Generator generator(seed);
    std::string members;
    for (std::size_t i = 0, n = generator.Below(8); i < n; ++i) {
      members += (i == 0 ? "" : ",") + generator.String() + ":" + generator.Scalar();
    }
    const std::string name = generator.String();
    const std::string text =
        "{\"event_name\":" + name + ",\"properties\":{" + members + "},\"measurements\":{" + members + "}}";
    const Line line(text, '\n', seed % 16);
    ParsedLine parsed;
    LineError error;
    ASSERT_TRUE(ParseLine(line.begin(), line.end(), &parsed, &error)) << text;
    const test::Json tree = test::ParseJson(text);
    EXPECT_EQ(parsed.value(Field::kEventName).Decode(), Repaired(tree["event_name"].text)) << text;
    const auto& expected = tree["properties"].members;
    ASSERT_EQ(parsed.properties.size(), expected.size()) << text;
    ASSERT_EQ(parsed.measurements.size(), expected.size()) << text;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const JsonValue& value = parsed.properties[i].value;
      const test::Json& json = expected[i].second;
      EXPECT_EQ(parsed.properties[i].key.Decode(), Repaired(expected[i].first)) << text;
      EXPECT_EQ(value.is_string(), json.kind == test::Json::Kind::kString);
      EXPECT_EQ(value.is_number(), json.kind == test::Json::Kind::kNumber);
      EXPECT_EQ(value.kind() == JsonValue::Kind::kTrue, json.kind == test::Json::Kind::kTrue);
      EXPECT_EQ(value.kind() == JsonValue::Kind::kFalse, json.kind == test::Json::Kind::kFalse);
      EXPECT_EQ(value.present(), json.kind != test::Json::Kind::kNull);
      if (value.is_string()) {
        EXPECT_EQ(value.Decode(), Repaired(json.text)) << text;
      }
      if (value.is_number()) {
        EXPECT_EQ(std::string(value.text()), json.text);
      }
      EXPECT_EQ(parsed.measurements[i].value.present(), json.kind == test::Json::Kind::kNumber);
    }
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Scanner, KindsOfStrings) {
  struct KindCase {
    const char* json;
    JsonValue::Kind kind;
  };
  const KindCase cases[] = {{"plain \xC3\xA9", JsonValue::Kind::kPlainString},
                            {"\\u0041", JsonValue::Kind::kEscapedString},
                            {"\\ud83d\\ude00", JsonValue::Kind::kEscapedString},
                            {"\\uD83D\\uDE00", JsonValue::Kind::kEscapedString},
                            {"\\ud83d", JsonValue::Kind::kLoneSurrogateString},
                            {"\\ude00\\ud83d", JsonValue::Kind::kLoneSurrogateString},
                            {"\\ud83d\\ud83d\\ude00", JsonValue::Kind::kLoneSurrogateString},
                            {"\\ud83d\\\\ude00", JsonValue::Kind::kLoneSurrogateString},
                            {"\\ud83dx\\ude00", JsonValue::Kind::kLoneSurrogateString},
                            {"\\\\ud83d", JsonValue::Kind::kEscapedString},
                            {"\\uD7FF\\uE000", JsonValue::Kind::kEscapedString}};
  for (const KindCase& tested : cases) {
    const Line line(std::string(tested.json) + "\"", '\n', 5);
    JsonValue value;
    ScanError error = ScanError::kNone;
    ASSERT_EQ(ScanString(line.begin(), &value, &error), line.end()) << tested.json;
    EXPECT_EQ(value.kind(), tested.kind) << tested.json;
  }
}

}  // namespace
}  // namespace telex
