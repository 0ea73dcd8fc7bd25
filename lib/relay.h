// A run on two threads that take turns: while one writes what it has read, the other one reads on.
//
// Both do everything, each for its own stretches of events, so that little of an event travels from one processor's caches
// to another's. To read (lines and events) takes about as long as to write (data points, whose groups and totals need them
// in their order, and the output), and only one of the two may do either at a time. Log records and spans are encoded
// between, by both at once. Whoever may not write yet reads on, as far as there are stretches.
#ifndef TELEX_RELAY_H_
#define TELEX_RELAY_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "encode/held_sink.h"
#include "read/event_batch.h"
#include "read/run_reader.h"
#include "route/resource_blocks.h"
#include "telex/exporter.h"

namespace telex::internal {

class Relay {
 public:
  // Of a stretch, at most: many enough that to pass turns on costs little for each, few enough that most of it stays in the
  // processor's caches until it is written.
  static constexpr std::size_t kStretchEvents = 1024;

  // Neither is owned. The sinks and what they write to are used on both threads, one at a time; so is the source. Each
  // sink gets its events in their order; in which order different ones get theirs may differ by a stretch.
  Relay(const ExporterOptions& options, const std::vector<Sink*>& sinks, std::size_t stretch_events = kStretchEvents);
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  ~Relay();

  // Once: all events of the range, and the ends of their sessions. `on_read` is called on this thread, when more was read.
  absl::Status Run(Source& source, std::function<absl::Status()> on_read);

  // After Run, or in `on_read`. All are 0 where the source could not be read.
  ReadCounts counts() const { return reader_ == nullptr ? ReadCounts() : reader_->counts(); }
  std::vector<Problem> Problems() const { return reader_ == nullptr ? std::vector<Problem>() : reader_->Problems(); }
  std::uint64_t events_of(Signal signal) const { return events_[static_cast<std::size_t>(signal)]; }
  std::uint64_t events() const { return events_[0] + events_[1] + events_[2]; }

 private:
  static constexpr std::size_t kStretches = 3;

  // What one of the threads reads and encodes, and then, as a rule, writes.
  struct Stretch {
    Stretch(const std::vector<Sink*>& sinks, std::size_t size);

    bool is_callers = false;  // who has read it
    bool is_encoded = false;
    bool last = false;
    // By sink: its part; nullptr where it has none, and gets the events themselves.
    std::vector<std::unique_ptr<HeldSink>> held;
    EventBatch events;
    std::vector<std::pair<std::size_t, Signal>> direct;  // of the events those for sinks without a part
    std::array<std::uint64_t, kSignalCount> counts{};    // events by signal
  };

  enum class Task { kWait, kRead, kWrite, kDone };
  struct Turn {
    Task task = Task::kWait;
    Stretch* stretch = nullptr;  // to read into, or to write
  };

  absl::Status Cancelled() const;
  absl::Status OnRead();

  void AddStretch();
  void StartThread();
  void Join();
  // Until all is written, or something failed.
  void TakeTurns(bool is_caller);
  Turn NextTurn(bool is_caller);
  Turn FindTurn(bool is_caller);

  absl::Status ReadAndEncode(Stretch* stretch);
  absl::Status Fill(Stretch* stretch);
  absl::Status NextEvent(Stretch* stretch, Event** event);
  absl::Status Encode(Stretch* stretch);

  absl::Status Write(Stretch* stretch);
  absl::Status WriteDirect(const Stretch& stretch, std::size_t index, Signal signal);
  absl::Status EndSession(const Stretch& stretch, std::uint32_t session);
  // Makes a change that the other thread may wait for.
  template <typename Change>
  void Announce(const Change& change);
  void Stop(const absl::Status& failure);

  const ExporterOptions& options_;
  const std::vector<Sink*> sinks_;
  const std::size_t stretch_events_;
  std::vector<SignalSet> sink_signals_;
  std::function<absl::Status()> on_read_;

  // Of the one whose turn it is to read.
  std::unique_ptr<RunReader> reader_;
  bool caller_reads_ = false;
  ResourceBlocks blocks_;
  Event* not_added_ = nullptr;  // was read, and did not fit any more

  // That were written.
  std::array<std::atomic<std::uint64_t>, kSignalCount> events_{};

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::atomic<std::uint64_t> changes_{0};
  std::vector<std::unique_ptr<Stretch>> stretches_;
  std::vector<Stretch*> free_;
  std::vector<Stretch*> in_order_;  // read, or being read; the first one is written next
  bool reading_ = false;
  bool writing_ = false;
  bool ended_ = false;
  std::atomic<bool> stopped_{false};
  absl::Status failure_;  // the first one

  std::thread thread_;
};

}  // namespace telex::internal

#endif  // TELEX_RELAY_H_
