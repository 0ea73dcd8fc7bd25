// Proves the order of events merged by time, against a plain re-statement of the rule on generated sessions, hundreds
// of them too, whose clocks go backwards, whose times and ids are equal, and whose first file has no event in range;
// and that few files are open at once.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
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

constexpr std::int64_t kRangeStart = 1000;  // ms
constexpr std::int64_t kRangeEnd = 3 * test::kMillisPerDay + 9000;

// Ids as they are stored and what they are: equal ones in several spellings, and ones that sort by bytes.
struct Id {
  const char* stored;
  const char* decoded;
};
const Id kIds[] = {{"b", "b"},
                   {"\\u0062", "b"},
                   {"a", "a"},
                   {"B", "B"},
                   {"\\u00e9", "\xC3\xA9"},
                   {"\xC3\xA9", "\xC3\xA9"},
                   {"\\ud800", "\xEF\xBF\xBD"},
                   {"\\ufffd", "\xEF\xBF\xBD"},
                   {"\\ud83d\\ude00", "\xF0\x9F\x98\x80"},
                   {"", ""}};

struct Generated {
  std::int64_t millis;
  std::string id;  // decoded session_id
  std::string name;
};

struct Corpus {
  MemorySource source;
  std::vector<std::vector<Generated>> sessions;  // the events in range, in their stored order
  std::uint64_t bad_lines = 0;
};

// Sessions in the order of their first file; the name part says the number. Those of a later date begin later, as a
// rule: whoever holds back sessions until their day comes is seen.
void Generate(std::mt19937& random, int session_count, int events_per_session, Corpus* corpus) {
  const auto below = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  corpus->sessions.resize(static_cast<std::size_t>(session_count));
  for (int session = 0; session < session_count; ++session) {
    const int day = session * 4 / session_count;
    const int first_day = below(6) == 0 ? below(5) : day;
    std::int64_t clock = first_day * test::kMillisPerDay + below(8000);
    const int files = 1 + below(3);
    const Id& id = kIds[static_cast<std::size_t>(below(static_cast<int>(std::size(kIds))))];
    for (int file = 0; file < files; ++file) {
      std::string text = below(4) == 0 ? "\xEF\xBB\xBF" : "";
      if (below(5) == 0) text += "\n";
      text += HeaderLine(id.stored);
      const int events = file == 0 && files > 1 && below(2) == 0 ? 0 : 1 + below(events_per_session);
      for (int i = 0; i < events; ++i) {
        clock += below(10) < 8 ? below(4) * 50 : -below(20) * 50;
        if (below(40) == 0) clock += (below(3) - 1) * test::kMillisPerDay;
        clock = std::max<std::int64_t>(clock, 0);
        const std::string name = "e" + std::to_string(session) + "." + std::to_string(file) + "." + std::to_string(i);
        text += RowLine("00000000000000a1", name, TimeText(clock));
        if (clock >= kRangeStart && clock < kRangeEnd) {
          corpus->sessions[static_cast<std::size_t>(session)].push_back({clock, id.decoded, name});
        }
        if (below(10) == 0) {
          text += "bad\n";
          ++corpus->bad_lines;
        }
      }
      char file_name[80];
      std::snprintf(file_name, sizeof file_name, "telemetry-2026-05-%02d-s%04d%s.jsonl", day + 1, session,
                    file == 0 ? "" : ("." + std::to_string(file)).c_str());
      corpus->source.files[file_name].content = text;
    }
  }
}

// Headers and rows far longer than usual, more of them than may wait at once.
void Lengthen(std::mt19937& random, Corpus* corpus) {
  const std::size_t share = (std::size_t{16} << 20) / (corpus->source.files.size() + 1);
  for (auto& [name, file] : corpus->source.files) {
    if (random() % 3 == 0) continue;
    const bool row = random() % 4 == 0;
    const std::string what = row ? "\"properties\":{" : "\"os_type\":\"";
    const std::string filler(share + random() % 1000, 'w');
    const std::size_t at = row ? file.content.rfind(what) : file.content.find(what);
    if (at != std::string::npos) file.content.insert(at + what.size(), row ? "\"w\":\"" + filler + "\"" : filler);
  }
}

// The rule, word for word: the next event is the next one of the session where that has the least (time, id, number).
std::vector<std::string> Restated(const std::vector<std::vector<Generated>>& sessions) {
  std::vector<std::size_t> next(sessions.size(), 0);
  std::vector<std::string> names;
  for (;;) {
    std::size_t best = sessions.size();
    for (std::size_t s = 0; s < sessions.size(); ++s) {
      if (next[s] == sessions[s].size()) continue;
      if (best == sessions.size()) {
        best = s;
        continue;
      }
      const Generated& a = sessions[s][next[s]];
      const Generated& b = sessions[best][next[best]];
      if (a.millis != b.millis ? a.millis < b.millis : a.id < b.id) best = s;
    }
    if (best == sessions.size()) return names;
    names.push_back(sessions[best][next[best]++].name);
  }
}

