// Trace and span ids as OTLP wants them (lib/README.md, "Ids").
#ifndef TELEX_ENCODE_IDS_H_
#define TELEX_ENCODE_IDS_H_

#include "telex/json_value.h"

namespace telex {

inline constexpr int kTraceIdDigits = 32;
inline constexpr int kSpanIdDigits = 16;

// Writes the id's lower-case hex digits at `p`; returns the end. `*derived`: whether it was replaced by one that is
// derived from its text, always the same for the same text.
char* PutTraceId(char* p, const JsonValue& id, bool* derived);
char* PutSpanId(char* p, const JsonValue& id, bool* derived);

}  // namespace telex

#endif  // TELEX_ENCODE_IDS_H_
