#include "field_event.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "telex/instant.h"
#include "text/utf8.h"

namespace telex {
namespace {

constexpr std::size_t kMaxEscapeGrowth = 6;
constexpr std::size_t kMaxNumberSize = 32;
constexpr std::int64_t kNanosPerMilli = 1'000'000;
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

std::size_t TextSize(const EventFields& fields) {
  std::size_t size =
      fields.event_id.size() + fields.event_name.size() + fields.trace_id.size() + fields.parent_event_id.size();
  for (const auto& [key, value] : fields.properties) {
    size += key.size();
    if (const auto* text = std::get_if<std::string_view>(&value)) size += text->size();
  }
  for (const auto& measurement : fields.measurements) size += measurement.first.size();
  if (fields.error) {
    size +=
        fields.error->message.size() + fields.error->type.value_or("").size() + fields.error->code.value_or("").size();
  }
  return size;
}

absl::Status NotFinite(std::string_view where, std::string_view key) {
  return absl::InvalidArgumentError(std::string(where) + "." + std::string(key) + " is not a finite number");
}

absl::Status Validate(const EventFields& fields) {
  if (fields.time_unix_nano < 0) return absl::InvalidArgumentError("time_unix_nano is negative");
  for (const auto& [key, value] : fields.properties) {
    const auto* number = std::get_if<double>(&value);
    if (number != nullptr && !std::isfinite(*number)) return NotFinite("properties", key);
  }
  for (const auto& [key, value] : fields.measurements) {
    if (!std::isfinite(value)) return NotFinite("measurements", key);
  }
  return absl::OkStatus();
}

}  // namespace

void TextArena::Begin(std::size_t bytes, std::size_t strings) {
  text_.clear();
  text_.reserve(bytes * kMaxEscapeGrowth + strings * kMaxNumberSize);
}

JsonValue TextArena::Since(std::size_t begin, JsonValue::Kind kind) const {
  return JsonValue(std::string_view(text_).substr(begin), kind);
}

JsonValue TextArena::String(std::string_view text) {
  const std::size_t begin = text_.size();
  AppendJsonEscaped(text, text_);
  const bool escaped = text_.find('\\', begin) != std::string::npos;
  return Since(begin, escaped ? JsonValue::Kind::kEscapedString : JsonValue::Kind::kPlainString);
}

JsonValue TextArena::Number(double value) {
  const std::size_t begin = text_.size();
  char digits[kMaxNumberSize];
  text_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  return Since(begin, JsonValue::Kind::kNumber);  // finite: it cannot overflow
}

JsonValue TextArena::Integer(std::int64_t value) {
  const std::size_t begin = text_.size();
  char digits[kMaxNumberSize];
  text_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  return Since(begin, JsonValue::Kind::kNumber);
}

JsonValue TextArena::Timestamp(std::int64_t time_unix_nano) {
  const std::size_t begin = text_.size();
  text_.append(FormatInstant(Instant::FromUnixNanos(time_unix_nano)));
  if (time_unix_nano % kNanosPerMilli != 0) {
    char fraction[16];
    std::snprintf(fraction, sizeof fraction, ".%09lldZ", static_cast<long long>(time_unix_nano % kNanosPerSecond));
    text_.replace(text_.size() - 5, 5, fraction);  // instead of `.mmmZ`
  }
  return Since(begin, JsonValue::Kind::kPlainString);
}

void FieldContext::Set(const ContextFields& fields) {
  const std::string_view texts[] = {fields.extension_version, fields.machine_id,       fields.session_id,
                                    fields.os_type,           fields.os_version,       fields.host_arch,
                                    fields.platform_name,     fields.platform_version, fields.deployment_url};
  JsonValue SessionContext::*const members[] = {
      &SessionContext::extension_version, &SessionContext::machine_id,       &SessionContext::session_id,
      &SessionContext::os_type,           &SessionContext::os_version,       &SessionContext::host_arch,
      &SessionContext::platform_name,     &SessionContext::platform_version, &SessionContext::deployment_url};
  std::size_t size = 0;
  for (const std::string_view text : texts) size += text.size();
  arena_.Begin(size, std::size(texts));
  for (std::size_t i = 0; i < std::size(texts); ++i) context_.*members[i] = arena_.String(texts[i]);
  context_.serial = ++last_serial_;
}

absl::Status FieldEvent::Set(const EventFields& fields) {
  if (absl::Status status = Validate(fields); !status.ok()) return status;
  arena_.Begin(TextSize(fields), 16 + 2 * (fields.properties.size() + fields.measurements.size()));
  event_ = Event();
  event_.event_id = arena_.String(fields.event_id);
  event_.event_name = arena_.String(fields.event_name);
  event_.timestamp = arena_.Timestamp(fields.time_unix_nano);
  event_.time_unix_nano = fields.time_unix_nano;
  event_.event_sequence = arena_.Integer(fields.event_sequence);
  properties_.clear();
  for (const auto& [key, value] : fields.properties) {
    Attribute attribute{arena_.String(key), {}};
    if (const auto* text = std::get_if<std::string_view>(&value)) attribute.value = arena_.String(*text);
    if (const auto* number = std::get_if<double>(&value)) attribute.value = arena_.Number(*number);
    if (const auto* flag = std::get_if<bool>(&value)) {
      attribute.value = *flag ? JsonValue("true", JsonValue::Kind::kTrue) : JsonValue("false", JsonValue::Kind::kFalse);
    }
    properties_.push_back(attribute);
  }
  measurements_.clear();
  for (const auto& [key, value] : fields.measurements) {
    measurements_.push_back({arena_.String(key), arena_.Number(value)});
  }
  event_.properties = {properties_.data(), properties_.size()};
  event_.measurements = {measurements_.data(), measurements_.size()};
  if (!fields.trace_id.empty()) event_.trace_id = arena_.String(fields.trace_id);
  if (!fields.parent_event_id.empty()) event_.parent_event_id = arena_.String(fields.parent_event_id);
  event_.has_error = fields.error.has_value();
  if (fields.error) {
    event_.error.message = arena_.String(fields.error->message);
    if (fields.error->type) event_.error.type = arena_.String(*fields.error->type);
    if (fields.error->code) event_.error.code = arena_.String(*fields.error->code);
  }
  return absl::OkStatus();
}

}  // namespace telex
