#include "telex/arrow_sink.h"

#include <string>
#include <utility>

#include "columns/event_columns.h"

namespace telex {

class ArrowSink::Impl {
 public:
  Impl(BatchCallback on_batch, const ArrowOptions& options)
      : on_batch_(std::move(on_batch)), rows_per_batch_(options.rows_per_batch), columns_(options.rows_per_batch) {}

  absl::Status Write(const Event& event, Signal signal) {
    if (absl::Status status = Validate(); !status.ok()) return status;
    if (absl::Status status = columns_.Append(event, signal); !status.ok()) return status;
    return columns_.full() ? Give() : absl::OkStatus();
  }

  absl::Status Finish() {
    if (absl::Status status = Validate(); !status.ok()) return status;
    return columns_.rows() != 0 ? Give() : absl::OkStatus();
  }

 private:
  // A batch that releases itself, unless it was moved out.
  struct OwnedArray : ArrowArray {
    OwnedArray() : ArrowArray{} {}
    OwnedArray(const OwnedArray&) = delete;
    OwnedArray& operator=(const OwnedArray&) = delete;
    ~OwnedArray() {
      if (release != nullptr) release(this);
    }
  };

  absl::Status Validate() const {
    return rows_per_batch_ >= 1 ? absl::OkStatus() : absl::InvalidArgumentError("rows_per_batch must be 1 or more");
  }

  absl::Status Give() {
    OwnedArray batch;
    columns_.TakeBatch(&batch);
    return on_batch_(&batch);
  }

  const BatchCallback on_batch_;
  const std::int64_t rows_per_batch_;
  EventColumns columns_;
};

ArrowSink::ArrowSink(BatchCallback on_batch, ArrowOptions options)
    : impl_(std::make_unique<Impl>(std::move(on_batch), options)) {}
ArrowSink::~ArrowSink() = default;
absl::Status ArrowSink::Write(const Event& event, Signal signal) { return impl_->Write(event, signal); }
absl::Status ArrowSink::Finish() { return impl_->Finish(); }

}  // namespace telex
