// From names and bytes to routed events: choosing files, splitting lines, parsing them, timestamps, routing.
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "parts_input.h"
#include "read/event_time.h"
#include "read/file_lines.h"
#include "read/line_parser.h"
#include "read/run_context.h"
#include "select/session_files.h"
#include "telex/date_range.h"
#include "telex/event_iterator.h"
#include "telex/event_reader.h"
#include "telex/router.h"
#include "telex/telemetry_files.h"

namespace telex_bench {
namespace {

// Seven days of a folder that has ten sessions for each of 1,000 days; per name.
void ChooseFiles(benchmark::State& state) {
  constexpr int kDays = 1'000;
  constexpr int kSessions = 10;
  std::map<std::string, std::string> names;
  for (int day = 0; day < kDays; ++day) {
    const std::string date =
        telex::FormatDate(telex::Instant::FromUnixMillis((20'454 + day) * std::int64_t{86'400'000}));
    for (int session = 0; session < kSessions; ++session) {
      names["telemetry-" + date + "-0123456789abcde" + std::to_string(session) + ".jsonl"] = "";
    }
  }
  FilesInMemory source(std::move(names));
  const auto range = telex::DateRange::FromPreset(telex::DateRange::Preset::kLast7Days,
                                                  telex::Instant::FromUnixMillis(20'700 * std::int64_t{86'400'000}));
  for (auto _ : state) {
    auto chosen = telex::SelectFiles(source, range);
    if (!Good(state, chosen.status())) return;
    benchmark::DoNotOptimize(chosen->size());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kDays * kSessions);
}
BENCHMARK(ChooseFiles);

void SplitLines(benchmark::State& state) {
  for (auto _ : state) {
    auto files = telex::internal::SessionFiles::Select(PartsFiles(), {}, 0);
    if (!Good(state, files.status())) return;
    telex::RunContext run(&PartsFiles(), {}, *std::move(files));
    telex::FileLines lines(&run);
    std::uint64_t count = 0;
    for (std::uint32_t file = 0; file < run.files.file_count(); ++file) {
      if (!lines.Open(file)) return state.SkipWithError("a file cannot be opened");
      while (lines.Next() == telex::FileLines::Outcome::kLine) ++count;
    }
    if (count != kPartsEvents + PartsFiles().files().size()) return state.SkipWithError("not every line was read");
  }
  CountEvents(state);
}
BENCHMARK(SplitLines);

void ParseLines(benchmark::State& state) {
  std::vector<std::string> texts;
  for (const auto& [name, text] : PartsFiles().files()) texts.push_back(text + std::string(telex::kScanPadding, '\0'));
  telex::ParsedLine line;
  telex::LineError error;
  for (auto _ : state) {
    for (const std::string& text : texts) {
      const char* const end = text.data() + text.size() - telex::kScanPadding;
      for (const char* begin = text.data(); begin < end;) {
        const auto* line_end =
            static_cast<const char*>(std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)));
        if (!telex::ParseLine(begin, line_end, &line, &error)) return state.SkipWithError("a line is no JSON");
        begin = line_end + 1;
      }
    }
  }
  CountEvents(state);
}
BENCHMARK(ParseLines);

void ParseTimestamps(benchmark::State& state) {
  std::vector<std::string> texts;
  for (const KeptEvent& kept : PartsEvents()) texts.emplace_back(kept.event.timestamp.text());
  telex::EventTimeParser parser;
  std::int64_t sum = 0;
  for (auto _ : state) {
    for (const std::string& text : texts) {
      std::int64_t time = 0;
      if (!parser.Parse(telex::JsonValue(text, telex::JsonValue::Kind::kPlainString), &time)) {
        return state.SkipWithError("a timestamp is none");
      }
      sum += time & 1;
    }
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kPartsEvents));
}
BENCHMARK(ParseTimestamps);

// Bytes to events: splitting, parsing, judging and timestamps together.
class CountingVisitor final : public telex::EventVisitor {
 public:
  absl::Status OnEvent(const telex::Event& event) override {
    events += event.time_unix_nano > 0 ? 1 : 0;
    return absl::OkStatus();
  }
  void OnProblem(std::string_view, std::uint64_t, std::string_view) override {}
  std::uint64_t events = 0;
};

void ReadEvents(benchmark::State& state) {
  for (auto _ : state) {
    CountingVisitor visitor;
    telex::EventReader reader(&visitor);
    for (const auto& [name, text] : PartsFiles().files()) {
      reader.BeginFile(name);
      for (std::size_t at = 0; at < text.size(); at += 256 * 1024) {
        if (!Good(state, reader.Feed(std::string_view(text).substr(at, 256 * 1024)))) return;
      }
      if (!Good(state, reader.EndFile())) return;
    }
    if (visitor.events != kPartsEvents) return state.SkipWithError("not every event was read");
  }
  CountEvents(state);
}
BENCHMARK(ReadEvents);

// The same by pull, sessions one after another (0) or merged by time (1).
void IterateEvents(benchmark::State& state) {
  telex::ReadOptions options;
  options.order = state.range(0) == 0 ? telex::EventOrder::kBySession : telex::EventOrder::kByTime;
  for (auto _ : state) {
    auto events = telex::EventIterator::Open(&PartsFiles(), options);
    if (!Good(state, events.status())) return;
    std::uint64_t count = 0;
    for (;;) {
      const auto event = (*events)->Next();
      if (!Good(state, event.status())) return;
      if (*event == nullptr) break;
      ++count;
    }
    if (count != kPartsEvents) return state.SkipWithError("not every event was read");
  }
  CountEvents(state);
}
BENCHMARK(IterateEvents)->ArgName("by_time")->Arg(0)->Arg(1);

void RouteEvents(benchmark::State& state) {
  const telex::Router router;
  for (auto _ : state) {
    for (const KeptEvent& kept : PartsEvents()) benchmark::DoNotOptimize(router.Route(kept.event));
  }
  CountEvents(state);
}
BENCHMARK(RouteEvents);

}  // namespace
}  // namespace telex_bench
