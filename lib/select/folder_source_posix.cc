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
#include <utility>

#include "telex/source.h"
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

absl::Status CheckRegular(const struct stat& info) {
  const std::string_view refusal = RefusalOf(info.st_mode);
  return refusal.empty() ? absl::OkStatus() : absl::FailedPreconditionError(std::string(refusal));
}

// When the file was made, where the system knows: tells a new file from a deleted one that had its inode.
std::uint64_t BirthTime(int descriptor, const struct stat& info) {
#if defined(__linux__) && defined(STATX_BTIME)
  struct statx more = {};
  (void)info;
  if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BTIME, &more) != 0 || (more.stx_mask & STATX_BTIME) == 0) return 0;
  return static_cast<std::uint64_t>(more.stx_btime.tv_sec) * 1'000'000'000 + more.stx_btime.tv_nsec;
#elif defined(__APPLE__)
  (void)descriptor;
  return static_cast<std::uint64_t>(info.st_birthtimespec.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(info.st_birthtimespec.tv_nsec);
#else
  (void)descriptor;
  (void)info;
  return 0;
#endif
}

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

  absl::Status CheckKind() {
    struct stat info;
    if (fstat(descriptor_, &info) != 0) return SystemError(errno, "cannot be opened");
    return CheckRegular(info);
  }

  absl::StatusOr<std::uint64_t> Size() override {
    struct stat info;
    if (fstat(descriptor_, &info) != 0) return SystemError(errno, "cannot be read");
    return static_cast<std::uint64_t>(info.st_size);
  }

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
    struct stat info;
    if (fstat(descriptor_, &info) != 0) return 0;
    std::uint64_t hash = Mix(0, static_cast<std::uint64_t>(info.st_dev));
    hash = Mix(hash, static_cast<std::uint64_t>(info.st_ino));
    hash = Mix(hash, BirthTime(descriptor_, info));
    return hash != 0 ? hash : 1;
  }

 private:
  const int descriptor_;
};

// An open folder.
class Folder {
 public:
  explicit Folder(const std::string& path) : stream_(opendir(path.c_str())) {}
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    if (stream_ != nullptr) closedir(stream_);
  }

  bool is_open() const { return stream_ != nullptr; }
  // nullptr at the end, with errno 0, and on failure.
  const char* NextName() {
    errno = 0;
    const struct dirent* entry = readdir(stream_);
    return entry != nullptr ? entry->d_name : nullptr;
  }

 private:
  DIR* const stream_;
};

class FolderSource final : public Source {
 public:
  explicit FolderSource(std::string path) : path_(std::move(path)) {}

  absl::Status List(const std::function<void(std::string_view name)>& visit) override {
    if (path_.find('\0') != std::string::npos) return absl::InvalidArgumentError("a path must not hold a NUL");
    const std::string what = "cannot read the folder " + path_;
    Folder folder(path_);
    if (!folder.is_open()) return SystemError(errno, what);
    while (const char* name = folder.NextName()) visit(name);
    return errno == 0 ? absl::OkStatus() : SystemError(errno, what);
  }

  std::uint64_t SizeHint(std::string_view name) override {
    struct stat info;
    if (!IsNameHere(name) || stat(PathOf(name).c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return 0;
    return static_cast<std::uint64_t>(info.st_size);
  }

  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view name) override {
    if (!IsNameHere(name)) return absl::InvalidArgumentError("is no name of a file in the folder");
    const std::string path = PathOf(name);
    // Looked at before it is opened, since opening is already an effect on a FIFO's writer or a device; and looked at
    // again below, since it may have been replaced between.
    struct stat info;
    if (stat(path.c_str(), &info) != 0) return SystemError(errno, "cannot be opened");
    absl::Status status = CheckRegular(info);
    if (!status.ok()) return status;

    int descriptor = -1;
    do {
      descriptor = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0) return SystemError(errno, "cannot be opened");
    auto file = std::make_unique<PosixFile>(descriptor);
    status = file->CheckKind();
    if (!status.ok()) return status;
    return file;
  }

 private:
  static bool IsNameHere(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
           name.find('\0') == std::string_view::npos;
  }

  std::string PathOf(std::string_view name) const {
    return path_ + (!path_.empty() && path_.back() == '/' ? "" : "/") + std::string(name);
  }

  const std::string path_;
};

}  // namespace

std::unique_ptr<Source> NewFolderSource(std::string path) { return std::make_unique<FolderSource>(std::move(path)); }

}  // namespace telex
