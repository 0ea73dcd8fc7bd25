// Proves that events read ahead on a second thread are those that the reader itself gives, with the same ends of
// sessions, counts and problems, whatever the files hold; that what is read ahead is bounded; and that it ends at once
// wherever its user stops. Run under the sanitizers too: what an event points into must outlive its batch.
#include "read/read_ahead.h"

#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/read/event_text.h"
#include "tests/read/memory_source.h"
#include "tests/read/telemetry_text.h"

namespace telex {
namespace {

using test::HeaderLine;
using test::MemorySource;
using test::Row;
using test::RowLine;
using test::TimeText;

using Open = absl::StatusOr<std::unique_ptr<EventStream>> (*)(Source*, const ReadOptions&);

absl::Status GoOn() { return absl::OkStatus(); }

absl::StatusOr<std::unique_ptr<EventStream>> OpenAlone(Source* source, const ReadOptions& options) {
  return RunReader::Open(source, options, GoOn, true);
}
absl::StatusOr<std::unique_ptr<EventStream>> OpenAhead(Source* source, const ReadOptions& options) {
  return ReadAhead::Open(source, options, GoOn, true);
}

// All that a stream says.
std::vector<std::string> Told(Open open, Source* source, const ReadOptions& options) {
  std::vector<std::string> told;
  const auto stream = open(source, options);
  if (!stream.ok()) return {stream.status().ToString()};
  for (Event* event = nullptr;;) {
    const absl::Status status = (*stream)->Next(&event);
    for (const std::uint32_t session : (*stream)->ended_sessions()) told.push_back("end of " + std::to_string(session));
    (*stream)->ended_sessions().clear();
    if (!status.ok() || event == nullptr) {
      told.push_back(status.ToString());
      break;
    }
    told.push_back(std::to_string(event->session) + " " + test::TextOf(*event));
  }
  (*stream)->End();
  const ReadCounts counts = (*stream)->counts();
  for (const std::uint64_t count :
       {counts.files_selected, counts.files_skipped, counts.lines_skipped, counts.bytes_read, counts.bytes_total}) {
    told.push_back(std::to_string(count));
  }
  for (const Problem& problem : (*stream)->Problems()) {
    told.push_back(test::TextOf(problem.file, problem.line, problem.reason));
  }
  return told;
}

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool OneIn(int n) { return Below(n) == 0; }

  std::string Members(int count, bool numbers) {
    std::string out = "{";
    for (int i = 0; i < count; ++i) {
      out += (i == 0 ? "\"" : ",\"") + std::string("key\\u00e9") + std::to_string(Below(50)) + "\":";
      out += numbers || OneIn(3) ? std::to_string(Below(100000))
                                 : "\"" + std::string(static_cast<std::size_t>(Below(40)), 'v') + "\"";
    }
    return out + "}";
  }

