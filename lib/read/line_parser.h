// One line to its fields, in one pass that knows the schema. Nothing is judged here but JSON itself: which fields must
// be there, and of which type, is the business of line_judge.h.
#ifndef TELEX_READ_LINE_PARSER_H_
#define TELEX_READ_LINE_PARSER_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "read/json_scanner.h"
#include "telex/event.h"

namespace telex {

// The fields of a row, a header and a context that have a meaning, in the order in which they are usually written.
enum class Field : std::uint8_t {
  kEventId,
  kEventName,
  kTimestamp,
  kEventSequence,
  kProperties,
  kMeasurements,
  kTraceId,
  kParentEventId,
  kError,
  kDeploymentUrl,
  kSchemaVersion,
  kContext,
  kKind,
  kUnknown,
};
inline constexpr int kFieldCount = static_cast<int>(Field::kUnknown);

enum class FieldState : std::uint8_t { kMissing, kGood, kWrongType };

// A string member of `context` or `error`.
struct StringField {
  JsonValue value;
  FieldState state = FieldState::kMissing;
};

// `context`: the eight keys in the order of SessionContext, then deployment_url.
inline constexpr int kContextKeyCount = 8;
struct ParsedContext {
  std::array<StringField, kContextKeyCount + 1> keys;
  TextRange members;                // what stands between its braces
  std::vector<TextRange> left_out;  // its deployment_url members
};

// The views point into the line's text. Reused from line to line, so that a line costs no allocation.
struct ParsedLine {
  std::string_view text;  // the object, `{` to `}`
  std::array<FieldState, kFieldCount> states;
  std::array<JsonValue, kFieldCount> values;  // of fields that are strings or numbers
  // Whether properties and measurements are kept. Where they are not they are only checked, and the line is parsed
  // again if one of them has a wrong type.
  bool keep_attributes = true;
  std::vector<Attribute> properties;
  std::vector<Attribute> measurements;
  // Members of the lists above with a value of the wrong type (kAbsent); they count only if they are not overruled.
  std::uint32_t wrong_properties = 0;
  std::uint32_t wrong_measurements = 0;
  std::array<StringField, 3> error;  // message, type, code
  ParsedContext context;
  std::vector<TextRange> left_out;  // deployment_url and schema_version members: see Event::left_out

  FieldState state(Field field) const { return states[static_cast<std::size_t>(field)]; }
  const JsonValue& value(Field field) const { return values[static_cast<std::size_t>(field)]; }
};

struct LineError {
  ScanError error = ScanError::kNone;
  std::uint32_t offset = 0;  // of the byte where it was found; only roughly
};

// Parses the line [begin, end), which ends as json_scanner.h says. False, and `*error`, where it is not one JSON object.
// Lines are shorter than 4 GiB.
bool ParseLine(const char* begin, const char* end, ParsedLine* line, LineError* error);

}  // namespace telex

#endif  // TELEX_READ_LINE_PARSER_H_
