// The figures of a run of the bench: what they are, which of them have a goal, and how they are printed.
#ifndef TELEX_BENCH_FIGURES_H_
#define TELEX_BENCH_FIGURES_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace telex_bench {

struct CorpusSize {
  std::uint64_t files = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
};

// One number. A goal is an upper limit; 0: there is none.
struct Figure {
  double value = 0;
  double goal = 0;
  bool met() const { return goal == 0 || value <= goal; }
};

// A whole export on the large corpus. Times are medians; ratios are medians of those of the pairs.
struct ExportFigures {
  std::string name;
  std::uint64_t bytes_written = 0;
  double seconds = 0;
  double floor_seconds = 0;
  Figure ratio;  // to the floor, by the clock
  double least_ratio = 0;
  double greatest_ratio = 0;
  double cpu_ratio = 0;             // to the floor, by the time on the processor
  double megabytes_per_second = 0;  // of input
  double nanoseconds_per_event = 0;
  Figure peak_rss_mb;
};

// What many sessions in one day cost, against few with as many events.
struct GrowthFigures {
  std::string name;
  double few_seconds = 0;
  double many_seconds = 0;
  double cost = 0;        // of the export, many against few
  double floor_cost = 0;  // of the floor
  Figure ratio;           // cost against floor_cost
  double cpu_ratio = 0;   // the same by the time on the processor
  Figure descriptors;     // the least limit under which the export of many sessions succeeds
};

struct MemoryFigures {
  std::string corpus;
  std::string name;
  Figure peak_rss_mb;
};

struct Figures {
  int runs = 0;
  double load_before = 0;
  double load_after = 0;
  CorpusSize corpus;
  int few_sessions = 0;
  int many_sessions = 0;
  CorpusSize few;
  CorpusSize many;
  double idle_rss_mb = 0;  // of `telex --version`: what a process of the program has at least
  std::vector<ExportFigures> exports;
  std::vector<GrowthFigures> growth;
  std::vector<MemoryFigures> memory;

  // The names of the figures that miss their goal.
  std::vector<std::string> Missed() const;
};

void PrintTable(const Figures& figures, std::FILE* stream);
// One JSON object.
std::string ToJson(const Figures& figures);

}  // namespace telex_bench

#endif  // TELEX_BENCH_FIGURES_H_
