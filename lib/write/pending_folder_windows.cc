// A hidden folder beside the target. No rename of Windows replaces a folder: the old one is moved aside first.
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "write/export_folder.h"
#include "write/hidden_name.h"
#include "write/pending_folder.h"
#include "write/windows_file.h"

namespace telex::internal {
namespace {

class FileInFolder : public PendingFile {
 public:
  FileInFolder(std::string path, FileHandle file) : path_(std::move(path)), file_(std::move(file)) {}

  absl::Status Write(std::string_view bytes) override { return WriteAll(file_.get(), bytes, path_); }
  absl::Status Publish() override {
    const DWORD error = file_.Close();
    return error == ERROR_SUCCESS ? absl::OkStatus() : WindowsError(error, path_);
  }

 private:
  std::string path_;
  FileHandle file_;
};

// Errors name `path`.
absl::StatusOr<std::vector<FolderEntry>> ListFolder(const std::wstring& folder, const std::string& path) {
  WIN32_FIND_DATAW data;
  const HANDLE search = FindFirstFileW(JoinWide(folder, "*").c_str(), &data);
  if (search == INVALID_HANDLE_VALUE) return WindowsError(GetLastError(), path);
  std::vector<FolderEntry> entries;
  constexpr DWORD kNoRegularFile = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DEVICE;
  do {
    const std::wstring_view name = data.cFileName;
    if (name == L"." || name == L"..") continue;
    entries.push_back({ToUtf8(name), (data.dwFileAttributes & kNoRegularFile) == 0});
  } while (FindNextFileW(search, &data));
  const DWORD error = GetLastError();
  (void)FindClose(search);
  if (error != ERROR_NO_MORE_FILES) return WindowsError(error, path);
  return entries;
}

absl::StatusOr<std::string> ReadManifest(const std::wstring& folder, const std::string& path) {
  const std::string manifest_path = path + "/" + kManifestName;
  FileHandle file(CreateFileW(JoinWide(folder, kManifestName).c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                              OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!file.is_open()) return WindowsError(GetLastError(), manifest_path);
  std::string text;
  std::vector<char> buffer(std::size_t{64} << 10);
  while (true) {
    DWORD count = 0;
    if (!ReadFile(file.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &count, nullptr)) {
      return WindowsError(GetLastError(), manifest_path);
    }
    if (count == 0) return text;
    text.append(buffer.data(), count);
    if (text.size() > kMaxManifestBytes) {
      return absl::Status(absl::StatusCode::kInvalidArgument,
                          manifest_path + ": is in the way: it is too big for the manifest of an export");
    }
  }
}

absl::Status CheckContent(const std::wstring& folder, const std::string& path) {
  absl::StatusOr<std::vector<FolderEntry>> entries = ListFolder(folder, path);
  if (!entries.ok()) return entries.status();
  return CheckReplaceable(path, *std::move(entries), [&] { return ReadManifest(folder, path); });
}

// Removes what lies in `folder`, and it; `*removed_any` says whether a part is gone.
absl::Status RemoveFolder(const std::wstring& folder, const std::string& path, bool* removed_any) {
  *removed_any = false;
  absl::StatusOr<std::vector<FolderEntry>> entries = ListFolder(folder, path);
  if (!entries.ok()) return entries.status();
  for (const FolderEntry& entry : *entries) {
    if (!DeleteFileW(JoinWide(folder, entry.name).c_str())) return WindowsError(GetLastError(), path);
    *removed_any = true;
  }
  return RemoveDirectoryW(folder.c_str()) ? absl::OkStatus() : WindowsError(GetLastError(), path);
}

class WindowsPendingFolder : public PendingFolder {
 public:
  WindowsPendingFolder(std::string path, std::wstring wide, std::wstring parent, std::string name, Overwrite overwrite)
      : path_(std::move(path)),
        wide_(std::move(wide)),
        parent_(std::move(parent)),
        name_(std::move(name)),
        overwrite_(overwrite) {}

  ~WindowsPendingFolder() override {
    bool removed_any;
    try {
      if (!hidden_path_.empty()) (void)RemoveFolder(hidden_path_, path_, &removed_any);
    } catch (const std::bad_alloc&) {  // it stays
    }
  }

  // OK where the target is free, or may be replaced; `*exists` says which.
  absl::Status CheckTarget(bool* exists) const {
    const DWORD attributes = GetFileAttributesW(wide_.c_str());
    *exists = attributes != INVALID_FILE_ATTRIBUTES;
    if (!*exists) {
      const DWORD error = GetLastError();
      return error == ERROR_FILE_NOT_FOUND ? absl::OkStatus() : WindowsError(error, path_);
    }
    if (overwrite_ == Overwrite::kNo) return ExistsAlready(path_);
    const char* kind = nullptr;
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
      kind = "a symbolic link";
    } else if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
      kind = "a regular file";
    }
    if (kind == nullptr) return CheckContent(wide_, path_);
    return absl::Status(absl::StatusCode::kInvalidArgument,
                        path_ + ": is " + kind + " and only an export's folder is replaced");
  }

