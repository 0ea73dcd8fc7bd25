#include "text/windows_text.h"

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <utility>

namespace telex::internal {
namespace {

absl::StatusCode CodeOf(DWORD error_code) {
  switch (error_code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_DRIVE:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
      return absl::StatusCode::kNotFound;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_WRITE_PROTECT:
      return absl::StatusCode::kPermissionDenied;
    case ERROR_DIRECTORY:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_FILENAME_EXCED_RANGE:
    case ERROR_INVALID_PARAMETER:
      return absl::StatusCode::kInvalidArgument;
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
    default:
      return absl::StatusCode::kUnknown;
  }
}

// Empty where the system makes none of it.
std::wstring FullPath(const std::wstring& path) {
  if (path.empty()) return path;
  std::wstring full(GetFullPathNameW(path.c_str(), 0, nullptr, nullptr), L'\0');  // with room for the NUL
  const DWORD length = GetFullPathNameW(path.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
  full.resize(length < full.size() ? length : 0);
  return full;
}

bool IsDevicePath(const std::wstring& full) { return full.compare(0, 4, L"\\\\.\\") == 0; }

std::string ErrorText(DWORD error_code) {
  wchar_t buffer[512];
  DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, error_code, 0,
                                buffer, static_cast<DWORD>(sizeof buffer / sizeof buffer[0]), nullptr);
  while (length > 0 && (buffer[length - 1] <= L' ' || buffer[length - 1] == L'.')) --length;
  return length > 0 ? ToUtf8({buffer, length}) : "error " + std::to_string(error_code);
}

}  // namespace

absl::StatusOr<std::wstring> ToUtf16(std::string_view text) {
  if (text.empty()) return std::wstring();
  const int size = static_cast<int>(text.size());
  const int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), size, nullptr, 0);
  if (length <= 0) return absl::InvalidArgumentError("a path must be UTF-8");
  std::wstring wide(static_cast<std::size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), size, wide.data(), length);
  return wide;
}

std::wstring AnyLength(std::wstring path) {
  // A folder's path is limited most: to leave room for a name of 8.3 in it.
  constexpr std::size_t kMaxPlainUnits = MAX_PATH - 12 - 1;
  constexpr std::wstring_view kPrefix = L"\\\\?\\";
  if (path.compare(0, kPrefix.size(), kPrefix) == 0) return path;
  const std::wstring full = FullPath(path);
  if (full.size() <= kMaxPlainUnits || IsDevicePath(full)) return path;
  if (full.compare(0, 2, L"\\\\") == 0) return std::wstring(kPrefix) + L"UNC\\" + full.substr(2);
  return std::wstring(kPrefix) + full;
}

bool NamesDevice(const std::wstring& path) { return IsDevicePath(FullPath(path)); }

absl::StatusOr<std::wstring> ToSystemPath(std::string_view path) {
  absl::StatusOr<std::wstring> wide = ToUtf16(path);
  if (!wide.ok()) return wide;
  return AnyLength(*std::move(wide));
}

std::string ToUtf8(std::wstring_view text) {
  if (text.empty()) return std::string();
  const int size = static_cast<int>(text.size());
  const int length = WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
  std::string narrow(static_cast<std::size_t>(length > 0 ? length : 0), '\0');
  if (length > 0) WideCharToMultiByte(CP_UTF8, 0, text.data(), size, narrow.data(), length, nullptr, nullptr);
  return narrow;
}

absl::Status WindowsError(unsigned long error_code, std::string what) {
  return absl::Status(CodeOf(error_code), std::move(what) + ": " + ErrorText(error_code));
}

}  // namespace telex::internal
