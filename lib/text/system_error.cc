#include "text/system_error.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace telex::internal {
namespace {

#ifndef _WIN32
// strerror_r is declared as POSIX says (an int) or as GNU says (the text): one of these takes what it returns.
[[maybe_unused]] const char* TextOf(int result, const char* buffer) { return result == 0 ? buffer : ""; }
[[maybe_unused]] const char* TextOf(const char* text, const char* /*buffer*/) { return text; }
#endif

std::string ErrorText(int error_number) {
  char buffer[256] = "";
#ifdef _WIN32
  const char* text = strerror_s(buffer, sizeof buffer, error_number) == 0 ? buffer : "";
#else
  const char* text = TextOf(strerror_r(error_number, buffer, sizeof buffer), buffer);
#endif
  return *text != '\0' ? std::string(text) : "error " + std::to_string(error_number);
}

absl::StatusCode CodeOf(int error_number) {
  if (error_number == ENOTDIR || error_number == EISDIR) return absl::StatusCode::kInvalidArgument;
  if (error_number == EFBIG) return absl::StatusCode::kResourceExhausted;
  const absl::StatusCode code = absl::ErrnoToStatusCode(error_number);
  switch (code) {
    case absl::StatusCode::kOk:          // an errno that nobody set: still a failure
    case absl::StatusCode::kOutOfRange:  // the end of an export without events
    case absl::StatusCode::kCancelled:   // the end of an export that its host stopped
      return absl::StatusCode::kUnknown;
    default:
      return code;
  }
}

}  // namespace

absl::Status SystemError(int error_number, std::string what) {
  return absl::Status(CodeOf(error_number), std::move(what) + ": " + ErrorText(error_number));
}

}  // namespace telex::internal
