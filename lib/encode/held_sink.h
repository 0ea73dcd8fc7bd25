// The part of a sink that can work beside it, on another thread: it encodes later events, and holds the records until those
// before them are written.
#ifndef TELEX_ENCODE_HELD_SINK_H_
#define TELEX_ENCODE_HELD_SINK_H_

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "encode/envelope_writer.h"
#include "telex/event.h"

namespace telex::internal {

class HeldSink {
 public:
  virtual ~HeldSink() = default;

  // An event whose block is numbered. May be used while others use the sink, or other such parts of it.
  virtual absl::Status Write(const Event& event) = 0;
  // Hands all records that it holds to the sink, which nobody else uses meanwhile.
  virtual absl::Status Release() = 0;
};

// Of a sink whose `Impl` has a writer(), and TakeCounts, which moves the counts of another one to its own.
template <typename Impl>
class HeldSinkOf final : public HeldSink {
 public:
  // The writer of `part` has no package.
  HeldSinkOf(Impl* sink, std::unique_ptr<Impl> part) : sink_(*sink), part_(std::move(part)) {}

  absl::Status Write(const Event& event) override { return part_->Write(event); }
  absl::Status Release() override {
    sink_.TakeCounts(part_.get());
    return sink_.writer().Take(part_->writer().held());
  }

 private:
  Impl& sink_;
  const std::unique_ptr<Impl> part_;
};

}  // namespace telex::internal

#endif  // TELEX_ENCODE_HELD_SINK_H_
