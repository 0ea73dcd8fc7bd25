// Proves that a file gives the same events and problems in whatever pieces its bytes come: pushed byte by byte, in every
// split in two and in random pieces, or pulled from a source whose Read gives short counts of every size.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "telex/event_iterator.h"
#include "telex/event_reader.h"
#include "tests/read/event_text.h"
#include "tests/read/memory_source.h"
#include "tests/read/telemetry_text.h"

namespace telex {
namespace {

using test::Collector;
using test::HeaderLine;
using test::MemorySource;
using test::Row;
using test::RowLine;

constexpr char kName[] = "telemetry-2026-05-01-5e55.jsonl";
constexpr std::uint64_t kLimit = 600;

// Every kind of line and every kind of border between two.
std::string MixedFile() {
  std::string text = "\xEF\xBB\xBF" + HeaderLine("s\\u00e9\\\"");
  text += RowLine();
  text.insert(text.size() - 1, "\r");
  text += RowLine("00000000000000a2", "log.\xE6\x97\xA5\xF0\x9F\x98\x80", "2026-05-01T08:00:00Z", 1,
                  R"({"a":"\ud83d\ude00\ud800","b":true,"c":-1.5e3,"":"x","a":"again"})", R"({"x":1e999})",
                  R"(,"error":{"message":"\n\u0000","code":"E"},"deployment_url":"https://dev.coder.com")");
  text += "\n \t\r\n\r\nnot json\n{\"event_id\":1}\n\xFF\n{\"a\":\"\xE6\x97\"}\n";
  text +=
      RowLine("00000000000000a3", "long", "2026-05-01T08:00:00Z", 2, "{\"a\":\"" + std::string(kLimit, 'x') + "\"}");
  text += std::string(kLimit, ' ') + "\n" + std::string(kLimit + 1, ' ') + "\r\n";
  text += HeaderLine("again") + RowLine("00000000000000a4", "after", "2026-05-01T08:00:01Z", 3);
  text += std::string("{\"event_id\":\"\0\"}\n", 17);
  return text + R"({"event_id":"00000000000000a5","event_na)";
}

struct Named {
  const char* name;
  std::string content;
};

std::vector<Named> Files() {
  const std::string examples = TELEX_TEST_DATA "/worked_examples/telemetry/telemetry-2026-05-01-";
  return {{"mixed", MixedFile()},
          {"without newline", HeaderLine() + RowLine().substr(0, RowLine().size() - 1)},
          {"empty", ""},
          {"newline", "\n"},
          // Smaller than a cache line, which what is read begins at.
          {"short lines", "x\n\n{}\r\n y\n\nz\n\n\n{\"a\":1}\n\n1"},
          {"example", test::ReadWholeFile(examples + "5e55107a.jsonl")},
          {"example of another session", test::ReadWholeFile(examples + "0ther5e5.jsonl")}};
}

Collector Push(std::string_view content, const std::vector<std::size_t>& cuts) {
  Collector collector;
  EventReader reader(&collector, {kLimit});
  reader.BeginFile(kName);
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    // Each piece is memory of its own: reading past it is seen by the address sanitizer.
    const std::string piece(content.substr(from, cut - from));
    EXPECT_TRUE(reader.Feed(piece).ok());
    from = cut;
  }
  EXPECT_TRUE(reader.Feed(std::string(content.substr(from))).ok());
  EXPECT_TRUE(reader.EndFile().ok());
  return collector;
}

Collector Pull(const std::string& content, std::size_t max_read) {
  Collector collector;
  MemorySource source({{kName, content}});
  source.max_read = max_read;
  ReadOptions options;
  options.max_input_line_bytes = kLimit;
  auto iterator = EventIterator::Open(&source, options);
  EXPECT_TRUE(iterator.ok());
  for (;;) {
    absl::StatusOr<const Event*> event = (*iterator)->Next();
    EXPECT_TRUE(event.ok());
    if (!event.ok() || *event == nullptr) break;
    EXPECT_TRUE(collector.OnEvent(**event).ok());
  }
  for (const Problem& problem : (*iterator)->problems())
    collector.OnProblem(problem.file, problem.line, problem.reason);
  EXPECT_EQ((*iterator)->counts().bytes_read, content.size());
  EXPECT_EQ((*iterator)->counts().lines_skipped, collector.problems.size());
  return collector;
}

void ExpectSame(const Collector& actual, const Collector& expected) {
  EXPECT_EQ(actual.events, expected.events);
  EXPECT_EQ(actual.problems, expected.problems);
}

TEST(Chunking, MixedFileHoldsWhatItShould) {
  const Collector whole = Push(MixedFile(), {});
  EXPECT_EQ(whole.events.size(), 3u);
  EXPECT_EQ(whole.problems.size(), 9u);
}

TEST(Chunking, ByteByByte) {
  for (const Named& file : Files()) {
    SCOPED_TRACE(file.name);
    std::vector<std::size_t> cuts(file.content.size());
    for (std::size_t i = 0; i < cuts.size(); ++i) cuts[i] = i;
    ExpectSame(Push(file.content, cuts), Push(file.content, {}));
  }
}

TEST(Chunking, EverySplitInTwo) {
  for (const Named& file : Files()) {
    const Collector whole = Push(file.content, {});
    for (std::size_t cut = 0; cut <= file.content.size(); ++cut) {
      const Collector split = Push(file.content, {cut});
      ASSERT_EQ(split.events, whole.events) << file.name << " cut at " << cut;
      ASSERT_EQ(split.problems, whole.problems) << file.name << " cut at " << cut;
    }
  }
}

TEST(Chunking, RandomPieces) {
  std::mt19937 random(20260501);
  for (const Named& file : Files()) {
    const Collector whole = Push(file.content, {});
    for (int round = 0; round < 200; ++round) {
      std::vector<std::size_t> cuts(random() % 40);
      for (std::size_t& cut : cuts) cut = random() % (file.content.size() + 1);
      std::sort(cuts.begin(), cuts.end());
      const Collector pieces = Push(file.content, cuts);
      ASSERT_EQ(pieces.events, whole.events) << file.name << " round " << round;
      ASSERT_EQ(pieces.problems, whole.problems) << file.name << " round " << round;
    }
  }
}

TEST(Chunking, PulledWithShortReadsOfEverySize) {
  for (const Named& file : Files()) {
    const Collector whole = Push(file.content, {});
    for (std::size_t size = 1; size <= file.content.size() + 1; size += size < 200 ? 1 : 37) {
      const Collector pulled = Pull(file.content, size);
      ASSERT_EQ(pulled.events, whole.events) << file.name << " by " << size;
      ASSERT_EQ(pulled.problems, whole.problems) << file.name << " by " << size;
    }
  }
}

TEST(Chunking, OneReaderForManyFiles) {
  Collector collector;
  EventReader reader(&collector, {kLimit});
  std::vector<std::string> events;
  std::vector<std::string> problems;
  for (int round = 0; round < 2; ++round) {
    for (const Named& file : Files()) {
      reader.BeginFile(kName);
      ASSERT_TRUE(reader.Feed(file.content).ok());
      ASSERT_TRUE(reader.EndFile().ok());
      const Collector alone = Push(file.content, {});
      events.insert(events.end(), alone.events.begin(), alone.events.end());
      problems.insert(problems.end(), alone.problems.begin(), alone.problems.end());
    }
  }
  EXPECT_EQ(collector.events, events);
  EXPECT_EQ(collector.problems, problems);
}

TEST(Chunking, HeaderHoldsForItsFileOnly) {
  Collector collector;
  EventReader reader(&collector);
  reader.BeginFile("a");
  ASSERT_TRUE(reader.Feed(HeaderLine() + RowLine()).ok());
  ASSERT_TRUE(reader.EndFile().ok());
  reader.BeginFile("b");
  ASSERT_TRUE(reader.Feed(RowLine()).ok());
  ASSERT_TRUE(reader.EndFile().ok());
  EXPECT_EQ(collector.events.size(), 1u);
  ASSERT_EQ(collector.problems.size(), 1u);
  EXPECT_EQ(collector.problems[0], "b:1: no context: the row has none, and there is no good header above it");
}

// A visitor that fails stops the reader, with its status.
TEST(Chunking, FailureOfTheVisitor) {
  class Failing final : public EventVisitor {
   public:
    absl::Status OnEvent(const Event&) override {
      return ++calls == 2 ? absl::DataLossError("the second is one too many") : absl::OkStatus();
    }
    void OnProblem(std::string_view, std::uint64_t, std::string_view) override {}
    int calls = 0;
  } visitor;
  EventReader reader(&visitor);
  reader.BeginFile("a");
  const absl::Status status = reader.Feed(HeaderLine() + RowLine() + RowLine() + RowLine());
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(std::string(status.message()), "the second is one too many");
  EXPECT_EQ(visitor.calls, 2);
}

}  // namespace
}  // namespace telex
