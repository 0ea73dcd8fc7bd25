// The options that say which events and files a command is about.
#ifndef TELEX_EXAMPLES_CLI_RANGE_OPTIONS_H_
#define TELEX_EXAMPLES_CLI_RANGE_OPTIONS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "options.h"
#include "telex/date_range.h"
#include "telex/instant.h"

namespace telex_cli {

struct RangeArguments {
  std::optional<std::string> preset;
  std::optional<std::string> from, to;
  std::optional<telex::Instant> start, end;
  std::optional<telex::Instant> now;
  int file_slack_days = 0;

  telex::Instant NowOrClock() const { return now ? *now : telex::Instant::Now(); }
};

// The options set `*arguments`, which must outlive them.
OptionGroup RangeOptions(RangeArguments* arguments);

Option NowOption(std::string help, std::optional<telex::Instant>* now);

// InvalidArgument, with a message for the user, where the arguments do not go together.
absl::StatusOr<telex::DateRange> BuildRange(const RangeArguments& arguments, telex::Instant now);

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_RANGE_OPTIONS_H_
