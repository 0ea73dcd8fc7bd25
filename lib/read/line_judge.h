// What a line must have: the fields of telemetry rows and headers, and their types (lib/README.md, "Bad input").
#ifndef TELEX_READ_LINE_JUDGE_H_
#define TELEX_READ_LINE_JUDGE_H_

#include <string>

#include "read/event_time.h"
#include "read/line_parser.h"
#include "telex/event.h"

namespace telex {

// Whether the line says that it is a header (true) or is a row (false). Not `*ok`, with a reason, for another kind.
bool JudgeKind(const ParsedLine& line, bool* ok, std::string* reason);

// A header: its schema_version and context.
bool JudgeHeader(const ParsedLine& line, std::string* reason);

// A row: all but where its context comes from. Losing members of properties and measurements that have a wrong type
// are removed from the line. On success fills all fields of `*event` that come from the row itself.
bool JudgeRow(ParsedLine* line, EventTimeParser* times, Event* event, std::string* reason);

}  // namespace telex

#endif  // TELEX_READ_LINE_JUDGE_H_
