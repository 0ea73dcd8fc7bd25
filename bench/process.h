// Child processes, measured: the time and the memory of one process alone.
#ifndef TELEX_BENCH_PROCESS_H_
#define TELEX_BENCH_PROCESS_H_

#include <string>
#include <vector>

namespace telex_bench {

struct ProcessResult {
  bool ok = false;         // it ran, and ended with exit status 0
  double seconds = 0;      // from before its start to its end
  double cpu_seconds = 0;  // user and system
  double peak_rss_mb = 0;  // 10^6 bytes
};

struct ProcessOptions {
  int max_descriptors = 0;      // RLIMIT_NOFILE of the process; 0: as here
  std::string output_path;      // standard output goes into this new file; empty: nowhere
  bool discard_errors = false;  // else standard error is shown
};

// Runs a program (its path or name, then its arguments) to its end. The caller's own memory must be small: until a child
// runs its program, it counts what it has of its parent's.
ProcessResult RunProcess(const std::vector<std::string>& command, const ProcessOptions& options);

}  // namespace telex_bench

#endif  // TELEX_BENCH_PROCESS_H_
