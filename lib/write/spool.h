// Bytes of any number in bounded memory: what does not fit lies in a temporary file.
#ifndef TELEX_WRITE_SPOOL_H_
#define TELEX_WRITE_SPOOL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "telex/output.h"
#include "write/temporary_file.h"

namespace telex::internal {

// Used from one thread at a time.
class Spool {
 public:
  // Holds at most `max_held_bytes` in memory; the temporary file is made in `temporary_folder` when it is needed first.
  Spool(std::size_t max_held_bytes, std::string temporary_folder);

  absl::Status Append(std::string_view bytes);

  // Appends all bytes to `output`, in their order.
  absl::Status CopyTo(Output& output) const;

  std::uint64_t size() const { return spilled_bytes_ + held_.size(); }
  bool spilled() const { return file_ != nullptr; }

 private:
  absl::Status Spill(std::string_view bytes);

  std::size_t max_held_bytes_;
  std::string temporary_folder_;
  std::string held_;  // what comes after the bytes in the file
  std::unique_ptr<TemporaryFile> file_;
  std::uint64_t spilled_bytes_ = 0;
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_SPOOL_H_
