// What an export uses its threads for.
#ifndef TELEX_THREAD_PLAN_H_
#define TELEX_THREAD_PLAN_H_

#include "telex/export.h"

namespace telex::internal {

inline constexpr int kMaxThreads = 256;

// Each is a number of threads as ExporterOptions::threads and ZipOptions::threads count them, the caller's included.
struct ThreadPlan {
  int read = 1;        // 2: another one reads and parses ahead
  int write = 1;       // 2 and more: others write, or compress
  bool relay = false;  // another one takes turns with the caller's to read and to write: see relay.h
};

// What `options.threads` stands for with its format and package. `source`: nullptr where events are fed by hand.
ThreadPlan PlanThreads(const ExportOptions& options, const Source* source);
// The same where any thread may write the output.
ThreadPlan PlanOwnThreads(const ExportOptions& options, const Source& source);

}  // namespace telex::internal

#endif  // TELEX_THREAD_PLAN_H_
