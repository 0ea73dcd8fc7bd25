// Proves that an event costs no allocation in steady state: a run over twice the events allocates as often as one over
// them once, for each sink, from a host's own source to an output that throws everything away.
#include "bench/steady_state.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "bench/counting_new.h"

namespace telex_bench {
namespace {

constexpr std::uint64_t kRows = 10'000;  // a session: enough to fill each buffer once

class SteadyStateTest : public testing::TestWithParam<SteadyStateCase> {};

TEST_P(SteadyStateTest, AnEventCostsNoAllocation) {
  const absl::StatusOr<SteadyStateCost> cost = MeasureSteadyState(GetParam(), kRows);
  ASSERT_TRUE(cost.ok()) << cost.status();
  EXPECT_EQ(cost->events, 3 * kRows);
  EXPECT_GT(cost->more_events, static_cast<std::int64_t>(2 * kRows));
  EXPECT_EQ(cost->more_allocations, 0) << "beside " << cost->allocations << " of the shorter run";
}

// A batch is handed over, and with it all its memory: the next one is made with as many allocations, whatever its rows.
TEST(SteadyStateOfArrowTest, ABatchCostsItsBuffersAlone) {
  constexpr std::int64_t kRowsPerBatch = 1000;
  constexpr std::int64_t kAllocationsOfABatch = 200;
  SteadyStateCase arrow;
  arrow.arrow_rows = kRowsPerBatch;
  const absl::StatusOr<SteadyStateCost> cost = MeasureSteadyState(arrow, kRows);
  ASSERT_TRUE(cost.ok()) << cost.status();
  EXPECT_GE(cost->more_batches, cost->more_events / kRowsPerBatch);
  EXPECT_LE(cost->more_allocations, cost->more_batches * kAllocationsOfABatch);
}

std::string CaseName(const testing::TestParamInfo<SteadyStateCase>& info) { return std::string(info.param.name); }

INSTANTIATE_TEST_SUITE_P(Sinks, SteadyStateTest, testing::ValuesIn(SteadyStateCases()), CaseName);

// Else the test above would prove nothing.
TEST(AllocationCountTest, CountsAllocations) {
  const std::uint64_t before = AllocationCount();
  const auto number = std::make_unique<int>(1);
  const std::string text(1000 + static_cast<std::size_t>(*number), 'x');
  EXPECT_EQ(AllocationCount() - before, 2u);
}

}  // namespace
}  // namespace telex_bench
