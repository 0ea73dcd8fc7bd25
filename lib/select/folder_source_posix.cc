// The folder source of Linux, macOS and other POSIX systems.
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <utility>

#include "telex/source.h"
#include "telex/telemetry_files.h"
#include "text/system_error.h"

namespace telex {
namespace {

using internal::SystemError;

// Why a file of this mode is not opened; empty for a regular one.
std::string_view RefusalOf(mode_t mode) {
  if (S_ISREG(mode)) return "";
  if (S_ISDIR(mode)) return "is a directory";
  if (S_ISFIFO(mode)) return "is a FIFO";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "is a device";
  if (S_ISSOCK(mode)) return "is a socket";
  return "is no regular file";
}

absl::Status CheckRegular(mode_t mode) {
  const std::string_view refusal = RefusalOf(mode);
  return refusal.empty() ? absl::OkStatus() : absl::FailedPreconditionError(std::string(refusal));
}

// What is asked of an open file, in one system call.
struct FileInfo {
  mode_t mode = 0;
  std::uint64_t size = 0;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  // When the file was made, where the system knows: tells a new file from a deleted one that had its inode.
  std::uint64_t birth_time = 0;
};

#if defined(__linux__) && defined(STATX_BTIME) && !defined(TELEX_PLAIN_POSIX)
bool LookAt(int descriptor, FileInfo* info) {
  struct statx found = {};
  if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &found) != 0) return false;
  info->mode = found.stx_mode;
  info->size = found.stx_size;
  info->device = std::uint64_t{found.stx_dev_major} << 32 | found.stx_dev_minor;
  info->inode = found.stx_ino;
  if ((found.stx_mask & STATX_BTIME) != 0) {
    info->birth_time = static_cast<std::uint64_t>(found.stx_btime.tv_sec) * 1'000'000'000 + found.stx_btime.tv_nsec;
  }
  return true;
}
#else
bool LookAt(int descriptor, FileInfo* info) {
  struct stat found;
  if (fstat(descriptor, &found) != 0) return false;
  info->mode = found.st_mode;
  info->size = static_cast<std::uint64_t>(found.st_size);
  info->device = static_cast<std::uint64_t>(found.st_dev);
  info->inode = static_cast<std::uint64_t>(found.st_ino);
#ifdef __APPLE__
  info->birth_time = static_cast<std::uint64_t>(found.st_birthtimespec.tv_sec) * 1'000'000'000 +
                     static_cast<std::uint64_t>(found.st_birthtimespec.tv_nsec);
#endif
  return true;
}
#endif

// Spreads each bit of `value` over the number, so that the parts of an identity do not cancel each other.
std::uint64_t Mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E37'79B9'7F4A'7C15u;
  return hash ^ (hash >> 29);
}

class PosixFile final : public SourceFile {
 public:
  explicit PosixFile(int descriptor) : descriptor_(descriptor) {}
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  ~PosixFile() override { close(descriptor_); }

  // Called once, before anything else.
  absl::Status Look() {
    if (!LookAt(descriptor_, &info_)) return SystemError(errno, "cannot be opened");
    return CheckRegular(info_.mode);
  }

  absl::StatusOr<std::uint64_t> Size() override { return info_.size; }

  absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
    constexpr std::size_t kMaxRead = std::size_t{1} << 30;  // more at once fails on some systems
    if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max())) return std::size_t{0};
    ssize_t got = -1;
    do {
      got = pread(descriptor_, buffer, std::min(size, kMaxRead), static_cast<off_t>(offset));
    } while (got < 0 && errno == EINTR);
    if (got < 0) return SystemError(errno, "cannot be read");
    return static_cast<std::size_t>(got);
  }

  std::uint64_t Identity() override {
    const std::uint64_t hash = Mix(Mix(Mix(0, info_.device), info_.inode), info_.birth_time);
    return hash != 0 ? hash : 1;
  }

 private:
  const int descriptor_;
  FileInfo info_;
};

