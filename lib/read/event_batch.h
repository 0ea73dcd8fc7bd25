// Events on their way from the thread that reads them to the one that uses them.
#ifndef TELEX_READ_EVENT_BATCH_H_
#define TELEX_READ_EVENT_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "read/run_context.h"
#include "telex/event.h"
#include "telex/event_iterator.h"

namespace telex {

// Copies of a few events and of all that a reader would write over; the texts are not copied, but kept by `retired`
// here or in the reader. Reused, so that an event costs no allocation. Neither copyable nor movable: its events point
// into it.
class EventBatch {
 public:
  // Room for `events`: few enough that batches on their way fit into a cache.
  explicit EventBatch(std::size_t events = 64);
  EventBatch(const EventBatch&) = delete;
  EventBatch& operator=(const EventBatch&) = delete;

  // False where it has no room left; an empty one has room for any event.
  bool Add(const Event& event);
  // `session` ends behind the events that are there.
  void EndSession(std::uint32_t session) { ended_.emplace_back(events_.size(), session); }
  // Gives back all that it holds. To be called on the reader's thread.
  void Clear();

  std::vector<Event>& events() { return events_; }
  const std::vector<Event>& events() const { return events_; }
  // How many events come before the end of a session, and which.
  const std::vector<std::pair<std::size_t, std::uint32_t>>& ended() const { return ended_; }
  // Of memory that is kept for it, about: what its events point into, in so far as that is not in use anyway.
  std::size_t bytes() const { return text_bytes_ + retired.bytes(); }

  // Set when it is complete.
  RetiredTexts retired;
  ReadCounts counts;
  bool last = false;    // nothing comes after it …
  absl::Status status;  // … because of this

 private:
  const SessionContext* Keep(const SessionContext& context);
  ArrayView<Attribute> Keep(ArrayView<Attribute> attributes);

  const std::size_t room_;
  // None of them grows while it is not empty.
  std::vector<Event> events_;
  std::vector<Attribute> attributes_;
  std::vector<TextRange> ranges_;
  std::vector<SessionContext> contexts_;
  std::vector<std::pair<std::size_t, std::uint32_t>> ended_;
  const SessionContext* last_source_ = nullptr;  // of the last one in contexts_
  std::size_t text_bytes_ = 0;
};

}  // namespace telex

#endif  // TELEX_READ_EVENT_BATCH_H_
