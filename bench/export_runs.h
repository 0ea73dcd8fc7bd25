// Runs of the command line on one corpus, beside runs of the floor that read and write as many bytes.
#ifndef TELEX_BENCH_EXPORT_RUNS_H_
#define TELEX_BENCH_EXPORT_RUNS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "figures.h"
#include "floor.h"
#include "process.h"

namespace telex_bench {

struct Programs {
  std::string self;  // runs the floor: `self --floor DIR [PATH BYTES]...`
  std::string cli;
  std::string work_folder;  // for targets
};

// A folder of telemetry.
struct Corpus {
  std::string folder;
  CorpusSize size;
};

// One way to export.
struct ExportCase {
  std::string name;
  std::vector<std::string> options;  // of `telex export`
};

std::vector<ExportCase> AllExportCases();
// Those of AllExportCases with these names, which exist.
std::vector<ExportCase> ExportCasesNamed(const std::vector<std::string>& names);

// One case on one corpus.
class ExportRuns {
 public:
  ExportRuns(Programs programs, Corpus corpus, ExportCase export_case);

  // Exports once, checks that each event of the corpus was exported, and learns what the floor has to write. Leaves
  // files in the system's cache.
  absl::Status Prepare();

  // Each removes its target first. A failed run is printed to standard error, and `ok` is false.
  ProcessResult RunCli(int max_descriptors = 0);
  ProcessResult RunFloor();

  // Whether RunCli succeeds and writes the same as without the limit.
  bool RunsWithDescriptors(int max_descriptors);

  const Corpus& corpus() const { return corpus_; }
  const ExportCase& export_case() const { return case_; }
  std::uint64_t bytes_written() const;

 private:
  std::vector<FloorTarget> WrittenFiles() const;

  const Programs programs_;
  const Corpus corpus_;
  const ExportCase case_;
  const std::string target_;
  const std::string floor_target_;
  std::vector<FloorTarget> written_;
};

// A pair of runs, one right after the other.
struct Pair {
  ProcessResult cli;
  ProcessResult floor;
};
// `floor_first` is to alternate from pair to pair.
absl::Status RunPair(ExportRuns& runs, bool floor_first, Pair* pair);

double Median(std::vector<double> values);

}  // namespace telex_bench

#endif  // TELEX_BENCH_EXPORT_RUNS_H_
