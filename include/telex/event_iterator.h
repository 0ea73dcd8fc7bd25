// The events of a range, pulled one by one, in constant memory.
#ifndef TELEX_EVENT_ITERATOR_H_
#define TELEX_EVENT_ITERATOR_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/date_range.h"
#include "telex/event.h"
#include "telex/event_reader.h"
#include "telex/source.h"

namespace telex {

enum class EventOrder {
  kBySession,  // sessions one after another, in the order of their first file; each in its stored order
  kByTime,     // merged: always the next event of the session where that has the least (time, session_id, session)
};

// What a run reads.
struct ReadOptions {
  DateRange range;                                               // events outside are left out
  int file_slack_days = 0;                                       // 0 to 3660: see DateRange::ChooseFileDates
  std::uint64_t max_input_line_bytes = std::uint64_t{16} << 20;  // see EventReaderOptions
  std::uint64_t max_problems = 100;                              // problems kept; all are counted
  EventOrder order = EventOrder::kBySession;
  // False: nobody looks into Event::properties and measurements, which are then empty. They are checked all the same.
  bool with_attributes = true;
};

// What was read, and what could not be.
struct ReadCounts {
  std::uint64_t files_selected = 0;
  std::uint64_t files_skipped = 0;  // not opened, or not read to their end
  std::uint64_t lines_skipped = 0;
  std::uint64_t bytes_read = 0;   // of telemetry, each byte counted once
  std::uint64_t bytes_total = 0;  // to read, as far as known; 0 from an EventIterator
};

// Used from one thread at a time.
class EventIterator {
 public:
  // Lists `source` (not owned) and chooses its files. Errors: those of Source::List; InvalidArgument for options.
  static absl::StatusOr<std::unique_ptr<EventIterator>> Open(Source* source, const ReadOptions& options);
  virtual ~EventIterator() = default;

  // The next event, valid until the next call; nullptr at the end. Files that cannot be read are problems, not errors.
  virtual absl::StatusOr<const Event*> Next() = 0;

  // The sessions that have no more events since the last call of this, in the order in which they ended.
  virtual std::vector<std::uint32_t> TakeEndedSessions() = 0;

  virtual ReadCounts counts() const = 0;
  // The first `max_problems` in the order of sessions, files and lines, as far as the iterator has come.
  virtual std::vector<Problem> problems() const = 0;
};

}  // namespace telex

#endif  // TELEX_EVENT_ITERATOR_H_
