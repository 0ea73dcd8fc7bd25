// The part of a sink that can work beside it, on another thread: it encodes later events, and holds the records until those
// before them are written.
#ifndef TELEX_ENCODE_HELD_SINK_H_
#define TELEX_ENCODE_HELD_SINK_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "encode/envelope_writer.h"
#include "telex/event.h"

namespace telex::internal {

// Write, for events with a numbered block, is used while others use the sink, or other such parts of it; the rest while
// nobody does.
class HeldSink {
 public:
  virtual ~HeldSink() = default;

  // `place`: of the event in the order of the run.
  virtual absl::Status Write(const Event& event, std::uint64_t place) = 0;
  virtual const HeldRecords& held() const = 0;

  // Whether Release might end a document.
  virtual bool MayEndDocument() const = 0;
  // Hands the records whose place is not beyond `last_place` to the sink.
  virtual absl::Status Release(std::uint64_t last_place) = 0;
};

// Of a sink whose `Impl` has a writer(), and TakeCounts, which moves the counts of another one to its own.
template <typename Impl>
class HeldSinkOf final : public HeldSink {
 public:
  // The writer of `part` has no package.
  HeldSinkOf(Impl* sink, std::unique_ptr<Impl> part) : sink_(*sink), part_(std::move(part)) {}

  absl::Status Write(const Event& event, std::uint64_t place) override {
    part_->writer().held()->SetPlace(place);
    return part_->Write(event);
  }
  const HeldRecords& held() const override { return *part_->writer().held(); }
  bool MayEndDocument() const override { return sink_.writer().MayEndDocument(held()); }
  absl::Status Release(std::uint64_t last_place) override {
    sink_.TakeCounts(part_.get());
    return sink_.writer().Take(part_->writer().held(), last_place);
  }

 private:
  Impl& sink_;
  const std::unique_ptr<Impl> part_;
};

}  // namespace telex::internal

#endif  // TELEX_ENCODE_HELD_SINK_H_
