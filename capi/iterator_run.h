// What a telex_iterator reads: its handle has it, and the Arrow stream that was made of it, so that either can outlive
// the other.
#ifndef TELEX_CAPI_ITERATOR_RUN_H_
#define TELEX_CAPI_ITERATOR_RUN_H_

#include <cstdint>
#include <memory>
#include <mutex>

#include "host_calls.h"
#include "host_source.h"
#include "option_values.h"
#include "outcome.h"
#include "telex/event_iterator.h"
#include "telex/exporter.h"
#include "telex/router.h"

namespace telex::capi {

// Used from one thread at a time, except cancel. Where a stream shares it with its handle, under its lock.
class IteratorRun {
 public:
  explicit IteratorRun(const OptionValues& options) : options_(options) {}

  bool has_begun() const { return state_ != State::kNew; }
  // Before it has begun.
  SourceChoice& source_choice() { return source_choice_; }

  // Lists the source and chooses the files. Where that fails it has not begun.
  Outcome Open();
  // The next event, valid until the next call; nullptr at the end, which is OK, or WARNINGS where something was skipped.
  // Opens it, if need be.
  Outcome Next(const Event** event);
  // No more events are wanted: lets go of all but the report.
  void Close();

  void Cancel() noexcept { calls_.cancellation().Cancel(); }
  const Router& router() const { return router_; }
  // What was read until now.
  ExportReport Report() const;

  std::mutex& lock() { return lock_; }

 private:
  enum class State { kNew, kOpen, kEnded, kFailed };

  Outcome Advance(const Event** event);
  void TakeCounts(ExportReport* report) const;

  std::mutex lock_;
  const OptionValues options_;
  HostCalls calls_;
  SourceChoice source_choice_;
  State state_ = State::kNew;
  Router router_;
  std::unique_ptr<Source> source_;  // before `events_`, which reads from it
  std::unique_ptr<EventIterator> events_;
  ExportReport report_;  // of the range and the events; of the rest when it is closed
};

}  // namespace telex::capi

#endif  // TELEX_CAPI_ITERATOR_RUN_H_
