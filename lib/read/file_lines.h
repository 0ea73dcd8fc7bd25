// The lines of one file of a source, read piece by piece.
#ifndef TELEX_READ_FILE_LINES_H_
#define TELEX_READ_FILE_LINES_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "read/run_context.h"

namespace telex {

// The file may be closed between two lines and is then opened again: what it held at its first opening counts.
class FileLines {
 public:
  enum class Outcome {
    kLine,      // begin … end, valid until the next call, or, once lent, longer: see RunContext::keeps_texts
    kLongLine,  // a line over the limit, which was not held in memory
    kEnd,
    kFailed,   // the file could not be read (further): the run's `failure` says why
    kStopped,  // the run was stopped: status()
  };

  explicit FileLines(RunContext* run) : run_(*run) {}
  ~FileLines();
  FileLines(const FileLines&) = delete;
  FileLines& operator=(const FileLines&) = delete;

  // What is known of a file since it was opened first.
  struct Known {
    std::uint64_t size = 0;
    std::uint64_t identity = 0;
  };

  // Opens file number `file` of the run, which is then at its first line. False, and the run's `failure`, where it
  // cannot be; status() too where that ends the run.
  bool Open(std::uint32_t file);
  // As Open, for a file that was opened before.
  bool OpenAgain(std::uint32_t file, const Known& known);
  void Close();
  // Gives back the memory of the buffer, too.
  void ReleaseBuffer();

  // Goes on with the line that begins at `offset`.
  void SeekTo(std::uint64_t offset);

  Outcome Next();
  const char* begin() const { return begin_; }
  const char* end() const { return end_; }
  bool torn() const { return torn_; }                         // the line has no newline: the file ends there
  std::uint64_t line_offset() const { return line_offset_; }  // of the last line
  std::uint64_t offset() const { return offset_ - (fill_ - position_); }  // of the next one

  // Bytes of the file that were read and not given out.
  std::size_t bytes_at_hand() const { return fill_ - position_; }

  // Of the buffer.
  std::size_t capacity() const { return capacity_; }

  // Somebody outside the reader has a view of the last line.
  void Lend() { lent_ = true; }

  const Known& known() const { return known_; }
  const absl::Status& status() const { return status_; }

 private:
  enum class Refilled { kYes, kFailed, kStopped };

  SourceFile* File();
  bool OpenFile(std::unique_ptr<SourceFile>* file);
  Outcome TakeLine(const char* line_end, bool torn);
  Refilled Refill();
  void MakeRoom();
  void Reserve(std::size_t capacity);
  static std::size_t Front(std::size_t capacity, std::size_t left);
  void LetGoOfBuffer();
  // Looks for the end of the line that fills the buffer: room for it, or past it where it is too long.
  Refilled MeasureLongLine(bool* skipped);
  bool ReadAt(std::uint64_t offset, char* bytes, std::size_t size, std::size_t* got);
  Refilled Report();

  RunContext& run_;
  std::uint32_t file_ = 0;
  Known known_;
  std::uint64_t offset_ = 0;  // of the byte behind the buffer's last
  BufferPool::Buffer buffer_;
  bool lent_ = false;
  std::size_t capacity_ = 0;  // without padding
  std::size_t front_ = 0;     // where the file's bytes begin in the buffer
  std::size_t position_ = 0;  // of the next line
  std::size_t scanned_ = 0;   // up to where there is no newline
  std::size_t fill_ = 0;
  std::size_t wanted_ = 0;  // room that a long line needs
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t line_offset_ = 0;
  bool torn_ = false;
  absl::Status status_;
};

}  // namespace telex

#endif  // TELEX_READ_FILE_LINES_H_
