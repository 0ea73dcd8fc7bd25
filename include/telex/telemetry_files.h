// Which files of a folder are telemetry, and which of them a range needs: by name alone, nothing is opened.
#ifndef TELEX_TELEMETRY_FILES_H_
#define TELEX_TELEMETRY_FILES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "telex/date_range.h"
#include "telex/source.h"

namespace telex {

// The parts of `telemetry-YYYY-MM-DD-{session}[.{part}].jsonl`: views of the name it was parsed from.
struct TelemetryFileName {
  std::string_view date;     // YYYY-MM-DD; digits, not necessarily a real date
  std::string_view session;  // not empty, no dot
  std::string_view part;     // ASCII digits, any number of them; empty for the first part (0)

  // std::nullopt for a name that is not telemetry.
  static std::optional<TelemetryFileName> Parse(std::string_view name);
};

// Orders names by (date, session, part as a number, name). Both must be telemetry names.
bool TelemetryFileNameLess(std::string_view a, std::string_view b);

// The names of `source` that `range` needs, ordered by (date, session, part). Errors: those of Source::List.
absl::StatusOr<std::vector<std::string>> SelectFiles(Source& source, const DateRange& range, int slack_days = 0);

}  // namespace telex

#endif  // TELEX_TELEMETRY_FILES_H_