  // Most lines are usual; one in a few is bad, long, out of range or has a context of its own.
  std::string Line(const std::string& session, int number) {
    if (OneIn(40)) return OneIn(2) ? "{\"event_id\":1}\n" : "\n";
    if (OneIn(60)) return HeaderLine(session);
    std::string rest;
    if (OneIn(4)) rest += ",\"deployment_url\":\"https://" + std::to_string(Below(3)) + ".example\"";
    if (OneIn(9)) rest += ",\"schema_version\":1";
    if (OneIn(30)) {
      const std::string header = HeaderLine(session + "x");
      const std::size_t begin = header.find(",\"context\"");
      rest += header.substr(begin, header.size() - begin - 2);
    }
    if (OneIn(400)) rest += ",\"unknown\":\"" + std::string(static_cast<std::size_t>(Below(300'000)), 'u') + "\"";
    const int millis = OneIn(10) ? 0 : 2000 + number;
    return RowLine("00000000000000a1", "e." + std::to_string(number), TimeText(millis), number,
                   Members(OneIn(50) ? Below(400) : Below(8), false), Members(Below(4), true), rest);
  }

  // Some files have no event in range for longer than buffers are.
  std::map<std::string, std::string> Files(int sessions) {
    const int lines_per_file = sessions > 100 ? 20 : 600;
    std::map<std::string, std::string> files;
    for (int session = 0; session < sessions; ++session) {
      const std::string id = "s" + std::to_string(session);
      for (int part = 0, parts = 1 + Below(3); part < parts; ++part) {
        std::string text = OneIn(9) ? "" : HeaderLine(id + "." + std::to_string(part));
        if (OneIn(8)) {
          for (int i = 0; i < 3 * lines_per_file / 2; ++i) text += RowLine("00000000000000a2", "early", TimeText(0));
        }
        for (int i = 0, lines = Below(lines_per_file); i < lines; ++i) text += Line(id, i);
        if (OneIn(3) && !text.empty()) text.pop_back();
        files["telemetry-2026-05-0" + std::to_string(1 + part) + "-" + id + ".jsonl"] = text;
      }
    }
    return files;
  }

 private:
  std::mt19937 random_;
};

ReadOptions OptionsOf(EventOrder order) {
  ReadOptions options;
  options.range = *DateRange::FromInstants(Instant{1777593601, 0}, std::nullopt);
  options.order = order;
  options.max_input_line_bytes = 200'000;
  return options;
}

TEST(ReadAhead, TellsWhatTheReaderTells) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    Generator generator(seed);
    const int sessions = seed % 4 == 0 ? 300 : 1 + generator.Below(9);
    const auto files = generator.Files(sessions);
    for (const EventOrder order : {EventOrder::kBySession, EventOrder::kByTime}) {
      for (const bool with_attributes : {true, false}) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", order " + std::to_string(static_cast<int>(order)));
        ReadOptions options = OptionsOf(order);
        options.with_attributes = with_attributes;
        MemorySource alone(files);
        MemorySource ahead(files);
        alone.max_read = ahead.max_read = seed % 3 == 0 ? 5000 : static_cast<std::size_t>(-1);
        const std::vector<std::string> expected = Told(OpenAlone, &alone, options);
        ASSERT_GT(expected.size(), 10u);
        const std::vector<std::string> told = Told(OpenAhead, &ahead, options);
        ASSERT_EQ(told.size(), expected.size());
        for (std::size_t i = 0; i < told.size(); ++i) ASSERT_EQ(told[i], expected[i]);
      }
    }
  }
}

std::map<std::string, std::string> OneLongFile(int lines, const Row& row) {
  std::string text = HeaderLine();
  for (int i = 0; i < lines; ++i) text += RowLine(row);
  return {{"telemetry-2026-05-01-s1.jsonl", text}};
}

Row RowAt(int millis, std::size_t size) {
  return Row("00000000000000a1", "e", TimeText(millis), 0, "{\"p\":\"" + std::string(size, 'p') + "\"}");
}

