#include "arrow_stream.h"

#include <cerrno>
#include <exception>
#include <mutex>
#include <new>
#include <utility>

#include "columns/event_columns.h"
#include "guard.h"
#include "outcome.h"
#include "telex/arrow_sink.h"

namespace telex::capi {
namespace {

// The errors of the Arrow specification are those of errno.
int ErrorNumberOf(telex_status status) {
  switch (status) {
    case TELEX_CANCELLED:
      return ECANCELED;
    case TELEX_INVALID_ARGUMENT:
    case TELEX_INVALID_STATE:
      return EINVAL;
    case TELEX_NOT_FOUND:
      return ENOENT;
    case TELEX_PERMISSION_DENIED:
      return EACCES;
    case TELEX_NO_SPACE:
      return ENOSPC;
    case TELEX_OUT_OF_MEMORY:
      return ENOMEM;
    default:
      return EIO;
  }
}

class ArrowStream {
 public:
  ArrowStream(std::shared_ptr<IteratorRun> run, std::int64_t rows_per_batch)
      : run_(std::move(run)), columns_(rows_per_batch) {}

  // The end of the stream; the report stays with the iterator's handle, where that is still there.
  void Close() noexcept {
    const telex_status status = Guard(this, [this]() -> Outcome {
      const std::lock_guard<std::mutex> lock(run_->lock());
      run_->Close();
      return {};
    });
    (void)status;  // what could not be kept of the report is lost
  }

  int GetSchema(ArrowSchema* out) noexcept {
    return Answer([out]() -> Outcome {
      MakeArrowSchema(out);
      return {};
    });
  }

  // A stream that has failed goes on failing.
  int GetNext(ArrowArray* out) noexcept {
    *out = {};
    if (failure_ != TELEX_OK) return ErrorNumberOf(failure_);
    const int number = Answer([this, out]() -> Outcome {
      const std::lock_guard<std::mutex> lock(run_->lock());
      return NextBatch(out);
    });
    if (number != 0) failure_ = last_status_;
    return number;
  }

  // NULL where the last call has not failed.
  const char* last_error() const noexcept { return last_status_ < 0 ? error.get() : nullptr; }

  ErrorText error;  // of the last call that failed, for Guard

 private:
  template <typename Body>
  int Answer(Body&& body) noexcept {
    last_status_ = Guard(this, std::forward<Body>(body));
    return last_status_ < 0 ? ErrorNumberOf(last_status_) : 0;
  }

  Outcome NextBatch(ArrowArray* out) {
    while (!columns_.full()) {
      const Event* event = nullptr;
      TELEX_CAPI_RETURN_IF_FAILED(run_->Next(&event));
      if (event == nullptr) break;
      if (absl::Status status = columns_.Append(*event, run_->router().Route(*event)); !status.ok()) return status;
    }
    // The end is a batch that is released already.
    if (columns_.rows() != 0) columns_.TakeBatch(out);
    return {};
  }

  const std::shared_ptr<IteratorRun> run_;
  EventColumns columns_;
  telex_status last_status_ = TELEX_OK;
  telex_status failure_ = TELEX_OK;  // of an earlier batch
};

ArrowStream* Of(ArrowArrayStream* stream) { return static_cast<ArrowStream*>(stream->private_data); }

extern "C" {

int TelexGetSchema(ArrowArrayStream* stream, ArrowSchema* out) { return Of(stream)->GetSchema(out); }
int TelexGetNext(ArrowArrayStream* stream, ArrowArray* out) { return Of(stream)->GetNext(out); }
const char* TelexGetLastError(ArrowArrayStream* stream) { return Of(stream)->last_error(); }
void TelexReleaseStream(ArrowArrayStream* stream) {
  ArrowStream* ours = Of(stream);
  if (ours != nullptr) ours->Close();
  delete ours;
  stream->private_data = nullptr;
  stream->release = nullptr;
}

}  // extern "C"

}  // namespace

void MakeArrowStream(std::shared_ptr<IteratorRun> run, std::int64_t rows_per_batch, ArrowArrayStream* stream) {
  auto ours = std::make_unique<ArrowStream>(std::move(run), rows_per_batch);
  stream->get_schema = TelexGetSchema;
  stream->get_next = TelexGetNext;
  stream->get_last_error = TelexGetLastError;
  stream->release = TelexReleaseStream;
  stream->private_data = ours.release();
}

}  // namespace telex::capi

telex_status telex_arrow_schema(struct ArrowSchema* schema) {
  if (schema == nullptr) return TELEX_INVALID_ARGUMENT;
  *schema = {};
  try {
    telex::MakeArrowSchema(schema);
    return TELEX_OK;
  } catch (const std::bad_alloc&) {
    return TELEX_OUT_OF_MEMORY;
  } catch (...) {
    return TELEX_INTERNAL;
  }
}
