#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "text/system_error.h"
#include "write/posix_file.h"
#include "write/temporary_file.h"

namespace telex::internal {
namespace {

class PosixTemporaryFile : public TemporaryFile {
 public:
  PosixTemporaryFile(std::string shown, FileDescriptor file) : shown_(std::move(shown)), file_(std::move(file)) {}

  absl::Status Append(std::string_view bytes) override { return WriteAll(file_.get(), bytes, shown_); }

  absl::Status ReadAt(std::uint64_t offset, char* buffer, std::size_t count) override {
    while (count > 0) {
      const ssize_t got = pread(file_.get(), buffer, count, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return SystemError(errno, shown_);
      if (got == 0) return SystemError(EIO, shown_);  // somebody cut the file
      buffer += got;
      count -= static_cast<std::size_t>(got);
      offset += static_cast<std::uint64_t>(got);
    }
    return absl::OkStatus();
  }

 private:
  std::string shown_;
  FileDescriptor file_;
};

// The file, without a name from the begin or from just after; closed, with errno set, on failure.
FileDescriptor OpenNameless(int folder, const SystemFeatures& features) {
#if defined(O_TMPFILE) && !defined(TELEX_PLAIN_POSIX)
  if (features.unnamed_files) {
    // O_EXCL: nobody can give it a name later.
    FileDescriptor file(OpenAt(folder, ".", O_TMPFILE | O_EXCL | O_RDWR, 0600));
    if (file.is_open()) {
      (void)fchmod(file.get(), 0600);
      return file;
    }
  }
#else
  (void)features;
#endif
  std::string name;
  FileDescriptor file(CreateHiddenFile(folder, "telex", &name));
  if (file.is_open() && unlinkat(folder, name.c_str(), 0) != 0) {
    const int error = errno;
    (void)file.Close();
    errno = error;
  }
  return file;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TemporaryFile>> NewTemporaryFile(std::string folder, SystemFeatures features) {
  if (folder.empty()) {
    std::error_code error;
    folder = std::filesystem::temp_directory_path(error).string();
    if (error) {
      return absl::Status(absl::StatusCode::kFailedPrecondition,
                          "The system's folder for temporary files: " + error.message());
    }
  }
  absl::StatusOr<FileDescriptor> parent = OpenFolder(folder);
  if (!parent.ok()) return parent.status();
  FileDescriptor file = OpenNameless(parent->get(), features);
  std::string shown = folder + "/(temporary file)";
  if (!file.is_open()) return SystemError(errno, std::move(shown));
  return std::make_unique<PosixTemporaryFile>(std::move(shown), std::move(file));
}

}  // namespace telex::internal
