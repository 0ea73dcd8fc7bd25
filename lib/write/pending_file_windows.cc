// A named hidden file beside the target. The mode of a file is what its folder's access list gives.
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "write/hidden_name.h"
#include "write/pending_file.h"
#include "write/windows_file.h"

namespace telex::internal {
namespace {

// OK where the target is free, or may be replaced.
absl::Status CheckTarget(const std::wstring& wide, const std::string& path, Overwrite overwrite) {
  const DWORD attributes = GetFileAttributesW(wide.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) {
    const DWORD error = GetLastError();
    return error == ERROR_FILE_NOT_FOUND ? absl::OkStatus() : WindowsError(error, path);
  }
  if (overwrite == Overwrite::kNo) return ExistsAlready(path);
  const char* kind = nullptr;
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
    kind = "a symbolic link";
  } else if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    kind = "a folder";
  } else if ((attributes & FILE_ATTRIBUTE_DEVICE) != 0) {
    kind = "a device";
  }
  if (kind == nullptr) return absl::OkStatus();
  return absl::Status(absl::StatusCode::kInvalidArgument,
                      path + ": is " + kind + " and only a regular file is replaced");
}

class WindowsPendingFile : public PendingFile {
 public:
  WindowsPendingFile(std::string path, std::wstring wide, Overwrite overwrite, FileHandle file,
                     std::wstring hidden_path)
      : path_(std::move(path)),
        wide_(std::move(wide)),
        overwrite_(overwrite),
        file_(std::move(file)),
        hidden_path_(std::move(hidden_path)) {}

  ~WindowsPendingFile() override {
    (void)file_.Close();  // an open file cannot be removed
    if (!hidden_path_.empty()) (void)DeleteFileW(hidden_path_.c_str());
  }

  absl::Status Write(std::string_view bytes) override { return WriteAll(file_.get(), bytes, path_); }

  absl::Status Publish() override {
    const DWORD close_error = file_.Close();
    if (close_error != ERROR_SUCCESS) return WindowsError(close_error, path_);
    absl::Status status = CheckTarget(wide_, path_, overwrite_);
    if (!status.ok()) return status;
    const DWORD flags = overwrite_ == Overwrite::kYes ? MOVEFILE_REPLACE_EXISTING : 0;
    if (!MoveFileExW(hidden_path_.c_str(), wide_.c_str(), flags)) {
      const DWORD error = GetLastError();
      const bool exists = error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS;
      return exists ? ExistsAlready(path_) : WindowsError(error, path_);
    }
    hidden_path_.clear();
    return absl::OkStatus();
  }

 private:
  std::string path_;
  std::wstring wide_;
  Overwrite overwrite_;
  FileHandle file_;
  std::wstring hidden_path_;  // empty after it was published
};

}  // namespace

absl::StatusOr<std::unique_ptr<PendingFile>> NewPendingFile(std::string path, Overwrite overwrite,
                                                            SystemFeatures /*features*/) {
  const PathParts parts = SplitPath(path);
  absl::StatusOr<std::wstring> wide = ToWide(path);
  if (parts.name.empty() || !wide.ok() || NamesDevice(*wide)) {
    return absl::Status(absl::StatusCode::kInvalidArgument, path + ": is not the path of a file");
  }
  absl::Status status = CheckFolder(parts.folder);
  if (status.ok()) status = CheckTarget(*wide, path, overwrite);
  if (!status.ok()) return status;
  absl::StatusOr<std::wstring> folder = ToWide(parts.folder);
  if (!folder.ok()) return folder.status();
  FileHandle file;
  std::wstring hidden_path;
  const DWORD error = CreateHiddenFile(*folder, parts.name, GENERIC_WRITE, FILE_ATTRIBUTE_NORMAL, &file, &hidden_path);
  if (error != ERROR_SUCCESS) return WindowsError(error, path);
  return std::make_unique<WindowsPendingFile>(std::move(path), *std::move(wide), overwrite, std::move(file),
                                              std::move(hidden_path));
}

}  // namespace telex::internal
