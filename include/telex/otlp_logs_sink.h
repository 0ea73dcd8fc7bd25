// Events as OTLP/JSON log records, in envelopes that can be POSTed to /v1/logs unchanged.
#ifndef TELEX_OTLP_LOGS_SINK_H_
#define TELEX_OTLP_LOGS_SINK_H_

#include <memory>
#include <vector>

#include "telex/otlp_options.h"
#include "telex/package.h"
#include "telex/sink.h"

namespace telex {

class OtlpLogsSink final : public Sink {
 public:
  // Writes logs.json, logs-2.json, … or logs.jsonl into `package`, which the caller keeps alive and commits.
  OtlpLogsSink(Package* package, OtlpOptions options);
  ~OtlpLogsSink() override;

  SignalSet signals() const override { return SignalSet::Of(Signal::kLog); }
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

#endif  // TELEX_OTLP_LOGS_SINK_H_
