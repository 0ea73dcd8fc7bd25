// What every output of this library has in common: a failure is final, and Close comes once.
#ifndef TELEX_WRITE_CHECKED_OUTPUT_H_
#define TELEX_WRITE_CHECKED_OUTPUT_H_

#include <string_view>

#include "absl/status/status.h"
#include "telex/output.h"

namespace telex::internal {

// After a failure Append and Close return that failure again; after Close both fail.
class CheckedOutput : public Output {
 public:
  absl::Status Append(std::string_view bytes) final;
  absl::Status Close() final;

 protected:
  // Never called with no bytes, nor after a failure, nor after Complete.
  virtual absl::Status AppendBytes(std::string_view bytes) = 0;
  // Called once, unless something failed before.
  virtual absl::Status Complete() = 0;

 private:
  absl::Status failure_;
  bool closed_ = false;
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_CHECKED_OUTPUT_H_
