#include "iterator_run.h"

#include <utility>

#include "report_handle.h"

namespace telex::capi {

Outcome IteratorRun::Open() {
  if (calls_.cancellation().cancelled()) return calls_.failure().value_or(Outcome(TELEX_CANCELLED, "cancelled"));
  if (!source_choice_.set()) return Outcome::InvalidState("no source is set");
  absl::StatusOr<ExportOptions> options = options_.Resolve();
  if (!options.ok()) return options.status();
  report_.exported_at = options->now;
  report_.range_label = options->range.label();
  report_.range_start = options->range.start();
  report_.range_end = options->range.end();
  router_ = Router(std::move(options->metric_rules));
  source_ = source_choice_.MakeCancellable(calls_);
  absl::StatusOr<std::unique_ptr<EventIterator>> events =
      EventIterator::Open(source_.get(), options_.ToReadOptions(*options));
  if (!events.ok()) return calls_.Tell(events.status());
  events_ = *std::move(events);
  state_ = State::kOpen;
  return {};
}

Outcome IteratorRun::Advance(const Event** event) {
  if (state_ == State::kNew) TELEX_CAPI_RETURN_IF_FAILED(Open());
  if (state_ == State::kOpen) {
    absl::StatusOr<const Event*> next = events_->Next();
    // A callback that has failed counts also where the library took it for one bad file.
    if (calls_.failure()) return *calls_.failure();
    if (calls_.cancellation().cancelled()) return Outcome(TELEX_CANCELLED, "cancelled");
    if (!next.ok()) return next.status();
    if (*next != nullptr) {
      ++report_.events;
      *event = *next;
      return {};
    }
    state_ = State::kEnded;
  }
  const ReadCounts counts = events_->counts();
  return counts.files_skipped + counts.lines_skipped > 0 ? Outcome::Warnings() : Outcome();
}

Outcome IteratorRun::Next(const Event** event) {
  *event = nullptr;
  if (calls_.cancellation().cancelled()) return calls_.failure().value_or(Outcome(TELEX_CANCELLED, "cancelled"));
  if (state_ == State::kFailed) return Outcome::InvalidState("the iterator has failed before");
  Outcome outcome = Advance(event);
  if (outcome.failed() && state_ == State::kOpen) state_ = State::kFailed;
  return outcome;
}

void IteratorRun::TakeCounts(ExportReport* report) const {
  if (events_ == nullptr) return;
  const ReadCounts counts = events_->counts();
  report->files_selected = counts.files_selected;
  report->files_skipped = counts.files_skipped;
  report->lines_skipped = counts.lines_skipped;
  report->bytes_read = counts.bytes_read;
  report->problems = events_->problems();
}

ExportReport IteratorRun::Report() const {
  ExportReport report = report_;
  TakeCounts(&report);
  return report;
}

void IteratorRun::Close() {
  state_ = State::kFailed;
  TakeCounts(&report_);
  events_.reset();
  source_.reset();
}

}  // namespace telex::capi
