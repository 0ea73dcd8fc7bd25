#include "telex/json_array_sink.h"

#include <utility>

#include "encode/text_buffer.h"

namespace telex {
namespace {

// A block, and the record that goes beyond its end.
constexpr std::size_t kUsualCapacity = kOutputBlockBytes + kOutputBlockBytes / 4;
// What an element takes besides the texts of its row, context and fields.
constexpr std::size_t kFixedSize = 512;
constexpr std::size_t kMemberOverhead = 8;

struct ContextKey {
  std::string_view text;
  JsonValue SessionContext::*member;
};
constexpr ContextKey kContextKeys[] = {{"{\"extension_version\":\"", &SessionContext::extension_version},
                                       {"\",\"machine_id\":\"", &SessionContext::machine_id},
                                       {"\",\"session_id\":\"", &SessionContext::session_id},
                                       {"\",\"os_type\":\"", &SessionContext::os_type},
                                       {"\",\"os_version\":\"", &SessionContext::os_version},
                                       {"\",\"host_arch\":\"", &SessionContext::host_arch},
                                       {"\",\"platform_name\":\"", &SessionContext::platform_name},
                                       {"\",\"platform_version\":\"", &SessionContext::platform_version},
                                       {"\",\"deployment_url\":\"", &SessionContext::deployment_url}};

char* PutValue(char* p, const JsonValue& value) {
  if (!value.is_string()) return Put(p, value.text());
  *p++ = '"';
  p = Put(p, value.text());
  *p++ = '"';
  return p;
}

char* PutAttributes(char* p, ArrayView<Attribute> attributes) {
  *p++ = '{';
  bool first = true;
  for (const Attribute& attribute : attributes) {
    if (!first) *p++ = ',';
    first = false;
    p = PutValue(p, attribute.key);
    *p++ = ':';
    p = PutValue(p, attribute.value);
  }
  *p++ = '}';
  return p;
}

char* PutContext(char* p, const SessionContext& context) {
  for (const ContextKey& key : kContextKeys) p = Put(Put(p, key.text), (context.*key.member).text());
  return Put(p, "\"}");
}

std::size_t AttributesSize(ArrayView<Attribute> attributes) {
  std::size_t size = 2;
  for (const Attribute& a : attributes) size += kMemberOverhead + a.key.text().size() + a.value.text().size();
  return size;
}

std::size_t FieldsSize(const Event& event) {
  std::size_t size = kFixedSize + AttributesSize(event.properties) + AttributesSize(event.measurements);
  for (const JsonValue* value :
       {&event.event_id, &event.event_name, &event.timestamp, &event.event_sequence, &event.trace_id,
        &event.parent_event_id, &event.error.message, &event.error.type, &event.error.code}) {
    size += kMemberOverhead + value->text().size();
  }
  for (const ContextKey& key : kContextKeys) size += key.text.size() + (event.context->*key.member).text().size();
  return size;
}

char* PutError(char* p, const EventError& error) {
  p = PutValue(Put(p, ",\"error\":{\"message\":"), error.message);
  if (error.type.present()) p = PutValue(Put(p, ",\"type\":"), error.type);
  if (error.code.present()) p = PutValue(Put(p, ",\"code\":"), error.code);
  *p++ = '}';
  return p;
}

// An event without stored text, in the order of the fields in lib/README.md.
char* PutFields(char* p, const Event& event) {
  p = PutValue(Put(p, "{\"event_id\":"), event.event_id);
  p = PutValue(Put(p, ",\"event_name\":"), event.event_name);
  p = PutValue(Put(p, ",\"timestamp\":"), event.timestamp);
  p = PutValue(Put(p, ",\"event_sequence\":"), event.event_sequence);
  p = PutAttributes(Put(p, ",\"properties\":"), event.properties);
  p = PutAttributes(Put(p, ",\"measurements\":"), event.measurements);
  if (event.trace_id.present()) p = PutValue(Put(p, ",\"trace_id\":"), event.trace_id);
  if (event.parent_event_id.present()) p = PutValue(Put(p, ",\"parent_event_id\":"), event.parent_event_id);
  if (event.has_error) p = PutError(p, event.error);
  p = PutContext(Put(p, ",\"schema_version\":1,\"context\":"), *event.context);
  *p++ = '}';
  return p;
}

bool IsInherited(const SessionContext& context) { return !context.schema_version_text.empty(); }

std::size_t ElementSize(const Event& event) {
  if (event.text.empty()) return FieldsSize(event);
  const SessionContext& context = *event.context;
  return kFixedSize + event.text.size() + context.schema_version_text.size() + context.members_text.size() +
         context.deployment_url.text().size();
}

char* PutElement(char* p, const Event& event) {
  if (event.text.empty()) return PutFields(p, event);
  const SessionContext& context = *event.context;
  if (!IsInherited(context)) return Put(p, event.text);
  std::size_t from = 0;
  for (const TextRange& range : event.left_out) {
    p = Put(p, event.text.substr(from, range.begin - from));
    from = range.end;
  }
  p = Put(p, event.text.substr(from, event.text.size() - 1 - from));
  p = Put(Put(p, ",\"schema_version\":"), context.schema_version_text);
  p = Put(Put(p, ",\"context\":{"), context.members_text);
  p = Put(Put(p, ",\"deployment_url\":\""), context.deployment_url.text());
  return Put(p, "\"}}");
}

}  // namespace

void AppendJsonElement(const Event& event, std::string& out) {
  const std::size_t size = out.size();
  out.resize(size + ElementSize(event));
  char* const begin = out.data();
  out.resize(static_cast<std::size_t>(PutElement(begin + size, event) - begin));
}

class JsonArraySink::Impl {
 public:
  explicit Impl(std::unique_ptr<Output> output) : output_(std::move(output)) {}

  absl::Status Write(const Event& event) {
    if (!any_) buffer_.Reserve(kUsualCapacity);  // at once: it would grow to that step by step
    char* p = buffer_.Reserve(ElementSize(event) + 2);
    p = any_ ? Put(p, ",\n") : Put(p, "[\n");
    any_ = true;
    buffer_.SetEnd(PutElement(p, event));
    return buffer_.size() >= kOutputBlockBytes ? Flush(buffer_.size() - buffer_.size() % kOutputBlockBytes)
                                               : absl::OkStatus();
  }

  absl::Status Finish() {
    buffer_.Append(any_ ? "\n]\n" : "[]\n");
    if (absl::Status status = Flush(buffer_.size()); !status.ok()) return status;
    return output_->Close();
  }

 private:
  absl::Status Flush(std::size_t size) {
    absl::Status status = output_->Append(buffer_.text().substr(0, size));
    buffer_.DropFront(size, kUsualCapacity);
    return status;
  }

  const std::unique_ptr<Output> output_;
  TextBuffer buffer_;
  bool any_ = false;
};

JsonArraySink::JsonArraySink(std::unique_ptr<Output> output) : impl_(std::make_unique<Impl>(std::move(output))) {}
JsonArraySink::~JsonArraySink() = default;
absl::Status JsonArraySink::Write(const Event& event, Signal) { return impl_->Write(event); }
absl::Status JsonArraySink::Finish() { return impl_->Finish(); }

}  // namespace telex
