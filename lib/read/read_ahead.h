// The events of a run, read and parsed on a thread of the library's own, ahead of the one that uses them.
#ifndef TELEX_READ_READ_AHEAD_H_
#define TELEX_READ_READ_AHEAD_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "read/event_batch.h"
#include "read/event_stream.h"
#include "read/run_reader.h"

namespace telex {

// The first events come from the reader itself, so that a small run needs no thread; where the system gives none, all
// of them do. Of the batches in the ring one is used, a few are full, and one is being filled.
class ReadAhead final : public EventStream {
 public:
  // As RunReader::Open. `source` allows other threads. `on_read` is called on the thread that calls Next.
  static absl::StatusOr<std::unique_ptr<EventStream>> Open(Source* source, const ReadOptions& options,
                                                           std::function<absl::Status()> on_read, bool want_total);
  ~ReadAhead() override;

  absl::Status Next(Event** event) override;
  const ReadCounts& counts() const override { return counts_; }
  void End() override;
  std::vector<Problem> Problems() const override { return reader_->Problems(); }

 private:
  explicit ReadAhead(std::function<absl::Status()> on_read) : on_read_(std::move(on_read)) {}

  bool StartThread();
  absl::Status NextHere(Event** event);
  void TakeEnded();
  absl::Status TakeBatch();
  void GiveBatchBack();

  // On the reader's thread.
  void Run();
  absl::Status OnRead();
  EventBatch* BatchToFill();
  void Fill(EventBatch* batch);
  void Deliver(const EventBatch& batch);

  static constexpr std::size_t kBatches = 8;

  const std::function<absl::Status()> on_read_;
  std::unique_ptr<RunReader> reader_;
  ReadCounts counts_;
  std::size_t events_here_ = 0;
  bool has_thread_ = false;  // set before there is one
  bool refused_ = false;     // the system gave none
  std::thread thread_;

  std::mutex mutex_;
  std::condition_variable filled_;   // … or there is progress to tell
  std::condition_variable emptied_;  // … or the thread is to stop
  // A ring: `full_` batches from `first_` on, of which the first one may be in use.
  std::array<EventBatch, kBatches> batches_;
  std::size_t first_ = 0;
  std::size_t full_ = 0;
  std::size_t bytes_ = 0;  // of the full ones
  bool caller_waits_ = false;
  bool has_progress_ = false;
  ReadCounts progress_;
  std::atomic<bool> stop_{false};

  // The caller's.
  EventBatch* batch_ = nullptr;
  std::size_t next_event_ = 0;
  std::size_t next_ended_ = 0;
  // The reader's.
  const Event* not_added_ = nullptr;
};

}  // namespace telex

#endif  // TELEX_READ_READ_AHEAD_H_
