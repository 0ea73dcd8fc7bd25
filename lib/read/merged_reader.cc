#include "read/merged_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "telex/telemetry_files.h"

namespace telex {
namespace {

constexpr std::int64_t kNanosPerDay = std::int64_t{86400} * 1'000'000'000;
// Buffers that are kept for the next session when theirs has ended.
constexpr std::size_t kMaxFreeBuffers = 4;

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

void PrefetchBytes(const void* begin, std::size_t size) {
#if defined(__GNUC__) || defined(__clang__)
  constexpr std::size_t kCacheLine = 64;
  // An address, no pointer: it may lie beyond what `begin` points into, or that may be nothing.
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): nothing is read there
  for (std::size_t i = 0; i < size; i += kCacheLine) __builtin_prefetch(reinterpret_cast<const void*>(address + i));
#else
  (void)begin;
  (void)size;
#endif
}

// The sessions whose first file has the date of the first one: about as many are open at once, to begin with.
std::size_t SessionsOfFirstDate(const internal::SessionFiles& files) {
  const auto date = [&files](std::size_t session) {
    const auto name = TelemetryFileName::Parse(files.name(files.files_of(session)[0]));
    return name ? name->date : std::string_view();
  };
  std::size_t count = 0;
  while (count < files.session_count() && date(count) == date(0)) ++count;
  return count;
}

// What sessions that wait may hold of long headers and lines.
constexpr std::size_t kMaxLongBytes = std::size_t{4} << 20;

// The standard heap's top is its greatest: this says which one comes later. Of equal times, those whose turn is known no
// better come first: they have to be looked at. Of the long ones only the next is.
bool ParkedLater(const ParkedSession& a, const ParkedSession& b) {
  if (a.time_unix_nano != b.time_unix_nano) return a.time_unix_nano > b.time_unix_nano;
  if (a.is_long != b.is_long) return a.is_long;
  const int order = a.session_id.compare(b.session_id);
  return order != 0 ? order > 0 : a.session > b.session;
}

bool ParkedBefore(const ParkedSession& parked, const SessionCursor& cursor) {
  const Event& event = cursor.event();
  if (!parked.is_long || parked.time_unix_nano != event.time_unix_nano) {
    return parked.time_unix_nano <= event.time_unix_nano;
  }
  std::string scratch;
  const int order = parked.session_id.compare(event.context->session_id.DecodedView(scratch));
  return order != 0 ? order < 0 : parked.session < cursor.session();
}

}  // namespace

bool MergedReader::Later(const Waiting& a, const Waiting& b) {
  if (a.time_unix_nano != b.time_unix_nano) return a.time_unix_nano > b.time_unix_nano;
  return Before(*b.cursor, *a.cursor);
}

// Of thousands of sessions that take turns, each was left so long ago that the processor's caches have forgotten it:
// those that may be next are asked for early, and what only they know the place of when they have become the first.
void MergedReader::PrefetchNext() const {
  constexpr std::size_t kUsualLines = 512;    // bytes: the event's line and the one that comes after it
  constexpr std::size_t kUsualContext = 384;  // bytes
  constexpr std::size_t kCandidates = 3;      // the heap's first one, and the two one of which is the next first one
  if (waiting_.size() <= kFewSessions) return;
  for (std::size_t i = 1; i < kCandidates; ++i) {
    PrefetchBytes(waiting_[i].cursor, sizeof(SessionCursor));
    PrefetchBytes(waiting_[i].line, kUsualLines);
  }
  const Event& next = waiting_.front().cursor->event();
  PrefetchBytes(next.left_out.begin(), sizeof(TextRange));
  PrefetchBytes(next.context->members_text.data(), kUsualContext);
}

MergedReader::Waiting MergedReader::WaitingAt(SessionCursor* cursor) {
  return {cursor->event().time_unix_nano, cursor->event().text.data(), cursor};
}

bool MergedReader::MustPark(const SessionCursor& cursor) const {
  const std::size_t bytes = cursor.long_bytes();
  return bytes > 0 && long_bytes_ + bytes > kMaxLongBytes;
}

void MergedReader::Park(SessionCursor* cursor) {
  parked_.push_back(cursor->Park());
  std::push_heap(parked_.begin(), parked_.end(), ParkedLater);
  Free(cursor);
}

bool MergedReader::IsNextParkedDue() const {
  return !parked_.empty() && (waiting_.empty() || ParkedBefore(parked_.front(), *waiting_.front().cursor));
}

void MergedReader::Wait(SessionCursor* cursor) {
  long_bytes_ += cursor->long_bytes();
  waiting_.push_back(WaitingAt(cursor));
  std::push_heap(waiting_.begin(), waiting_.end(), Later);
}