absl::StatusOr<DateRange> Range() {
  const Instant day = *ParseInstant("2026-05-01T00:00:00Z");
  return DateRange::FromInstants(day.AddSeconds(kRangeStart / 1000), day.AddSeconds(kRangeEnd / 1000));
}

struct Result {
  std::vector<std::string> names;
  std::map<std::uint32_t, std::size_t> last_of_session;  // place of its last event
  std::vector<std::string> problems;
  ReadCounts counts;
};

Result Read(MemorySource* source, EventOrder order) {
  Result result;
  ReadOptions options;
  options.range = *Range();
  options.order = order;
  options.max_problems = 5;
  auto iterator = EventIterator::Open(source, options);
  EXPECT_TRUE(iterator.ok());
  std::map<std::uint32_t, bool> ended;
  for (;;) {
    absl::StatusOr<const Event*> event = (*iterator)->Next();
    EXPECT_TRUE(event.ok());
    for (const std::uint32_t session : (*iterator)->TakeEndedSessions()) {
      EXPECT_FALSE(ended[session]) << "ended twice";
      ended[session] = true;
    }
    if (!event.ok() || *event == nullptr) break;
    EXPECT_FALSE(ended[(*event)->session]) << "an event after its session's end";
    result.last_of_session[(*event)->session] = result.names.size();
    result.names.push_back((*event)->event_name.Decode());
  }
  for (const auto& [session, place] : result.last_of_session) EXPECT_TRUE(ended[session]) << session;
  result.counts = (*iterator)->counts();
  for (const Problem& problem : (*iterator)->problems()) {
    result.problems.push_back(test::TextOf(problem.file, problem.line, problem.reason));
  }
  return result;
}

class Merge : public testing::TestWithParam<int> {};

TEST_P(Merge, IsAsRestated) {
  const int session_count = GetParam();
  const int rounds = session_count < 50 ? 30 : 4;
  for (int round = 0; round < rounds; ++round) {
    const unsigned seed = static_cast<unsigned>(session_count * 1000 + round);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Corpus corpus;
    Generate(random, session_count, session_count < 50 ? 12 : 5, &corpus);
    const bool is_long = round % 4 == 2;
    if (is_long) Lengthen(random, &corpus);
    if (round % 2 == 1) corpus.source.max_read = 100 + random() % 400;
    const Result result = Read(&corpus.source, EventOrder::kByTime);
    ASSERT_EQ(result.names, Restated(corpus.sessions));
    EXPECT_EQ(result.counts.lines_skipped, corpus.bad_lines);
    EXPECT_EQ(result.counts.files_skipped, 0u);
    EXPECT_EQ(result.counts.bytes_read, corpus.source.TotalSize()) << "each byte counted once";
    EXPECT_LE(corpus.source.most_open, 16);
    EXPECT_EQ(corpus.source.open_now, 0);

    const Result by_session = Read(&corpus.source, EventOrder::kBySession);
    std::vector<std::string> expected;
    for (const auto& events : corpus.sessions) {
      for (const Generated& event : events) expected.push_back(event.name);
    }
    EXPECT_EQ(by_session.names, expected);
    EXPECT_EQ(by_session.problems, result.problems) << "the first ones, in whatever order they were found";
  }
}

INSTANTIATE_TEST_SUITE_P(Sessions, Merge, testing::Values(0, 1, 2, 5, 20, 255, 256, 257, 300, 700),
                         [](const auto& tested) { return std::to_string(tested.param); });

// Sessions beyond the first 256 are parked and taken up again: their rows are whole, and their headers' lines known.
TEST(MergeOfParkedSessions, GivesTheSameEvents) {
  MemorySource source;
  for (int session = 0; session < 400; ++session) {
    std::string text = session % 3 == 0 ? "\xEF\xBB\xBF" : session % 3 == 1 ? "\nbad\n" : "";
    text += HeaderLine("id" + std::to_string(session));
    for (int i = 0; i < 3; ++i) {
      text += RowLine("00000000000000a1", "e" + std::to_string(session) + "." + std::to_string(i),
                      TimeText(session / 100 * test::kMillisPerDay + (session * 37 % 100) * 10 + i), i, "{\"k\":\"v\"}",
                      "{\"m\":1}", ",\"deployment_url\":\"https://" + std::to_string(i) + ".example\"");
      if (i == 1) text += HeaderLine("second");
    }
    char name[64];
    std::snprintf(name, sizeof name, "telemetry-2026-05-%02d-s%04d.jsonl", session / 100 + 1, session);
    source.files[name].content = text;
  }
  const auto read = [&source](EventOrder order) {
    std::vector<std::string> all;
    ReadOptions options;
    options.order = order;
    options.max_problems = 1000;
    auto iterator = EventIterator::Open(&source, options);
    for (;;) {
      const Event* event = *(*iterator)->Next();
      if (event == nullptr) break;
      all.push_back(test::TextOf(*event) + " of " + std::to_string(event->session));
    }
    for (const Problem& problem : (*iterator)->problems()) {
      all.push_back(test::TextOf(problem.file, problem.line, problem.reason));
    }
    std::sort(all.begin(), all.end());
    return all;
  };
  const std::vector<std::string> by_session = read(EventOrder::kBySession);
  EXPECT_EQ(by_session.size(), 400u * 3 + 400 + 133);
  EXPECT_EQ(read(EventOrder::kByTime), by_session);
}

