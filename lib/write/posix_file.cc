#include "write/posix_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "text/system_error.h"
#include "write/hidden_entry.h"
#include "write/hidden_name.h"

namespace telex::internal {

int FileDescriptor::Close() {
  const int fd = std::exchange(fd_, -1);
  if (fd < 0 || close(fd) == 0) return 0;
  // The descriptor is gone even so on every system of today.
  return errno == EINTR ? 0 : errno;
}

PathParts SplitPath(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

absl::StatusOr<FileDescriptor> OpenFolder(const std::string& folder) {
#if defined(O_PATH) && !defined(TELEX_PLAIN_POSIX)
  constexpr int kFlags = O_PATH | O_DIRECTORY;  // needs no permission to list it
#else
  constexpr int kFlags = O_RDONLY | O_DIRECTORY;
#endif
  FileDescriptor fd(OpenAt(AT_FDCWD, folder.c_str(), kFlags, 0));
  if (!fd.is_open()) return SystemError(errno, folder);
  return fd;
}

int OpenAt(int folder, const char* name, int flags, unsigned mode) {
  int fd;
  do {
    fd = openat(folder, name, flags | O_CLOEXEC, static_cast<mode_t>(mode));
  } while (fd < 0 && errno == EINTR);
  return fd;
}

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  // Some systems refuse more than 2 GiB in one call.
  constexpr std::size_t kMaxBytesPerCall = std::size_t{1} << 30;
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), std::min(bytes.size(), kMaxBytesPerCall));
    if (written < 0) {
      if (errno == EINTR) continue;
      return SystemError(errno, path);
    }
    if (written == 0) return SystemError(EIO, path);  // cannot happen for a file; a loop without end must not either
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

int CreateHiddenFile(int folder, std::string_view name, std::string* hidden_name) {
  for (int attempt = 0; attempt < kHiddenNameAttempts; ++attempt) {
    std::string hidden = HiddenName(name, attempt);
    const int fd = OpenAt(folder, hidden.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (fd >= 0 && !LockHidden(folder, hidden, fd)) {
      (void)close(fd);
      errno = EEXIST;
    } else if (fd >= 0) {
      // The umask can only have taken from 0600, so a system that cannot do this leaves nothing open to others.
      (void)fchmod(fd, 0600);
      *hidden_name = std::move(hidden);
      return fd;
    }
    if (errno != EEXIST) return -1;
  }
  return -1;
}

absl::StatusOr<EntryKind> KindOf(int folder, const std::string& name, const std::string& path) {
  struct stat info;
  if (fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return EntryKind::kNothing;
    return SystemError(errno, path);
  }
  if (S_ISREG(info.st_mode)) return EntryKind::kRegularFile;
  if (S_ISDIR(info.st_mode)) return EntryKind::kFolder;
  if (S_ISLNK(info.st_mode)) return EntryKind::kLink;
  if (S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode)) return EntryKind::kDevice;
  if (S_ISFIFO(info.st_mode)) return EntryKind::kFifo;
  if (S_ISSOCK(info.st_mode)) return EntryKind::kSocket;
  return EntryKind::kOther;
}

const char* Describe(EntryKind kind) {
  switch (kind) {
    case EntryKind::kNothing:
      return "nothing";
    case EntryKind::kRegularFile:
      return "a regular file";
    case EntryKind::kFolder:
      return "a folder";
    case EntryKind::kLink:
      return "a symbolic link";
    case EntryKind::kDevice:
      return "a device";
    case EntryKind::kFifo:
      return "a FIFO";
    case EntryKind::kSocket:
      return "a socket";
    case EntryKind::kOther:
      break;
  }
  return "something else";
}

}  // namespace telex::internal
