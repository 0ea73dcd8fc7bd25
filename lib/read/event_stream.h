// The events of a run, as an exporter pulls them.
#ifndef TELEX_READ_EVENT_STREAM_H_
#define TELEX_READ_EVENT_STREAM_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "telex/event.h"
#include "telex/event_iterator.h"

namespace telex {

class EventStream {
 public:
  virtual ~EventStream() = default;

  // The next event, valid until the next call; nullptr at the end. Fails only where the run was stopped.
  virtual absl::Status Next(Event** event) = 0;

  // Sessions that have no more events, in the order in which they ended; the caller clears it.
  std::vector<std::uint32_t>& ended_sessions() { return ended_sessions_; }

  // As far as the stream has come.
  virtual const ReadCounts& counts() const = 0;

  // No more events are wanted. Counts and problems are complete after it.
  virtual void End() {}
  virtual std::vector<Problem> Problems() const = 0;

 protected:
  std::vector<std::uint32_t> ended_sessions_;
};

}  // namespace telex

#endif  // TELEX_READ_EVENT_STREAM_H_
