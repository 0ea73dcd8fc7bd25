#include "write/checked_output.h"

namespace telex::internal {

absl::Status CheckedOutput::Append(std::string_view bytes) {
  if (!failure_.ok()) return failure_;
  if (closed_) return absl::Status(absl::StatusCode::kFailedPrecondition, "The output is closed already.");
  if (bytes.empty()) return absl::OkStatus();
  failure_ = AppendBytes(bytes);
  return failure_;
}

absl::Status CheckedOutput::Close() {
  if (!failure_.ok()) return failure_;
  if (closed_) return absl::Status(absl::StatusCode::kFailedPrecondition, "The output is closed already.");
  closed_ = true;
  failure_ = Complete();
  return failure_;
}

}  // namespace telex::internal
