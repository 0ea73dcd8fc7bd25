// What the files and sessions of one run share.
#ifndef TELEX_READ_RUN_CONTEXT_H_
#define TELEX_READ_RUN_CONTEXT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "read/buffer_pool.h"
#include "read/file_parser.h"
#include "read/problem_log.h"
#include "read/retired_texts.h"
#include "select/session_files.h"
#include "telex/event_iterator.h"
#include "telex/source.h"

namespace telex {

class FileLines;

// The descriptors of a run: few are open at once; the one that was used longest ago is closed for a new one.
class OpenFiles {
 public:
  explicit OpenFiles(std::size_t max_open) : max_open_(max_open) {}

  // The open file of `owner`; nullptr where it was closed meanwhile.
  SourceFile* Find(const FileLines* owner);
  // Closes the one that was used longest ago, if no more may be open. To be called before a file is opened.
  void MakeRoom();
  SourceFile* Add(const FileLines* owner, std::unique_ptr<SourceFile> file);
  void Close(const FileLines* owner);
  // Closes all; true if there was any. For a system that has run out of descriptors.
  bool CloseAll();

 private:
  struct Entry {
    const FileLines* owner;
    std::unique_ptr<SourceFile> file;
  };
  const std::size_t max_open_;
  std::vector<Entry> entries_;  // the last used one last
};

// As many sessions have a buffer of the full size each, and are never parked.
inline constexpr std::size_t kFewSessions = 256;

struct RunContext {
  RunContext(Source* source_in, ReadOptions options_in, internal::SessionFiles files_in)
      : source(source_in), options(std::move(options_in)), files(std::move(files_in)), problems(options.max_problems) {
    scratch.line.keep_attributes = options.with_attributes;
  }

  // Counts a skipped line, or (line 0) a skipped file.
  void AddProblem(std::uint32_t session, std::uint32_t file, std::uint64_t line, std::string_view reason) {
    ++(line == 0 ? counts.files_skipped : counts.lines_skipped);
    problems.Add(session, file, files.name(file), line, reason);
  }

  // The size that a buffer of one of the sessions should have now.
  std::size_t BufferTarget() const;
  // More than have a buffer of the full size.
  bool many_sessions_open() const { return open_sessions > kFewSessions; }
  // A buffer was made, or (less) given back.
  void ChangeBuffered(std::size_t less, std::size_t more) { buffered_bytes += more - less; }

  Source* const source;
  const ReadOptions options;
  const internal::SessionFiles files;
  // Called whenever more bytes were read; a failure ends the run.
  std::function<absl::Status()> on_read;

  ReadCounts counts;
  BufferPool buffers;
  // Events that were given out outlive the next one: what they point into is retired, never written again.
  bool keeps_texts = false;
  RetiredTexts retired;
  ProblemLog problems;
  OpenFiles open_files{16};
  std::size_t open_sessions = 1;     // that have a buffer, those to come included
  std::size_t sessions_to_come = 0;  // of these, as far as it is known
  std::size_t buffered_bytes = 0;    // of all buffers
  ParserScratch scratch;
  std::string failure;              // why the last file could not be read (further)
  std::vector<char> scratch_bytes;  // to look for the end of a long line
};

}  // namespace telex

#endif  // TELEX_READ_RUN_CONTEXT_H_
