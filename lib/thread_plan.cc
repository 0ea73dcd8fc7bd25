#include "thread_plan.h"

#include <algorithm>
#include <thread>

namespace telex::internal {

namespace {

int ThreadsOf(const ExportOptions& options) {
  return options.threads > 0 ? options.threads : std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
}

// One is enough to write, even for a folder's three documents; those of a zip are compressed side by side.
int MostWriting(const ExportOptions& options) {
  const bool zip = options.format != Format::kJson && options.package == PackageForm::kZip;
  return zip ? 1 + kSignalCount : 2;
}

}  // namespace

ThreadPlan PlanThreads(const ExportOptions& options, const Source* source) {
  const int threads = ThreadsOf(options);
  // Of two, the other one writes: that takes more off the caller's thread than to read ahead does. With a third one each
  // does about as much.
  ThreadPlan plan;
  plan.read = threads > 2 && source != nullptr && source->AllowsOtherThreads() ? 2 : 1;
  plan.write = std::min(threads - plan.read + 1, MostWriting(options));
  return plan;
}

ThreadPlan PlanOwnThreads(const ExportOptions& options, const Source& source) {
  const int threads = ThreadsOf(options);
  // The array is made from text as it is: there is nothing to be done beside reading and writing it. A zip's documents are
  // compressed, which takes longer than all the rest, on threads of their own.
  const bool relay = options.format != Format::kJson && options.package == PackageForm::kFolder;
  if (!relay || threads < 2 || !options.extra_sinks.empty() || !source.AllowsOtherThreads()) {
    return PlanThreads(options, &source);
  }
  ThreadPlan plan;
  plan.relay = true;
  plan.write = std::min(threads - 1, MostWriting(options));
  return plan;
}

}  // namespace telex::internal
