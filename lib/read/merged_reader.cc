#include "read/merged_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "telex/telemetry_files.h"

namespace telex {
namespace {

// As many sessions are never parked. More are if they begin on a later day than the first one.
constexpr std::size_t kFewSessions = 256;
constexpr std::int64_t kNanosPerDay = std::int64_t{86400} * 1'000'000'000;
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

void PrefetchBytes(const void* begin, std::size_t size) {
#if defined(__GNUC__) || defined(__clang__)
  constexpr std::size_t kCacheLine = 64;
  for (std::size_t i = 0; i < size; i += kCacheLine) __builtin_prefetch(static_cast<const char*>(begin) + i);
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

// The standard heap's top is its greatest: this says which one comes later.
bool ParkedLater(const ParkedSession& a, const ParkedSession& b) { return a.time_unix_nano > b.time_unix_nano; }

}  // namespace

bool MergedReader::Later(const Waiting& a, const Waiting& b) {
  if (a.time_unix_nano != b.time_unix_nano) return a.time_unix_nano > b.time_unix_nano;
  return Before(*b.cursor, *a.cursor);
}

// Of thousands of sessions that take turns, each was left so long ago that the processor's caches have forgotten it:
// those that may be next are asked for early, and what only they know the place of when they have become the first.
void MergedReader::PrefetchNext() const {
  constexpr std::size_t kUsualLines = 768;    // bytes: the event's line and the one that comes after it
  constexpr std::size_t kUsualContext = 384;  // bytes
  constexpr std::size_t kCandidates = 3;      // the heap's first one, and the two one of which is the next first one
  if (waiting_.size() <= kFewSessions) return;
  for (std::size_t i = 1; i < kCandidates; ++i) {
    PrefetchBytes(waiting_[i].cursor.get(), sizeof(SessionCursor));
    PrefetchBytes(waiting_[i].line, kUsualLines);
  }
  PrefetchBytes(waiting_.front().cursor->event().context->members_text.data(), kUsualContext);
}

void MergedReader::Wait(Cursor cursor) {
  const std::int64_t time = cursor->event().time_unix_nano;
  const char* const line = cursor->event().text.data();
  waiting_.push_back({time, line, std::move(cursor)});
  std::push_heap(waiting_.begin(), waiting_.end(), Later);
}

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
  const std::size_t count = run_.files.session_count();
  run_.open_sessions = std::max({std::min(count, kFewSessions), SessionsOfFirstDate(run_.files), std::size_t{1}});
  std::int64_t first_day = 0;
  for (std::uint32_t session = 0; session < count; ++session) {
    Cursor cursor = TakeCursor();
    cursor->Start(session);
    bool more = false;
    if (absl::Status status = cursor->Advance(&more); !status.ok()) return status;
    if (!more) {
      Free(std::move(cursor));
      continue;
    }
    const std::int64_t day = cursor->event().time_unix_nano / kNanosPerDay;
    if (waiting_.empty()) first_day = day;
    if (waiting_.size() < kFewSessions || day <= first_day) {
      Wait(std::move(cursor));
    } else {
      parked_.push_back(cursor->Park());
      Free(std::move(cursor));
    }
  }
  std::make_heap(parked_.begin(), parked_.end(), ParkedLater);
  run_.open_sessions = std::max<std::size_t>(waiting_.size(), 1);
  return absl::OkStatus();
}

// A parked session is known by its time alone: it joins the others before any event of that time is given out.
absl::Status MergedReader::UnparkDue() {
  while (!parked_.empty() && (waiting_.empty() || parked_.front().time_unix_nano <= waiting_.front().time_unix_nano)) {
    std::pop_heap(parked_.begin(), parked_.end(), ParkedLater);
    const ParkedSession parked = parked_.back();
    parked_.pop_back();
    Cursor cursor = TakeCursor();
    ++run_.open_sessions;
    bool more = false;
    if (absl::Status status = cursor->Unpark(parked, &more); !status.ok()) return status;
    if (more) {
      Wait(std::move(cursor));
    } else {
      EndSession(std::move(cursor));
    }
  }
  return absl::OkStatus();
}

bool MergedReader::CurrentIsNext() const {
  const std::int64_t time = current_->event().time_unix_nano;
  if (!parked_.empty() && parked_.front().time_unix_nano <= time) return false;
  if (waiting_.empty() || time < waiting_.front().time_unix_nano) return true;
  return time == waiting_.front().time_unix_nano && Before(*current_, *waiting_.front().cursor);
}

absl::Status MergedReader::AdvanceCurrent() {
  bool more = false;
  if (absl::Status status = current_->Advance(&more); !status.ok()) return status;
  if (!more) {
    EndSession(std::move(current_));
  } else if (!CurrentIsNext()) {
    Wait(std::move(current_));
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
    current_ = std::move(waiting_.back().cursor);
    waiting_.pop_back();
    PrefetchNext();
  }
  *event = &current_->event();
  return absl::OkStatus();
}

}  // namespace telex
