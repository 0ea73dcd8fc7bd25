// Events as Arrow record batches, for whatever takes the structs of the Arrow C data interface. The columns:
// lib/README.md, "Arrow columns". By pull, as an Arrow stream: telex_iterator_arrow_stream in capi/telex.h.
#ifndef TELEX_ARROW_SINK_H_
#define TELEX_ARROW_SINK_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "telex/arrow_c_data.h"
#include "telex/sink.h"

namespace telex {

// Makes `*schema` that of every batch: a struct of the columns. The caller releases it.
void MakeArrowSchema(ArrowSchema* schema);

struct ArrowOptions {
  // 1 or more. A batch has as many, but for the last one and those that would otherwise grow beyond 64 MiB.
  std::int64_t rows_per_batch = 8192;
};

// Memory is that of two batches, and of those that the callback keeps.
class ArrowSink final : public Sink {
 public:
  // A batch: a struct array of one row or more. The callback may move it out, children or all of it, as the Arrow
  // specification says; what it leaves is released after the call. Batches may be used and released on any thread, and
  // after the sink is gone. A failure stops the export with it.
  using BatchCallback = std::function<absl::Status(ArrowArray* batch)>;

  explicit ArrowSink(BatchCallback on_batch, ArrowOptions options = {});
  ~ArrowSink() override;

  // InvalidArgument for options, and for an event with more than 2 GiB of text in one column.
  absl::Status Write(const Event& event, Signal signal) override;
  // Gives the last batch. Without events there is none.
  absl::Status Finish() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telex

#endif  // TELEX_ARROW_SINK_H_
