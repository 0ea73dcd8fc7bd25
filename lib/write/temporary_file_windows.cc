#include <algorithm>
#include <utility>

#include "write/temporary_file.h"
#include "write/windows_file.h"

namespace telex::internal {
namespace {

class WindowsTemporaryFile : public TemporaryFile {
 public:
  WindowsTemporaryFile(std::string shown, FileHandle file) : shown_(std::move(shown)), file_(std::move(file)) {}

  absl::Status Append(std::string_view bytes) override {
    // Reading has moved the file's position.
    LARGE_INTEGER end = {};
    if (!SetFilePointerEx(file_.get(), end, nullptr, FILE_END)) return WindowsError(GetLastError(), shown_);
    return WriteAll(file_.get(), bytes, shown_);
  }

  absl::Status ReadAt(std::uint64_t offset, char* buffer, std::size_t count) override {
    LARGE_INTEGER position = {};
    position.QuadPart = static_cast<LONGLONG>(offset);
    if (!SetFilePointerEx(file_.get(), position, nullptr, FILE_BEGIN)) return WindowsError(GetLastError(), shown_);
    while (count > 0) {
      DWORD got = 0;
      const DWORD piece = static_cast<DWORD>(std::min<std::size_t>(count, std::size_t{1} << 30));
      if (!ReadFile(file_.get(), buffer, piece, &got, nullptr)) return WindowsError(GetLastError(), shown_);
      if (got == 0) return WindowsError(ERROR_HANDLE_EOF, shown_);
      buffer += got;
      count -= got;
    }
    return absl::OkStatus();
  }

 private:
  std::string shown_;
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
  std::string shown = folder + "/(temporary file)";
  if (error != ERROR_SUCCESS) return WindowsError(error, std::move(shown));
  return std::make_unique<WindowsTemporaryFile>(std::move(shown), std::move(file));
}

}  // namespace telex::internal