class FolderSource final : public Source {
 public:
  explicit FolderSource(std::string path) : path_(std::move(path)) {}
  FolderSource(const FolderSource&) = delete;
  FolderSource& operator=(const FolderSource&) = delete;
  ~FolderSource() override {
    if (folder_ != nullptr) closedir(folder_);
  }

  absl::Status List(const std::function<void(std::string_view name)>& visit) override {
    if (path_.find('\0') != std::string::npos) return absl::InvalidArgumentError("a path must not hold a NUL");
    const std::string what = "cannot read the folder " + path_;
    if (folder_ != nullptr) closedir(folder_);
    folder_ = OpenFolder();
    if (folder_ == nullptr) return SystemError(errno, what);
    may_be_irregular_ = false;
    for (;;) {
      errno = 0;
      const struct dirent* entry = readdir(folder_);
      if (entry == nullptr) return errno == 0 ? absl::OkStatus() : SystemError(errno, what);
      NoteKind(*entry);
      visit(entry->d_name);
    }
  }

  bool AllowsOtherThreads() const override { return true; }

  std::uint64_t SizeHint(std::string_view name) override {
    struct stat info;
    if (!IsNameHere(name) || !LookAtName(name, &info) || !S_ISREG(info.st_mode)) return 0;
    return static_cast<std::uint64_t>(info.st_size);
  }

  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view name) override {
    if (!IsNameHere(name)) return absl::InvalidArgumentError("is no name of a file in the folder");
    // What may be no regular file is looked at before it is opened, since opening is already an effect on a FIFO's
    // writer or a device. All are looked at again below: they may have been replaced between.
    if (may_be_irregular_) {
      struct stat info;
      if (!LookAtName(name, &info)) return SystemError(errno, "cannot be opened");
      if (absl::Status status = CheckRegular(info.st_mode); !status.ok()) return status;
    }
    const std::string text(name);
    int descriptor = -1;
    do {
      descriptor = folder_ != nullptr ? openat(dirfd(folder_), text.c_str(), kOpenFlags)
                                      : open(PathOf(name).c_str(), kOpenFlags);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0) return SystemError(errno, "cannot be opened");
    auto file = std::make_unique<PosixFile>(descriptor);
    if (absl::Status status = file->Look(); !status.ok()) return status;
    return file;
  }

 private:
  static constexpr int kOpenFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

  // As opendir, which a signal may interrupt.
  DIR* OpenFolder() const {
    int descriptor = -1;
    do {
      descriptor = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0) return nullptr;
    DIR* const folder = fdopendir(descriptor);
    if (folder == nullptr) {
      const int error = errno;
      close(descriptor);
      errno = error;
    }
    return folder;
  }

  static bool IsNameHere(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
           name.find('\0') == std::string_view::npos;
  }

  // One telemetry name that the folder does not say is a regular file makes all of them looked at: to keep which it
  // was would cost memory for files that no range needs.
  void NoteKind(const struct dirent& entry) {
#if defined(DT_REG) && !defined(TELEX_PLAIN_POSIX)
    if (entry.d_type == DT_REG) return;
#endif
    if (TelemetryFileName::Parse(entry.d_name)) may_be_irregular_ = true;
  }

  bool LookAtName(std::string_view name, struct stat* info) const {
    const std::string text(name);
    if (folder_ != nullptr) return fstatat(dirfd(folder_), text.c_str(), info, 0) == 0;
    return stat(PathOf(name).c_str(), info) == 0;
  }

  std::string PathOf(std::string_view name) const {
    return path_ + (!path_.empty() && path_.back() == '/' ? "" : "/") + std::string(name);
  }

  const std::string path_;
  DIR* folder_ = nullptr;  // since List
  bool may_be_irregular_ = true;
};

}  // namespace

std::unique_ptr<Source> NewFolderSource(std::string path) { return std::make_unique<FolderSource>(std::move(path)); }

}  // namespace telex
