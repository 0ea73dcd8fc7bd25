#include "relay.h"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

#include "text/system_error.h"
#include "thread/quiet_thread.h"

namespace telex::internal {
namespace {

// A stretch ends where the reader is about to read on, if it is not much shorter for that.
constexpr std::size_t kFewBytes = 1024;
// It ends, too, where its texts and what is kept for them grow with the length of lines or with the distance of events.
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

// To sleep and to be woken takes a good part of the time that a stretch does, and turns come soon: who waits first looks
// again for about half a millisecond, and gives the processor to whoever else wants it.
template <typename Condition>
bool HoldsSoon(const Condition& condition) {
  constexpr int kLooks = 2000;
  for (int i = 0; i < kLooks; ++i) {
    if (condition()) return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace

Relay::Stretch::Stretch(const std::vector<Sink*>& sinks, std::size_t size) : events(size) {
  for (Sink* const sink : sinks) held.push_back(sink->NewHeldSink());
  direct.reserve(size);
}

Relay::Relay(const ExporterOptions& options, const std::vector<Sink*>& sinks, std::size_t stretch_events)
    : options_(options), sinks_(sinks), stretch_events_(stretch_events) {
  for (const Sink* const sink : sinks) sink_signals_.push_back(sink->signals());
}

Relay::~Relay() { Join(); }

absl::Status Relay::Cancelled() const {
  if (stopped_.load(std::memory_order_relaxed)) return absl::CancelledError("the other thread has failed");
  const bool cancelled = options_.cancellation != nullptr && options_.cancellation->cancelled();
  return cancelled ? absl::CancelledError("the export was cancelled") : absl::OkStatus();
}

absl::Status Relay::OnRead() {
  if (absl::Status status = Cancelled(); !status.ok() || !caller_reads_) return status;
  return on_read_();
}

absl::Status Relay::Run(Source& source, std::function<absl::Status()> on_read) {
  on_read_ = std::move(on_read);
  caller_reads_ = true;
  absl::StatusOr<std::unique_ptr<RunReader>> reader = RunReader::Open(
      &source, options_.read, [this] { return OnRead(); }, options_.on_progress != nullptr);
  if (!reader.ok()) return reader.status();
  reader_ = *std::move(reader);
  reader_->KeepTexts();
  try {
    stretches_.reserve(kStretches);
    free_.reserve(kStretches);
    in_order_.reserve(kStretches);
    AddStretch();
    TakeTurns(true);
  } catch (...) {
    Stop(OutOfMemoryError());
    Join();
    throw;
  }
  Join();
  return failure_;
}

void Relay::Join() {
  if (thread_.joinable()) thread_.join();
}

template <typename Change>
void Relay::Announce(const Change& change) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    change();
    ++changes_;
  }
  changed_.notify_one();
}

void Relay::AddStretch() {
  stretches_.push_back(std::make_unique<Stretch>(sinks_, stretch_events_));
  free_.push_back(stretches_.back().get());
}

// Where the system gives no thread, or the memory for one is not there, the caller's does it all.
void Relay::StartThread() {
  try {
    while (stretches_.size() < kStretches) AddStretch();
  } catch (const std::bad_alloc&) {
    if (stretches_.size() == 1) return;
  }
  (void)StartQuietThread(
      [this] {
        try {
          TakeTurns(false);
        } catch (const std::exception&) {
          Stop(OutOfMemoryError());
        }
      },
      &thread_);
}

void Relay::TakeTurns(bool is_caller) {
  for (;;) {
    const Turn turn = NextTurn(is_caller);
    if (turn.task == Task::kDone) return;
    const bool reads = turn.task == Task::kRead;
    if (absl::Status status = reads ? ReadAndEncode(turn.stretch) : Write(turn.stretch); !status.ok())
      return Stop(status);
    if (reads) continue;
    Announce([&] {
      writing_ = false;
      in_order_.erase(in_order_.begin());
      free_.push_back(turn.stretch);
    });
  }
}

// Takes the turn, too.
Relay::Turn Relay::FindTurn(bool is_caller) {
  if (stopped_ || (ended_ && in_order_.empty())) return {Task::kDone, nullptr};
  const bool may_read = !reading_ && !ended_ && !free_.empty();
  const bool may_write = !writing_ && !in_order_.empty() && in_order_.front()->is_encoded;
  // What the other one has read is in its caches: it is left to it, unless there is nothing else to do.
  if (may_write && (in_order_.front()->is_callers == is_caller || !may_read)) {
    writing_ = true;
    return {Task::kWrite, in_order_.front()};
  }
  if (!may_read) return {};
  Stretch* const stretch = free_.back();
  free_.pop_back();
  in_order_.push_back(stretch);
  stretch->is_callers = caller_reads_ = is_caller;
  stretch->is_encoded = stretch->last = false;
  reading_ = true;
  return {Task::kRead, stretch};
}

Relay::Turn Relay::NextTurn(bool is_caller) {
  for (;;) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      const Turn turn = FindTurn(is_caller);
      if (turn.task != Task::kWait) return turn;
      seen = changes_;
    }
    const auto is_changed = [&] { return changes_ != seen; };
    if (HoldsSoon(is_changed)) continue;
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, is_changed);
  }
}

