#include "text/system_error.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/cord.h"

namespace telex::internal {
namespace {

// Of the payload that tells memory from disks.
constexpr char kMemoryUrl[] = "telex/memory";

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
  absl::Status status(CodeOf(error_number), std::move(what) + ": " + ErrorText(error_number));
  if (error_number == ENOMEM) status.SetPayload(kMemoryUrl, absl::Cord());
  return status;
}

absl::Status OutOfMemoryError() { return absl::Status(absl::StatusCode::kResourceExhausted, ""); }

bool IsOutOfMemory(const absl::Status& status) {
  return status.code() == absl::StatusCode::kResourceExhausted &&
         (status.message().empty() || status.GetPayload(kMemoryUrl).has_value());
}

}  // namespace telex::internal
