// telex_iterator: the events of a range, pulled one by one, or as an Arrow stream.
#include <memory>
#include <mutex>

#include "arrow_stream.h"
#include "event_handle.h"
#include "guard.h"
#include "iterator_run.h"
#include "option_values.h"
#include "report_handle.h"
#include "telex.h"

struct telex_iterator {
  explicit telex_iterator(const telex::capi::OptionValues& values)
      : run(std::make_shared<telex::capi::IteratorRun>(values)) {}

  telex::capi::ErrorText error;
  const std::shared_ptr<telex::capi::IteratorRun> run;
  bool is_streamed = false;
  telex_event event;
  telex_report report;
};

namespace telex::capi {
namespace {

constexpr char kStreamed[] = "the iterator's events go to its Arrow stream";

// Before the first event; afterwards the run may be the stream's, on another thread.
Outcome RequireNew(const telex_iterator& iterator) {
  if (iterator.is_streamed) return Outcome::InvalidState(kStreamed);
  if (iterator.run->has_begun()) return Outcome::InvalidState("the iterator has begun");
  return {};
}

}  // namespace
}  // namespace telex::capi

using telex::capi::Guard;
using telex::capi::Outcome;
using telex::capi::RequireNew;
using telex::capi::RequirePointer;

telex_iterator* telex_iterator_new(const telex_options* options) {
  return telex::capi::NewHandle<telex_iterator>(options);
}

void telex_iterator_free(telex_iterator* iterator) { delete iterator; }

const char* telex_iterator_error(const telex_iterator* iterator) { return telex::capi::ErrorOf(iterator); }

telex_status telex_iterator_set_source_folder(telex_iterator* iterator, const char* path, size_t length) {
  return Guard(iterator, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequireNew(*iterator));
    return iterator->run->source_choice().SetFolder(path, length);
  });
}

telex_status telex_iterator_set_source(telex_iterator* iterator, const telex_source* source, void* user_data) {
  return Guard(iterator, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequireNew(*iterator));
    return iterator->run->source_choice().SetTable(source, user_data);
  });
}

telex_status telex_iterator_next(telex_iterator* iterator, const telex_event** event) {
  return Guard(iterator, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(event, "event"));
    *event = nullptr;
    iterator->event.Unbind();
    if (iterator->is_streamed) return Outcome::InvalidState(telex::capi::kStreamed);
    const telex::Event* next = nullptr;
    Outcome outcome = iterator->run->Next(&next);
    if (next != nullptr) {
      iterator->event.Bind(next, &iterator->run->router());
      *event = &iterator->event;
    }
    return outcome;
  });
}

telex_status telex_iterator_arrow_stream(telex_iterator* iterator, int64_t rows_per_batch,
                                         struct ArrowArrayStream* stream) {
  return Guard(iterator, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(stream, "stream"));
    *stream = {};
    if (rows_per_batch < 1) return Outcome::InvalidArgument("rows_per_batch must be 1 or more");
    TELEX_CAPI_RETURN_IF_FAILED(RequireNew(*iterator));
    TELEX_CAPI_RETURN_IF_FAILED(iterator->run->Open());
    telex::capi::MakeArrowStream(iterator->run, rows_per_batch, stream);
    iterator->is_streamed = true;
    return {};
  });
}

void telex_iterator_cancel(telex_iterator* iterator) {
  if (iterator != nullptr) iterator->run->Cancel();
}

const telex_report* telex_iterator_report(telex_iterator* iterator) {
  if (iterator == nullptr) return nullptr;
  Guard(iterator, [&]() -> Outcome {
    const std::lock_guard<std::mutex> lock(iterator->run->lock());
    iterator->report.Fill(iterator->run->Report());
    return {};
  });
  return &iterator->report;
}
