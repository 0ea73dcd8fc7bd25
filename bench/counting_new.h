// How often this program allocated: counting_new.cc replaces the global operator new.
#ifndef TELEX_BENCH_COUNTING_NEW_H_
#define TELEX_BENCH_COUNTING_NEW_H_

#include <cstdint>

namespace telex_bench {

// Calls of operator new, in any form and on any thread, since the program began.
std::uint64_t AllocationCount();

}  // namespace telex_bench

#endif  // TELEX_BENCH_COUNTING_NEW_H_
