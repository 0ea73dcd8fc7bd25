// telex files: the names of the files that a range needs.
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "help.h"
#include "platform.h"
#include "range_options.h"
#include "telex/source.h"
#include "telex/telemetry_files.h"
#include "text.h"

namespace telex_cli {

int RunFiles(const std::vector<std::string>& arguments) {
  RangeArguments range_arguments;
  Command command;
  command.name = "files";
  command.usage = "DIR [OPTION ...]";
  command.description =
      "Prints the names of the telemetry files in DIR that an export of the range would read, one a line, ordered by "
      "date, session and part. The choice is made by name alone: no file is opened. On a terminal, control characters "
      "of a name are shown as escapes.";
  command.folder_help = "The folder that holds the telemetry files.";
  command.groups = {RangeOptions(&range_arguments)};
  command.notes =
      "Exit status: 0 done, also where there is no such file; 1 failed; 2 wrong usage.\n"
      "\n"
      "Example:\n"
      "  telex files ~/telemetry --from 2026-05-01 --to 2026-05-03\n";

  const ParsedArguments parsed = ParseArguments(command, arguments);
  if (parsed.help) return PrintHelp(CommandHelp(command));
  if (!parsed.error.empty()) return WrongUsage(command.name, parsed.error);
  const absl::StatusOr<telex::DateRange> range = BuildRange(range_arguments, range_arguments.NowOrClock());
  if (!range.ok()) return WrongUsage(command.name, std::string(range.status().message()));

  const std::unique_ptr<telex::Source> source = telex::NewFolderSource(*parsed.folder);
  const absl::StatusOr<std::vector<std::string>> names =
      telex::SelectFiles(*source, *range, range_arguments.file_slack_days);
  if (!names.ok()) return Fail(names.status());
  // A terminal would obey control characters; scripts need the name as it is.
  const bool to_terminal = IsTerminal(Stream::kOutput);
  std::string lines;
  for (const std::string& name : *names) lines += (to_terminal ? Printable(name) : name) + "\n";
  return Print(Stream::kOutput, lines);
}

}  // namespace telex_cli
