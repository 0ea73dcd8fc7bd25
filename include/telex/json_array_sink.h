// Events as one JSON array: `[\n{…},\n{…}\n]\n`, without events `[]\n`. Each element is the stored row made
// self-contained: its own fields in their stored order and exact text, then schema_version and context.
#ifndef TELEX_JSON_ARRAY_SINK_H_
#define TELEX_JSON_ARRAY_SINK_H_

#include <memory>
#include <string>

#include "telex/output.h"
#include "telex/sink.h"

namespace telex {

// Appends one element of the array, without separators.
void AppendJsonElement(const Event& event, std::string& out);

class JsonArraySink final : public Sink {
 public:
  // Finish closes `output`.
  explicit JsonArraySink(std::unique_ptr<Output> output);
  ~JsonArraySink() override;

  bool needs_signals() const override { return false; }
  absl::Status Write(const Event& event, Signal signal) override;
  absl::Status Finish() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telex

#endif  // TELEX_JSON_ARRAY_SINK_H_
