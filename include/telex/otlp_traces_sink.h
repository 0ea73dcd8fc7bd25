// Events as OTLP/JSON spans, in envelopes that can be POSTed to /v1/traces unchanged.
#ifndef TELEX_OTLP_TRACES_SINK_H_
#define TELEX_OTLP_TRACES_SINK_H_

#include <memory>
#include <vector>

#include "telex/otlp_options.h"
#include "telex/package.h"
#include "telex/sink.h"

namespace telex {

class OtlpTracesSink final : public Sink {
 public:
  // Writes traces.json, traces-2.json, … or traces.jsonl into `package`, which the caller keeps alive and commits.
  OtlpTracesSink(Package* package, OtlpOptions options);
  ~OtlpTracesSink() override;

  SignalSet signals() const override { return SignalSet::Of(Signal::kTrace); }
  bool needs_blocks() const override { return true; }
  absl::Status Write(const Event& event, Signal signal) override;
  absl::Status Finish() override;
  SinkCounts counts() const override;
  std::vector<SinkDocument> documents() const override;
  std::unique_ptr<internal::HeldSink> NewHeldSink() override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telex

#endif  // TELEX_OTLP_TRACES_SINK_H_
