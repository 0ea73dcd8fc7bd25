// Runs a program and prints what it took, as one line of JSON: `telex_measure [--output FILE] [--descriptors N] PROGRAM
// [ARGUMENT]...`. A program of its own, because a child counts in its peak memory what it had of its parent's until it
// was started: a big parent would hide small children. Exit status: 0 measured, however the program ended; 2 wrong usage.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "process.h"

int main(int argc, char** argv) {
  telex_bench::ProcessOptions options;
  int i = 1;
  for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
    const std::string name = argv[i];
    if (name == "--output") {
      options.output_path = argv[i + 1];
    } else if (name == "--descriptors") {
      options.max_descriptors = std::atoi(argv[i + 1]);
      options.discard_errors = true;
    } else {
      break;
    }
  }
  if (i >= argc || argv[i][0] == '-') {
    std::fputs("Usage: telex_measure [--output FILE] [--descriptors N] PROGRAM [ARGUMENT]...\n", stderr);
    return 2;
  }
  const telex_bench::ProcessResult result =
      telex_bench::RunProcess(std::vector<std::string>(argv + i, argv + argc), options);
  std::printf("{\"ok\":%s,\"seconds\":%.6f,\"cpuSeconds\":%.6f,\"peakRssMegabytes\":%.3f}\n",
              result.ok ? "true" : "false", result.seconds, result.cpu_seconds, result.peak_rss_mb);
  return 0;
}
