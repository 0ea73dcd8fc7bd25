// Child processes, measured: the time and the memory of one process alone.
#ifndef TELEX_BENCH_PROCESS_H_
#define TELEX_BENCH_PROCESS_H_

#include <functional>
#include <string>
#include <vector>

namespace telex_bench {

struct ProcessResult {
  bool ok = false;         // it ran, and ended with exit status 0
  std::string output;      // what it wrote to standard output, where that was asked for
  double seconds = 0;      // from before its start to its end
  double cpu_seconds = 0;  // user and system
  double peak_rss_mb = 0;  // 10^6 bytes
};

struct ProcessOptions {
  int max_descriptors = 0;      // RLIMIT_NOFILE of the process; 0: as here
  bool capture_output = false;  // else standard output is discarded
  bool discard_errors = false;  // else standard error is shown
};

// Runs a program (its path, then its arguments) to its end. The caller's own memory must be small: until a child runs
// its program, it counts what it has of its parent's.
ProcessResult RunProcess(const std::vector<std::string>& command, const ProcessOptions& options = {});

// Calls `work` in a copy of this process, whose memory this one then does not keep. Whether it returned true.
bool RunAside(const std::function<bool()>& work);

}  // namespace telex_bench

#endif  // TELEX_BENCH_PROCESS_H_
