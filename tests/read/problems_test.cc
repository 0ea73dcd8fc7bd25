// Proves the order and the number of the problems that are kept, whatever the order in which they are found, and that
// all are counted.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "read/problem_log.h"
#include "telex/event_iterator.h"
#include "tests/read/event_text.h"
#include "tests/read/memory_source.h"
#include "tests/read/telemetry_text.h"

namespace telex {
namespace {

using test::HeaderLine;
using test::MemorySource;
using test::RowLine;
using test::TimeText;

std::string TextOf(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text += problem.file + ":" + std::to_string(problem.line) + " ";
  return text;
}

TEST(Problems, OrderOfSessionsFilesAndLines) {
  ProblemLog log(10);
  log.Add(1, 1, "b", 1, "");
  log.Add(0, 2, "c", 1, "");
  log.Add(0, 0, "a", 9, "");
  log.Add(0, 0, "a", 2, "");
  log.Add(0, 0, "a", 0, "");
  EXPECT_EQ(TextOf(log.Problems()), "a:0 a:2 a:9 c:1 b:1 ");
}

TEST(Problems, TheFirstOfThatOrderAreKept) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::uint32_t> lines(50);
    for (std::uint32_t i = 0; i < 50; ++i) lines[i] = i;
    std::shuffle(lines.begin(), lines.end(), random);
    ProblemLog log(3);
    for (const std::uint32_t line : lines) log.Add(0, line / 10, "f", line % 10 + 1, "");
    EXPECT_EQ(TextOf(log.Problems()), "f:1 f:2 f:3 ") << "seed " << seed;
  }
}

TEST(Problems, NoneAreKept) {
  ProblemLog log(0);
  log.Add(0, 0, "a", 1, "");
  EXPECT_TRUE(log.Problems().empty());
}

// Sessions 0 and 1 with two files each and a bad line in each; merged by time the second session's are found first.
TEST(Problems, OfARunInBothOrders) {
  const auto content = [](int hour) {
    return HeaderLine() + RowLine("00000000000000a1", "n", TimeText(hour * 3600000)) + "bad\n" +
           RowLine("00000000000000a1", "n", TimeText(hour * 3600000 + 1)) + "worse\n";
  };
  for (EventOrder order : {EventOrder::kBySession, EventOrder::kByTime}) {
    for (std::uint64_t max_problems : {0u, 1u, 3u, 7u, 8u, 100u}) {
      MemorySource source({{"telemetry-2026-05-01-a.jsonl", content(10)},
                           {"telemetry-2026-05-02-a.jsonl", content(11)},
                           {"telemetry-2026-05-01-b.jsonl", content(1)},
                           {"telemetry-2026-05-01-b.1.jsonl", content(2)}});
      ReadOptions options;
      options.order = order;
      options.max_problems = max_problems;
      auto iterator = EventIterator::Open(&source, options);
      ASSERT_TRUE(iterator.ok());
      while (*(*iterator)->Next() != nullptr) {
      }
      EXPECT_EQ((*iterator)->counts().lines_skipped, 8u);
      std::vector<std::string> texts;
      for (const Problem& problem : (*iterator)->problems()) {
        texts.push_back(problem.file.substr(18) + ":" + std::to_string(problem.line));
      }
      std::vector<std::string> expected = {"01-a.jsonl:3", "01-a.jsonl:5", "02-a.jsonl:3",   "02-a.jsonl:5",
                                           "01-b.jsonl:3", "01-b.jsonl:5", "01-b.1.jsonl:3", "01-b.1.jsonl:5"};
      expected.resize(static_cast<std::size_t>(std::min<std::uint64_t>(expected.size(), max_problems)));
      EXPECT_EQ(texts, expected);
    }
  }
}

TEST(Problems, InvalidReadOptionsAreNamed) {
  MemorySource source;
  ReadOptions options;
  options.file_slack_days = -1;
  EXPECT_EQ(EventIterator::Open(&source, options).status().code(), absl::StatusCode::kInvalidArgument);
  options.file_slack_days = 3661;
  EXPECT_NE(std::string(EventIterator::Open(&source, options).status().message()).find("file_slack_days"),
            std::string::npos);
  options = ReadOptions();
  options.max_input_line_bytes = 0;
  EXPECT_NE(std::string(EventIterator::Open(&source, options).status().message()).find("max_input_line_bytes"),
            std::string::npos);
}

}  // namespace
}  // namespace telex
