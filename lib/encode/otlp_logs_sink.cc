#include "telex/otlp_logs_sink.h"

#include <utility>

#include "encode/attribute_list.h"
#include "encode/block_follower.h"
#include "encode/envelope_writer.h"
#include "encode/held_sink.h"
#include "encode/ids.h"

namespace telex {
namespace {

constexpr EnvelopeShape kShape = {Signal::kLog, "resourceLogs", "scopeLogs", "logRecords"};
// What a record takes besides its attributes and the texts of its fields.
constexpr std::size_t kFixedSize = 512;

}  // namespace

class OtlpLogsSink::Impl {
 public:
  Impl(Package* package, OtlpOptions options) : options_(std::move(options)), writer_(package, options_, kShape) {}

  absl::Status Write(const Event& event) {
    if (blocks_.BeginsBlock(event)) writer_.SetBlock(*event.context, blocks_.block());
    char trace_id[kTraceIdDigits];
    bool trace_derived = false;
    if (event.trace_id.present()) PutTraceId(trace_id, event.trace_id, &trace_derived);
    CollectAttributes(event, trace_derived);

    char* p = writer_.BeginRecord(kFixedSize + 2 * event.event_name.text().size() + attributes_.MaxSize());
    p = PutTimes(p, static_cast<std::uint64_t>(event.time_unix_nano));
    p = event.has_error ? Put(p, ",\"severityNumber\":17,\"severityText\":\"ERROR\"")
                        : Put(p, ",\"severityNumber\":9,\"severityText\":\"INFO\"");
    p = PutString(Put(p, ",\"body\":{\"stringValue\":\""), event.event_name);
    p = PutString(Put(p, "\"},\"eventName\":\""), event.event_name);
    p = attributes_.Put(Put(p, "\",\"attributes\":"));
    if (event.trace_id.present()) {
      p = Put(Put(p, ",\"traceId\":\""), {trace_id, kTraceIdDigits});
      *p++ = '"';
      counts_.derived_ids += trace_derived;
    }
    if (event.parent_event_id.present()) {
      bool derived = false;
      p = PutSpanId(Put(p, ",\"spanId\":\""), event.parent_event_id, &derived);
      *p++ = '"';
      counts_.derived_ids += derived;
    }
    *p++ = '}';
    return writer_.EndRecord(p);
  }

  absl::Status Finish() { return writer_.Finish(); }

  SinkCounts counts() const {
    SinkCounts counts = counts_;
    counts.records[static_cast<int>(Signal::kLog)] = writer_.records();
    counts.oversized = writer_.oversized();
    return counts;
  }
  const std::vector<SinkDocument>& documents() const { return writer_.documents(); }

  const OtlpOptions& options() const { return options_; }
  EnvelopeWriter& writer() { return writer_; }
  void TakeCounts(Impl* part) { counts_.derived_ids += std::exchange(part->counts_.derived_ids, 0); }

 private:
  static char* PutTimes(char* p, std::uint64_t nanos) {
    const char* const digits = p = Put(p, "{\"timeUnixNano\":\"");
    p = PutDecimal(p, nanos);
    const std::string_view written(digits, static_cast<std::size_t>(p - digits));
    p = Put(Put(p, "\",\"observedTimeUnixNano\":\""), written);
    *p++ = '"';
    return p;
  }

  void CollectAttributes(const Event& event, bool trace_derived) {
    attributes_.Clear();
    attributes_.Add(event.properties);
    attributes_.Add(event.measurements);
    if (event.has_error) AddException(event.error, &attributes_);
    attributes_.Add("log.record.uid", event.event_id);
    if (trace_derived) attributes_.Add("coder.trace_id", event.trace_id);
    attributes_.Resolve();
  }

  const OtlpOptions options_;
  EnvelopeWriter writer_;
  AttributeList attributes_;
  SinkCounts counts_;
  BlockFollower blocks_;
};

OtlpLogsSink::OtlpLogsSink(Package* package, OtlpOptions options)
    : impl_(std::make_unique<Impl>(package, std::move(options))) {}
OtlpLogsSink::~OtlpLogsSink() = default;
absl::Status OtlpLogsSink::Write(const Event& event, Signal) { return impl_->Write(event); }
absl::Status OtlpLogsSink::Finish() { return impl_->Finish(); }
SinkCounts OtlpLogsSink::counts() const { return impl_->counts(); }
std::vector<SinkDocument> OtlpLogsSink::documents() const { return impl_->documents(); }
std::unique_ptr<internal::HeldSink> OtlpLogsSink::NewHeldSink() {
  auto part = std::make_unique<Impl>(nullptr, impl_->options());
  return std::make_unique<internal::HeldSinkOf<Impl>>(impl_.get(), std::move(part));
}

}  // namespace telex
