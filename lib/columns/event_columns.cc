#include "columns/event_columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>
#include <utility>

#include "columns/event_schema.h"
#include "text/utf8.h"

namespace telex {
namespace {

constexpr std::int64_t kNanosPerMicrosecond = 1000;
constexpr double kTwoTo63 = 9223372036854775808.0;

constexpr std::string_view kSignalNames[kSignalCount] = {"log", "trace", "metric"};

// In the order of the columns.
constexpr JsonValue SessionContext::*kContextMembers[] = {
    &SessionContext::session_id,    &SessionContext::machine_id,       &SessionContext::extension_version,
    &SessionContext::os_type,       &SessionContext::os_version,       &SessionContext::host_arch,
    &SessionContext::platform_name, &SessionContext::platform_version, &SessionContext::deployment_url};

// A number that is whole and fits 64 bits, whichever way it is written; one with a fraction or an exponent as its double.
bool ToInteger(const JsonValue& number, std::int64_t* value) {
  const std::string_view text = number.text();
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), *value);
  if (result.ec == std::errc() && result.ptr == text.data() + text.size()) return true;
  if (result.ec == std::errc::result_out_of_range && text.find_first_of(".eE") == std::string_view::npos) return false;
  const double rounded = number.AsDouble();
  if (!(rounded >= -kTwoTo63 && rounded < kTwoTo63) || rounded != std::floor(rounded)) return false;
  *value = static_cast<std::int64_t>(rounded);
  return true;
}

}  // namespace

absl::Status EventColumns::Append(const Event& event, Signal signal) {
  static_assert(sizeof kContextMembers / sizeof kContextMembers[0] == kContextColumns);
  timestamp_.Append(event.time_unix_nano / kNanosPerMicrosecond);
  time_unix_nano_.Append(event.time_unix_nano);
  event_name_.Append(event.event_name);
  signal_.Append(kSignalNames[static_cast<int>(signal)]);
  event_id_.Append(event.event_id);
  trace_id_.AppendIfPresent(event.trace_id);
  parent_event_id_.AppendIfPresent(event.parent_event_id);
  AppendSequence(event.event_sequence);
  AppendProperties(event);
  AppendMeasurements(event);
  AppendError(event);
  AppendOrigin(event);
  return JudgeSize(event);
}

void EventColumns::AppendSequence(const JsonValue& number) {
  std::int64_t value = 0;
  ToInteger(number, &value) ? event_sequence_.Append(value) : event_sequence_.AppendNull();
}

void EventColumns::AppendProperties(const Event& event) {
  JsonValue result;
  for (const Attribute& property : attributes_.WithoutOverruled(event.properties)) {
    properties_.AppendEntry(property.key, property.value);
    if (property.key.Equals("result")) result = property.value;
  }
  properties_.EndRow();
  result_.AppendIfPresent(result);
}

void EventColumns::AppendMeasurements(const Event& event) {
  const std::int64_t rows = duration_ms_.rows();
  for (const Attribute& measurement : attributes_.WithoutOverruled(event.measurements)) {
    const double value = measurement.value.AsDouble();
    measurements_.AppendEntry(measurement.key, value);
    if (measurement.key.Equals("durationMs")) duration_ms_.Append(value);
  }
  measurements_.EndRow();
  if (duration_ms_.rows() == rows) duration_ms_.AppendNull();
}

void EventColumns::AppendError(const Event& event) {
  if (event.has_error) {
    error_.Append({event.error.message, event.error.type, event.error.code});
  } else {
    error_.AppendNull();
  }
}

bool EventColumns::HasSameOrigin(const Event& event) const {
  const SessionContext& context = *event.context;
  return context.serial != 0 && context.serial == serial_ && event.session == session_ && file_.rows() != 0 &&
         context.deployment_url.text() == deployment_url_ && event.file == file_name_;
}