absl::Status Relay::ReadAndEncode(Stretch* stretch) {
  if (absl::Status status = Fill(stretch); !status.ok()) return status;
  Announce([&] {
    reading_ = false;
    ended_ = stretch->last;
  });
  // What fits into one stretch needs no other thread.
  if (stretches_.size() == 1 && !stretch->last) StartThread();
  if (absl::Status status = Encode(stretch); !status.ok()) return status;
  Announce([&] { stretch->is_encoded = true; });
  return absl::OkStatus();
}

absl::Status Relay::Fill(Stretch* stretch) {
  stretch->events.Clear();
  const auto is_good_end = [&] {
    if (stretch->events.bytes() + reader_->retired_bytes() >= kMaxBytes) return true;
    return stretch->events.events().size() >= stretch_events_ / 4 * 3 && reader_->bytes_at_hand() < kFewBytes;
  };
  do {
    Event* event = std::exchange(not_added_, nullptr);
    if (event == nullptr) {
      if (absl::Status status = NextEvent(stretch, &event); !status.ok()) return status;
    }
    stretch->last = event == nullptr;
    if (stretch->last) break;
    if (!stretch->events.Add(*event)) not_added_ = event;
  } while (not_added_ == nullptr && !is_good_end());
  reader_->TakeRetired(&stretch->events.retired);
  return absl::OkStatus();
}

absl::Status Relay::NextEvent(Stretch* stretch, Event** event) {
  if (absl::Status status = Cancelled(); !status.ok()) return status;
  if (absl::Status status = reader_->Next(event); !status.ok()) return status;
  for (const std::uint32_t session : reader_->ended_sessions()) stretch->events.EndSession(session);
  reader_->ended_sessions().clear();
  if (*event != nullptr) (*event)->block = blocks_.Next(**event);
  return absl::OkStatus();
}

// What can be done in any order.
absl::Status Relay::Encode(Stretch* stretch) {
  stretch->direct.clear();
  stretch->counts.fill(0);
  const std::vector<Event>& events = stretch->events.events();
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Signal signal = options_.router.Route(events[i]);
    ++stretch->counts[static_cast<std::size_t>(signal)];
    bool is_direct = false;
    for (std::size_t sink = 0; sink < sinks_.size(); ++sink) {
      if (!sink_signals_[sink].Has(signal)) continue;
      HeldSink* const held = stretch->held[sink].get();
      if (held == nullptr) {
        is_direct = true;
      } else if (absl::Status status = held->Write(events[i]); !status.ok()) {
        return status;
      }
    }
    if (is_direct) stretch->direct.emplace_back(i, signal);
  }
  return absl::OkStatus();
}

void Relay::Stop(const absl::Status& failure) {
  Announce([&] {
    if (!stopped_) failure_ = failure;
    stopped_ = true;
  });
}

absl::Status Relay::Write(Stretch* stretch) {
  for (const auto& held : stretch->held) {
    if (held == nullptr) continue;
    if (absl::Status status = held->Release(); !status.ok()) return status;
  }
  auto ended = stretch->events.ended().begin();
  const auto end_sessions_before = [&](std::size_t index) {
    for (; ended != stretch->events.ended().end() && ended->first <= index; ++ended) {
      if (absl::Status status = EndSession(*stretch, ended->second); !status.ok()) return status;
    }
    return absl::OkStatus();
  };
  for (const auto& [index, signal] : stretch->direct) {
    if (absl::Status status = end_sessions_before(index); !status.ok()) return status;
    if (absl::Status status = WriteDirect(*stretch, index, signal); !status.ok()) return status;
  }
  for (std::size_t i = 0; i < events_.size(); ++i) events_[i] += stretch->counts[i];
  return end_sessions_before(stretch->events.events().size());
}

absl::Status Relay::WriteDirect(const Stretch& stretch, std::size_t index, Signal signal) {
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (stretch.held[i] != nullptr || !sink_signals_[i].Has(signal)) continue;
    if (absl::Status status = sinks_[i]->Write(stretch.events.events()[index], signal); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Relay::EndSession(const Stretch& stretch, std::uint32_t session) {
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (stretch.held[i] != nullptr) continue;
    if (absl::Status status = sinks_[i]->EndSession(session); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace telex::internal
