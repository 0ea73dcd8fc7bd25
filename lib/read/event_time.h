// Timestamps of events to nanoseconds since the epoch.
#ifndef TELEX_READ_EVENT_TIME_H_
#define TELEX_READ_EVENT_TIME_H_

#include <array>
#include <cstdint>

#include "telex/json_value.h"

namespace telex {

// Remembers the last date, which rarely changes from line to line. Used from one thread at a time.
class EventTimeParser {
 public:
  // False where `timestamp` (a string) is not as ParseInstant wants it, or its time is not 0 <= t < 2^63 ns.
  bool Parse(const JsonValue& timestamp, std::int64_t* time_unix_nano) {
    return ParseUsualForm(timestamp, time_unix_nano) || ParseAnyForm(timestamp, time_unix_nano);
  }

 private:
  bool ParseUsualForm(const JsonValue& timestamp, std::int64_t* time_unix_nano) const;
  bool ParseAnyForm(const JsonValue& timestamp, std::int64_t* time_unix_nano);

  std::array<char, 11> date_{};  // `YYYY-MM-DDT`
  std::int64_t date_seconds_ = 0;
};

}  // namespace telex

#endif  // TELEX_READ_EVENT_TIME_H_
