// How many threads an export uses.
#ifndef TELEX_THREADS_H_
#define TELEX_THREADS_H_

#include "telex/export.h"

namespace telex::internal {

inline constexpr int kMaxThreads = 256;

// What `options.threads` stands for with its format and package: at least 1.
int ThreadsOf(const ExportOptions& options);

}  // namespace telex::internal

#endif  // TELEX_THREADS_H_
