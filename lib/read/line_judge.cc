#include "read/line_judge.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "absl/base/attributes.h"
#include "absl/container/flat_hash_set.h"

namespace telex {
namespace {

constexpr std::array<std::string_view, kFieldCount> kNames = {
    "event_id",        "event_name", "timestamp",      "event_sequence", "properties", "measurements", "trace_id",
    "parent_event_id", "error",      "deployment_url", "schema_version", "context",    "kind"};
constexpr std::array<std::string_view, kFieldCount> kTypes = {
    "a string", "a string",  "a string", "a number", "an object", "an object", "a string",
    "a string", "an object", "a string", "a number", "an object", "a string"};
constexpr std::array<std::string_view, kContextKeyCount + 1> kContextNames = {
    "extension_version", "machine_id",    "session_id",       "os_type",       "os_version",
    "host_arch",         "platform_name", "platform_version", "deployment_url"};
constexpr std::array<std::string_view, 3> kErrorNames = {"message", "type", "code"};

bool Fail(std::string_view what, std::string_view is, std::string_view rest, std::string* reason) {
  reason->assign(what);
  reason->append(is);
  reason->append(rest);
  return false;
}

// A key as it is stored, cut where it is long: reasons are for people.
std::string Shown(const JsonValue& value) {
  constexpr std::size_t kMax = 64;
  std::string_view text = value.text();
  if (text.size() <= kMax) return std::string(text);
  std::size_t size = kMax;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return std::string(text.substr(0, size)) + "…";
}

bool Require(const ParsedLine& line, Field field, std::string* reason) {
  const auto index = static_cast<std::size_t>(field);
  const FieldState state = line.states[index];
  if (state == FieldState::kGood) return true;
  if (state == FieldState::kMissing) return Fail(kNames[index], " is missing", "", reason);
  return Fail(kNames[index], " is not ", kTypes[index], reason);
}

bool Allow(const ParsedLine& line, Field field, std::string* reason) {
  return line.state(field) != FieldState::kWrongType || Require(line, field, reason);
}

bool JudgeSchemaVersion(const ParsedLine& line, std::string* reason) {
  if (!Allow(line, Field::kSchemaVersion, reason)) return false;
  if (line.state(Field::kSchemaVersion) == FieldState::kMissing) return true;
  const JsonValue& value = line.value(Field::kSchemaVersion);
  if (value.text() == "1") return true;
  const double version = value.AsDouble();
  if (version == 1) return true;
  const std::string_view rest = version > 1 ? " is newer than this library knows" : " is not 1";
  return Fail("schema_version ", Shown(value), rest, reason);
}

bool JudgeContext(const ParsedLine& line, std::string* reason) {
  for (std::size_t i = 0; i < kContextNames.size(); ++i) {
    const FieldState state = line.context.keys[i].state;
    const bool optional = i == kContextKeyCount;
    if (state == FieldState::kGood || (optional && state == FieldState::kMissing)) continue;
    const std::string name = "context." + std::string(kContextNames[i]);
    return Fail(name, state == FieldState::kMissing ? " is missing" : " is not a string", "", reason);
  }
  return true;
}

bool JudgeError(const ParsedLine& line, std::string* reason) {
  if (!Allow(line, Field::kError, reason)) return false;
  if (line.state(Field::kError) == FieldState::kMissing) return true;
  for (std::size_t i = 0; i < kErrorNames.size(); ++i) {
    const FieldState state = line.error[i].state;
    if (state == FieldState::kGood || (i > 0 && state == FieldState::kMissing)) continue;
    const std::string name = "error." + std::string(kErrorNames[i]);
    return Fail(name, state == FieldState::kMissing ? " is missing" : " is not a string", "", reason);
  }
  return true;
}

// Members with a wrong type count unless a later one has their key; then they go.
bool JudgeWrongAttributes(AttributeArray* list, std::string_view name, std::string_view expected, std::string* reason) {
  absl::flat_hash_set<std::string> later(list->size());  // never grows
  for (std::size_t i = list->size(); i-- > 0;) {
    const Attribute& attribute = list->begin()[i];
    const bool overruled = !later.insert(attribute.key.Decode()).second;
    if (!attribute.value.present() && !overruled) {
      return Fail(std::string(name) + "." + Shown(attribute.key), " is ", expected, reason);
    }
  }
  Attribute* const end = std::remove_if(list->begin(), list->begin() + list->size(),
                                        [](const Attribute& a) { return !a.value.present(); });
  list->Truncate(static_cast<std::size_t>(end - list->begin()));
  return true;
}

bool JudgeAttributes(ParsedLine* line, std::string* reason) {
  if (line->wrong_properties != 0 &&
      !JudgeWrongAttributes(&line->properties, "properties", "neither a string nor a number nor a bool", reason)) {
    return false;
  }
  return line->wrong_measurements == 0 ||
         JudgeWrongAttributes(&line->measurements, "measurements", "not a number", reason);
}

// A usual row, judged eight fields at a time: each field that must be there is, none has a wrong type, and there is no
// error, schema_version or context.
bool IsUsual(const ParsedLine& line) {
  constexpr std::uint8_t kGood = static_cast<std::uint8_t>(FieldState::kGood);
  constexpr std::uint8_t kWrong = static_cast<std::uint8_t>(FieldState::kWrongType);
  constexpr std::uint8_t kAny = kGood | kWrong;
  constexpr std::uint8_t kRequired[8] = {kGood, kGood, kGood, kGood, kGood, kGood};
  constexpr std::uint8_t kForbidden[16] = {kWrong, kWrong, kWrong, kWrong, kWrong, kWrong, kWrong,
                                           kWrong, kAny,   kWrong, kAny,   kAny,   kWrong};
  static_assert(static_cast<int>(Field::kMeasurements) == 5 && static_cast<int>(Field::kError) == 8 &&
                    static_cast<int>(Field::kSchemaVersion) == 10 && static_cast<int>(Field::kContext) == 11 &&
                    kFieldCount <= 16,
                "the fields stand in the words as said here");
  std::uint64_t required = 0;
  std::uint64_t forbidden[2] = {0, 0};
  std::uint64_t words[2] = {0, 0};
  std::memcpy(&required, kRequired, sizeof required);
  std::memcpy(forbidden, kForbidden, sizeof forbidden);
  static_assert(sizeof line.states == sizeof words, "two words");
  std::memcpy(words, line.states.data(), sizeof words);
  return (words[0] & required) == required && ((words[0] & forbidden[0]) | (words[1] & forbidden[1])) == 0 &&
         (line.wrong_properties | line.wrong_measurements) == 0;
}

bool JudgeFieldTypes(const ParsedLine& line, std::string* reason) {
  for (Field field : {Field::kEventId, Field::kEventName, Field::kTimestamp, Field::kEventSequence, Field::kProperties,
                      Field::kMeasurements}) {
    if (!Require(line, field, reason)) return false;
  }
  for (Field field : {Field::kTraceId, Field::kParentEventId, Field::kDeploymentUrl, Field::kContext}) {
    if (!Allow(line, field, reason)) return false;
  }
  return true;
}

ABSL_ATTRIBUTE_NOINLINE bool JudgeFields(ParsedLine* line, std::string* reason) {
  return JudgeFieldTypes(*line, reason) && JudgeSchemaVersion(*line, reason) && JudgeAttributes(line, reason) &&
         JudgeError(*line, reason) &&
         (line->state(Field::kContext) == FieldState::kMissing || JudgeContext(*line, reason));
}

ABSL_ATTRIBUTE_NOINLINE bool FailTime(const JsonValue& timestamp, std::string* reason) {
  return Fail("timestamp \"", Shown(timestamp), "\" is not a valid time", reason);
}

JsonValue UnlessEmpty(const ParsedLine& line, Field field) {
  if (line.state(field) == FieldState::kMissing || line.value(field).empty()) return JsonValue();
  return line.value(field);
}

}  // namespace

bool JudgeKind(const ParsedLine& line, bool* ok, std::string* reason) {
  *ok = true;
  if (line.state(Field::kKind) == FieldState::kMissing) return false;
  if (line.state(Field::kKind) == FieldState::kGood && line.value(Field::kKind).Equals("header")) return true;
  *ok = false;
  if (line.state(Field::kKind) == FieldState::kWrongType) return Fail("kind", " is not a string", "", reason);
  return Fail("unknown kind \"", Shown(line.value(Field::kKind)), "\"", reason);
}

bool JudgeHeader(const ParsedLine& line, std::string* reason) {
  return Require(line, Field::kSchemaVersion, reason) && JudgeSchemaVersion(line, reason) &&
         Require(line, Field::kContext, reason) && JudgeContext(line, reason);
}

bool JudgeRow(ParsedLine* line, EventTimeParser* times, Event* event, std::string* reason) {
  if (!IsUsual(*line) && !JudgeFields(line, reason)) return false;
  const JsonValue& timestamp = line->value(Field::kTimestamp);
  if (!times->Parse(timestamp, &event->time_unix_nano)) return FailTime(timestamp, reason);
  event->event_id = line->value(Field::kEventId);
  event->event_name = line->value(Field::kEventName);
  event->timestamp = timestamp;
  event->event_sequence = line->value(Field::kEventSequence);
  event->properties = line->properties.view();
  event->measurements = line->measurements.view();
  event->trace_id = UnlessEmpty(*line, Field::kTraceId);
  event->parent_event_id = UnlessEmpty(*line, Field::kParentEventId);
  event->has_error = line->state(Field::kError) == FieldState::kGood;
  if (event->has_error) {
    const auto optional = [](const StringField& f) { return f.state == FieldState::kGood ? f.value : JsonValue(); };
    event->error = {line->error[0].value, optional(line->error[1]), optional(line->error[2])};
  }
  event->text = line->text;
  event->left_out = {line->left_out.data(), line->left_out.size()};
  return true;
}

}  // namespace telex