// Sessions whose headers are long, with few times and ids among them. `long_bytes`: of all these headers.
void GenerateLong(std::mt19937& random, int session_count, int events, std::size_t long_bytes, Corpus* corpus) {
  const auto below = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  corpus->sessions.resize(static_cast<std::size_t>(session_count));
  const std::string filler(long_bytes / static_cast<std::size_t>(session_count), 'w');
  for (int session = 0; session < session_count; ++session) {
    const Id& id = kIds[static_cast<std::size_t>(below(4))];
    std::string text = HeaderLine(id.stored);
    if (below(4) != 0) text.insert(text.find("linux"), filler);
    std::int64_t clock = kRangeStart + below(2) * test::kMillisPerDay;
    for (int i = 0; i < events; ++i) {
      clock += below(2);
      const std::string name = "e" + std::to_string(session) + "." + std::to_string(i);
      text += RowLine("00000000000000a1", name, TimeText(clock));
      corpus->sessions[static_cast<std::size_t>(session)].push_back({clock, id.decoded, name});
    }
    char file_name[80];
    std::snprintf(file_name, sizeof file_name, "telemetry-2026-05-01-s%04d.jsonl", session);
    corpus->source.files[file_name].content = text;
  }
}

TEST(MergeOfLongHeaders, ThatMayNotAllWaitIsAsRestated) {
  for (const int session_count : {60, 320}) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
      SCOPED_TRACE(std::to_string(session_count) + " sessions, seed " + std::to_string(seed));
      std::mt19937 random(seed);
      Corpus corpus;
      GenerateLong(random, session_count, 6, std::size_t{16} << 20, &corpus);
      const Result result = Read(&corpus.source, EventOrder::kByTime);
      ASSERT_EQ(result.names, Restated(corpus.sessions));
      EXPECT_EQ(result.counts.bytes_read, corpus.source.TotalSize()) << "each byte counted once";
      EXPECT_GT(corpus.source.TotalOpens(), corpus.source.files.size() * 3 / 2) << "some had to be let go of";
    }
  }
}

TEST(MergeOfLongHeaders, ThatMayAllWaitAreReadOnce) {
  std::mt19937 random(1);
  Corpus corpus;
  GenerateLong(random, 10, 100, std::size_t{3} << 20, &corpus);
  ASSERT_EQ(Read(&corpus.source, EventOrder::kByTime).names, Restated(corpus.sessions));
  EXPECT_EQ(corpus.source.TotalOpens(), corpus.source.files.size());
}

TEST(MergeTies, EqualTimesStandByIdThenBySession) {
  MemorySource source({{"telemetry-2026-05-01-a.jsonl", HeaderLine("z") + RowLine("1", "first", TimeText(2000))},
                       {"telemetry-2026-05-01-b.jsonl", HeaderLine("\\u0079") + RowLine("1", "second", TimeText(2000))},
                       {"telemetry-2026-05-01-c.jsonl", HeaderLine("y") + RowLine("1", "third", TimeText(2000))},
                       {"telemetry-2026-05-01-d.jsonl", HeaderLine("zz") + RowLine("1", "fourth", TimeText(1999))}});
  EXPECT_EQ(Read(&source, EventOrder::kByTime).names, (std::vector<std::string>{"fourth", "second", "third", "first"}));
}

TEST(MergeTies, ClockThatGoesBackwardsKeepsTheSessionsOrder) {
  MemorySource source(
      {{"telemetry-2026-05-01-a.jsonl", HeaderLine("a") + RowLine("1", "a0", TimeText(5000)) +
                                            RowLine("1", "a1", TimeText(2000)) + RowLine("1", "a2", TimeText(7000))},
       {"telemetry-2026-05-01-b.jsonl",
        HeaderLine("b") + RowLine("1", "b0", TimeText(3000)) + RowLine("1", "b1", TimeText(6000))}});
  EXPECT_EQ(Read(&source, EventOrder::kByTime).names, (std::vector<std::string>{"b0", "a0", "a1", "b1", "a2"}));
}

// To the nanosecond, and by the instant that an offset says.
TEST(MergeTies, Nanoseconds) {
  MemorySource source(
      {{"telemetry-2026-05-01-a.jsonl", HeaderLine("a") + RowLine("1", "a", "2026-05-01T00:00:02.000000002Z")},
       {"telemetry-2026-05-01-b.jsonl", HeaderLine("b") + RowLine("1", "b", "2026-05-01T02:00:02.000000001+02:00")}});
  EXPECT_EQ(Read(&source, EventOrder::kByTime).names, (std::vector<std::string>{"b", "a"}));
}

}  // namespace
}  // namespace telex
