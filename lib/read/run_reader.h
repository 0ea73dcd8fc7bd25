// The events of a run, session by session or merged by time.
#ifndef TELEX_READ_RUN_READER_H_
#define TELEX_READ_RUN_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "read/event_stream.h"
#include "read/run_context.h"
#include "read/session_cursor.h"
#include "telex/event_iterator.h"
#include "telex/source.h"

namespace telex {

class RunReader : public EventStream {
 public:
  // Lists the source and chooses its files. `on_read` may be empty: see RunContext. Asks for the sizes of all files
  // only where somebody wants to see progress.
  static absl::StatusOr<std::unique_ptr<RunReader>> Open(Source* source, const ReadOptions& options,
                                                         std::function<absl::Status()> on_read, bool want_total);

  // Of the bytes that were read how many come next, as far as that is known: who reads on from another processor pays for
  // each of them.
  virtual std::size_t bytes_at_hand() const { return 0; }

  const ReadCounts& counts() const override { return run_.counts; }
  std::vector<Problem> Problems() const override { return run_.problems.Problems(); }

  // From here on the text of events stays as it is after Next, and what they point into is put where TakeRetired finds
  // it once the reader needs it no more.
  void KeepTexts();
  // What events that were given out until now point into, as far as the reader has let go of it.
  std::size_t retired_bytes() const { return run_.retired.bytes(); }
  // In exchange for an empty one, whose room is used again.
  void TakeRetired(RetiredTexts* empty) { std::swap(run_.retired, *empty); }
  void DropRetired() { run_.retired.Clear(); }

 protected:
  RunReader(Source* source, const ReadOptions& options, internal::SessionFiles files)
      : run_(source, options, std::move(files)) {}

  RunContext run_;
};

}  // namespace telex

#endif  // TELEX_READ_RUN_READER_H_
