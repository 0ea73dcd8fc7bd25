// What the operating system says of a failure, as a status.
#ifndef TELEX_TEXT_SYSTEM_ERROR_H_
#define TELEX_TEXT_SYSTEM_ERROR_H_

#include <string>

#include "absl/status/status.h"

namespace telex::internal {

// The code that fits an errno, with the message `{what}: {the system's text}`. Never OutOfRange or Cancelled, which
// mean something else in this library. Any thread.
absl::Status SystemError(int error_number, std::string what);

// ResourceExhausted, as of a full disk, but of memory, and without a message: it takes no memory itself, so it may be made
// where nothing must be thrown. Where C++'s own memory runs out, std::bad_alloc is thrown.
absl::Status OutOfMemoryError();
// Whether it is that, or what SystemError makes of ENOMEM.
bool IsOutOfMemory(const absl::Status& status);

}  // namespace telex::internal

#endif  // TELEX_TEXT_SYSTEM_ERROR_H_