TEST(ReadAhead, ReadsNoMoreThanItMayKeep) {
  constexpr std::size_t kLongest = 600'000;
  std::vector<std::map<std::string, std::string>> cases = {
      OneLongFile(100'000, RowAt(2000, 100)), OneLongFile(2000, RowAt(2000, 50'000)), OneLongFile(300, RowAt(2000, 10)),
      OneLongFile(0, RowAt(0, 0))};
  for (int i = 0; i < 40; ++i) cases[2].begin()->second += RowLine(RowAt(2000, kLongest));
  // Long stretches without an event in range.
  for (int i = 0; i < 3000; ++i) {
    cases[3].begin()->second += RowLine(RowAt(2000, 10));
    cases[3].begin()->second += RowLine(RowAt(0, 30'000));
  }
  for (const auto& files : cases) {
    const std::string& text = files.begin()->second;
    MemorySource source(files);
    std::atomic<std::uint64_t> offset{0};
    source.on_read = [&offset](const std::string&, std::uint64_t at) { offset = at; };
    ReadOptions options = OptionsOf(EventOrder::kBySession);
    options.max_input_line_bytes = 2 * kLongest;
    auto stream = ReadAhead::Open(&source, options, GoOn, false);
    ASSERT_TRUE(stream.ok());
    std::size_t position = 0;  // of what was given out
    std::uint64_t line = 0;
    for (int i = 0; i < 310; ++i) {
      Event* event = nullptr;
      ASSERT_EQ((*stream)->Next(&event), absl::OkStatus());
      ASSERT_NE(event, nullptr);
      for (; line < event->line; ++line) position = text.find('\n', position) + 1;
      // The reader goes as far as it may.
      for (int turns = 0; turns < 20; ++turns) std::this_thread::yield();
      ASSERT_LT(offset, position + (std::uint64_t{5} << 19));
    }
  }
}

TEST(ReadAhead, CallsBackOnTheCallersThread) {
  const std::thread::id caller = std::this_thread::get_id();
  MemorySource source(OneLongFile(50'000, RowAt(2000, 100)));
  std::atomic<int> read_elsewhere{0};
  source.on_read = [&](const std::string&, std::uint64_t) { read_elsewhere += std::this_thread::get_id() != caller; };
  int calls = 0;
  int called_elsewhere = 0;
  const auto on_read = [&] {
    ++calls;
    called_elsewhere += std::this_thread::get_id() != caller;
    return absl::OkStatus();
  };
  auto stream = ReadAhead::Open(&source, OptionsOf(EventOrder::kBySession), on_read, false);
  ASSERT_TRUE(stream.ok());
  std::uint64_t bytes = 0;
  for (Event* event = nullptr;;) {
    ASSERT_EQ((*stream)->Next(&event), absl::OkStatus());
    EXPECT_GE((*stream)->counts().bytes_read, bytes);
    bytes = (*stream)->counts().bytes_read;
    if (event == nullptr) break;
  }
  EXPECT_EQ(bytes, source.TotalSize());
  EXPECT_GT(read_elsewhere, 10);
  EXPECT_GT(calls, 10);
  EXPECT_EQ(called_elsewhere, 0);
}

TEST(ReadAhead, StopsWhereTheCallbackFails) {
  // Behind the first events there is nothing in range for a long time: only the callback can end it.
  auto files = OneLongFile(1000, RowAt(2000, 10));
  for (int i = 0; i < 200'000; ++i) files.begin()->second += RowLine(RowAt(0, 100));
  MemorySource source(files);
  const std::uint64_t total = source.TotalSize();
  std::unique_ptr<EventStream> stream;
  const auto on_read = [&] {
    const bool far = stream != nullptr && stream->counts().bytes_read > total / 4;
    return far ? absl::AbortedError("far enough") : absl::OkStatus();
  };
  auto opened = ReadAhead::Open(&source, OptionsOf(EventOrder::kBySession), on_read, false);
  ASSERT_TRUE(opened.ok());
  stream = *std::move(opened);
  absl::Status status;
  for (Event* event = nullptr;;) {
    status = stream->Next(&event);
    if (!status.ok() || event == nullptr) break;
  }
  EXPECT_EQ(status, absl::AbortedError("far enough"));
  stream->End();
  EXPECT_LT(stream->counts().bytes_read, total);
}

TEST(ReadAhead, EndsWhereverItsUserStops) {
  const auto files = OneLongFile(20'000, RowAt(2000, 100));
  for (const int events : {0, 1, 255, 256, 257, 258, 300, 320, 321, 1000, 7000, 19'999, 20'000}) {
    MemorySource source(files);
    {
      auto stream = ReadAhead::Open(&source, OptionsOf(EventOrder::kByTime), GoOn, false);
      ASSERT_TRUE(stream.ok());
      for (int i = 0; i < events; ++i) {
        Event* event = nullptr;
        ASSERT_EQ((*stream)->Next(&event), absl::OkStatus());
        ASSERT_NE(event, nullptr);
      }
    }
    EXPECT_EQ(source.open_now, 0) << events;
  }
}

}  // namespace
}  // namespace telex
