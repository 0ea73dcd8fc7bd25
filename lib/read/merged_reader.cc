#include "read/merged_reader.h"

#include <algorithm>
#include <string>
#include <utility>

namespace telex {
namespace {

// Sessions whose buffers are kept from the search for their first event on.
constexpr std::size_t kMaxWaitingAtBegin = 256;
// Cursors that are kept for the next session when theirs has ended.
constexpr std::size_t kMaxFree = 4;

int CompareDecoded(const JsonValue& a, const JsonValue& b) {
  std::string scratch_a;
  std::string scratch_b;
  return a.DecodedView(scratch_a).compare(b.DecodedView(scratch_b));
}

bool Before(const SessionCursor& a, const SessionCursor& b) {
  const Event& event_a = a.event();
  const Event& event_b = b.event();
  if (event_a.time_unix_nano != event_b.time_unix_nano) return event_a.time_unix_nano < event_b.time_unix_nano;
  const int order = CompareDecoded(event_a.context->session_id, event_b.context->session_id);
  return order != 0 ? order < 0 : a.session() < b.session();
}

// The standard heap's top is its greatest: these say which one comes later.
bool Later(const std::unique_ptr<SessionCursor>& a, const std::unique_ptr<SessionCursor>& b) { return Before(*b, *a); }
bool ParkedLater(const ParkedSession& a, const ParkedSession& b) { return a.time_unix_nano > b.time_unix_nano; }

}  // namespace

MergedReader::Cursor MergedReader::TakeCursor() {
  if (free_.empty()) return std::make_unique<SessionCursor>(&run_);
  Cursor cursor = std::move(free_.back());
  free_.pop_back();
  return cursor;
}

void MergedReader::Free(Cursor cursor) {
  if (free_.size() < kMaxFree) free_.push_back(std::move(cursor));
}

void MergedReader::EndSession(Cursor cursor) {
  ended_sessions_.push_back(cursor->session());
  --run_.open_sessions;
  Free(std::move(cursor));
}

absl::Status MergedReader::Begin() {
  begun_ = true;
  run_.open_sessions = std::clamp<std::size_t>(run_.files.session_count(), 1, kMaxWaitingAtBegin);
  for (std::uint32_t session = 0; session < run_.files.session_count(); ++session) {
    Cursor cursor = TakeCursor();
    cursor->Start(session);
    bool more = false;
    if (absl::Status status = cursor->Advance(&more); !status.ok()) return status;
    if (!more) {
      Free(std::move(cursor));
    } else if (waiting_.size() < kMaxWaitingAtBegin) {
      waiting_.push_back(std::move(cursor));
    } else {
      parked_.push_back(cursor->Park());
      Free(std::move(cursor));
    }
  }
  std::make_heap(waiting_.begin(), waiting_.end(), Later);
  std::make_heap(parked_.begin(), parked_.end(), ParkedLater);
  run_.open_sessions = std::max<std::size_t>(waiting_.size(), 1);
  return absl::OkStatus();
}

// A parked session is known by its time alone: it joins the others before any event of that time is given out.
absl::Status MergedReader::UnparkDue() {
  while (!parked_.empty() &&
         (waiting_.empty() || parked_.front().time_unix_nano <= waiting_.front()->event().time_unix_nano)) {
    std::pop_heap(parked_.begin(), parked_.end(), ParkedLater);
    const ParkedSession parked = parked_.back();
    parked_.pop_back();
    Cursor cursor = TakeCursor();
    ++run_.open_sessions;
    bool more = false;
    if (absl::Status status = cursor->Unpark(parked, &more); !status.ok()) return status;
    if (more) {
      waiting_.push_back(std::move(cursor));
      std::push_heap(waiting_.begin(), waiting_.end(), Later);
    } else {
      EndSession(std::move(cursor));
    }
  }
  return absl::OkStatus();
}

bool MergedReader::CurrentIsNext() const {
  if (!parked_.empty() && parked_.front().time_unix_nano <= current_->event().time_unix_nano) return false;
  return waiting_.empty() || Before(*current_, *waiting_.front());
}

absl::Status MergedReader::AdvanceCurrent() {
  bool more = false;
  if (absl::Status status = current_->Advance(&more); !status.ok()) return status;
  if (!more) {
    EndSession(std::move(current_));
  } else if (!CurrentIsNext()) {
    waiting_.push_back(std::move(current_));
    std::push_heap(waiting_.begin(), waiting_.end(), Later);
  }
  return absl::OkStatus();
}

absl::Status MergedReader::Next(Event** event) {
  *event = nullptr;
  if (!begun_) {
    if (absl::Status status = Begin(); !status.ok()) return status;
  }
  if (current_ != nullptr) {
    if (absl::Status status = AdvanceCurrent(); !status.ok()) return status;
  }
  if (current_ == nullptr) {
    if (absl::Status status = UnparkDue(); !status.ok()) return status;
    if (waiting_.empty()) return absl::OkStatus();
    std::pop_heap(waiting_.begin(), waiting_.end(), Later);
    current_ = std::move(waiting_.back());
    waiting_.pop_back();
  }
  *event = &current_->event();
  return absl::OkStatus();
}

}  // namespace telex
