#include "telex/otlp_traces_sink.h"

#include <string>
#include <utility>

#include "encode/attribute_list.h"
#include "encode/block_follower.h"
#include "encode/envelope_writer.h"
#include "encode/held_sink.h"
#include "encode/ids.h"
#include "text/same_text.h"
#include "text/utf8.h"

namespace telex {
namespace {

constexpr EnvelopeShape kShape = {Signal::kTrace, "resourceSpans", "scopeSpans", "spans"};
// What a record takes besides its attributes and the texts of its fields.
constexpr std::size_t kFixedSize = 768;
// An escape of two bytes, \n, may be written as one of six.
constexpr std::size_t kMaxEscapeGrowth = 3;
constexpr double kNanosPerMilli = 1e6;

constexpr int kStatusUnset = 0;
constexpr int kStatusOk = 1;
constexpr int kStatusError = 2;

int StatusCode(const Event& event) {
  const Attribute* result = event.result();
  if (result != nullptr && result->value.is_string()) {
    if (Is(result->value, "success")) return kStatusOk;
    if (Is(result->value, "error")) return kStatusError;
    if (Is(result->value, "aborted")) return kStatusUnset;
  }
  return event.has_error ? kStatusError : kStatusUnset;
}

// The first of the error's type and code that is not empty.
JsonValue ErrorType(const Event& event) {
  if (event.has_error && event.error.type.present() && !event.error.type.empty()) return event.error.type;
  if (event.has_error && event.error.code.present() && !event.error.code.empty()) return event.error.code;
  return JsonValue::Plain("_OTHER");
}

// The last segment of a dotted name; the whole name where that is empty.
std::string_view LeafName(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot + 1 == name.size() ? name : name.substr(dot + 1);
}

}  // namespace

class OtlpTracesSink::Impl {
 public:
  Impl(Package* package, OtlpOptions options) : options_(std::move(options)), writer_(package, options_, kShape) {}

  absl::Status Write(const Event& event) {
    if (blocks_.BeginsBlock(event)) writer_.SetBlock(*event.context, blocks_.block());
    char trace_id[kTraceIdDigits];
    char span_id[kSpanIdDigits];
    bool trace_derived = false;
    bool span_derived = false;
    PutTraceId(trace_id, event.trace_id, &trace_derived);
    PutSpanId(span_id, event.event_id, &span_derived);
    counts_.derived_ids += trace_derived + span_derived;
    const int status = StatusCode(event);
    CollectAttributes(event, status, trace_derived, span_derived);
    const std::size_t error_size = event.has_error ? CollectException(event) : 0;

    char* p = writer_.BeginRecord(kFixedSize + kMaxEscapeGrowth * event.event_name.text().size() +
                                  attributes_.MaxSize() + error_size);
    p = Put(Put(p, "{\"traceId\":\""), {trace_id, kTraceIdDigits});
    p = Put(Put(p, "\",\"spanId\":\""), {span_id, kSpanIdDigits});
    *p++ = '"';
    if (event.parent_event_id.present()) {
      bool derived = false;
      p = PutSpanId(Put(p, ",\"parentSpanId\":\""), event.parent_event_id, &derived);
      *p++ = '"';
      counts_.derived_ids += derived;
    }
    p = PutName(Put(p, ",\"name\":\""), event.event_name);
    p = PutTimes(Put(p, "\",\"kind\":1"), event);
    p = attributes_.Put(Put(p, ",\"attributes\":"));
    p = PutStatusAndEvents(p, event, status);
    return writer_.EndRecord(p);
  }

  absl::Status Finish() { return writer_.Finish(); }

  SinkCounts counts() const {
    SinkCounts counts = counts_;
    counts.records[static_cast<int>(Signal::kTrace)] = writer_.records();
    counts.oversized = writer_.oversized();
    return counts;
  }
  const std::vector<SinkDocument>& documents() const { return writer_.documents(); }

