#include "thread_plan.h"

#include <algorithm>
#include <thread>

namespace telex::internal {

ThreadPlan PlanThreads(const ExportOptions& options, const Source* source) {
  // One is enough to write, even for a folder's three documents; those of a zip are compressed side by side.
  const bool zip = options.format != Format::kJson && options.package == PackageForm::kZip;
  const int most_writing = zip ? 1 + kSignalCount : 2;
  const int threads =
      options.threads > 0 ? options.threads : std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
  // Of two, the other one writes: that takes more off the caller's thread than to read ahead does. With a third one each
  // does about as much.
  ThreadPlan plan;
  plan.read = threads > 2 && source != nullptr && source->AllowsOtherThreads() ? 2 : 1;
  plan.write = std::min(threads - plan.read + 1, most_writing);
  return plan;
}

}  // namespace telex::internal
