// Which texts are ids as they stand: every byte at every place.
#include "encode/ids.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace telex {
namespace {

bool IsHexDigit(int byte) { return byte < 0x80 && std::isxdigit(byte) != 0; }

TEST(Ids, TakesHexDigitsOnlyAndInLowerCase) {
  const std::string id = "0123456789abcdefABCDEF0000000000";
  ASSERT_EQ(id.size(), std::size_t{kTraceIdDigits});
  for (std::size_t place = 0; place < id.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = id;
      text[place] = static_cast<char>(byte);
      char written[kTraceIdDigits];
      bool derived = false;
      PutTraceId(written, JsonValue::Plain(text), &derived);
      ASSERT_EQ(derived, !IsHexDigit(byte)) << "byte " << byte << " at " << place;
      if (derived) continue;
      for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      ASSERT_EQ(std::string(written, sizeof written), text);
    }
  }
}

TEST(Ids, TakesNoZeros) {
  for (const int digits : {kSpanIdDigits, kTraceIdDigits}) {
    for (int place = -1; place < digits; ++place) {
      std::string text(static_cast<std::size_t>(digits), '0');
      if (place >= 0) text[static_cast<std::size_t>(place)] = '1';
      char written[kTraceIdDigits];
      bool derived = false;
      if (digits == kSpanIdDigits) {
        PutSpanId(written, JsonValue::Plain(text), &derived);
      } else {
        PutTraceId(written, JsonValue::Plain(text), &derived);
      }
      ASSERT_EQ(derived, place < 0) << text;
    }
  }
}

}  // namespace
}  // namespace telex