  const OtlpOptions& options() const { return options_; }
  EnvelopeWriter& writer() { return writer_; }
  void TakeCounts(Impl* part) { counts_.derived_ids += std::exchange(part->counts_.derived_ids, 0); }

 private:
  void CollectAttributes(const Event& event, int status, bool trace_derived, bool span_derived) {
    attributes_.Clear();
    duration_ms_ = JsonValue();
    attributes_.Add(event.properties);
    for (const Attribute& measurement : event.measurements) {
      if (Is(measurement.key, "durationMs")) {
        duration_ms_ = measurement.value;  // the last one counts
      } else {
        attributes_.Add(measurement);
      }
    }
    const bool add_error_type = status == kStatusError && !attributes_.Has("error.type");
    attributes_.Add("coder.event_name", event.event_name);
    if (add_error_type) attributes_.Add("error.type", ErrorType(event));
    if (trace_derived) attributes_.Add("coder.trace_id", event.trace_id);
    if (span_derived) attributes_.Add("coder.event_id", event.event_id);
    attributes_.Resolve();
  }

  // Returns the room that the error takes.
  std::size_t CollectException(const Event& event) {
    exception_.Clear();
    AddException(event.error, &exception_);
    return exception_.MaxSize() + event.error.message.text().size();
  }

  char* PutName(char* p, const JsonValue& name) const {
    if (options_.span_name == SpanName::kFull) return PutString(p, name);
    if (name.kind() == JsonValue::Kind::kPlainString) return Put(p, LeafName(name.text()));
    // Dots may be escaped: the decoded form is cut, and escaped again.
    std::string escaped;
    AppendJsonEscaped(LeafName(name.Decode()), escaped);
    return Put(p, escaped);
  }

  char* PutTimes(char* p, const Event& event) const {
    const std::uint64_t duration = duration_ms_.present() ? DurationNanos(duration_ms_.AsDouble(), kNanosPerMilli) : 0;
    p = PutNanos(p, ",\"startTimeUnixNano\":\"", StartNanos(event.time_unix_nano, duration));
    return PutNanos(p, ",\"endTimeUnixNano\":\"", static_cast<std::uint64_t>(event.time_unix_nano));
  }

  char* PutStatusAndEvents(char* p, const Event& event, int status) const {
    if (event.has_error) {
      p = PutNanos(p, ",\"events\":[{\"timeUnixNano\":\"", static_cast<std::uint64_t>(event.time_unix_nano));
      p = exception_.Put(Put(p, ",\"name\":\"exception\",\"attributes\":"));
      p = Put(p, "}]");
    }
    p = Put(p, ",\"status\":{");
    if (status == kStatusError && event.has_error) {
      p = PutString(Put(p, "\"message\":\""), event.error.message);
      p = Put(p, "\",");
    }
    p = PutDecimal(Put(p, "\"code\":"), static_cast<std::uint64_t>(status));
    return Put(p, "}}");
  }

  const OtlpOptions options_;
  EnvelopeWriter writer_;
  AttributeList attributes_;
  AttributeList exception_;
  JsonValue duration_ms_;  // of the span; absent where it has none
  SinkCounts counts_;
  BlockFollower blocks_;
};

OtlpTracesSink::OtlpTracesSink(Package* package, OtlpOptions options)
    : impl_(std::make_unique<Impl>(package, std::move(options))) {}
OtlpTracesSink::~OtlpTracesSink() = default;
absl::Status OtlpTracesSink::Write(const Event& event, Signal) { return impl_->Write(event); }
absl::Status OtlpTracesSink::Finish() { return impl_->Finish(); }
SinkCounts OtlpTracesSink::counts() const { return impl_->counts(); }
std::vector<SinkDocument> OtlpTracesSink::documents() const { return impl_->documents(); }
std::unique_ptr<internal::HeldSink> OtlpTracesSink::NewHeldSink() {
  auto part = std::make_unique<Impl>(nullptr, impl_->options());
  return std::make_unique<internal::HeldSinkOf<Impl>>(impl_.get(), std::move(part));
}

}  // namespace telex
