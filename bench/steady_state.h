// What one more event costs in allocations, once a run's buffers have grown as large as its events need.
#ifndef TELEX_BENCH_STEADY_STATE_H_
#define TELEX_BENCH_STEADY_STATE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace telex_bench {

// A run of an Exporter over a source in memory, into one sink or several, whose output is thrown away.
struct SteadyStateCase {
  std::string_view name;
  bool by_time = false;  // else by session
  bool json = false;
  bool logs = false;
  bool traces = false;
  bool metrics = false;
  bool cumulative = false;  // of metrics
  // Batches of so many rows, each released at once; 0: none.
  std::int64_t arrow_rows = 0;
};

// Each of the sinks that write documents alone, then the three of OTLP together.
std::vector<SteadyStateCase> SteadyStateCases();

struct SteadyStateCost {
  std::uint64_t events = 0;       // of the shorter run
  std::uint64_t allocations = 0;  // of the shorter run
  std::int64_t more_events = 0;   // what the longer run has more
  std::int64_t more_allocations = 0;
  std::int64_t more_batches = 0;
};

// Runs the case over `rows` events in each of a few sessions that overlap in time, then over (nearly) the same rows
// twice. Needs counting_new.cc in the program.
absl::StatusOr<SteadyStateCost> MeasureSteadyState(const SteadyStateCase& one, std::uint64_t rows);

}  // namespace telex_bench

#endif  // TELEX_BENCH_STEADY_STATE_H_
