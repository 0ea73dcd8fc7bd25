// The folder source of Windows.
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <algorithm>
#include <utility>

#include "telex/source.h"
#include "text/windows_text.h"

namespace telex {
namespace {

using internal::WindowsError;

constexpr std::uint64_t Join(DWORD high, DWORD low) { return std::uint64_t{high} << 32 | low; }

class WindowsFile final : public SourceFile {
 public:
  explicit WindowsFile(HANDLE handle) : handle_(handle) {}
  WindowsFile(const WindowsFile&) = delete;
  WindowsFile& operator=(const WindowsFile&) = delete;
  ~WindowsFile() override { CloseHandle(handle_); }

  // Called once, before anything else.
  absl::Status Look() {
    const DWORD type = GetFileType(handle_);
    if (type == FILE_TYPE_PIPE) return absl::FailedPreconditionError("is a FIFO");
    if (type != FILE_TYPE_DISK) return absl::FailedPreconditionError("is a device");
    LARGE_INTEGER size;
    if (!GetFileSizeEx(handle_, &size)) return WindowsError(GetLastError(), "cannot be opened");
    size_ = static_cast<std::uint64_t>(size.QuadPart);
    return absl::OkStatus();
  }

  absl::StatusOr<std::uint64_t> Size() override { return size_; }

  absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
    constexpr std::size_t kMaxRead = std::size_t{1} << 30;
    OVERLAPPED position = {};
    position.Offset = static_cast<DWORD>(offset);
    position.OffsetHigh = static_cast<DWORD>(offset >> 32);
    DWORD got = 0;
    if (!ReadFile(handle_, buffer, static_cast<DWORD>(std::min(size, kMaxRead)), &got, &position)) {
      const DWORD error = GetLastError();
      if (error != ERROR_HANDLE_EOF) return WindowsError(error, "cannot be read");
      got = 0;
    }
    return static_cast<std::size_t>(got);
  }

  std::uint64_t Identity() override {
    BY_HANDLE_FILE_INFORMATION info;
    if (!GetFileInformationByHandle(handle_, &info)) return 0;
    constexpr std::uint64_t kSpread = 0x9E37'79B9'7F4A'7C15u;
    std::uint64_t hash = Join(info.nFileIndexHigh, info.nFileIndexLow) * kSpread;
    hash = (hash ^ info.dwVolumeSerialNumber) * kSpread;
    // A deleted file's index may be reused: the creation time tells most such files apart.
    hash = (hash ^ Join(info.ftCreationTime.dwHighDateTime, info.ftCreationTime.dwLowDateTime)) * kSpread;
    return hash != 0 ? hash : 1;
  }

 private:
  const HANDLE handle_;
  std::uint64_t size_ = 0;
};

class FolderSource final : public Source {
 public:
  explicit FolderSource(std::string path) : path_(std::move(path)) {}

  absl::Status List(const std::function<void(std::string_view name)>& visit) override {
    const std::string what = "cannot read the folder " + path_;
    absl::StatusOr<std::wstring> folder = internal::ToSystemPath(path_);
    if (!folder.ok()) return folder.status();
    const DWORD attributes = GetFileAttributesW(folder->c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return WindowsError(GetLastError(), what);
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return WindowsError(ERROR_DIRECTORY, what);

    absl::StatusOr<std::wstring> pattern = internal::ToSystemPath(PathOf("*"));
    if (!pattern.ok()) return pattern.status();
    WIN32_FIND_DATAW entry;
    const HANDLE search = FindFirstFileExW(pattern->c_str(), FindExInfoBasic, &entry, FindExSearchNameMatch, nullptr,
                                           FIND_FIRST_EX_LARGE_FETCH);
    if (search == INVALID_HANDLE_VALUE) {
      const DWORD error = GetLastError();
      return error == ERROR_FILE_NOT_FOUND ? absl::OkStatus() : WindowsError(error, what);
    }
    do {
      visit(internal::ToUtf8(entry.cFileName));
    } while (FindNextFileW(search, &entry));
    const DWORD error = GetLastError();
    FindClose(search);
    return error == ERROR_NO_MORE_FILES ? absl::OkStatus() : WindowsError(error, what);
  }

  bool AllowsOtherThreads() const override { return true; }

  std::uint64_t SizeHint(std::string_view name) override {
    absl::StatusOr<std::wstring> path = internal::ToSystemPath(PathOf(name));
    WIN32_FILE_ATTRIBUTE_DATA info;
    if (!IsNameHere(name) || !path.ok() || !GetFileAttributesExW(path->c_str(), GetFileExInfoStandard, &info)) return 0;
    if ((info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return 0;
    return Join(info.nFileSizeHigh, info.nFileSizeLow);
  }

  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view name) override {
    if (!IsNameHere(name)) return absl::InvalidArgumentError("is no name of a file in the folder");
    absl::StatusOr<std::wstring> path = internal::ToSystemPath(PathOf(name));
    if (!path.ok()) return path.status();
    const DWORD attributes = GetFileAttributesW(path->c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return WindowsError(GetLastError(), "cannot be opened");
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return absl::FailedPreconditionError("is a directory");
    // The sink goes on appending, and may rename or delete, while the file is read.
    const HANDLE handle =
        CreateFileW(path->c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return WindowsError(GetLastError(), "cannot be opened");
    auto file = std::make_unique<WindowsFile>(handle);
    absl::Status status = file->Look();
    if (!status.ok()) return status;
    return file;
  }

 private:
  // A colon would name an alternate stream or another drive.
  static bool IsNameHere(std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\:\0", 4)) == std::string_view::npos;
  }

  std::string PathOf(std::string_view name) const {
    const bool ends_with_separator = !path_.empty() && (path_.back() == '/' || path_.back() == '\\');
    return path_ + (ends_with_separator ? "" : "\\") + std::string(name);
  }

  const std::string path_;
};

}  // namespace

std::unique_ptr<Source> NewFolderSource(std::string path) { return std::make_unique<FolderSource>(std::move(path)); }

}  // namespace telex
