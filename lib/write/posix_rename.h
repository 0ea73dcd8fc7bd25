// Renames in one folder that never replace what they should not. Each returns 0 or an errno.
#ifndef TELEX_WRITE_POSIX_RENAME_H_
#define TELEX_WRITE_POSIX_RENAME_H_

#include <string>

#include "write/system_features.h"

namespace telex::internal {

// EEXIST where `to` exists, whoever made it and whenever.
int RenameFileExclusively(int folder, const std::string& from, const std::string& to, const SystemFeatures& features);
int RenameFolderExclusively(int folder, const std::string& from, const std::string& to, const SystemFeatures& features);

// Replaces what is there.
int RenameOver(int folder, const std::string& from, const std::string& to);

// Swaps the two. ENOSYS where the system cannot.
int Exchange(int folder, const std::string& a, const std::string& b, const SystemFeatures& features);

}  // namespace telex::internal

#endif  // TELEX_WRITE_POSIX_RENAME_H_
