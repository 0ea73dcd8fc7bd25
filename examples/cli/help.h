// Help texts, made from the tables that the parser uses.
#ifndef TELEX_EXAMPLES_CLI_HELP_H_
#define TELEX_EXAMPLES_CLI_HELP_H_

#include <string>
#include <utility>
#include <vector>

#include "options.h"

namespace telex_cli {

// At most 100 columns wide.
std::string CommandHelp(const Command& command);
// `commands`: the name of each, and what it does.
std::string ProgramHelp(const std::vector<std::pair<std::string, std::string>>& commands);

// Prints to standard output and returns the program's exit status.
int PrintHelp(const std::string& text);

// Says on standard error what is wrong and where to read what is right; returns the exit status 2. `command` may be
// empty: the program as a whole.
int WrongUsage(const std::string& command, const std::string& message);

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_HELP_H_
