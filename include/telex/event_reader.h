// Bytes of telemetry files, in any chunking, to events and problems.
#ifndef TELEX_EVENT_READER_H_
#define TELEX_EVENT_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "telex/event.h"

namespace telex {

// A line, or (line 0) a whole file, that could not be used.
struct Problem {
  std::string file;
  std::uint64_t line = 0;
  std::string reason;
};

struct EventReaderOptions {
  // A longer line, without its newline, is skipped without being held in memory. 1 to 1 GiB.
  std::uint64_t max_line_bytes = std::uint64_t{16} << 20;
};

// Takes what a reader finds.
class EventVisitor {
 public:
  virtual ~EventVisitor() = default;
  // An event of any time, valid during the call only; `session` and `block` are not set. A failure stops the reader
  // with that status.
  virtual absl::Status OnEvent(const Event& event) = 0;
  // A skipped line. `reason` is valid during the call only.
  virtual void OnProblem(std::string_view file, std::uint64_t line, std::string_view reason) = 0;
};

// The same events for any chunking of the same bytes. Memory: one line. Used from one thread at a time.
class EventReader {
 public:
  // The visitor is not owned.
  explicit EventReader(EventVisitor* visitor, EventReaderOptions options = {});
  ~EventReader();
  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;

  // Starts a file; a header holds for the file that it stands in. The name is for messages and Event::file.
  // Called before the first Feed.
  void BeginFile(std::string_view name);
  // Bytes of the file, after those fed before. Not kept after the call.
  absl::Status Feed(std::string_view bytes);
  // The end of the file: an unfinished last line is used if it parses and else reported as a torn tail.
  absl::Status EndFile();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telex

#endif  // TELEX_EVENT_READER_H_
