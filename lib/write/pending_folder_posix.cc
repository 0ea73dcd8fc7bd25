#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/system_error.h"
#include "write/hidden_entry.h"
#include "write/hidden_name.h"
#include "write/pending_folder.h"
#include "write/posix_file.h"
#include "write/posix_folder.h"
#include "write/posix_rename.h"
#include "write/reserved_room.h"

namespace telex::internal {
namespace {

// A file in a folder that has a hidden name itself.
class FileInFolder : public PendingFile {
 public:
  FileInFolder(std::string path, FileDescriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  absl::Status Write(std::string_view bytes) override {
    room_.Prepare(file_.get(), bytes.size());
    return WriteAll(file_.get(), bytes, path_);
  }
  absl::Status Publish() override {
    room_.GiveBack(file_.get());
    const int error = file_.Close();
    return error == 0 ? absl::OkStatus() : SystemError(error, path_);
  }

 private:
  std::string path_;
  FileDescriptor file_;
  ReservedRoom room_;
};

class PosixPendingFolder : public PendingFolder {
 public:
  PosixPendingFolder(std::string path, std::string name, Overwrite overwrite, SystemFeatures features,
                     FileDescriptor parent)
      : path_(std::move(path)),
        name_(std::move(name)),
        overwrite_(overwrite),
        features_(features),
        parent_(std::move(parent)) {}

  // Takes no memory: it may be that which has run out.
  ~PosixPendingFolder() override {
    if (hidden_name_.empty()) return;
    for (const std::string& name : made_) (void)unlinkat(folder_.get(), name.c_str(), 0);
    (void)unlinkat(parent_.get(), hidden_name_.c_str(), AT_REMOVEDIR);
  }

  // OK where the target is free, or may be replaced; `*exists` says which.
  absl::Status CheckTarget(bool* exists) const {
    absl::StatusOr<EntryKind> kind = KindOf(parent_.get(), name_, path_);
    if (!kind.ok()) return kind.status();
    *exists = *kind != EntryKind::kNothing;
    if (!*exists) return absl::OkStatus();
    if (overwrite_ == Overwrite::kNo) return ExistsAlready(path_);
    if (*kind != EntryKind::kFolder) {
      return absl::Status(absl::StatusCode::kInvalidArgument,
                          path_ + ": is " + Describe(*kind) + " and only an export's folder is replaced");
    }
    return CheckExportFolder(parent_.get(), name_, path_);
  }

  absl::Status MakeHidden() {
    keeps_dead_ = ClearDead(parent_.get(), name_);
    for (int attempt = 0; attempt < kHiddenNameAttempts; ++attempt) {
      std::string hidden = HiddenName(name_, attempt);
      if (mkdirat(parent_.get(), hidden.c_str(), 0700) != 0) {
        if (errno != EEXIST) return SystemError(errno, path_);
        continue;
      }
      // The umask can only have taken from it.
      const bool is_mine = fchmodat(parent_.get(), hidden.c_str(), 0700, 0) == 0;
      folder_ =
          FileDescriptor(is_mine ? OpenAt(parent_.get(), hidden.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0) : -1);
      if (!folder_.is_open() && errno != ENOENT) {
        absl::Status status = SystemError(errno, path_);
        (void)unlinkat(parent_.get(), hidden.c_str(), AT_REMOVEDIR);
        return status;
      }
      if (folder_.is_open() && LockHidden(parent_.get(), hidden, folder_.get())) {
        hidden_name_ = std::move(hidden);
        return absl::OkStatus();
      }
    }
    return SystemError(EEXIST, path_);
  }

