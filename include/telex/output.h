// Where bytes go: something that can only be appended to and can fail.
#ifndef TELEX_OUTPUT_H_
#define TELEX_OUTPUT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telex {

// Files take whole blocks at offsets that are multiples of them at half the cost of other pieces: whoever appends much at a
// time hands on multiples of this, from the first byte on, and keeps the rest back.
inline constexpr std::size_t kOutputBlockBytes = std::size_t{128} << 10;

// Used from one thread at a time. After a failure nothing more is appended, and the output is destroyed unclosed.
class Output {
 public:
  // An output that is destroyed before Close was called, or whose Close failed, leaves nothing behind.
  virtual ~Output() = default;

  // Appends all of `bytes`, or fails. Bytes are not kept after the call.
  virtual absl::Status Append(std::string_view bytes) = 0;

  // Completes the output: what was appended is now there, whole, under its name. Called once.
  virtual absl::Status Close() = 0;
};

// What to do where the target exists.
enum class Overwrite {
  kNo,  // AlreadyExists, and it stays as it is
  kYes,  // it is replaced at once and whole when the output is complete: a file by a file, an export's folder by a folder
};

// A file (UTF-8 path), mode 0600, that appears under `path` complete, at Close, or not at all. What is written before
// has no name where the system can do that, else a hidden one beside it, which a later output to `path` clears if the
// program was killed (not on Windows).
// Errors: AlreadyExists; NotFound or PermissionDenied for the folder; InvalidArgument with kYes where `path` is anything
// but a regular file (a link, a device, a folder); ResourceExhausted for a full disk. Messages name the path.
// `threads`: with 2 or more, a thread of the output's own writes what was appended; a failure of that may then come from
// a later Append, or from Close.
absl::StatusOr<std::unique_ptr<Output>> NewFileOutput(std::string path, Overwrite overwrite, int threads = 1);

// Appends to `*target` as it goes; the caller keeps it alive and ignores it after a failure.
std::unique_ptr<Output> NewStringOutput(std::string* target);

// Calls `append` for each piece and `close` once, at Close; either may fail. `close` may be empty.
std::unique_ptr<Output> NewCallbackOutput(std::function<absl::Status(std::string_view)> append,
                                          std::function<absl::Status()> close = nullptr);

}  // namespace telex

#endif  // TELEX_OUTPUT_H_
