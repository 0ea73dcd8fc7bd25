#include "write/posix_rename.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "write/posix_file.h"

#if defined(__linux__)
#include <sys/syscall.h>
#endif

namespace telex::internal {
namespace {

enum class RenameRule { kExclusive, kExchange };

// ENOSYS where the system or this file system does not know the rule.
int RenameByRule(int folder, const std::string& from, const std::string& to, RenameRule rule) {
#if defined(__linux__) && defined(SYS_renameat2) && !defined(TELEX_PLAIN_POSIX)
  // By number: not every C library has the function, and the constants are part of the kernel's interface.
  const unsigned flags = rule == RenameRule::kExclusive ? 1u : 2u;
  if (syscall(SYS_renameat2, folder, from.c_str(), folder, to.c_str(), flags) == 0) return 0;
  return errno == EINVAL ? ENOSYS : errno;
#elif defined(__APPLE__) && defined(RENAME_EXCL) && defined(RENAME_SWAP)
  const unsigned flags = rule == RenameRule::kExclusive ? RENAME_EXCL : RENAME_SWAP;
  if (renameatx_np(folder, from.c_str(), folder, to.c_str(), flags) == 0) return 0;
  return errno == ENOTSUP || errno == EINVAL ? ENOSYS : errno;
#else
  (void)folder, (void)from, (void)to, (void)rule;
  return ENOSYS;
#endif
}

}  // namespace

int RenameFileExclusively(int folder, const std::string& from, const std::string& to, const SystemFeatures& features) {
  if (features.exclusive_rename) {
    const int error = RenameByRule(folder, from, to, RenameRule::kExclusive);
    if (error != ENOSYS) return error;
  }
  if (features.hard_links) {
    if (linkat(folder, from.c_str(), folder, to.c_str(), 0) == 0) {
      return unlinkat(folder, from.c_str(), 0) == 0 ? 0 : errno;
    }
    if (errno == EEXIST) return EEXIST;
  }
  // No other way to be first: an empty file holds the name for the moment until the rename replaces it.
  FileDescriptor placeholder(OpenAt(folder, to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
  if (!placeholder.is_open()) return errno;
  const int error = RenameOver(folder, from, to);
  if (error != 0) (void)unlinkat(folder, to.c_str(), 0);
  return error;
}

int RenameFolderExclusively(int folder, const std::string& from, const std::string& to,
                            const SystemFeatures& features) {
  if (features.exclusive_rename) {
    const int error = RenameByRule(folder, from, to, RenameRule::kExclusive);
    if (error != ENOSYS) return error;
  }
  // A folder may be renamed over an empty one, and making one is exclusive.
  if (mkdirat(folder, to.c_str(), 0700) != 0) return errno;
  const int error = RenameOver(folder, from, to);
  if (error != 0) (void)unlinkat(folder, to.c_str(), AT_REMOVEDIR);
  return error;
}

int RenameOver(int folder, const std::string& from, const std::string& to) {
  return renameat(folder, from.c_str(), folder, to.c_str()) == 0 ? 0 : errno;
}

int Exchange(int folder, const std::string& a, const std::string& b, const SystemFeatures& features) {
  return features.exchange ? RenameByRule(folder, a, b, RenameRule::kExchange) : ENOSYS;
}

}  // namespace telex::internal
