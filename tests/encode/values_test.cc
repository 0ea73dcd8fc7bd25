// Proves ids, numbers, strings and attribute lists to the letter of the mapping, at their edges.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "encode/attribute_list.h"
#include "encode/counter_totals.h"
#include "encode/ids.h"
#include "encode/otlp_values.h"
#include "gtest/gtest.h"
#include "read/json_scanner.h"
#include "tests/encode/json_tree.h"

namespace telex {
namespace {

// The value that a line would have there, as the scanner reads it; `text` outlives it.
JsonValue Scan(const std::string& text) {
  static thread_local std::vector<std::unique_ptr<std::string>> kept;
  kept.push_back(std::make_unique<std::string>(text + std::string(kScanPadding, '\0')));
  const char* p = kept.back()->data();
  JsonValue value;
  ScanError error = ScanError::kNone;
  if (*p == '"') {
    EXPECT_NE(ScanString(p + 1, &value, &error), nullptr) << text;
  } else if (*p == 't' || *p == 'f') {
    JsonValue::Kind kind = JsonValue::Kind::kAbsent;
    EXPECT_NE(ScanLiteral(p, &kind), nullptr);
    value = JsonValue({p, text.size()}, kind);
  } else {
    EXPECT_EQ(ScanNumber(p, &value), p + text.size()) << text;
  }
  return value;
}

std::string TraceId(const std::string& json, bool* derived) {
  char id[kTraceIdDigits];
  EXPECT_EQ(PutTraceId(id, Scan(json), derived), id + kTraceIdDigits);
  return {id, kTraceIdDigits};
}
std::string SpanId(const std::string& json, bool* derived) {
  char id[kSpanIdDigits];
  EXPECT_EQ(PutSpanId(id, Scan(json), derived), id + kSpanIdDigits);
  return {id, kSpanIdDigits};
}

struct IdCase {
  const char* json;
  const char* id;
  bool derived;
};

TEST(Ids, Spans) {
  const IdCase cases[] = {{"\"0f0fe12fdcda142c\"", "0f0fe12fdcda142c", false},
                          {"\"ABCDEF0123456789\"", "abcdef0123456789", false},
                          {"\"\\u0061bcdef0123456789\"", "abcdef0123456789", false},
                          {"\"0000000000000001\"", "0000000000000001", false},
                          {"\"0000000000000000\"", "c291d5fb48650465", true},
                          {"\"not-a-span\"", "35f866dbc40d99f7", true},
                          {"\"not\\u002da-span\"", "35f866dbc40d99f7", true},
                          {"\"\"", "cbf29ce484222325", true},
                          {"\"\\ud800\"", "6f6d661b9658624a", true},
                          {"\"\xEF\xBF\xBD\"", "6f6d661b9658624a", true},
                          {"\"\\u00e9\"", "0ac21707b7181e01", true},
                          {"\"123e4567-e89b-12d3-a456-426614174000\"", "8da4bf2f8d2be9bf", true}};
  for (const IdCase& tested : cases) {
    bool derived = !tested.derived;
    EXPECT_EQ(SpanId(tested.json, &derived), tested.id) << tested.json;
    EXPECT_EQ(derived, tested.derived) << tested.json;
  }
}

TEST(Ids, Traces) {
  const IdCase cases[] = {{"\"cf560a90cdba9130cb721db8324fe191\"", "cf560a90cdba9130cb721db8324fe191", false},
                          {"\"CF560A90CDBA9130CB721DB8324FE191\"", "cf560a90cdba9130cb721db8324fe191", false},
                          {"\"123e4567-e89b-12d3-a456-426614174000\"", "123e4567e89b12d3a456426614174000", false},
                          {"\"123E4567-E89B-12D3-A456-426614174000\"", "123e4567e89b12d3a456426614174000", false},
                          {"\"00000000000000000000000000000000\"", "7c02c15d9cbe35a576e43611573525ac", true},
                          {"\"not-a-trace\"", "a472e169fff30b786240801de9fc7e9b", true},
                          {"\"\"", "cbf29ce484222325af63bc4c8601b62c", true},
                          {"\"\\ud800\"", "6f6d661b9658624aaf46cbe0782f0571", true}};
  for (const IdCase& tested : cases) {
    bool derived = !tested.derived;
    EXPECT_EQ(TraceId(tested.json, &derived), tested.id) << tested.json;
    EXPECT_EQ(derived, tested.derived) << tested.json;
  }
  // Nearly ids: dashes elsewhere, a letter too far, a digit too many or too few.
  for (const char* json : {"\"123e4567e-89b-12d3-a456-426614174000\"", "\"123e4567-e89b-12d3-a456-42661417400g\"",
                           "\"00000000-0000-0000-0000-000000000000\"", "\"cf560a90cdba9130cb721db8324fe19\"",
                           "\"cf560a90cdba9130cb721db8324fe1911\"", "\"cf560a90cdba9130cb721db8324fe19/\"",
                           "\"cf560a90cdba9130cb721db8324fe19:\"", "\"cf560a90cdba9130cb721db8324fe19@\"",
                           "\"cf560a90cdba9130cb721db8324fe19`\"", "\"cf560a90cdba9130cb721db8324fe19G\""}) {
    bool derived = false;
    TraceId(json, &derived);
    EXPECT_TRUE(derived) << json;
  }
}

TEST(Numbers, Durations) {
  constexpr double kMilli = 1e6;
  EXPECT_EQ(DurationNanos(555.1800005, kMilli), 555180001u) << "half up of the double product";
  EXPECT_EQ(DurationNanos(5e-07, kMilli), 1u);
  EXPECT_EQ(DurationNanos(0.49999999999999994e-6, kMilli), 1u) << "the product of the doubles is 0.5";
  EXPECT_EQ(DurationNanos(0.49999999999999994, 1), 0u) << "not x + 0.5 rounded down";
  EXPECT_EQ(DurationNanos(0.5, 1), 1u);
  EXPECT_EQ(DurationNanos(1.5, 1), 2u);
  EXPECT_EQ(DurationNanos(2.5, 1), 3u);
  EXPECT_EQ(DurationNanos(9007199254740991.0, 1), 9007199254740991u) << "a whole number stays itself";
  EXPECT_EQ(DurationNanos(9007199254740993.0, 1), 9007199254740992u) << "the nearest double";
  EXPECT_EQ(DurationNanos(4503599627370497.5, 1), 4503599627370498u);
  EXPECT_EQ(DurationNanos(0, kMilli), 0u);
  EXPECT_EQ(DurationNanos(-0.0, kMilli), 0u);
  EXPECT_EQ(DurationNanos(-5, kMilli), 0u);
  EXPECT_EQ(DurationNanos(-1e300, kMilli), 0u);
  EXPECT_EQ(DurationNanos(1e300, kMilli), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(DurationNanos(1e308, 1e9), std::numeric_limits<std::uint64_t>::max()) << "the product overflows";
  EXPECT_EQ(DurationNanos(std::numeric_limits<double>::infinity(), kMilli), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(DurationNanos(-std::numeric_limits<double>::infinity(), kMilli), 0u);
  EXPECT_EQ(DurationNanos(18446744073709551615.0, 1), std::numeric_limits<std::uint64_t>::max());
}

TEST(Numbers, StartsAreNeverBelowZero) {
  EXPECT_EQ(StartNanos(10, 3), 7u);
  EXPECT_EQ(StartNanos(10, 10), 0u);
  EXPECT_EQ(StartNanos(10, 11), 0u);
  EXPECT_EQ(StartNanos(0, 0), 0u);
  EXPECT_EQ(StartNanos(10, std::numeric_limits<std::uint64_t>::max()), 0u);
  EXPECT_EQ(StartNanos(std::numeric_limits<std::int64_t>::max(), 0), 9223372036854775807u);
}

TEST(Numbers, Counts) {
  struct CountCase {
    const char* json;
    std::int64_t value;
    bool changed;
  };
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const CountCase cases[] = {{"0", 0, false},
                             {"-0", 0, false},
                             {"-0.0", 0, false},
                             {"7", 7, false},
                             {"-1", 0, true},
                             {"2.5", 3, false},
                             {"2.4999999999999996", 2, false},
                             {"0.49999999999999994", 0, false},
                             {"0.5", 1, false},
                             {"-0.4", 0, false},
                             {"-0.5", 0, false},
                             {"-0.6", 0, true},
                             {"-1e-400", 0, false},
                             {"1000.0", 1000, false},
                             {"1e3", 1000, false},
                             {"9007199254740991", 9007199254740991, false},
                             {"9007199254740992", 9007199254740992, false},
                             {"9007199254740993", 9007199254740993, false},
                             {"9007199254740993.0", 9007199254740992, false},
                             {"9223372036854775806", kMax - 1, false},
                             {"9223372036854775807", kMax, false},
                             {"9223372036854775808", kMax, true},
                             {"9223372036854775807.0", kMax, true},
                             {"9223372036854774784.0", 9223372036854774784, false},
                             {"1e300", kMax, true},
                             {"1e999", kMax, true},
                             {"-1e999", 0, true},
                             {"-9223372036854775808", 0, true},
                             {"-9223372036854775809", 0, true},
                             {"1234567890123456789012345678901234567890", kMax, true},
                             {"-1234567890123456789012345678901234567890", 0, true}};
  for (const CountCase& tested : cases) {
    const Count count = RoundCount(Scan(tested.json));
    EXPECT_EQ(count.value, tested.value) << tested.json;
    EXPECT_EQ(count.changed, tested.changed) << tested.json;
  }
  const std::string digits(400, '9');
  EXPECT_EQ(RoundCount(Scan(digits)).value, kMax);
  EXPECT_TRUE(RoundCount(Scan("-" + digits)).changed);
}

std::string Written(const std::string& json) {
  const JsonValue value = Scan(json);
  std::string out(value.text().size() + kAttributeOverhead, '?');
  out.resize(static_cast<std::size_t>(PutAttributeValue(out.data(), value) - out.data()));
  EXPECT_TRUE(test::ParseJson(out).Has(value.is_string() ? "stringValue"
                                       : value.is_bool() ? "boolValue"
                                                         : "doubleValue"));
  return out;
}

TEST(Values, OneTypeEach) {
  EXPECT_EQ(Written("\"a\""), "{\"stringValue\":\"a\"}");
  EXPECT_EQ(Written("\"\\u0041\\n\""), "{\"stringValue\":\"\\u0041\\n\"}");
  EXPECT_EQ(Written("true"), "{\"boolValue\":true}");
  EXPECT_EQ(Written("false"), "{\"boolValue\":false}");
  EXPECT_EQ(Written("3"), "{\"doubleValue\":3}") << "whole numbers too";
  EXPECT_EQ(Written("-0.0"), "{\"doubleValue\":-0.0}");
  EXPECT_EQ(Written("1E+2"), "{\"doubleValue\":1E+2}");
  EXPECT_EQ(Written("1e308"), "{\"doubleValue\":1e308}");
  EXPECT_EQ(Written("1e999"), "{\"doubleValue\":\"Infinity\"}");
  EXPECT_EQ(Written("-1E+999"), "{\"doubleValue\":\"-Infinity\"}");
  EXPECT_EQ(Written("1e-999"), "{\"doubleValue\":1e-999}");
  EXPECT_EQ(Written("-1e-999"), "{\"doubleValue\":-1e-999}");
  EXPECT_EQ(Written(std::string(308, '9')), "{\"doubleValue\":" + std::string(308, '9') + "}");
  EXPECT_EQ(Written(std::string(309, '9')), "{\"doubleValue\":\"Infinity\"}");
  EXPECT_EQ(Written("-" + std::string(400, '9')), "{\"doubleValue\":\"-Infinity\"}");
  EXPECT_EQ(Written("1.7976931348623157e308"), "{\"doubleValue\":1.7976931348623157e308}");
  EXPECT_EQ(Written("1.7976931348623159e308"), "{\"doubleValue\":\"Infinity\"}");
  EXPECT_EQ(Written("0e999"), "{\"doubleValue\":0e999}");
  EXPECT_EQ(Written("0." + std::string(400, '0') + "1e401"), "{\"doubleValue\":0." + std::string(400, '0') + "1e401}");
}

TEST(Values, LoneSurrogatesAreRepaired) {
  const std::string repaired = "\xEF\xBF\xBD";
  EXPECT_EQ(Written("\"x\\ud800y\\udc00 \\ud83d\\ude00\""),
            "{\"stringValue\":\"x" + repaired + "y" + repaired + " \\ud83d\\ude00\"}");
  EXPECT_EQ(Written("\"\\uD800\\uD800\\uDC00\""), "{\"stringValue\":\"" + repaired + "\\uD800\\uDC00\"}");
  EXPECT_EQ(Written("\"\\udbff\\\\udfff\""), "{\"stringValue\":\"" + repaired + "\\\\udfff\"}");
  EXPECT_EQ(Written("\"\\\\ud800\\udfff\""), "{\"stringValue\":\"\\\\ud800" + repaired + "\"}");
  EXPECT_EQ(Written("\"\\ud7ff\\ue000\""), "{\"stringValue\":\"\\ud7ff\\ue000\"}");
}

std::string Listed(const std::vector<std::pair<std::string, std::string>>& attributes, bool measurements = false) {
  std::vector<Attribute> stored;
  for (const auto& [key, value] : attributes) stored.push_back(Attribute{Scan(key), Scan(value)});
  const ArrayView<Attribute> all(stored.data(), stored.size());
  AttributeList list;
  AttributeList resolver;
  if (measurements) {
    list.Add(resolver.WithoutOverruled(all));
  } else {
    list.Add(all);
    list.Resolve();
  }
  std::string out(list.MaxSize(), '?');
  out.resize(static_cast<std::size_t>(list.Put(out.data()) - out.data()));
  test::ParseJson(out);
  return out;
}

std::string Entry(const std::string& key, const std::string& text) {
  return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + text + "\"}}";
}

TEST(Attributes, LaterOnesWin) {
  EXPECT_EQ(Listed({}), "[]");
  EXPECT_EQ(Listed({{"\"a\"", "\"1\""}, {"\"b\"", "\"2\""}}), "[" + Entry("a", "1") + "," + Entry("b", "2") + "]");
  EXPECT_EQ(Listed({{"\"a\"", "\"1\""}, {"\"b\"", "\"2\""}, {"\"a\"", "\"3\""}}),
            "[" + Entry("b", "2") + "," + Entry("a", "3") + "]");
  EXPECT_EQ(Listed({{"\"a\"", "\"1\""}, {"\"a\"", "\"2\""}, {"\"a\"", "\"3\""}}), "[" + Entry("a", "3") + "]");
}

TEST(Attributes, KeysAreComparedDecoded) {
  EXPECT_EQ(Listed({{"\"a\"", "\"1\""}, {"\"\\u0061\"", "\"2\""}}), "[" + Entry("\\u0061", "2") + "]");
  EXPECT_EQ(Listed({{"\"\\ud800\"", "\"1\""}, {"\"\\udfff\"", "\"2\""}}), "[" + Entry("\xEF\xBF\xBD", "2") + "]")
      << "both are written as U+FFFD";
  EXPECT_EQ(Listed({{"\"\xEF\xBF\xBD\"", "\"1\""}, {"\"\\udfff\"", "\"2\""}, {"\"\\ufffd\"", "\"3\""}}),
            "[" + Entry("\\ufffd", "3") + "]");
}

TEST(Attributes, EmptyKeyIsAnUnderscore) {
  EXPECT_EQ(Listed({{"\"\"", "\"1\""}}), "[" + Entry("_", "1") + "]");
  EXPECT_EQ(Listed({{"\"\"", "\"1\""}, {"\"_\"", "\"2\""}}), "[" + Entry("_", "2") + "]");
  EXPECT_EQ(Listed({{"\"_\"", "\"1\""}, {"\"\"", "\"2\""}}), "[" + Entry("_", "2") + "]");
  EXPECT_EQ(Listed({{"\"\"", "\"1\""}, {"\"\\u005f\"", "\"2\""}}), "[" + Entry("\\u005f", "2") + "]");
  // Measurements are no attributes: `_` and the empty key each give a point.
  EXPECT_EQ(Listed({{"\"\"", "\"1\""}, {"\"_\"", "\"2\""}}, true), "[" + Entry("_", "1") + "," + Entry("_", "2") + "]");
}

// Of any number, in any order: the last of each key, in the order of those.
TEST(Attributes, AsRestated) {
  const char* keys[] = {"a", "\\u0061", "b", "", "_", "aa", "\\ud800", "\\ud801", "k1", "k2", "k3", "1k", "2k", "3k"};
  const char* decoded[] = {"a", "a", "b", "_", "_", "aa", "?", "?", "k1", "k2", "k3", "1k", "2k", "3k"};
  for (unsigned seed = 1; seed <= 400; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<std::string> names;
    const std::size_t count = random() % 50;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t key = random() % std::size(keys);
      const bool unique = random() % 2 == 0;
      const std::string name = unique ? "u" + std::to_string(i) : decoded[key];
      attributes.emplace_back("\"" + (unique ? name : keys[key]) + "\"", std::to_string(i));
      names.push_back(name);
    }
    std::string expected;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (std::find(names.begin() + static_cast<std::ptrdiff_t>(i) + 1, names.end(), names[i]) == names.end()) {
        expected += attributes[i].second + " ";
      }
    }
    std::string actual;
    for (const test::Json& entry : test::ParseJson(Listed(attributes)).items) {
      actual += entry["value"]["doubleValue"].text + " ";
    }
    ASSERT_EQ(actual, expected) << "seed " << seed;
  }
}

Hash128 HashOf(const std::vector<std::pair<std::string, std::string>>& attributes) {
  AttributeList list;
  for (const auto& [key, value] : attributes) list.Add(Attribute{Scan(key), Scan(value)});
  list.Resolve();
  return list.HashSet();
}

// What makes a series: the set of attributes with their types, in any order.
TEST(Attributes, HashOfTheSet) {
  const Hash128 hash = HashOf({{"\"a\"", "\"1\""}, {"\"b\"", "2"}});
  EXPECT_TRUE(hash == HashOf({{"\"b\"", "2"}, {"\"a\"", "\"1\""}}));
  EXPECT_TRUE(hash == HashOf({{"\"\\u0062\"", "2.0"}, {"\"a\"", "\"\\u0031\""}})) << "decoded, by value";
  EXPECT_TRUE(hash == HashOf({{"\"b\"", "20e-1"}, {"\"a\"", "\"0\""}, {"\"a\"", "\"1\""}}));
  EXPECT_FALSE(hash == HashOf({{"\"a\"", "1"}, {"\"b\"", "2"}})) << "another type";
  EXPECT_FALSE(hash == HashOf({{"\"a\"", "\"1\""}, {"\"b\"", "3"}}));
  EXPECT_FALSE(hash == HashOf({{"\"a\"", "\"1\""}}));
  EXPECT_FALSE(hash == HashOf({{"\"a\"", "\"1\""}, {"\"b\"", "2"}, {"\"c\"", "\"\""}}));
  EXPECT_FALSE(HashOf({{"\"a\"", "true"}}) == HashOf({{"\"a\"", "1"}}));
  EXPECT_FALSE(HashOf({{"\"a\"", "true"}}) == HashOf({{"\"a\"", "false"}}));
  EXPECT_FALSE(HashOf({{"\"a\"", "\"b\""}}) == HashOf({{"\"b\"", "\"a\""}}));
  EXPECT_FALSE(HashOf({{"\"a\"", "\"x\""}, {"\"b\"", "\"y\""}}) == HashOf({{"\"a\"", "\"y\""}, {"\"b\"", "\"x\""}}));
  EXPECT_TRUE(HashOf({{"\"\"", "\"x\""}}) == HashOf({{"\"_\"", "\"x\""}}));
  EXPECT_TRUE(HashOf({{"\"a\"", "0"}}) == HashOf({{"\"a\"", "-0.0"}}));
}

TEST(CounterTotals, NeverOverflowAndStayInTheirSession) {
  CounterTotals totals;
  const Hash128 series{1, 2};
  const Hash128 other{1, 3};
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  bool capped = true;
  EXPECT_EQ(totals.Add(0, series, 5, &capped), 5);
  EXPECT_FALSE(capped);
  EXPECT_EQ(totals.Add(0, other, 1, &capped), 1);
  EXPECT_EQ(totals.Add(1, series, 2, &capped), 2);
  EXPECT_EQ(totals.Add(0, series, kMax - 5, &capped), kMax);
  EXPECT_FALSE(capped) << "exactly the most";
  EXPECT_EQ(totals.Add(0, series, 0, &capped), kMax);
  EXPECT_FALSE(capped);
  EXPECT_EQ(totals.Add(0, series, 1, &capped), kMax);
  EXPECT_TRUE(capped);
  EXPECT_EQ(totals.StartOf(0, series, 70), 70u);
  EXPECT_EQ(totals.StartOf(0, series, 60), 70u) << "that of the first call";
  EXPECT_EQ(totals.StartOf(0, other, 60), 60u);
  EXPECT_EQ(totals.StartOf(1, series, 50), 50u);
  totals.EndSession(0);
  EXPECT_EQ(totals.Add(0, series, 3, &capped), 3);
  EXPECT_EQ(totals.Add(1, series, 3, &capped), 5);
  EXPECT_EQ(totals.StartOf(0, series, 10), 10u);
}

TEST(Decimals, AllSizes) {
  std::mt19937_64 random(7);
  char text[kMaxDigits];
  const auto written = [&text](std::uint64_t value) { return std::string(text, PutDecimal(text, value)); };
  for (int bits = 0; bits < 64; ++bits) {
    const std::uint64_t power = std::uint64_t{1} << bits;
    for (const std::uint64_t value : {power - 1, power, power + 1, random() >> bits}) {
      ASSERT_EQ(written(value), std::to_string(value));
    }
  }
  for (std::uint64_t power = 1; power <= 1'000'000'000'000'000'000u; power *= 10) {
    for (const std::uint64_t value : {power - 1, power, power + 1, power * 9})
      ASSERT_EQ(written(value), std::to_string(value));
  }
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

// On a machine with vectors, and without.
TEST(Decimals, SixteenDigits) {
  std::mt19937_64 random(8);
  const auto expect = [](std::uint64_t value) {
    const std::string digits = std::to_string(value);
    char text[16];
    EXPECT_EQ(std::string(text, PutSixteenDigits(text, value)), std::string(16 - digits.size(), '0') + digits);
    EXPECT_EQ(std::string(text, PutSixteenDigitsByHalves(text, value)), std::string(16 - digits.size(), '0') + digits);
  };
  constexpr std::uint64_t kTenTo8 = 100'000'000;
  for (std::uint64_t four = 0; four < 10'000; ++four) expect(four * 10'001 * (kTenTo8 + 1));
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t eight = random() % kTenTo8;
    expect(eight * kTenTo8 + random() % kTenTo8);
    // Next to a multiple of 10,000, where a quotient that was rounded wrongly would show.
    expect(eight / 10'000 * 10'000 * kTenTo8 + (eight / 10'000 + 1) * 10'000 - 1);
  }
  expect(kTenTo8 * kTenTo8 - 1);
}

}  // namespace
}  // namespace telex
