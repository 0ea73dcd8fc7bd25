// Small helpers over POSIX descriptors and folders. Errors are errno values or statuses that name a path.
#ifndef TELEX_WRITE_POSIX_FILE_H_
#define TELEX_WRITE_POSIX_FILE_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/output.h"

namespace telex::internal {

// Owns a descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() { (void)Close(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  // 0, or the errno with which the system reports that earlier writes failed.
  int Close();
  // Gives the descriptor away.
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// `path` as its folder and its name in it; the folder of a bare name is `.`.
struct PathParts {
  std::string folder;
  std::string name;
};
PathParts SplitPath(const std::string& path);

// For the *at calls only: it cannot always be listed. Errors name `folder`.
absl::StatusOr<FileDescriptor> OpenFolder(const std::string& folder);

// openat that survives signals, with O_CLOEXEC; -1 and errno on failure.
int OpenAt(int folder, const char* name, int flags, unsigned mode);

// Appends all of `bytes`. Errors name `path`.
absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path);

// A new empty file, locked, mode 0600 whatever the umask, under a hidden name in `folder`; the name is left in
// `*hidden_name`. -1 and errno on failure.
int CreateHiddenFile(int folder, std::string_view name, std::string* hidden_name);

// What stands under a name.
enum class EntryKind { kNothing, kRegularFile, kFolder, kLink, kDevice, kFifo, kSocket, kOther };
// Links are not followed. Errors name `path`.
absl::StatusOr<EntryKind> KindOf(int folder, const std::string& name, const std::string& path);
// "a folder", "a symbolic link", …
const char* Describe(EntryKind kind);

}  // namespace telex::internal

#endif  // TELEX_WRITE_POSIX_FILE_H_
