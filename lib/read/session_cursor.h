// One session's events in range, in their stored order, over file and part borders.
#ifndef TELEX_READ_SESSION_CURSOR_H_
#define TELEX_READ_SESSION_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "read/file_lines.h"
#include "read/file_parser.h"
#include "read/run_context.h"
#include "telex/event.h"

namespace telex {

// A session whose next event is known but not at hand: little is kept of it until its turn comes.
struct ParkedSession {
  std::int64_t time_unix_nano;
  bool is_long;               // see SessionCursor::long_bytes
  std::string session_id;     // decoded; of long ones alone
  std::uint64_t line_offset;  // where the event stands
  std::uint64_t line;         // number of that line
  std::uint64_t header_offset;
  std::uint64_t header_line;  // 0: none
  FileLines::Known known;
  std::uint32_t session;
  std::uint32_t place;  // of the file among those of the session
};

class SessionCursor {
 public:
  explicit SessionCursor(RunContext* run) : run_(*run), lines_(run), parser_(&run->scratch) {}

  // Stands before the first event of a session.
  void Start(std::uint32_t session);

  // Moves to the next event in range; `*more` is false where there is none. Fails only where the run was stopped.
  absl::Status Advance(bool* more);

  // Valid until the next call of anything.
  Event& event() { return parser_.event(); }
  const Event& event() const { return parser_.event(); }
  std::uint32_t session() const { return session_; }

  // What it holds of a header or a line that is far longer than usual; 0 where neither is. Not all such sessions can wait
  // with that.
  std::size_t long_bytes() const {
    const std::size_t header = parser_.header_bytes();
    const std::size_t lines = lines_.capacity();
    return (header > kUsualHeader ? header : 0) + (lines > kUsualBuffer ? lines : 0);
  }

  // Lets go of all but what Unpark needs. The cursor stands on an event, and is then free for another session.
  ParkedSession Park();
  // Stands on the event of `parked` again; `*more` is false where its file cannot be read any more and nothing of the
  // session comes after it.
  absl::Status Unpark(const ParkedSession& parked, bool* more);

  // Gives memory back; to be followed by Start or Unpark.
  void Release() {
    parser_.ReleaseHeader();
    lines_.ReleaseBuffer();
  }
  std::size_t bytes_at_hand() const { return lines_.bytes_at_hand(); }

 private:
  static constexpr std::size_t kUsualHeader = std::size_t{4} << 10;    // some 500 bytes
  static constexpr std::size_t kUsualBuffer = std::size_t{128} << 10;  // at most half of it

  enum class LineResult { kEvent, kNothing, kFileEnded, kStopped };

  std::uint32_t file() const { return run_.files.files_of(session_)[place_]; }
  bool OpenNextFile();
  void FailFile();
  LineResult NextLine();
  LineResult Judge(FileParser::Outcome outcome);

  RunContext& run_;
  FileLines lines_;
  FileParser parser_;
  std::uint32_t session_ = 0;
  std::uint32_t place_ = 0;
  bool file_open_ = false;
  bool counted_ = false;  // the next line's bytes were counted before
  std::uint64_t header_offset_ = 0;
};

}  // namespace telex

#endif  // TELEX_READ_SESSION_CURSOR_H_
