// Proves that the usual form of a timestamp, which is read eight characters at a time once its date is known, is read as
// the general form is: for every character in every place, and for times around each limit.
#include "read/event_time.h"

#include <string>

#include "gtest/gtest.h"

namespace telex {
namespace {

struct Parsed {
  bool good;
  std::int64_t nanos;
  friend bool operator==(const Parsed& a, const Parsed& b) {
    return a.good == b.good && (!a.good || a.nanos == b.nanos);
  }
};

Parsed Parse(EventTimeParser& parser, const std::string& text) {
  Parsed parsed{false, 0};
  parsed.good = parser.Parse(JsonValue::Plain(text), &parsed.nanos);
  return parsed;
}

// The date is known to one of the parsers only.
void ExpectTheSame(const std::string& text) {
  EventTimeParser knows_date;
  ASSERT_TRUE(Parse(knows_date, "2026-05-01T08:00:00.123Z").good);
  EventTimeParser knows_nothing;
  EXPECT_EQ(Parse(knows_date, text), Parse(knows_nothing, text)) << text;
}

TEST(EventTime, EveryCharacterInEveryPlace) {
  for (const std::string usual : {"2026-05-01T08:00:00.123Z", "2026-05-01T23:59:59.999Z", "2026-05-01T19:09:40.000Z"}) {
    for (std::size_t place = 0; place < usual.size(); ++place) {
      for (int c = 0; c < 256; ++c) {
        std::string text = usual;
        text[place] = static_cast<char>(c);
        ExpectTheSame(text);
      }
    }
  }
}

TEST(EventTime, EveryTwoDigits) {
  for (const std::size_t place :
       {std::size_t{11}, std::size_t{14}, std::size_t{17}, std::size_t{20}, std::size_t{21}}) {
    for (int number = 0; number < 100; ++number) {
      std::string text = "2026-05-01T08:00:00.123Z";
      text[place] = static_cast<char>('0' + number / 10);
      text[place + 1] = static_cast<char>('0' + number % 10);
      ExpectTheSame(text);
    }
  }
}

TEST(EventTime, IsExact) {
  EventTimeParser parser;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Parse(parser, "2026-05-01T00:00:00.000Z"), (Parsed{true, 1'777'593'600'000'000'000}));
    EXPECT_EQ(Parse(parser, "2026-05-01T23:59:58.987Z"), (Parsed{true, 1'777'679'998'987'000'000}));
  }
}

}  // namespace
}  // namespace telex
