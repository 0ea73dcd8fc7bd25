// The floor: what every export of these bytes must do at least, done with RapidJSON and nothing else.
#ifndef TELEX_BENCH_FLOOR_H_
#define TELEX_BENCH_FLOOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace telex_bench {

// One file that the floor writes.
struct FloorTarget {
  std::string path;
  std::uint64_t bytes = 0;
};

// Reads the telemetry files of `folder` in the order of their names, each whole into one buffer, parses each line in
// situ into a handler that does nothing, and writes as many bytes as `targets` say in blocks of 64 KiB.
absl::Status RunFloor(const std::string& folder, const std::vector<FloorTarget>& targets);

}  // namespace telex_bench

#endif  // TELEX_BENCH_FLOOR_H_
