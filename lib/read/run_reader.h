// The events of a run, session by session or merged by time.
#ifndef TELEX_READ_RUN_READER_H_
#define TELEX_READ_RUN_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "read/run_context.h"
#include "read/session_cursor.h"
#include "telex/event_iterator.h"
#include "telex/source.h"

namespace telex {

class RunReader {
 public:
  virtual ~RunReader() = default;

  // Lists the source and chooses its files. `on_read` may be empty: see RunContext. Asks for the sizes of all files
  // only where somebody wants to see progress.
  static absl::StatusOr<std::unique_ptr<RunReader>> Open(Source* source, const ReadOptions& options,
                                                         std::function<absl::Status()> on_read, bool want_total);

  // The next event, valid until the next call; nullptr at the end. Fails only where on_read did.
  virtual absl::Status Next(Event** event) = 0;

  // Sessions that have no more events, in the order in which they ended; the caller clears it.
  std::vector<std::uint32_t>& ended_sessions() { return ended_sessions_; }
  const RunContext& context() const { return run_; }

 protected:
  RunReader(Source* source, const ReadOptions& options, internal::SessionFiles files)
      : run_(source, options, std::move(files)) {}

  RunContext run_;
  std::vector<std::uint32_t> ended_sessions_;
};

}  // namespace telex

#endif  // TELEX_READ_RUN_READER_H_
