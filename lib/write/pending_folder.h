// A folder that is being filled and does not have its final name yet. The platform's part of a folder package.
#ifndef TELEX_WRITE_PENDING_FOLDER_H_
#define TELEX_WRITE_PENDING_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/output.h"
#include "write/pending_file.h"
#include "write/system_features.h"

namespace telex::internal {

class PendingFolder {
 public:
  // Removes the folder with all that is in it unless Publish succeeded.
  virtual ~PendingFolder() = default;

  // A new file in it. The name is a plain one; Publish of the file closes it.
  virtual absl::StatusOr<std::unique_ptr<PendingFile>> NewFile(const std::string& name) = 0;

  // Gives the folder its name. Called once, after the last file was closed.
  virtual absl::Status Publish() = 0;
};

// Checks the target and its folder as NewFolderPackage says.
absl::StatusOr<std::unique_ptr<PendingFolder>> NewPendingFolder(std::string path, Overwrite overwrite,
                                                                SystemFeatures features = {});

}  // namespace telex::internal

#endif  // TELEX_WRITE_PENDING_FOLDER_H_
