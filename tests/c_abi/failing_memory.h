// Memory that runs out, in the program that this is linked into: at an allocation that a test names.
#ifndef TELEX_TESTS_C_ABI_FAILING_MEMORY_H_
#define TELEX_TESTS_C_ABI_FAILING_MEMORY_H_

namespace telex_test {

enum class Shortage {
  kOnce,    // one allocation fails
  kLasting  // that one, and all that follow
};

// Lets the next `allocations` allocations of any thread pass, and the one after them fail.
void BeginFailing(long allocations, Shortage shortage);

// Checks of a test allocate, too. Whether one has failed since BeginFailing; may be called again.
bool EndFailing();

// Allocations that were not freed yet.
long LiveAllocations();

}  // namespace telex_test

#endif  // TELEX_TESTS_C_ABI_FAILING_MEMORY_H_
