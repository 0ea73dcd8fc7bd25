// Bytes that are put aside: a file without a name, mode 0600, that is gone with its owner.
#ifndef TELEX_WRITE_TEMPORARY_FILE_H_
#define TELEX_WRITE_TEMPORARY_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "write/system_features.h"

namespace telex::internal {

// Messages name the folder, and that it is a temporary file in it.
class TemporaryFile {
 public:
  virtual ~TemporaryFile() = default;

  virtual absl::Status Append(std::string_view bytes) = 0;
  // Exactly `count` bytes that were appended, from `offset` on.
  virtual absl::Status ReadAt(std::uint64_t offset, char* buffer, std::size_t count) = 0;
};

// In `folder` (UTF-8), or in the system's folder for such files where that is empty.
absl::StatusOr<std::unique_ptr<TemporaryFile>> NewTemporaryFile(std::string folder, SystemFeatures features = {});

}  // namespace telex::internal

#endif  // TELEX_WRITE_TEMPORARY_FILE_H_
