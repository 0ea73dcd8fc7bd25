// The choice and the order of telemetry files by their names, without allocation per name.
#ifndef TELEX_SELECT_NAME_CHOICE_H_
#define TELEX_SELECT_NAME_CHOICE_H_

#include <cstddef>
#include <string_view>

#include "telex/date_range.h"
#include "telex/telemetry_files.h"

namespace telex::internal {

// Where the session begins in a telemetry name: after `telemetry-YYYY-MM-DD-`.
inline constexpr std::size_t kSessionAt = 21;

// As TelemetryFileName::Parse, for a name that is known to be telemetry: nothing is checked.
TelemetryFileName SplitKnownName(std::string_view name);

// TelemetryFileNameLess for names that are known to be telemetry.
bool KnownNameLess(std::string_view a, std::string_view b);

// Which names a range needs. Immutable.
class NameChoice {
 public:
  NameChoice(const DateRange& range, int slack_days) : dates_(range.ChooseFileDates(slack_days)) {}
  bool Needs(std::string_view name) const;

 private:
  DateRange::FileDates dates_;
};

}  // namespace telex::internal

#endif  // TELEX_SELECT_NAME_CHOICE_H_
