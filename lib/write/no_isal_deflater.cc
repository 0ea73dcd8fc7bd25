// In the place of isal_deflater.cc where telex is built without ISA-L.
#include "write/deflater.h"

namespace telex::internal {

bool HasIsal() { return false; }

absl::StatusOr<std::unique_ptr<Deflater>> NewIsalDeflater(int, Spool*) {
  return absl::Status(absl::StatusCode::kUnimplemented, "This telex is built without ISA-L.");
}

}  // namespace telex::internal
