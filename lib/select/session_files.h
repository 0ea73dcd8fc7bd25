// The chosen files of an export, held compactly: ordered names, grouped into sessions.
#ifndef TELEX_SELECT_SESSION_FILES_H_
#define TELEX_SELECT_SESSION_FILES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "telex/date_range.h"
#include "telex/event.h"
#include "telex/source.h"

namespace telex::internal {

// Files are numbered from 0 in the order of (date, session, part, name), sessions in the order of their first file.
// At most 128 bytes per file, names of up to 64 bytes included. Immutable; any thread. Views live as long as this does,
// also after it was moved.
class SessionFiles {
 public:
  SessionFiles() = default;

  // Any order of names; what is no telemetry name is left out, and a name that is there again.
  static SessionFiles Group(std::vector<std::string> names);

  // The files of `source` that `range` needs, as SelectFiles chooses them. Errors: those of Source::List.
  static absl::StatusOr<SessionFiles> Select(Source& source, const DateRange& range, int slack_days);

  std::size_t file_count() const { return files_.size(); }
  std::size_t session_count() const { return session_begins_.empty() ? 0 : session_begins_.size() - 1; }

  // The numbers of a session's files, ascending.
  ArrayView<std::uint32_t> files_of(std::size_t session) const {
    const std::uint32_t begin = session_begins_[session];
    return {files_by_session_.data() + begin, session_begins_[session + 1] - begin};
  }
  std::string_view name(std::size_t file) const { return {files_[file].name, files_[file].name_size}; }
  std::string_view session_name(std::size_t session) const { return SessionOf(files_of(session)[0]); }

 private:
  struct File {
    const char* name;
    std::uint32_t name_size;
    std::uint32_t session_size;
  };

  void Add(std::string_view telemetry_name);
  void OrderFiles();
  void GroupSessions();
  std::string_view SessionOf(std::size_t file) const;

  // Names stand in blocks that never move; the last one has `block_free_` bytes left from `block_next_` on.
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* block_next_ = nullptr;
  std::size_t block_free_ = 0;

  std::vector<File> files_;
  std::vector<std::uint32_t> files_by_session_;
  std::vector<std::uint32_t> session_begins_;  // into files_by_session_, with its size as the last one
};

}  // namespace telex::internal

#endif  // TELEX_SELECT_SESSION_FILES_H_
