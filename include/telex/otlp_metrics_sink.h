// Metric events as OTLP/JSON Sums and Gauges, in envelopes that can be POSTed to /v1/metrics unchanged.
#ifndef TELEX_OTLP_METRICS_SINK_H_
#define TELEX_OTLP_METRICS_SINK_H_

#include <memory>
#include <vector>

#include "telex/otlp_options.h"
#include "telex/package.h"
#include "telex/router.h"
#include "telex/sink.h"

namespace telex {

class OtlpMetricsSink final : public Sink {
 public:
  // Writes metrics.json, metrics-2.json, … or metrics.jsonl into `package`, which the caller keeps alive and commits.
  // An event without a rule is written as a sample.
  OtlpMetricsSink(Package* package, OtlpOptions options, MetricRules rules = {});
  ~OtlpMetricsSink() override;

  SignalSet signals() const override { return SignalSet::Of(Signal::kMetric); }
  bool needs_blocks() const override { return true; }
  absl::Status Write(const Event& event, Signal signal) override;
  absl::Status EndSession(std::uint32_t session) override;
  absl::Status Finish() override;
  SinkCounts counts() const override;
  std::vector<SinkDocument> documents() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telex

#endif  // TELEX_OTLP_METRICS_SINK_H_
