// Proves: the files of a range are chosen by name alone and put in order, exactly as the specification's pattern says,
// here stated again with std::regex and plain loops over generated names.
#include "telex/telemetry_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <regex>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "select/names_source.h"
#include "telex/instant.h"

namespace telex {
namespace {

DateRange Dates(std::string_view from, std::string_view to) {
  absl::StatusOr<DateRange> range = DateRange::FromDates(from, to);
  EXPECT_TRUE(range.ok()) << from << " " << to;
  return range.ok() ? *range : DateRange();
}

std::vector<std::string> Select(std::vector<std::string> names, const DateRange& range, int slack_days = 0) {
  NamesSource source(std::move(names));
  absl::StatusOr<std::vector<std::string>> selected = SelectFiles(source, range, slack_days);
  EXPECT_TRUE(selected.ok());
  EXPECT_EQ(source.touched, 0);
  return selected.ok() ? *selected : std::vector<std::string>();
}

TEST(Parse, GivesTheParts) {
  struct Expected {
    const char* name;
    const char* date;
    const char* session;
    const char* part;
  };
  const Expected kExpected[] = {
      {"telemetry-2026-05-01-5e55107a.jsonl", "2026-05-01", "5e55107a", ""},
      {"telemetry-2026-05-01-5e55107a.10.jsonl", "2026-05-01", "5e55107a", "10"},
      {"telemetry-2026-05-01-a.00000000000000000000000000000000000007.jsonl", "2026-05-01", "a",
       "00000000000000000000000000000000000007"},
      {"telemetry-2026-99-99-a.jsonl", "2026-99-99", "a", ""},
      {"telemetry-0000-00-00-a.jsonl", "0000-00-00", "a", ""},
      {"telemetry-2026-05-01--.jsonl", "2026-05-01", "-", ""},
      {"telemetry-2026-05-01-telemetry-2026-05-02-b.jsonl", "2026-05-01", "telemetry-2026-05-02-b", ""},
      {"telemetry-2026-05-01-a b\n/\xFF\xC3\xA4.1.jsonl", "2026-05-01", "a b\n/\xFF\xC3\xA4", "1"},
      {"telemetry-2026-05-01-jsonl.jsonl", "2026-05-01", "jsonl", ""},
  };
  for (const Expected& expected : kExpected) {
    const std::optional<TelemetryFileName> parts = TelemetryFileName::Parse(expected.name);
    ASSERT_TRUE(parts.has_value()) << expected.name;
    EXPECT_EQ(parts->date, expected.date);
    EXPECT_EQ(parts->session, expected.session);
    EXPECT_EQ(parts->part, expected.part);
  }
  const std::optional<TelemetryFileName> nul =
      TelemetryFileName::Parse(std::string_view("telemetry-2026-05-01-a\0b.jsonl", 30));
  ASSERT_TRUE(nul.has_value());
  EXPECT_EQ(nul->session, std::string_view("a\0b", 3));
}

TEST(Parse, RefusesAllElse) {
  const char* const kOther[] = {
      "",
      "telemetry",
      "telemetry-2026-05-01.jsonl",
      "telemetry-2026-05-01-.jsonl",
      "telemetry-2026-05-01-.1.jsonl",
      "telemetry-2026-05-01-a",
      "telemetry-2026-05-01-a.json",
      "telemetry-2026-05-01-a.jsonl ",
      "telemetry-2026-05-01-a.jsonl\n",
      "telemetry-2026-05-01-a.jsonl.gz",
      "telemetry-2026-05-01-a.jsonl.1",
      "telemetry-2026-05-01-a.JSONL",
      "Telemetry-2026-05-01-a.jsonl",
      " telemetry-2026-05-01-a.jsonl",
      "x-telemetry-2026-05-01-a.jsonl",
      "telemetry_2026-05-01-a.jsonl",
      "telemetry-2026-05-01_a.jsonl",
      "telemetry-2026-5-01-a.jsonl",
      "telemetry-2026-05-1-a.jsonl",
      "telemetry-02026-05-01-a.jsonl",
      "telemetry-2026/05/01-a.jsonl",
      "telemetry-2026-05-0x-a.jsonl",
      "telemetry-2026-05-01-a..jsonl",
      "telemetry-2026-05-01-a.x.jsonl",
      "telemetry-2026-05-01-a.1x.jsonl",
      "telemetry-2026-05-01-a.-1.jsonl",
      "telemetry-2026-05-01-a.+1.jsonl",
      "telemetry-2026-05-01-a. 1.jsonl",
      "telemetry-2026-05-01-a.1.2.jsonl",
      "telemetry-2026-05-01-a.1..jsonl",
      "telemetry-2026-05-01-a.\xD9\xA1.jsonl",
      "telemetry-2026-05-\xD9\xA1-a.jsonl",
      "telemetry-2026-05-01jsonl",
  };
  for (const char* name : kOther) EXPECT_FALSE(TelemetryFileName::Parse(name).has_value()) << name;
  EXPECT_FALSE(TelemetryFileName::Parse(std::string_view("telemetry-2026-05-01-a.jsonl\0", 29)).has_value());
}

TEST(TelemetryFileNameLess, OrdersByDateSessionPartAsNumberAndName) {
  const std::vector<std::string> ordered = {
      "telemetry-2026-04-30-z.jsonl",
      "telemetry-2026-05-01-A.jsonl",
      "telemetry-2026-05-01-a.0.jsonl",  // the number of the first part too: by name
      "telemetry-2026-05-01-a.jsonl",
      "telemetry-2026-05-01-a.01.jsonl",
      "telemetry-2026-05-01-a.1.jsonl",
      "telemetry-2026-05-01-a.2.jsonl",
      "telemetry-2026-05-01-a.9.jsonl",
      "telemetry-2026-05-01-a.010.jsonl",
      "telemetry-2026-05-01-a.10.jsonl",
      "telemetry-2026-05-01-a.99999999999999999999999999999999999999.jsonl",
      "telemetry-2026-05-01-a.0100000000000000000000000000000000000000.jsonl",
      "telemetry-2026-05-01-a-b.jsonl",  // '-' sorts before '.', but the session `a` is the shorter one
      "telemetry-2026-05-01-aa.jsonl",
      "telemetry-2026-05-01-\xC3\xA4.jsonl",
      "telemetry-2026-05-02-a.jsonl",
      "telemetry-2026-99-99-a.jsonl",
  };
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(TelemetryFileNameLess(ordered[i], ordered[j]), i < j) << ordered[i] << " < " << ordered[j];
    }
  }
}

