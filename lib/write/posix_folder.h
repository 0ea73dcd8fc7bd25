// What lies in a folder of the system's, and an end of it. Errors name `path`, which is what the user knows it as.
#ifndef TELEX_WRITE_POSIX_FOLDER_H_
#define TELEX_WRITE_POSIX_FOLDER_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "write/export_folder.h"

namespace telex::internal {

// The names in the open folder that are `wanted`, sorted.
absl::StatusOr<std::vector<std::string>> ListNames(int folder, const std::string& path,
                                                   const std::function<bool(std::string_view)>& wanted);

absl::StatusOr<std::vector<FolderEntry>> ListFolder(int folder, const std::string& path);

// The text of the manifest.json in the open folder.
absl::StatusOr<std::string> ReadManifest(int folder, const std::string& path);

// CheckReplaceable of the folder `name` in `parent`.
absl::Status CheckExportFolder(int parent, const std::string& name, const std::string& path);

// Removes the files in the folder `name`, and it; `*removed_any` says whether a part is gone.
absl::Status RemoveFolder(int parent, const std::string& name, const std::string& path, bool* removed_any);

}  // namespace telex::internal

#endif  // TELEX_WRITE_POSIX_FOLDER_H_