void EventColumns::AppendOrigin(const Event& event) {
  if (HasSameOrigin(event)) {
    ++same_origins_;
    return;
  }
  WriteOrigins();
  const std::size_t bytes = OriginBytes();
  const SessionContext& context = *event.context;
  for (std::size_t i = 0; i + 1 < kContextColumns; ++i) context_[i].AppendIfPresent(context.*kContextMembers[i]);
  TextColumn& deployment_url = context_[kContextColumns - 1];
  context.deployment_url.empty() ? deployment_url.AppendNull() : deployment_url.Append(context.deployment_url);
  AppendFile(event.file);
  origin_bytes_ = OriginBytes() - bytes;
  session_ = event.session;
  serial_ = context.serial;
  deployment_url_.assign(context.deployment_url.text());
  file_name_.assign(event.file);
}

void EventColumns::AppendFile(std::string_view name) {
  const bool is_ascii =
      std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (name.empty()) {
    file_.AppendNull();
  } else {
    is_ascii ? file_.Append(name) : file_.Append(WellFormed(name));
  }
}

void EventColumns::WriteOrigins() {
  if (same_origins_ == 0) return;
  for (TextColumn& column : context_) column.RepeatLast(same_origins_);
  file_.RepeatLast(same_origins_);
  same_origins_ = 0;
}

std::size_t EventColumns::OriginBytes() const {
  std::size_t sum = file_.bytes() + static_cast<std::size_t>(same_origins_) * origin_bytes_;
  for (const TextColumn& column : context_) sum += column.bytes();
  return sum;
}

template <typename Visit>
void EventColumns::VisitOwnTexts(Visit&& visit) const {
  for (const TextColumn* column : {&event_name_, &signal_, &event_id_, &trace_id_, &parent_event_id_, &result_}) {
    visit(column->bytes());
  }
  visit(error_.bytes());
  visit(properties_.bytes());
  visit(measurements_.bytes());
}

absl::Status EventColumns::JudgeSize(const Event& event) {
  full_ = rows() >= max_rows_;
  // No text of a row is in more than two columns, and a number takes no more than twice its member.
  most_bytes_ += 2 * event.text.size() + origin_bytes_ + sizeof "metric";
  if (!event.text.empty() && most_bytes_ < limits_.batch_bytes) return absl::OkStatus();
  return JudgeExactSize();
}

absl::Status EventColumns::JudgeExactSize() {
  std::size_t sum = OriginBytes();
  VisitOwnTexts([&sum](std::size_t bytes) { sum += bytes; });
  full_ |= sum >= limits_.batch_bytes;
  if (sum <= limits_.column_bytes) return absl::OkStatus();
  WriteOrigins();
  std::size_t most = file_.bytes();
  for (const TextColumn& column : context_) most = std::max(most, column.bytes());
  VisitOwnTexts([&most](std::size_t bytes) { most = std::max(most, bytes); });
  if (most <= limits_.column_bytes) return absl::OkStatus();
  return absl::InvalidArgumentError("an event has more than 2 GiB of text in one Arrow column");
}

void EventColumns::TakeBatch(ArrowArray* out) {
  WriteOrigins();
  auto node = std::make_unique<ArrayNode>(memory_, kEventColumnCount);
  node->AddBuffer({});
  const std::int64_t row_count = rows();
  std::size_t next = 0;
  const auto take = [&node, &next](auto& column) { column.Export(node->child(next++)); };
  take(timestamp_);
  take(time_unix_nano_);
  take(event_name_);
  take(signal_);
  take(event_id_);
  take(trace_id_);
  take(parent_event_id_);
  take(event_sequence_);
  take(result_);
  take(duration_ms_);
  take(error_);
  take(properties_);
  take(measurements_);
  for (TextColumn& column : context_) take(column);
  take(file_);
  full_ = false;
  most_bytes_ = 0;
  ArrayNode::Export(std::move(node), row_count, 0, out);
}

}  // namespace telex
