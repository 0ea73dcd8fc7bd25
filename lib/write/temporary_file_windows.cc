#include <algorithm>
#include <utility>

#include "write/temporary_file.h"
#include "write/windows_file.h"

namespace telex::internal {
namespace {

class WindowsTemporaryFile : public TemporaryFile {
 public:
  WindowsTemporaryFile(std::string folder, FileHandle file) : folder_(std::move(folder)), file_(std::move(file)) {}

  absl::Status Append(std::string_view bytes) override {
    // Reading has moved the file's position.
    LARGE_INTEGER end = {};
    if (!SetFilePointerEx(file_.get(), end, nullptr, FILE_END)) return WindowsError(GetLastError(), folder_);
    return WriteAll(file_.get(), bytes, folder_);
  }

  absl::Status ReadAt(std::uint64_t offset, char* buffer, std::size_t count) override {
    LARGE_INTEGER position = {};
    position.QuadPart = static_cast<LONGLONG>(offset);
    if (!SetFilePointerEx(file_.get(), position, nullptr, FILE_BEGIN)) return WindowsError(GetLastError(), folder_);
    while (count > 0) {
      DWORD got = 0;
      const DWORD piece = static_cast<DWORD>(std::min<std::size_t>(count, std::size_t{1} << 30));
      if (!ReadFile(file_.get(), buffer, piece, &got, nullptr)) return WindowsError(GetLastError(), folder_);
      if (got == 0) return WindowsError(ERROR_HANDLE_EOF, folder_);
      buffer += got;
      count -= got;
    }
    return absl::OkStatus();
  }

 private:
  std::string folder_;
  FileHandle file_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TemporaryFile>> NewTemporaryFile(std::string folder, SystemFeatures /*features*/) {
  if (folder.empty()) {
    wchar_t buffer[MAX_PATH + 1];
    const DWORD length = GetTempPathW(static_cast<DWORD>(std::size(buffer)), buffer);
    if (length == 0 || length > MAX_PATH) {
      return WindowsError(GetLastError(), "The system's folder for temporary files");
    }
    folder = ToUtf8(std::wstring_view(buffer, length));
  }
  absl::StatusOr<std::wstring> wide = ToWide(folder);
  if (!wide.ok()) return wide.status();
  FileHandle file;
  std::wstring path;
  const DWORD error = CreateHiddenFile(*wide, "telex", GENERIC_READ | GENERIC_WRITE | DELETE,
                                       FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, &file, &path);
  if (error != ERROR_SUCCESS) return WindowsError(error, folder);
  return std::make_unique<WindowsTemporaryFile>(std::move(folder), std::move(file));
}

}  // namespace telex::internal
