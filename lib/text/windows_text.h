// Paths and error texts between UTF-8, which this library speaks, and UTF-16, which Windows does. Windows only.
#ifndef TELEX_TEXT_WINDOWS_TEXT_H_
#define TELEX_TEXT_WINDOWS_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telex::internal {

// InvalidArgument for a text that is not UTF-8.
absl::StatusOr<std::wstring> ToUtf16(std::string_view text);

// A path as the system's calls take it: one that, with the current folder before it, is longer than MAX_PATH allows
// is made absolute and prefixed with \\?\; others stay as they are. Safe to use on its own result.
std::wstring AnyLength(std::wstring path);

// ToUtf16, then AnyLength.
absl::StatusOr<std::wstring> ToSystemPath(std::string_view path);

// Whether the system takes the path for a device, such as NUL or COM1.
bool NamesDevice(const std::wstring& path);

// Unpaired surrogates become U+FFFD.
std::string ToUtf8(std::wstring_view text);

// As SystemError, for what GetLastError returned.
absl::Status WindowsError(unsigned long error_code, std::string what);

}  // namespace telex::internal

#endif  // TELEX_TEXT_WINDOWS_TEXT_H_
