#include "threads.h"

#include <algorithm>
#include <thread>

namespace telex::internal {

int ThreadsOf(const ExportOptions& options) {
  if (options.threads > 0) return options.threads;
  // One encodes. One is enough to write, even for a folder's three documents; those of a zip are compressed side by side.
  const bool zip = options.format != Format::kJson && options.package == PackageForm::kZip;
  const int helpful = zip ? 1 + kSignalCount : 2;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, helpful);
}

}  // namespace telex::internal
