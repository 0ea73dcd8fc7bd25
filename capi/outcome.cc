#include "outcome.h"

#include <cstddef>
#include <new>

#include "telex/exporter.h"
#include "text/system_error.h"
#include "text/utf8.h"

namespace telex::capi {
namespace {

telex_status StatusOf(const absl::Status& status) {
  if (IsNoEvents(status)) return TELEX_NO_EVENTS;
  if (internal::IsOutOfMemory(status)) return TELEX_OUT_OF_MEMORY;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return TELEX_OK;
    case absl::StatusCode::kCancelled:
      return TELEX_CANCELLED;
    case absl::StatusCode::kInvalidArgument:
      return TELEX_INVALID_ARGUMENT;
    case absl::StatusCode::kNotFound:
      return TELEX_NOT_FOUND;
    case absl::StatusCode::kPermissionDenied:
      return TELEX_PERMISSION_DENIED;
    case absl::StatusCode::kAlreadyExists:
      return TELEX_ALREADY_EXISTS;
    case absl::StatusCode::kResourceExhausted:
      return TELEX_NO_SPACE;
    case absl::StatusCode::kInternal:
      return TELEX_INTERNAL;
    default:
      return TELEX_IO;
  }
}

}  // namespace

Outcome::Outcome(const absl::Status& status) : status_(StatusOf(status)) {
  if (!failed()) return;
  text_ = std::string(status.message());
  if (text_.empty()) text_ = status_ == TELEX_OUT_OF_MEMORY ? "out of memory" : telex_status_name(status_);
}

absl::StatusCode CodeOf(telex_status status) {
  switch (status) {
    case TELEX_CANCELLED:
      return absl::StatusCode::kCancelled;
    case TELEX_INVALID_ARGUMENT:
      return absl::StatusCode::kInvalidArgument;
    case TELEX_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case TELEX_PERMISSION_DENIED:
      return absl::StatusCode::kPermissionDenied;
    case TELEX_ALREADY_EXISTS:
      return absl::StatusCode::kAlreadyExists;
    case TELEX_NO_SPACE:
      return absl::StatusCode::kResourceExhausted;
    case TELEX_INTERNAL:
      return absl::StatusCode::kInternal;
    default:
      return absl::StatusCode::kUnknown;
  }
}

void ErrorText::Set(std::string_view text) noexcept {
  try {
    // It can quote what the host gave, a name or a path, which may be any bytes; hosts decode it as UTF-8.
    text_ = WellFormed(text);
    // Its NUL would be its end.
    for (std::size_t at = 0; (at = text_.find('\0', at)) != std::string::npos;) text_.replace(at, 1, "\xEF\xBF\xBD");
    shown_ = text_.c_str();
  } catch (const std::bad_alloc&) {
    SetLiteral("out of memory");
  }
}

}  // namespace telex::capi
