#include "write/windows_file.h"

#include <algorithm>
#include <cstddef>

#include "write/hidden_name.h"

namespace telex::internal {
DWORD FileHandle::Close() {
  const HANDLE handle = std::exchange(handle_, INVALID_HANDLE_VALUE);
  return handle == INVALID_HANDLE_VALUE || CloseHandle(handle) ? ERROR_SUCCESS : GetLastError();
}

absl::StatusOr<std::wstring> ToWide(const std::string& path) {
  absl::StatusOr<std::wstring> wide = ToSystemPath(path);
  if (!wide.ok() || wide->empty() || wide->find(L'\0') != std::wstring::npos) {
    return absl::Status(absl::StatusCode::kInvalidArgument, path + ": is not a path");
  }
  return wide;
}

PathParts SplitPath(const std::string& path) {
  const std::size_t slash = path.find_last_of("/\\");
  if (slash != std::string::npos) {
    // The root of a drive keeps its slash: `C:` alone is that drive's current folder.
    const bool is_root = slash == 0 || path[slash - 1] == ':';
    return {path.substr(0, is_root ? slash + 1 : slash), path.substr(slash + 1)};
  }
  const std::size_t colon = path.find(':');
  if (colon != std::string::npos) return {path.substr(0, colon + 1) + ".", path.substr(colon + 1)};
  return {".", path};
}

std::wstring JoinWide(const std::wstring& folder, std::string_view name) {
  const absl::StatusOr<std::wstring> wide = ToUtf16(name);
  const bool has_slash = !folder.empty() && (folder.back() == L'/' || folder.back() == L'\\');
  return AnyLength(folder + (has_slash ? L"" : L"\\") + (wide.ok() ? *wide : std::wstring()));
}

absl::Status CheckFolder(const std::string& folder) {
  const absl::StatusOr<std::wstring> wide = ToWide(folder);
  if (!wide.ok()) return wide.status();
  const DWORD attributes = GetFileAttributesW(wide->c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return WindowsError(GetLastError(), folder);
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return WindowsError(ERROR_DIRECTORY, folder);
  return absl::OkStatus();
}

absl::Status WriteAll(HANDLE file, std::string_view bytes, const std::string& path) {
  constexpr std::size_t kMaxBytesPerCall = std::size_t{1} << 30;
  while (!bytes.empty()) {
    DWORD written = 0;
    const DWORD count = static_cast<DWORD>(std::min(bytes.size(), kMaxBytesPerCall));
    if (!WriteFile(file, bytes.data(), count, &written, nullptr)) return WindowsError(GetLastError(), path);
    if (written == 0) return WindowsError(ERROR_WRITE_FAULT, path);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

DWORD CreateHiddenFile(const std::wstring& folder, std::string_view name, DWORD access, DWORD flags, FileHandle* file,
                       std::wstring* hidden_path) {
  DWORD error = ERROR_FILE_EXISTS;
  for (int attempt = 0; error == ERROR_FILE_EXISTS && attempt < kHiddenNameAttempts; ++attempt) {
    std::wstring path = JoinWide(folder, HiddenName(name, attempt));
    *file = FileHandle(CreateFileW(path.c_str(), access, 0, nullptr, CREATE_NEW, flags, nullptr));
    if (file->is_open()) {
      *hidden_path = std::move(path);
      return ERROR_SUCCESS;
    }
    error = GetLastError();
  }
  return error;
}

}  // namespace telex::internal