  absl::Status MakeHidden() {
    DWORD error = ERROR_ALREADY_EXISTS;
    for (int attempt = 0; error == ERROR_ALREADY_EXISTS && attempt < kHiddenNameAttempts; ++attempt) {
      std::wstring hidden = JoinWide(parent_, HiddenName(name_, attempt));
      if (CreateDirectoryW(hidden.c_str(), nullptr)) {
        hidden_path_ = std::move(hidden);
        return absl::OkStatus();
      }
      error = GetLastError();
    }
    return WindowsError(error, path_);
  }

  absl::StatusOr<std::unique_ptr<PendingFile>> NewFile(const std::string& name) override {
    std::string path = path_ + "/" + name;
    FileHandle file(CreateFileW(JoinWide(hidden_path_, name).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file.is_open()) return WindowsError(GetLastError(), path);
    return std::make_unique<FileInFolder>(std::move(path), std::move(file));
  }

  absl::Status Publish() override {
    bool exists = false;
    absl::Status status = CheckTarget(&exists);
    if (!status.ok()) return status;
    if (exists) return Replace();
    if (!MoveFileExW(hidden_path_.c_str(), wide_.c_str(), 0)) {
      const DWORD error = GetLastError();
      return error == ERROR_ALREADY_EXISTS ? ExistsAlready(path_) : WindowsError(error, path_);
    }
    hidden_path_.clear();
    return absl::OkStatus();
  }

 private:
  absl::Status Replace() {
    const std::wstring old_path = JoinWide(parent_, HiddenName(name_, 0));
    if (!MoveFileExW(wide_.c_str(), old_path.c_str(), 0)) return WindowsError(GetLastError(), path_);
    // What was put into the old folder since it was checked is not lost: all goes back.
    absl::Status status = CheckContent(old_path, path_);
    if (status.ok() && !MoveFileExW(hidden_path_.c_str(), wide_.c_str(), 0)) {
      status = WindowsError(GetLastError(), path_);
    }
    if (!status.ok()) {
      (void)MoveFileExW(old_path.c_str(), wide_.c_str(), 0);
      return status;
    }
    bool removed_any = false;
    status = RemoveFolder(old_path, path_, &removed_any);
    if (!status.ok() && !removed_any && MoveFileExW(wide_.c_str(), hidden_path_.c_str(), 0)) {
      (void)MoveFileExW(old_path.c_str(), wide_.c_str(), 0);
      return status;
    }
    hidden_path_.clear();
    if (status.ok()) return status;
    return absl::Status(status.code(), path_ + ": is replaced, but what it held before is still in " +
                                           ToUtf8(old_path) + ": " + std::string(status.message()));
  }

  std::string path_;  // without slashes at its end
  std::wstring wide_;
  std::wstring parent_;
  std::string name_;
  Overwrite overwrite_;
  std::wstring hidden_path_;  // empty before it is made and after it was published
};

}  // namespace

absl::StatusOr<std::unique_ptr<PendingFolder>> NewPendingFolder(std::string path, Overwrite overwrite,
                                                                SystemFeatures /*features*/) {
  while (path.size() > 1 && (path.back() == '/' || path.back() == '\\')) path.pop_back();
  const PathParts parts = SplitPath(path);
  absl::StatusOr<std::wstring> wide = ToWide(path);
  if (parts.name.empty() || parts.name == "." || parts.name == ".." || !wide.ok() || NamesDevice(*wide)) {
    return absl::Status(absl::StatusCode::kInvalidArgument, path + ": is not the path of a folder to make");
  }
  absl::Status status = CheckFolder(parts.folder);
  if (!status.ok()) return status;
  absl::StatusOr<std::wstring> parent = ToWide(parts.folder);
  if (!parent.ok()) return parent.status();
  auto folder = std::make_unique<WindowsPendingFolder>(std::move(path), *std::move(wide), *std::move(parent),
                                                       parts.name, overwrite);
  bool exists = false;
  status = folder->CheckTarget(&exists);
  if (status.ok()) status = folder->MakeHidden();
  if (!status.ok()) return status;
  return folder;
}

}  // namespace telex::internal
