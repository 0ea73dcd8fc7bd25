#include "read/read_ahead.h"

#include <exception>
#include <utility>

#include "text/system_error.h"
#include "thread/quiet_thread.h"

namespace telex {
namespace {

constexpr std::size_t kEventsWithoutThread = 256;
// Of what full batches keep: what is read ahead does not grow with the length of lines, …
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
// … and of one batch, with the distance of events.
constexpr std::size_t kMaxRetiredBytes = std::size_t{128} << 10;

}  // namespace

absl::StatusOr<std::unique_ptr<EventStream>> ReadAhead::Open(Source* source, const ReadOptions& options,
                                                             std::function<absl::Status()> on_read, bool want_total) {
  std::unique_ptr<ReadAhead> ahead(new ReadAhead(std::move(on_read)));
  absl::StatusOr<std::unique_ptr<RunReader>> reader = RunReader::Open(
      source, options, [stream = ahead.get()] { return stream->OnRead(); }, want_total);
  if (!reader.ok()) return reader.status();
  ahead->reader_ = *std::move(reader);
  ahead->counts_ = ahead->reader_->counts();
  return ahead;
}

ReadAhead::~ReadAhead() { End(); }

void ReadAhead::End() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  emptied_.notify_one();
  thread_.join();
  counts_ = reader_->counts();
}

bool ReadAhead::StartThread() {
  if (has_thread_ || refused_) return has_thread_;
  reader_->KeepTexts();
  has_thread_ = true;
  refused_ = !internal::StartQuietThread([this] { Run(); }, &thread_);
  if (refused_) has_thread_ = false;
  return has_thread_;
}

absl::Status ReadAhead::NextHere(Event** event) {
  ++events_here_;
  if (refused_) reader_->DropRetired();
  absl::Status status = reader_->Next(event);
  counts_ = reader_->counts();
  for (const std::uint32_t session : reader_->ended_sessions()) ended_sessions_.push_back(session);
  reader_->ended_sessions().clear();
  return status;
}

absl::Status ReadAhead::Next(Event** event) {
  if (events_here_ < kEventsWithoutThread || !StartThread()) return NextHere(event);
  *event = nullptr;
  for (;;) {
    if (batch_ != nullptr) {
      TakeEnded();
      if (next_event_ < batch_->events().size()) {
        *event = &batch_->events()[next_event_++];
        return absl::OkStatus();
      }
      if (batch_->last) return batch_->status;
      GiveBatchBack();
    }
    if (absl::Status status = TakeBatch(); !status.ok()) return status;
  }
}

// The sessions that ended before the next event.
void ReadAhead::TakeEnded() {
  const auto& ended = batch_->ended();
  for (; next_ended_ < ended.size() && ended[next_ended_].first <= next_event_; ++next_ended_) {
    ended_sessions_.push_back(ended[next_ended_].second);
  }
}

absl::Status ReadAhead::TakeBatch() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (full_ == 0) {
    caller_waits_ = true;
    filled_.wait(lock, [this] { return full_ > 0 || has_progress_; });
    caller_waits_ = false;
    if (!std::exchange(has_progress_, false)) continue;
    counts_ = progress_;
    lock.unlock();
    if (absl::Status status = on_read_(); !status.ok()) return status;
    lock.lock();
  }
  batch_ = &batches_[first_];
  next_event_ = next_ended_ = 0;
  lock.unlock();
  counts_ = batch_->counts;
  return on_read_();
}

void ReadAhead::GiveBatchBack() {
  bool enough = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    bytes_ -= batch_->bytes();
    first_ = (first_ + 1) % kBatches;
    --full_;
    // A reader that waits is woken for several batches at once.
    enough = full_ <= kBatches / 2;
  }
  batch_ = nullptr;
  if (enough) emptied_.notify_one();
}

absl::Status ReadAhead::OnRead() {
  if (!has_thread_) {
    counts_ = reader_->counts();
    return on_read_();
  }
  if (stop_) return absl::CancelledError("nobody wants to read on");
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!caller_waits_) return absl::OkStatus();
  progress_ = reader_->counts();
  has_progress_ = true;
  filled_.notify_one();
  return absl::OkStatus();
}

// nullptr: nobody wants to read on.
EventBatch* ReadAhead::BatchToFill() {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto has_room = [this] { return stop_ || full_ == 0 || (full_ < kBatches && bytes_ < kMaxBytes); };
  emptied_.wait(lock, has_room);
  return stop_ ? nullptr : &batches_[(first_ + full_) % kBatches];
}

void ReadAhead::Fill(EventBatch* batch) {
  batch->Clear();
  bool full = false;
  if (not_added_ != nullptr) batch->Add(*std::exchange(not_added_, nullptr));
  while (!full) {
    Event* event = nullptr;
    batch->status = reader_->Next(&event);
    for (const std::uint32_t session : reader_->ended_sessions()) batch->EndSession(session);
    reader_->ended_sessions().clear();
    batch->last = event == nullptr;
    if (batch->last) break;
    full = !batch->Add(*event);
    if (full) not_added_ = event;
    full = full || reader_->retired_bytes() >= kMaxRetiredBytes;
  }
  reader_->TakeRetired(&batch->retired);
  batch->counts = reader_->counts();
}

void ReadAhead::Deliver(const EventBatch& batch) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++full_;
    bytes_ += batch.bytes();
  }
  filled_.notify_one();
}

void ReadAhead::Run() {
  for (;;) {
    EventBatch* const batch = BatchToFill();
    if (batch == nullptr) return;
    try {
      Fill(batch);
    } catch (const std::exception&) {
      batch->status = internal::OutOfMemoryError();
      batch->last = true;
    }
    // The caller may look at the reader as soon as it has the last one.
    const bool last = batch->last;
    Deliver(*batch);
    if (last) return;
  }
}

}  // namespace telex
