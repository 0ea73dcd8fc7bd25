// Numbers of stored text to doubles: the short way must give what the long one gives.
#include "telex/json_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "text/same_text.h"

namespace telex {
namespace {

std::uint64_t Bits(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

void ExpectNearestDouble(const std::string& text) {
  const JsonValue number(text, JsonValue::Kind::kLongNumber);
  EXPECT_EQ(Bits(number.AsDouble()), Bits(std::strtod(text.c_str(), nullptr))) << text;
}

// Digits with or without sign, fraction and exponent, of up to 24 digits: around every bound of the short way.
TEST(JsonValue, GivesTheNearestDouble) {
  constexpr unsigned kSeed = 20261125;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
  for (int i = 0; i < 200'000; ++i) {
    std::string text = below(2) == 0 ? "" : "-";
    const unsigned whole = 1 + below(12);
    for (unsigned j = 0; j < whole; ++j)
      text += static_cast<char>(j == 0 && whole > 1 ? '1' + below(9) : '0' + below(10));
    if (below(4) != 0) {
      text += '.';
      for (unsigned j = 1 + below(12); j > 0; --j) text += static_cast<char>('0' + below(10));
    }
    if (below(8) == 0) text += "e" + std::to_string(static_cast<int>(below(60)) - 30);
    ExpectNearestDouble(text);
  }
}

TEST(JsonValue, GivesTheNearestDoubleAtTheBounds) {
  for (const char* text : {"0",
                           "-0",
                           "-0.0",
                           "0.000000000000001",
                           "9007199254740991",
                           "9007199254740992",
                           "9007199254740993",
                           "-9007199254740993",
                           "900719925474099.3",
                           "999999999999999999",
                           "99999999999999999.9",
                           "9007199254740993.0",  // in the middle between two doubles
                           "9007199254740995.0",
                           "9007199254740995.01",
                           "9999999999999999999",
                           "-9999999999999999999",
                           "99999999999999999999",
                           "18446744073709551616",
                           "18446744073709551617",
                           "999999999999999999.9",
                           "9.999999999999999999",
                           "0.999999999999999999",
                           "0.9999999999999999999",
                           "0.000000000000000001",
                           "0.1",
                           "0.3",
                           "1e22",
                           "1E-7",
                           "123456789012345678",
                           "1e999",
                           "-1e999",
                           "4.9e-324",
                           "1e-999",
                           "17976931348623157e292"}) {
    ExpectNearestDouble(text);
  }
}

TEST(JsonValue, IsZeroWhereItIsNoNumber) {
  EXPECT_EQ(JsonValue::Plain("12").AsDouble(), 0);
  EXPECT_EQ(JsonValue().AsDouble(), 0);
}

// Texts that differ in one place, or in their size, or only in what stands behind them.
TEST(SameText, LooksAtEveryByte) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop";
  for (std::size_t size = 0; size < letters.size(); ++size) {
    const std::string_view text = std::string_view(letters).substr(0, size);
    const std::string copy(text);
    EXPECT_TRUE(SameText(text, copy));
    EXPECT_FALSE(SameText(text, std::string_view(letters).substr(0, size + 1)));
    for (std::size_t place = 0; place < size; ++place) {
      std::string other(text);
      other[place] = '-';
      EXPECT_FALSE(SameText(text, other)) << size << " " << place;
      EXPECT_FALSE(SameText(other, text)) << size << " " << place;
    }
  }
}

TEST(SameText, IsOfDecodedStrings) {
  EXPECT_TRUE(Is(JsonValue::Plain("result"), "result"));
  EXPECT_FALSE(Is(JsonValue::Plain("results"), "result"));
  EXPECT_TRUE(Is(JsonValue("\\u0072esult", JsonValue::Kind::kEscapedString), "result"));
  EXPECT_FALSE(Is(JsonValue("\\u0072esult", JsonValue::Kind::kEscapedString), "\\u0072esult"));
  EXPECT_TRUE(Is(JsonValue("x\\ud800", JsonValue::Kind::kLoneSurrogateString), "x\xEF\xBF\xBD"));
}

}  // namespace
}  // namespace telex
