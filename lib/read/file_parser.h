// What the lines of one file have in common: the header that holds for the rows below it, the number of the line.
#ifndef TELEX_READ_FILE_PARSER_H_
#define TELEX_READ_FILE_PARSER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "read/event_time.h"
#include "read/line_parser.h"
#include "read/retired_texts.h"
#include "telex/event.h"

namespace telex {

// What parsers that work one after another share, so that each is small: thousands may wait for their turn.
struct ParserScratch {
  ParsedLine line;
  EventTimeParser times;
  std::string reason;  // of the last problem
  // Where header texts go that somebody may still have a view of; nullptr: nowhere.
  RetiredTexts* retired = nullptr;
};

// Lines of a file, one after another, to events and reasons. Not movable: events point into it.
class FileParser {
 public:
  enum class Outcome {
    kNothing,  // a blank line, or the file's header
    kEvent,    // event() is valid until the next call
    kProblem,  // reason() says why the line was skipped, until the scratch is used again
  };

  // `scratch` may serve many parsers, one after another; it is not owned.
  explicit FileParser(ParserScratch* scratch) : scratch_(*scratch) {}
  FileParser(const FileParser&) = delete;
  FileParser& operator=(const FileParser&) = delete;

  // The number that all events get from here on.
  void set_session(std::uint32_t session) { event_.session = session; }

  // `name` must stay valid while the file is parsed.
  void BeginFile(std::string_view name);

  // The next line, [begin, end), without its newline, ended as json_scanner.h says. `torn`: the file ends without a
  // newline there.
  Outcome Parse(const char* begin, const char* end, bool torn);
  // The next line was longer than `max_line_bytes` and is not at hand.
  Outcome SkipLongLine(std::uint64_t max_line_bytes);

  // Goes on behind line `line` of a file whose header is [begin, end) of line `header_line`, which was good before;
  // begin is nullptr where there was none. For a file that is opened again.
  void Resume(std::string_view name, std::uint64_t line, std::uint64_t header_line, const char* begin, const char* end);

  // Somebody outside the reader has a view of the event.
  void Lend() { header_lent_ = header_lent_ || event_.context == &inherited_; }

  // What is held of the header's text.
  std::size_t header_bytes() const { return header_text_.capacity(); }
  // Lets go of it; to be followed by BeginFile or Resume.
  void ReleaseHeader();

  Event& event() { return event_; }
  const Event& event() const { return event_; }
  const std::string& reason() const { return scratch_.reason; }
  std::uint64_t line() const { return line_number_; }
  // The line of the file's header, from 1; 0 before it was found.
  std::uint64_t header_line() const { return header_line_; }

 private:
  Outcome ParseKind();
  Outcome ParseHeader();
  Outcome ParseRow();
  void RetireHeader();
  void KeepHeader();
  bool SetContext();

  ParserScratch& scratch_;
  Event event_;
  // What event_ points into, besides the line's text.
  AttributeArray properties_;
  AttributeArray measurements_;
  std::vector<TextRange> left_out_;
  std::string header_text_;  // what inherited_ points into
  bool header_lent_ = false;
  SessionContext inherited_;
  std::unique_ptr<SessionContext> own_;  // of rows with a context; made for the first one
  std::uint64_t line_number_ = 0;
  std::uint64_t header_line_ = 0;
  std::uint64_t last_serial_ = 0;
};

}  // namespace telex

#endif  // TELEX_READ_FILE_PARSER_H_
