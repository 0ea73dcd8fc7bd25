// Where telemetry comes from: a folder, or whatever a host implements.
#ifndef TELEX_SOURCE_H_
#define TELEX_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telex {

// An open file of a source. Closed by its destructor.
class SourceFile {
 public:
  virtual ~SourceFile() = default;

  // Bytes that the file held when it was opened.
  virtual absl::StatusOr<std::uint64_t> Size() = 0;

  // Fills `buffer` with up to `size` bytes from `offset` on. Returns how many; 0 only at the end of the file; fewer
  // than asked for is fine.
  virtual absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) = 0;

  // A number that tells this file from another one that took its name meanwhile; 0 where that is not known.
  virtual std::uint64_t Identity() { return 0; }
};

// A flat set of named files. Used from one thread at a time. A file may be opened again after it was closed, so that
// a range with thousands of sessions needs few descriptors; what it held when it was first opened counts.
class Source {
 public:
  virtual ~Source() = default;

  // Calls `visit` with each name, in any order; names that are no telemetry may be among them and are ignored.
  // A name is valid during the call. Fails where the names cannot be read.
  virtual absl::Status List(const std::function<void(std::string_view name)>& visit) = 0;

  // Bytes of a file, for progress only, without opening it; 0 where that is not known.
  virtual std::uint64_t SizeHint(std::string_view name) {
    (void)name;
    return 0;
  }

  // Whether Open, and what it returns, may be used on a thread of the library, too. From one thread at a time in any case.
  virtual bool AllowsOtherThreads() const { return false; }

  // Opens a file that List named. Fails where it cannot be opened or is no regular file: it is then reported and
  // skipped; but ResourceExhausted, where the system lacks descriptors or memory, ends the run. The status' message is
  // the reason alone, without the name.
  virtual absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view name) = 0;
};

// The telemetry files of a folder (UTF-8 path). Sub-folders are not entered; only regular files, and links to them, are
// opened. List fails with NotFound, PermissionDenied, … where the folder cannot be read; the message names it.
std::unique_ptr<Source> NewFolderSource(std::string path);

}  // namespace telex

#endif  // TELEX_SOURCE_H_
