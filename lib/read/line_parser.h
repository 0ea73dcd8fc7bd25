// One line to its fields, in one pass that knows the schema. Nothing is judged here but JSON itself: which fields must
// be there, and of which type, is the business of line_judge.h.
#ifndef TELEX_READ_LINE_PARSER_H_
#define TELEX_READ_LINE_PARSER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
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

// Attributes in memory that is kept from line to line.
class AttributeArray {
 public:
  Attribute* begin() { return room_.data(); }
  const Attribute* begin() const { return room_.data(); }
  const Attribute& operator[](std::size_t i) const { return room_[i]; }
  std::size_t size() const { return size_; }
  ArrayView<Attribute> view() const { return {room_.data(), size_}; }

  void Truncate(std::size_t size) { size_ = size; }
  // Up to here may be written; the elements from size() on are anything.
  const Attribute* limit() const { return room_.data() + room_.size(); }
  // Makes room for more, which moves the elements.
  void Grow() { room_.resize(std::max(kLeast, 2 * room_.size())); }

  void swap(AttributeArray& other) {
    room_.swap(other.room_);
    std::swap(size_, other.size_);
  }

 private:
  static constexpr std::size_t kLeast = 8;

  std::vector<Attribute> room_;
  std::size_t size_ = 0;
};

// The views point into the line's text. Reused from line to line, so that a line costs no allocation.
struct ParsedLine {
  std::string_view text;                      // the object, `{` to `}`
  std::array<FieldState, 16> states;          // the last ones of no field: two words
  std::array<JsonValue, kFieldCount> values;  // of fields that are strings or numbers
  // Whether properties and measurements are kept. Where they are not they are only checked, and the line is parsed
  // again if one of them has a wrong type.
  bool keep_attributes = true;
  AttributeArray properties;
  AttributeArray measurements;
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
