// Prints what an event costs in allocations, for each sink. Exit status: 0 where that is nothing in steady state.
#include <cstdio>
#include <string>

#include "steady_state.h"

int main() {
  bool good = true;
  std::printf("%-28s %12s %12s %12s\n", "", "events", "allocations", "per event");
  for (const telex_bench::SteadyStateCase& one : telex_bench::SteadyStateCases()) {
    const auto cost = telex_bench::MeasureSteadyState(one, 10'000);
    if (!cost.ok()) {
      std::fprintf(stderr, "allocations: %s\n", std::string(cost.status().message()).c_str());
      return 1;
    }
    const std::string name(one.name);
    std::printf("%-28s %12llu %12llu\n", name.c_str(), static_cast<unsigned long long>(cost->events),
                static_cast<unsigned long long>(cost->allocations));
    std::printf("%-28s %12lld %12lld %12.4f\n", "  more, in steady state", static_cast<long long>(cost->more_events),
                static_cast<long long>(cost->more_allocations),
                static_cast<double>(cost->more_allocations) / static_cast<double>(cost->more_events));
    good = good && cost->more_allocations <= 0;
  }
  return good ? 0 : 1;
}