  absl::StatusOr<std::unique_ptr<PendingFile>> NewFile(const std::string& name) override {
    std::string path = path_ + "/" + name;
    made_.push_back(name);
    FileDescriptor file(OpenAt(folder_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
    if (!file.is_open()) return SystemError(errno, path);
    (void)fchmod(file.get(), 0600);
    return std::make_unique<FileInFolder>(std::move(path), std::move(file));
  }

  absl::Status Publish() override {
    bool exists = false;
    absl::Status status = CheckTarget(&exists);
    if (!status.ok()) return status;
    status = exists ? Replace() : Appear();
    if (status.ok() && keeps_dead_) (void)ClearDead(parent_.get(), name_);
    return status;
  }

 private:
  absl::Status Appear() {
    const int error = RenameFolderExclusively(parent_.get(), hidden_name_, name_, features_);
    if (error == EEXIST || error == ENOTEMPTY) return ExistsAlready(path_);
    if (error != 0) return SystemError(error, path_);
    hidden_name_.clear();
    return absl::OkStatus();
  }

  // Swaps the new folder in and removes the old one, which has a name that nobody knows by then.
  absl::Status Replace() {
    // Under its hidden name the old folder is this export's too.
    const FileDescriptor old(OpenAt(parent_.get(), name_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0));
    if (old.is_open()) (void)Lock(old.get());
    std::string old_name = hidden_name_;
    int error = Exchange(parent_.get(), hidden_name_, name_, features_);
    const bool exchanged = error == 0;
    if (error == ENOSYS) error = MoveAside(&old_name);
    if (error != 0) return SystemError(error, path_);
    // What was put into the old folder since it was checked is not lost: all goes back.
    absl::Status status = CheckExportFolder(parent_.get(), old_name, path_);
    bool removed_any = false;
    if (status.ok()) status = RemoveFolder(parent_.get(), old_name, path_, &removed_any);
    if (status.ok()) {
      hidden_name_.clear();
      return status;
    }
    if (!removed_any && PutBack(old_name, exchanged)) return status;
    hidden_name_.clear();
    return absl::Status(status.code(), path_ + ": is replaced, but what it held before is still in " + old_name + ": " +
                                           std::string(status.message()));
  }

  // The way without an exchange: for a moment the target has no name.
  int MoveAside(std::string* old_name) {
    int error = EEXIST;
    for (int attempt = 0; error == EEXIST && attempt < kHiddenNameAttempts; ++attempt) {
      *old_name = HiddenName(name_, attempt);
      error = RenameFolderExclusively(parent_.get(), name_, *old_name, features_);
    }
    if (error != 0) return error;
    error = RenameFolderExclusively(parent_.get(), hidden_name_, name_, features_);
    if (error != 0) (void)RenameFolderExclusively(parent_.get(), *old_name, name_, features_);
    return error;
  }

  // Undoes the exchange or the move; the new folder has its hidden name again.
  bool PutBack(const std::string& old_name, bool exchanged) {
    if (exchanged) return Exchange(parent_.get(), old_name, name_, features_) == 0;
    return RenameFolderExclusively(parent_.get(), name_, hidden_name_, features_) == 0 &&
           RenameFolderExclusively(parent_.get(), old_name, name_, features_) == 0;
  }

  std::string path_;  // without slashes at its end
  std::string name_;
  Overwrite overwrite_;
  SystemFeatures features_;
  FileDescriptor parent_;
  FileDescriptor folder_;
  std::string hidden_name_;        // empty before it is made and after it was published
  std::vector<std::string> made_;  // in the hidden folder
  bool keeps_dead_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PendingFolder>> NewPendingFolder(std::string path, Overwrite overwrite,
                                                                SystemFeatures features) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const PathParts parts = SplitPath(path);
  if (parts.name.empty() || parts.name == "." || parts.name == ".." || path.find('\0') != std::string::npos) {
    return absl::Status(absl::StatusCode::kInvalidArgument, path + ": is not the path of a folder to make");
  }
  absl::StatusOr<FileDescriptor> parent = OpenFolder(parts.folder);
  if (!parent.ok()) return parent.status();
  auto folder =
      std::make_unique<PosixPendingFolder>(std::move(path), parts.name, overwrite, features, *std::move(parent));
  bool exists = false;
  absl::Status status = folder->CheckTarget(&exists);
  if (status.ok()) status = folder->MakeHidden();
  if (!status.ok()) return status;
  return folder;
}

}  // namespace telex::internal
