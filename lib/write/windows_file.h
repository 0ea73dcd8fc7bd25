// Small helpers over Windows handles and paths. Paths are UTF-8 outside and UTF-16 towards the system.
#ifndef TELEX_WRITE_WINDOWS_FILE_H_
#define TELEX_WRITE_WINDOWS_FILE_H_

#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "text/windows_text.h"

namespace telex::internal {

// Owns a handle of a file.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(HANDLE handle) : handle_(handle) {}
  FileHandle(FileHandle&& other) noexcept : handle_(std::exchange(other.handle_, INVALID_HANDLE_VALUE)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~FileHandle() { (void)Close(); }

  HANDLE get() const { return handle_; }
  bool is_open() const { return handle_ != INVALID_HANDLE_VALUE; }
  // ERROR_SUCCESS or the system's error.
  DWORD Close();

 private:
  HANDLE handle_ = INVALID_HANDLE_VALUE;
};

// ToSystemPath; InvalidArgument, naming it, for a path that is empty, not UTF-8 or holds a NUL.
absl::StatusOr<std::wstring> ToWide(const std::string& path);

// `path` as its folder (`.` for a bare name) and its name in it; both kinds of slash separate.
struct PathParts {
  std::string folder;
  std::string name;
};
PathParts SplitPath(const std::string& path);

// `folder` and `name` as one path.
std::wstring JoinWide(const std::wstring& folder, std::string_view name);

// OK where `folder` is a folder; errors name it.
absl::Status CheckFolder(const std::string& folder);

// Appends all of `bytes`. Errors name `path`.
absl::Status WriteAll(HANDLE file, std::string_view bytes, const std::string& path);

// A new empty file that nobody else opens, under a hidden name in `folder`; its path is left in `*hidden_path`.
// ERROR_SUCCESS or the system's error.
DWORD CreateHiddenFile(const std::wstring& folder, std::string_view name, DWORD access, DWORD flags, FileHandle* file,
                       std::wstring* hidden_path);

}  // namespace telex::internal

#endif  // TELEX_WRITE_WINDOWS_FILE_H_