TEST(TelemetryFileNameLess, IsAnOrderAlsoForOtherNames) {
  EXPECT_TRUE(TelemetryFileNameLess("telemetry-2026-05-01-a.jsonl", "a"));
  EXPECT_FALSE(TelemetryFileNameLess("a", "telemetry-2026-05-01-a.jsonl"));
  EXPECT_TRUE(TelemetryFileNameLess("", "a"));
  EXPECT_FALSE(TelemetryFileNameLess("", ""));
}

TEST(SelectFiles, TakesTheDatesOfTheRangeAndNoOther) {
  const std::vector<std::string> names = {"telemetry-2026-05-03-a.jsonl",
                                          "telemetry-2026-05-02-a.jsonl",
                                          "telemetry-2026-05-01-a.jsonl",
                                          "telemetry-2026-04-30-a.jsonl",
                                          "notes.txt",
                                          "telemetry-2026-05-01.jsonl"};
  using Names = std::vector<std::string>;
  EXPECT_EQ(Select(names, Dates("2026-05-01", "2026-05-02")), (Names{names[2], names[1]}));
  EXPECT_EQ(Select(names, Dates("2026-05-01", "2026-05-02"), 1), (Names{names[2], names[1], names[0]}));
  EXPECT_EQ(Select(names, Dates("2026-05-02", "")), (Names{names[1], names[0]}));
  EXPECT_EQ(Select(names, Dates("", "2026-04-30")), (Names{names[3]}));
  EXPECT_EQ(Select(names, DateRange()), (Names{names[3], names[2], names[1], names[0]}));
  EXPECT_EQ(Select(names, Dates("2027-01-01", "")), Names());
  const Instant midnight{1777593600, 0};  // 2026-05-01T00:00:00Z
  EXPECT_EQ(Select(names, *DateRange::FromInstants(midnight, midnight)), Names());
  // By the dates alone: the last nanosecond before the end is of 30 April, and slack moves that on.
  EXPECT_EQ(Select(names, *DateRange::FromInstants(midnight, midnight), 1), (Names{names[2]}));
  EXPECT_EQ(Select(names, *DateRange::FromInstants(midnight.AddSeconds(-1), midnight)), (Names{names[3]}));
  EXPECT_EQ(Select(names, *DateRange::FromInstants(midnight.AddSeconds(-1), Instant{midnight.seconds, 1})),
            (Names{names[3], names[2]}));
}

