// The values of OTLP/JSON: attribute values, ids, nanoseconds (lib/README.md, "JSON rules" and "Ids").
#ifndef TELEX_ENCODE_OTLP_VALUES_H_
#define TELEX_ENCODE_OTLP_VALUES_H_

#include <cstddef>
#include <cstdint>

#include "encode/text_buffer.h"
#include "telex/json_value.h"

namespace telex {

// What an attribute takes besides the texts of its key and value, at most.
inline constexpr std::size_t kAttributeOverhead = 64;

// As PutDouble, for a number that may overflow.
char* PutLongDouble(char* p, const JsonValue& number);

// A double: the stored number, or the string "Infinity" or "-Infinity" where it overflows. At most 11 bytes or its text.
inline char* PutDouble(char* p, const JsonValue& number) {
  if (number.kind() == JsonValue::Kind::kLongNumber) return PutLongDouble(p, number);
  return Put(p, number.text());
}

// `{"stringValue":"…"}`, `{"doubleValue":…}` or `{"boolValue":…}`.
inline char* PutAttributeValue(char* p, const JsonValue& value) {
  if (value.is_string()) {
    p = PutString(Put(p, "{\"stringValue\":\""), value);
    return Put(p, "\"}");
  }
  if (value.is_number()) {
    p = PutDouble(Put(p, "{\"doubleValue\":"), value);
  } else {
    p = Put(p, "{\"boolValue\":");
    p = value.kind() == JsonValue::Kind::kTrue ? Put(p, "true") : Put(p, "false");
  }
  *p++ = '}';
  return p;
}

// `"{name}":"{nanos}"`.
template <std::size_t N>
char* PutNanos(char* p, const char (&member)[N], std::uint64_t nanos) {
  p = Put(p, member);
  p = PutDecimal(p, nanos);
  *p++ = '"';
  return p;
}

// `value` times `nanos_per_unit`, an IEEE product, rounded half up; 0 where it is negative, saturated at 2^64 - 1.
std::uint64_t DurationNanos(double value, double nanos_per_unit);
// `end` less a duration, never below 0.
inline std::uint64_t StartNanos(std::int64_t end, std::uint64_t duration) {
  return duration >= static_cast<std::uint64_t>(end) ? 0 : static_cast<std::uint64_t>(end) - duration;
}

// The result of rounding a count to an integer that a data point can hold.
struct Count {
  std::int64_t value = 0;
  bool changed = false;  // it was negative or too large
};
Count RoundCount(const JsonValue& number);

}  // namespace telex

#endif  // TELEX_ENCODE_OTLP_VALUES_H_
