// The commands of telex. Each takes the arguments that follow its name and returns the program's exit status.
#ifndef TELEX_EXAMPLES_CLI_COMMANDS_H_
#define TELEX_EXAMPLES_CLI_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform.h"

namespace telex_cli {

enum ExitStatus : int {
  kDone = 0,
  kFailed = 1,  // or cancelled
  kWrongUsage = 2,
  kNoEvents = 3,
};

int RunExport(const std::vector<std::string>& arguments);
int RunFiles(const std::vector<std::string>& arguments);
int RunPresets(const std::vector<std::string>& arguments);

// Prints `telex: message` on standard error and returns kFailed.
int Fail(const absl::Status& status);

// Writes what a command prints, and returns kDone; or says why that was not possible, unless the reader went away, and
// returns kFailed.
int Print(Stream stream, const std::string& text);

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_COMMANDS_H_
