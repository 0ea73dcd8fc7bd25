// Events merged by time across sessions.
//
// The next event is always that of the session where it has the least (time, session_id, number of the session). So the
// first event in range of each session must be known before any is given out. Of many sessions, those whose first event
// is of a later day are parked there: their buffers are given back, and their files are opened again when their turn
// has come. So are, whenever they have to wait, sessions with far longer headers or lines than usual, all but a few.
#ifndef TELEX_READ_MERGED_READER_H_
#define TELEX_READ_MERGED_READER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "read/run_reader.h"

namespace telex {

class MergedReader final : public RunReader {
 public:
  MergedReader(Source* source, const ReadOptions& options, internal::SessionFiles files)
      : RunReader(source, options, std::move(files)) {}

  absl::Status Next(Event** event) override;

 private:
  // The time of the cursor's event stands beside it: most comparisons need no more, and do not touch the cursor.
  struct Waiting {
    std::int64_t time_unix_nano;
    const char* line;
    SessionCursor* cursor;
  };
  static bool Later(const Waiting& a, const Waiting& b);
  static Waiting WaitingAt(SessionCursor* cursor);
  void PrefetchNext() const;

  absl::Status Begin();
  absl::Status UnparkDue();
  absl::Status AdvanceCurrent();
  bool CurrentIsNext() const;
  SessionCursor* TakeCursor();
  void Wait(SessionCursor* cursor);
  bool MustPark(const SessionCursor& cursor) const;
  void Park(SessionCursor* cursor);
  bool IsNextParkedDue() const;
  void TakeTurnsWithFirst();
  void Free(SessionCursor* cursor);
  void EndSession(SessionCursor* cursor);

  std::vector<std::unique_ptr<SessionCursor>> cursors_;  // all that there are
  bool begun_ = false;
  SessionCursor* current_ = nullptr;   // gave the last event
  std::vector<Waiting> waiting_;       // a heap: the next one first
  std::vector<ParkedSession> parked_;  // a heap: the earliest one first
  std::size_t long_bytes_ = 0;         // of the sessions that wait: see SessionCursor
  std::vector<SessionCursor*> free_;   // for the next sessions
};

}  // namespace telex

#endif  // TELEX_READ_MERGED_READER_H_
