#include "read/session_cursor.h"

namespace telex {

void SessionCursor::Start(std::uint32_t session) {
  session_ = session;
  parser_.set_session(session);
  place_ = 0;
  file_open_ = false;
  counted_ = false;
}

void SessionCursor::FailFile() {
  run_.AddProblem(session_, file(), 0, run_.failure);
  lines_.Close();
  file_open_ = false;
  ++place_;
}

// False at the end of the session, and where the run was stopped.
bool SessionCursor::OpenNextFile() {
  while (place_ < run_.files.files_of(session_).size()) {
    if (lines_.Open(file())) {
      parser_.BeginFile(run_.files.name(file()));
      file_open_ = true;
      return true;
    }
    if (!lines_.status().ok()) return false;
    FailFile();
  }
  return false;
}

SessionCursor::LineResult SessionCursor::Judge(FileParser::Outcome outcome) {
  if (outcome == FileParser::Outcome::kProblem) {
    run_.AddProblem(session_, file(), parser_.line(), parser_.reason());
    return LineResult::kNothing;
  }
  if (outcome == FileParser::Outcome::kNothing) {
    if (parser_.header_line() == parser_.line()) header_offset_ = lines_.line_offset();
    return LineResult::kNothing;
  }
  return run_.options.range.Contains(parser_.event().time_unix_nano) ? LineResult::kEvent : LineResult::kNothing;
}

SessionCursor::LineResult SessionCursor::NextLine() {
  const std::uint64_t before = lines_.offset();
  const FileLines::Outcome outcome = lines_.Next();
  if (!counted_) run_.counts.bytes_read += lines_.offset() - before;
  counted_ = false;
  switch (outcome) {
    case FileLines::Outcome::kLine:
      return Judge(parser_.Parse(lines_.begin(), lines_.end(), lines_.torn()));
    case FileLines::Outcome::kLongLine:
      return Judge(parser_.SkipLongLine(run_.options.max_input_line_bytes));
    case FileLines::Outcome::kEnd:
      lines_.Close();
      file_open_ = false;
      ++place_;
      return LineResult::kFileEnded;
    case FileLines::Outcome::kFailed:
      FailFile();
      return LineResult::kFileEnded;
    case FileLines::Outcome::kStopped:
      break;
  }
  return LineResult::kStopped;
}

absl::Status SessionCursor::Advance(bool* more) {
  *more = true;
  for (;;) {
    if (!file_open_ && !OpenNextFile()) {
      *more = false;
      return lines_.status();
    }
    const LineResult result = NextLine();
    if (result == LineResult::kStopped) return lines_.status();
    if (result == LineResult::kEvent) {
      lines_.Lend();
      parser_.Lend();
      return absl::OkStatus();
    }
  }
}

ParkedSession SessionCursor::Park() {
  ParkedSession parked;
  parked.time_unix_nano = event().time_unix_nano;
  parked.line_offset = lines_.line_offset();
  parked.line = parser_.line();
  parked.header_offset = header_offset_;
  parked.known = lines_.known();
  parked.session = session_;
  parked.place = place_;
  parked.header_line = parser_.header_line();
  parked.is_long = long_bytes() > 0;
  if (parked.is_long) parked.session_id = event().context->session_id.Decode();
  lines_.Close();
  file_open_ = false;
  if (parked.is_long) Release();
  return parked;
}

absl::Status SessionCursor::Unpark(const ParkedSession& parked, bool* more) {
  session_ = parked.session;
  parser_.set_session(session_);
  place_ = parked.place;
  header_offset_ = parked.header_offset;
  file_open_ = lines_.OpenAgain(file(), parked.known);
  if (!file_open_) {
    if (!lines_.status().ok()) return lines_.status();
    FailFile();
    return Advance(more);
  }
  const std::string_view name = run_.files.name(file());
  if (parked.header_line != 0) {
    lines_.SeekTo(parked.header_offset);
    const FileLines::Outcome outcome = lines_.Next();
    if (outcome == FileLines::Outcome::kStopped) return lines_.status();
    if (outcome == FileLines::Outcome::kFailed) {
      FailFile();
      return Advance(more);
    }
    parser_.Resume(name, parked.line - 1, parked.header_line, lines_.begin(), lines_.end());
  } else {
    parser_.Resume(name, parked.line - 1, 0, nullptr, nullptr);
  }
  lines_.SeekTo(parked.line_offset);
  counted_ = true;
  return Advance(more);
}

}  // namespace telex
