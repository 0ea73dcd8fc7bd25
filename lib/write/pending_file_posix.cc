#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "text/system_error.h"
#include "write/hidden_entry.h"
#include "write/hidden_name.h"
#include "write/pending_file.h"
#include "write/posix_file.h"
#include "write/posix_rename.h"
#include "write/reserved_room.h"

namespace telex::internal {
namespace {

// OK where the target is free, or may be replaced.
absl::Status CheckTarget(int folder, const std::string& name, const std::string& path, Overwrite overwrite) {
  absl::StatusOr<EntryKind> kind = KindOf(folder, name, path);
  if (!kind.ok()) return kind.status();
  if (*kind == EntryKind::kNothing) return absl::OkStatus();
  if (overwrite == Overwrite::kNo) return ExistsAlready(path);
  if (*kind == EntryKind::kRegularFile) return absl::OkStatus();
  return absl::Status(absl::StatusCode::kInvalidArgument,
                      path + ": is " + Describe(*kind) + " and only a regular file is replaced");
}

class PosixPendingFile : public PendingFile {
 public:
  PosixPendingFile(std::string path, PathParts parts, Overwrite overwrite, SystemFeatures features,
                   FileDescriptor folder)
      : path_(std::move(path)),
        name_(std::move(parts.name)),
        overwrite_(overwrite),
        features_(features),
        folder_(std::move(folder)) {}

  ~PosixPendingFile() override { RemoveHidden(); }

  absl::Status Open() {
    keeps_dead_ = ClearDead(folder_.get(), name_);
    if (features_.unnamed_files && OpenUnnamed()) return absl::OkStatus();
    // Where that failed for a reason that is none of the system's kind, this fails for the same one.
    file_ = FileDescriptor(CreateHiddenFile(folder_.get(), name_, &hidden_name_));
    return file_.is_open() ? absl::OkStatus() : SystemError(errno, path_);
  }

  absl::Status Write(std::string_view bytes) override {
    room_.Prepare(file_.get(), bytes.size());
    return WriteAll(file_.get(), bytes, path_);
  }

  absl::Status Publish() override {
    room_.GiveBack(file_.get());
    const int error = hidden_name_.empty() ? PublishUnnamed() : PublishHidden();
    if (error == 0) {
      if (keeps_dead_) (void)ClearDead(folder_.get(), name_);
      return absl::OkStatus();
    }
    if (!refusal_.ok()) return refusal_;
    return error == EEXIST && overwrite_ == Overwrite::kNo ? ExistsAlready(path_) : SystemError(error, path_);
  }

 private:
  // A file without a name: the system removes it with its last descriptor, even if the program is killed.
  bool OpenUnnamed() {
#if defined(O_TMPFILE) && !defined(TELEX_PLAIN_POSIX)
    FileDescriptor file(OpenAt(folder_.get(), ".", O_TMPFILE | O_WRONLY, 0600));
    if (!file.is_open()) return false;
    (void)fchmod(file.get(), 0600);
    // It gets its name through /proc, which a chroot may not have.
    struct stat info;
    if (fstatat(AT_FDCWD, ProcPath(file).c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return false;
    file_ = std::move(file);
    return true;
#else
    return false;
#endif
  }

  static std::string ProcPath(const FileDescriptor& file) { return "/proc/self/fd/" + std::to_string(file.get()); }

  int PublishUnnamed() {
    // Closing one of two descriptors makes the system say what it still has to say of the writes, before the name.
    FileDescriptor second(fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));
    if (!second.is_open()) return errno;
    int error = second.Close();
    if (error != 0) return error;
    if (overwrite_ == Overwrite::kNo) return LinkAs(name_);
    // A link cannot replace: a hidden name first, and that one is renamed.
    (void)Lock(file_.get());
    for (int attempt = 0; attempt < kHiddenNameAttempts; ++attempt) {
      std::string hidden = HiddenName(name_, attempt);
      error = LinkAs(hidden);
      if (error == 0) {
        hidden_name_ = std::move(hidden);
        return PublishHidden();
      }
      if (error != EEXIST) return error;
    }
    return error;
  }

  int LinkAs(const std::string& name) {
    const std::string source = ProcPath(file_);
    return linkat(AT_FDCWD, source.c_str(), folder_.get(), name.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
  }

  int PublishHidden() {
    // A second descriptor keeps the lock until the hidden name is gone.
    const FileDescriptor locked(fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));
    int error = locked.is_open() ? file_.Close() : errno;
    if (error == 0) error = RenameHidden();
    if (error == 0) {
      hidden_name_.clear();
    } else {
      RemoveHidden();
    }
    return error;
  }

  int RenameHidden() {
    if (overwrite_ == Overwrite::kNo) return RenameFileExclusively(folder_.get(), hidden_name_, name_, features_);
    // What stands there may have changed since the beginning.
    refusal_ = CheckTarget(folder_.get(), name_, path_, overwrite_);
    return refusal_.ok() ? RenameOver(folder_.get(), hidden_name_, name_) : EEXIST;
  }

  void RemoveHidden() {
    if (!hidden_name_.empty()) (void)unlinkat(folder_.get(), hidden_name_.c_str(), 0);
    hidden_name_.clear();
  }

  std::string path_;
  std::string name_;
  Overwrite overwrite_;
  SystemFeatures features_;
  FileDescriptor folder_;
  FileDescriptor file_;
  ReservedRoom room_;
  std::string hidden_name_;  // empty where the file has no name
  absl::Status refusal_;     // why the target may not be replaced
  bool keeps_dead_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PendingFile>> NewPendingFile(std::string path, Overwrite overwrite,
                                                            SystemFeatures features) {
  PathParts parts = SplitPath(path);
  if (parts.name.empty() || path.find('\0') != std::string::npos) {
    return absl::Status(absl::StatusCode::kInvalidArgument, path + ": is not the path of a file");
  }
  absl::StatusOr<FileDescriptor> folder = OpenFolder(parts.folder);
  if (!folder.ok()) return folder.status();
  absl::Status status = CheckTarget(folder->get(), parts.name, path, overwrite);
  if (!status.ok()) return status;
  auto file =
      std::make_unique<PosixPendingFile>(std::move(path), std::move(parts), overwrite, features, *std::move(folder));
  status = file->Open();
  if (!status.ok()) return status;
  return file;
}

}  // namespace telex::internal
