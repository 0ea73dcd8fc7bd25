// A file that is being written and does not have its final name yet. The platform's part of a file output.
#ifndef TELEX_WRITE_PENDING_FILE_H_
#define TELEX_WRITE_PENDING_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/output.h"
#include "write/background_threads.h"
#include "write/system_features.h"

namespace telex::internal {

class PendingFile {
 public:
  // Leaves nothing behind unless Publish succeeded.
  virtual ~PendingFile() = default;

  // Messages name the path.
  virtual absl::Status Write(std::string_view bytes) = 0;

  // Ends the file and gives it its name. Called once, after the last Write.
  virtual absl::Status Publish() = 0;
};

// Checks the target and its folder as NewFileOutput says.
absl::StatusOr<std::unique_ptr<PendingFile>> NewPendingFile(std::string path, Overwrite overwrite,
                                                            SystemFeatures features = {});

// Gathers small appends and closes with Publish. `threads`, unless it is nullptr, do the writing.
std::unique_ptr<Output> NewBufferedFileOutput(std::unique_ptr<PendingFile> file,
                                              std::shared_ptr<BackgroundThreads> threads);

}  // namespace telex::internal

#endif  // TELEX_WRITE_PENDING_FILE_H_