// The current session waits, and the first one that waits becomes the current one: in one walk down the heap, where to
// wait and then to take would be two.
void MergedReader::TakeTurnsWithFirst() {
  const Waiting moving = WaitingAt(current_);
  long_bytes_ += current_->long_bytes();
  current_ = waiting_.front().cursor;
  long_bytes_ -= current_->long_bytes();
  const std::size_t count = waiting_.size();
  std::size_t hole = 0;
  for (;;) {
    std::size_t child = 2 * hole + 1;
    if (child >= count) break;
    if (child + 1 < count && Later(waiting_[child], waiting_[child + 1])) ++child;
    if (!Later(moving, waiting_[child])) break;
    waiting_[hole] = waiting_[child];
    hole = child;
  }
  waiting_[hole] = moving;
}

SessionCursor* MergedReader::TakeCursor() {
  if (free_.empty()) {
    cursors_.push_back(std::make_unique<SessionCursor>(&run_));
    return cursors_.back().get();
  }
  SessionCursor* const cursor = free_.back();
  free_.pop_back();
  return cursor;
}

void MergedReader::Free(SessionCursor* cursor) {
  if (free_.size() >= kMaxFreeBuffers || cursor->long_bytes() > 0) cursor->Release();
  free_.push_back(cursor);
}

void MergedReader::EndSession(SessionCursor* cursor) {
  ended_sessions_.push_back(cursor->session());
  --run_.open_sessions;
  Free(cursor);
}

absl::Status MergedReader::Begin() {
  begun_ = true;
  const std::size_t count = run_.files.session_count();
  run_.open_sessions = std::max({std::min(count, kFewSessions), SessionsOfFirstDate(run_.files), std::size_t{1}});
  std::int64_t first_day = 0;
  run_.sessions_to_come = run_.open_sessions;
  for (std::uint32_t session = 0; session < count; ++session) {
    SessionCursor* const cursor = TakeCursor();
    cursor->Start(session);
    bool more = false;
    if (absl::Status status = cursor->Advance(&more); !status.ok()) return status;
    if (run_.sessions_to_come > 0) --run_.sessions_to_come;
    if (!more) {
      Free(cursor);
      continue;
    }
    const std::int64_t day = cursor->event().time_unix_nano / kNanosPerDay;
    if (waiting_.empty()) first_day = day;
    if ((waiting_.size() < kFewSessions || day <= first_day) && !MustPark(*cursor)) {
      Wait(cursor);
    } else {
      Park(cursor);
    }
  }
  run_.sessions_to_come = 0;
  run_.open_sessions = std::max<std::size_t>(waiting_.size(), 1);
  return absl::OkStatus();
}

// A parked session is known by its time alone, as a rule: it joins the others before any event of that time is given out.
absl::Status MergedReader::UnparkDue() {
  while (IsNextParkedDue()) {
    std::pop_heap(parked_.begin(), parked_.end(), ParkedLater);
    const ParkedSession parked = std::move(parked_.back());
    parked_.pop_back();
    SessionCursor* const cursor = TakeCursor();
    ++run_.open_sessions;
    bool more = false;
    if (absl::Status status = cursor->Unpark(parked, &more); !status.ok()) return status;
    if (more) {
      Wait(cursor);
    } else {
      EndSession(cursor);
    }
  }
  return absl::OkStatus();
}

bool MergedReader::CurrentIsNext() const {
  const std::int64_t time = current_->event().time_unix_nano;
  if (!parked_.empty() && ParkedBefore(parked_.front(), *current_)) return false;
  if (waiting_.empty() || time < waiting_.front().time_unix_nano) return true;
  return time == waiting_.front().time_unix_nano && Before(*current_, *waiting_.front().cursor);
}

// Sets `current_` to the session of the next event; nullptr where one that waits or is parked has to be taken.
absl::Status MergedReader::AdvanceCurrent() {
  bool more = false;
  if (absl::Status status = current_->Advance(&more); !status.ok()) return status;
  if (!more) {
    EndSession(current_);
    current_ = nullptr;
  } else if (!CurrentIsNext()) {
    if (MustPark(*current_)) {
      --run_.open_sessions;
      Park(current_);
      current_ = nullptr;
    } else if (IsNextParkedDue()) {
      Wait(current_);
      current_ = nullptr;
    } else {
      TakeTurnsWithFirst();
      PrefetchNext();
    }
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
    current_ = waiting_.back().cursor;
    long_bytes_ -= current_->long_bytes();
    waiting_.pop_back();
    PrefetchNext();
  }
  *event = &current_->event();
  return absl::OkStatus();
}

}  // namespace telex