TEST(SelectFiles, DatesCompareAsText) {
  const std::vector<std::string> names = {"telemetry-2026-99-99-a.jsonl", "telemetry-2026-04-31-a.jsonl",
                                          "telemetry-0000-00-00-a.jsonl", "telemetry-9999-99-99-a.jsonl"};
  using Names = std::vector<std::string>;
  EXPECT_EQ(Select(names, Dates("2026-04-30", "2026-05-01")), (Names{names[1]}));
  EXPECT_EQ(Select(names, Dates("2026-05-01", "2027-01-01")), (Names{names[0]}));
  EXPECT_EQ(Select(names, Dates("", "0001-01-01")), (Names{names[2]}));
  EXPECT_EQ(Select(names, Dates("9999-12-31", "")), (Names{names[3]}));
}

TEST(SelectFiles, KeepsOneOfEqualNames) {
  EXPECT_EQ(Select({"telemetry-2026-05-01-a.jsonl", "telemetry-2026-05-01-b.jsonl", "telemetry-2026-05-01-a.jsonl"},
                   DateRange()),
            (std::vector<std::string>{"telemetry-2026-05-01-a.jsonl", "telemetry-2026-05-01-b.jsonl"}));
}

TEST(SelectFiles, FailsAsTheListFails) {
  NamesSource source({"telemetry-2026-05-01-a.jsonl"});
  source.list_status = absl::PermissionDeniedError("no");
  EXPECT_EQ(SelectFiles(source, DateRange()).status(), source.list_status);
  // Also where the range is empty, and no file could be chosen.
  EXPECT_EQ(SelectFiles(source, *DateRange::FromInstants(Instant{}, Instant{})).status(), source.list_status);
}

// Names near the pattern: each piece is usually right and sometimes not.
class NameMaker {
 public:
  explicit NameMaker(unsigned seed) : random_(seed) {}

  std::string Next() {
    return One({"telemetry-", "telemetry-", "telemetry-", "telemetry-", "telemetry_", ""}) + Date() +
           One({"-", "-", "-", "-", "-", ""}) + Session() + Part() +
           One({".jsonl", ".jsonl", ".jsonl", ".jsonl", ".jsonl", ".json", ".jsonl\n", ".jsonl.jsonl"});
  }
  int UpTo(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }
  std::string Day() { return "2026-05-" + std::string(UpTo(1) == 0 ? "0" : "1") + std::to_string(1 + UpTo(8)); }

 private:
  std::string One(std::vector<std::string> choices) {
    return choices[static_cast<std::size_t>(UpTo(static_cast<int>(choices.size()) - 1))];
  }
  std::string Date() { return UpTo(9) == 0 ? One({"2026-5-01", "2026-99-99", "20260501", "2026-05-1a", ""}) : Day(); }
  std::string Session() {
    return UpTo(9) == 0 ? One({"", "a.b", "a\nb", "\xFF", "-", "."}) : One({"a", "a-b", "aa", "b"});
  }
  std::string Part() {
    if (UpTo(2) == 0) return "";
    return "." + (UpTo(9) == 0 ? One({"", "x", "-1", "1.2", "\xD9\xA1"})
                               : One({"", "0", "00", "000000000000000000000000"}) + std::to_string(UpTo(12)));
  }

  std::mt19937 random_;
};

// The rules once more, slowly.
std::vector<std::string> SelectPlainly(const std::vector<std::string>& names, const std::string& first,
                                       const std::string& last) {
  // Of the whole name, without the anchors; [^.] matches a newline too.
  const std::regex pattern("telemetry-([0-9]{4}-[0-9]{2}-[0-9]{2})-([^.]+)(?:\\.([0-9]+))?\\.jsonl");
  std::set<std::tuple<std::string, std::string, std::string, std::string>> ordered;
  for (const std::string& name : names) {
    std::smatch match;
    if (!std::regex_match(name, match, pattern)) continue;
    if (match[1].str() < first || match[1].str() > last) continue;
    const std::string part = match[3].str();
    ordered.insert({match[1].str(), match[2].str(), std::string(60 - part.size(), '0') + part, name});
  }
  std::vector<std::string> selected;
  for (const auto& entry : ordered) selected.push_back(std::get<3>(entry));
  return selected;
}

TEST(SelectFiles, AgreesWithThePlainStatementOfTheRules) {
  constexpr unsigned kSeed = 20260504;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  NameMaker maker(kSeed);
  std::size_t selected_in_all = 0;
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i) names.push_back(maker.Next());
    std::string first = maker.Day();
    std::string last = maker.Day();
    if (last < first) std::swap(first, last);
    const std::vector<std::string> expected = SelectPlainly(names, first, last);
    ASSERT_EQ(Select(names, Dates(first, last)), expected) << first << " to " << last;
    selected_in_all += expected.size();
  }
  EXPECT_GT(selected_in_all, 3000u);  // the generator does make telemetry names
}

}  // namespace
}  // namespace telex
