#include "write/windows_file.h"

#include <algorithm>
#include <cstddef>

#include "write/hidden_name.h"

namespace telex::internal {
namespace {

absl::StatusCode CodeOf(DWORD error) {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_DRIVE:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
      return absl::StatusCode::kNotFound;
    case ERROR_ACCESS_DENIED:
    case ERROR_WRITE_PROTECT:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return absl::StatusCode::kPermissionDenied;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
      return absl::StatusCode::kAlreadyExists;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case ERROR_FILE_TOO_LARGE:
    case ERROR_TOO_MANY_OPEN_FILES:
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
      return absl::StatusCode::kResourceExhausted;
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_FILENAME_EXCED_RANGE:
    case ERROR_DIRECTORY:
      return absl::StatusCode::kInvalidArgument;
    default:
      return absl::StatusCode::kUnknown;
  }
}

}  // namespace

DWORD FileHandle::Close() {
  const HANDLE handle = std::exchange(handle_, INVALID_HANDLE_VALUE);
  return handle == INVALID_HANDLE_VALUE || CloseHandle(handle) ? ERROR_SUCCESS : GetLastError();
}

absl::Status WindowsError(DWORD error, const std::string& what) {
  wchar_t buffer[512];
  constexpr DWORD kFlags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
  DWORD length = FormatMessageW(kFlags, nullptr, error, 0, buffer, static_cast<DWORD>(std::size(buffer)), nullptr);
  while (length > 0 && (buffer[length - 1] <= L' ' || buffer[length - 1] == L'.')) --length;
  const std::string text = length > 0 ? ToUtf8(std::wstring_view(buffer, length)) : "error " + std::to_string(error);
  return absl::Status(CodeOf(error), what + ": " + text);
}

absl::StatusOr<std::wstring> ToWide(const std::string& path) {
  std::wstring wide;
  if (!path.empty()) {
    const int bytes = static_cast<int>(std::min<std::size_t>(path.size(), 1 << 20));
    const int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path.data(), bytes, nullptr, 0);
    wide.resize(static_cast<std::size_t>(std::max(length, 0)));
    if (length > 0) MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path.data(), bytes, wide.data(), length);
  }
  if (wide.empty() || wide.find(L'\0') != std::wstring::npos) {
    return absl::Status(absl::StatusCode::kInvalidArgument, path + ": is not a path");
  }
  return wide;
}

std::string ToUtf8(std::wstring_view text) {
  const int units = static_cast<int>(text.size());
  const int length = WideCharToMultiByte(CP_UTF8, 0, text.data(), units, nullptr, 0, nullptr, nullptr);
  std::string bytes(static_cast<std::size_t>(std::max(length, 0)), '\0');
  if (length > 0) WideCharToMultiByte(CP_UTF8, 0, text.data(), units, bytes.data(), length, nullptr, nullptr);
  return bytes;
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
  const absl::StatusOr<std::wstring> wide = ToWide(std::string(name));
  const bool has_slash = !folder.empty() && (folder.back() == L'/' || folder.back() == L'\\');
  return folder + (has_slash ? L"" : L"\\") + (wide.ok() ? *wide : std::wstring());
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
