#include "range_options.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "option_kinds.h"
#include "text.h"

namespace telex_cli {
namespace {

using telex::DateRange;

Option PresetOption(std::optional<std::string>* preset) {
  Choices<std::optional<std::string>> choices;
  std::vector<std::string> ids;
  for (const DateRange::Preset each : DateRange::kPresets) {
    ids.emplace_back(DateRange::PresetId(each));
    choices.emplace_back(ids.back(), ids.back());
  }
  const std::string all_time(DateRange::PresetId(DateRange::Preset::kAllTime));
  Option option = ChoiceOption("range", Alternatives(ids) + ". Default: " + all_time + ".", preset, std::move(choices));
  option.value_name = "PRESET";
  return option;
}

Option DateOption(std::string name, std::string help, std::optional<std::string>* date) {
  const Setter set = [date](std::string_view value) -> std::string {
    // For the library an empty text is an absent bound; on a command line it is a slip.
    const std::string problem = value.empty() ? "Use YYYY-MM-DD." : DateRange::ValidateDate(value);
    if (!problem.empty()) return Quoted(value) + ": " + problem;
    *date = std::string(value);
    return "";
  };
  return {std::move(name), "D", std::move(help), set};
}

absl::Status Wrong(const std::string& message) { return absl::Status(absl::StatusCode::kInvalidArgument, message); }

}  // namespace

Option NowOption(std::string help, std::optional<telex::Instant>* now) {
  return InstantOption("now", std::move(help), now);
}

OptionGroup RangeOptions(RangeArguments* arguments) {
  return {
      "Range, one kind of",
      {PresetOption(&arguments->preset),
       DateOption("from", "First UTC date, YYYY-MM-DD. Without --to: everything since.", &arguments->from),
       DateOption("to", "Last UTC date, inclusive. Without --from: everything until then.", &arguments->to),
       InstantOption("start", "First moment, such as 2026-05-04T12:00:00Z; up to nine decimals.", &arguments->start),
       InstantOption("end", "The moment at which the range ends; it is no longer part of it.", &arguments->end),
       NowOption("What a preset and the export's date count from. Default: the clock.", &arguments->now),
       NumberOption("file-slack-days",
                    "Also read the files of this many days after the range: an event of just before midnight can "
                    "stand in the next day's file.",
                    &arguments->file_slack_days, 0, 3660)}};
}

absl::StatusOr<DateRange> BuildRange(const RangeArguments& arguments, telex::Instant now) {
  std::vector<std::string> kinds;
  if (arguments.preset) kinds.emplace_back("--range");
  if (arguments.from || arguments.to) kinds.emplace_back(arguments.from ? "--from" : "--to");
  if (arguments.start || arguments.end) kinds.emplace_back(arguments.start ? "--start" : "--end");
  if (kinds.size() > 1) {
    return Wrong(kinds[0] + " and " + kinds[1] +
                 " are two kinds of range: give --range, or --from and --to, or --start and --end");
  }
  if (arguments.from || arguments.to) {
    absl::StatusOr<DateRange> range = DateRange::FromDates(arguments.from.value_or(""), arguments.to.value_or(""));
    if (range.ok() || !arguments.from || !arguments.to) return range;
    return Wrong("--from " + *arguments.from + " --to " + *arguments.to + ": " + std::string(range.status().message()));
  }
  if (arguments.start && arguments.end && *arguments.end < *arguments.start) {
    return Wrong("--end is before --start");
  }
  if (arguments.start || arguments.end) return DateRange::FromInstants(arguments.start, arguments.end);
  if (arguments.preset) return DateRange::FromPresetId(*arguments.preset, now);
  return DateRange::AllTime(now);
}

}  // namespace telex_cli
