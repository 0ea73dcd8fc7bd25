#include "telex/otlp_metrics_sink.h"

#include <utility>

#include "encode/attribute_list.h"
#include "encode/block_follower.h"
#include "encode/counter_totals.h"
#include "encode/envelope_writer.h"
#include "encode/metric_groups.h"

namespace telex {
namespace {

constexpr EnvelopeShape kShape = {Signal::kMetric, "resourceMetrics", "scopeMetrics", "metrics"};
// What a point takes besides its attributes and the text of its value.
constexpr std::size_t kFixedSize = 256;
constexpr double kNanosPerSecond = 1e9;

}  // namespace

class OtlpMetricsSink::Impl {
 public:
  Impl(Package* package, OtlpOptions options, MetricRules rules)
      : options_(std::move(options)),
        rules_(std::move(rules)),
        groups_(rules_, options_),
        writer_(package, options_, kShape) {}

  absl::Status Write(const Event& event) {
    if (blocks_.BeginsBlock(event)) {
      if (absl::Status status = BeginBlock(event); !status.ok()) return status;
    }
    ArrayView<Attribute> measurements = groups_.SetEvent(event);
    TakeTimes(event);
    EncodePrefix(event);
    while (!measurements.empty()) {
      const std::size_t added = AddPoints(event, measurements);
      measurements = {measurements.begin() + added, measurements.size() - added};
      if (!groups_.full()) continue;
      if (absl::Status status = groups_.WriteAll(&writer_); !status.ok()) return status;
      groups_.SetEventName(event.event_name);
    }
    return absl::OkStatus();
  }

  absl::Status EndSession(std::uint32_t session) {
    totals_.EndSession(session);
    return absl::OkStatus();
  }

  absl::Status Finish() {
    if (absl::Status status = groups_.WriteAll(&writer_); !status.ok()) return status;
    return writer_.Finish();
  }

  SinkCounts counts() const {
    SinkCounts counts;
    counts.records[static_cast<int>(Signal::kMetric)] = writer_.records();
    counts.repaired = repaired_;
    counts.oversized = writer_.oversized();
    return counts;
  }
  const std::vector<SinkDocument>& documents() const { return writer_.documents(); }

 private:
  bool cumulative() const { return options_.temporality == Temporality::kCumulative; }

  absl::Status BeginBlock(const Event& event) {
    if (absl::Status status = groups_.WriteAll(&writer_); !status.ok()) return status;
    writer_.SetBlock(*event.context, blocks_.block());
    if (cumulative()) resource_hash_ = HashText(writer_.block_open());
    return absl::OkStatus();
  }

  void TakeTimes(const Event& event) {
    time_ = static_cast<std::uint64_t>(event.time_unix_nano);
    start_ = time_;
    has_window_ = !groups_.rule().window_measurement.empty();
    if (has_window_) {
      const JsonValue* window = groups_.window();
      const std::uint64_t length = window == nullptr ? 0 : DurationNanos(window->AsDouble(), kNanosPerSecond);
      start_ = StartNanos(event.time_unix_nano, length);
    }
    if (cumulative()) {
      const std::uint64_t series_start = totals_.StartOf(event.session, resource_hash_, start_);
      sum_start_ = std::min(series_start, time_);
    } else {
      sum_start_ = start_;
    }
  }

  // Attributes and times are the same for all points of the event: they are encoded once, and copied.
  void EncodePrefix(const Event& event) {
    attributes_.Clear();
    attributes_.Add(event.properties);
    attributes_.Add("coder.event_name", event.event_name);
    attributes_.Resolve();
    if (cumulative()) attributes_hash_ = attributes_.HashSet();
    prefix_.Truncate(0);
    char* p = Put(prefix_.Reserve(kFixedSize + attributes_.MaxSize()), "{\"attributes\":");
    p = attributes_.Put(p);
    prefix_.SetEnd(p);
    attributes_size_ = prefix_.size();
    if (has_window_) p = PutNanos(p, ",\"startTimeUnixNano\":\"", start_);
    prefix_.SetEnd(PutNanos(p, ",\"timeUnixNano\":\"", time_));
  }

  // Of how many measurements, at least one, until the groups are full.
  std::size_t AddPoints(const Event& event, ArrayView<Attribute> measurements) {
    const ArrayView<MeasurementPlan> plans = groups_.Plan(measurements);
    std::size_t added = 0;
    do {
      const MeasurementPlan& plan = plans[added];
      const JsonValue& value = measurements[added].value;
      if (plan.use == MeasurementUse::kGauge) AddGaugePoint(plan.group, value);
      if (plan.use == MeasurementUse::kSum) AddSumPoint(event, plan.group, value);
      ++added;
    } while (added < plans.size() && !groups_.full());
    return added;
  }

  void AddGaugePoint(MetricGroup* group, const JsonValue& value) {
    char* p = groups_.BeginPoint(group, kFixedSize + prefix_.size() + value.text().size());
    p = Put(p, prefix_.text());
    p = PutDouble(Put(p, ",\"asDouble\":"), value);
    *p++ = '}';
    groups_.EndPoint(group, p);
  }

  void AddSumPoint(const Event& event, MetricGroup* group, const JsonValue& value) {
    const Count count = RoundCount(value);
    std::int64_t written = count.value;
    bool capped = false;
    if (cumulative()) {
      const Hash128 series = Combine(Combine(resource_hash_, group->name_hash), attributes_hash_);
      written = totals_.Add(event.session, series, count.value, &capped);
    }
    if (count.changed || capped) ++repaired_;
    if (cumulative() && written == 0) return;  // the series has not begun
    char* p = groups_.BeginPoint(group, kFixedSize + prefix_.size());
    if (sum_start_ == start_ && has_window_) {
      p = Put(p, prefix_.text());
    } else {
      p = Put(p, prefix_.text().substr(0, attributes_size_));
      p = PutNanos(p, ",\"startTimeUnixNano\":\"", sum_start_);
      p = PutNanos(p, ",\"timeUnixNano\":\"", time_);
    }
    p = PutDecimal(Put(p, ",\"asInt\":\""), static_cast<std::uint64_t>(written));
    groups_.EndPoint(group, Put(p, "\"}"));
  }

  const OtlpOptions options_;
  const MetricRules rules_;
  MetricGroups groups_;
  EnvelopeWriter writer_;
  CounterTotals totals_;
  AttributeList attributes_;
  Hash128 attributes_hash_;
  Hash128 resource_hash_;
  TextBuffer prefix_;                // of the event's points: attributes, then times
  std::size_t attributes_size_ = 0;  // of the former
  std::uint64_t time_ = 0;           // of the event, in ns
  std::uint64_t start_ = 0;          // of its window
  std::uint64_t sum_start_ = 0;      // of its Sums
  bool has_window_ = false;
  std::uint64_t repaired_ = 0;
  BlockFollower blocks_;
};

OtlpMetricsSink::OtlpMetricsSink(Package* package, OtlpOptions options, MetricRules rules)
    : impl_(std::make_unique<Impl>(package, std::move(options), std::move(rules))) {}
OtlpMetricsSink::~OtlpMetricsSink() = default;
absl::Status OtlpMetricsSink::Write(const Event& event, Signal) { return impl_->Write(event); }
absl::Status OtlpMetricsSink::EndSession(std::uint32_t session) { return impl_->EndSession(session); }
absl::Status OtlpMetricsSink::Finish() { return impl_->Finish(); }
SinkCounts OtlpMetricsSink::counts() const { return impl_->counts(); }
std::vector<SinkDocument> OtlpMetricsSink::documents() const { return impl_->documents(); }

}  // namespace telex
