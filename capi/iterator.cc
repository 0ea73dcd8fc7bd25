// telex_iterator: the events of a range, pulled.
#include <memory>
#include <optional>
#include <utility>

#include "event_handle.h"
#include "guard.h"
#include "host_calls.h"
#include "host_source.h"
#include "option_values.h"
#include "report_handle.h"
#include "telex.h"
#include "telex/event_iterator.h"

namespace telex::capi {
namespace {

enum class IteratorState { kNew, kOpen, kEnded, kFailed };

}  // namespace
}  // namespace telex::capi

struct telex_iterator {
  explicit telex_iterator(const telex::capi::OptionValues& values) : options(values) {}

  telex::capi::ErrorText error;
  telex::capi::OptionValues options;
  telex::capi::HostCalls calls;
  telex::capi::SourceChoice source_choice;
  telex::capi::IteratorState state = telex::capi::IteratorState::kNew;
  telex::Router router;
  std::unique_ptr<telex::Source> source;  // before `events`, which reads from it
  std::unique_ptr<telex::EventIterator> events;
  telex_event event;
  std::uint64_t event_count = 0;
  telex_report report;
};

namespace telex::capi {
namespace {

Outcome OpenIterator(telex_iterator& iterator) {
  if (!iterator.source_choice.set()) return Outcome::InvalidState("no source is set");
  absl::StatusOr<ExportOptions> options = iterator.options.Resolve();
  if (!options.ok()) return options.status();
  ExportReport& report = iterator.report.values;
  report.exported_at = options->now;
  report.range_label = options->range.label();
  report.range_start = options->range.start();
  report.range_end = options->range.end();
  iterator.router = Router(std::move(options->metric_rules));
  iterator.source = iterator.source_choice.MakeCancellable(iterator.calls);
  absl::StatusOr<std::unique_ptr<EventIterator>> events =
      EventIterator::Open(iterator.source.get(), iterator.options.ToReadOptions(*options));
  if (!events.ok()) return iterator.calls.Tell(events.status());
  iterator.events = *std::move(events);
  iterator.state = IteratorState::kOpen;
  return {};
}

void FillReport(telex_iterator& iterator) {
  if (iterator.events == nullptr) return;
  const ReadCounts counts = iterator.events->counts();
  ExportReport report = std::move(iterator.report.values);
  report.events = iterator.event_count;
  report.files_selected = counts.files_selected;
  report.files_skipped = counts.files_skipped;
  report.lines_skipped = counts.lines_skipped;
  report.bytes_read = counts.bytes_read;
  report.problems = iterator.events->problems();
  iterator.report.Fill(std::move(report));
}

Outcome NextEvent(telex_iterator& iterator, const telex_event** event) {
  if (iterator.state == IteratorState::kNew) TELEX_CAPI_RETURN_IF_FAILED(OpenIterator(iterator));
  if (iterator.state == IteratorState::kOpen) {
    absl::StatusOr<const Event*> next = iterator.events->Next();
    // A callback that has failed counts also where the library took it for one bad file.
    if (iterator.calls.failure()) return *iterator.calls.failure();
    if (iterator.calls.cancellation().cancelled()) return Outcome(TELEX_CANCELLED, "cancelled");
    if (!next.ok()) return next.status();
    if (*next != nullptr) {
      iterator.event.Bind(*next, &iterator.router);
      ++iterator.event_count;
      *event = &iterator.event;
      return {};
    }
    iterator.state = IteratorState::kEnded;
  }
  const ReadCounts counts = iterator.events->counts();
  return counts.files_skipped + counts.lines_skipped > 0 ? Outcome::Warnings() : Outcome();
}

}  // namespace
}  // namespace telex::capi

using telex::capi::Guard;
using telex::capi::IteratorState;
using telex::capi::Outcome;

telex_iterator* telex_iterator_new(const telex_options* options) {
  return telex::capi::NewHandle<telex_iterator>(options);
}

void telex_iterator_free(telex_iterator* iterator) { delete iterator; }

const char* telex_iterator_error(const telex_iterator* iterator) { return telex::capi::ErrorOf(iterator); }

telex_status telex_iterator_set_source_folder(telex_iterator* iterator, const char* path, size_t length) {
  return Guard(iterator, [&]() -> Outcome {
    if (iterator->state != IteratorState::kNew) return Outcome::InvalidState("the iterator has begun");
    return iterator->source_choice.SetFolder(path, length);
  });
}

telex_status telex_iterator_set_source(telex_iterator* iterator, const telex_source* source, void* user_data) {
  return Guard(iterator, [&]() -> Outcome {
    if (iterator->state != IteratorState::kNew) return Outcome::InvalidState("the iterator has begun");
    return iterator->source_choice.SetTable(source, user_data);
  });
}

telex_status telex_iterator_next(telex_iterator* iterator, const telex_event** event) {
  return Guard(iterator, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequirePointer(event, "event"));
    *event = nullptr;
    iterator->event.Unbind();
    if (iterator->calls.cancellation().cancelled()) {
      return iterator->calls.failure().value_or(Outcome(TELEX_CANCELLED, "cancelled"));
    }
    if (iterator->state == IteratorState::kFailed) return Outcome::InvalidState("the iterator has failed before");
    Outcome outcome = telex::capi::NextEvent(*iterator, event);
    if (outcome.failed() && iterator->state == IteratorState::kOpen) iterator->state = IteratorState::kFailed;
    return outcome;
  });
}

void telex_iterator_cancel(telex_iterator* iterator) {
  if (iterator != nullptr) iterator->calls.cancellation().Cancel();
}

const telex_report* telex_iterator_report(telex_iterator* iterator) {
  if (iterator == nullptr) return nullptr;
  Guard(iterator, [&]() -> Outcome {
    telex::capi::FillReport(*iterator);
    return {};
  });
  return &iterator->report;
}
