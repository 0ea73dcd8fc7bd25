// Options as data: the parser, its messages and the help texts are made from one table, so that they cannot disagree.
#ifndef TELEX_EXAMPLES_CLI_OPTIONS_H_
#define TELEX_EXAMPLES_CLI_OPTIONS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telex_cli {

// Takes a value. Returns what was wrong, said so that it completes a sentence that begins with the option's name
// ("takes …, not 'x'"); empty where the value was taken.
using Setter = std::function<std::string(std::string_view value)>;

struct Option {
  std::string name;        // without the dashes
  std::string value_name;  // as the help shows it; empty for a flag
  std::string help;
  Setter set;  // of a flag: called with an empty value
};

struct OptionGroup {
  std::string title;
  std::vector<Option> options;
};

struct Command {
  std::string name;
  std::string usage;        // what follows `telex NAME`
  std::string description;  // paragraphs for the command's own help, broken where it is printed
  std::string folder_help;  // what the operand DIR is; empty: the command takes none
  std::vector<OptionGroup> groups;
  std::string notes;  // after the options, printed as it stands: exit statuses, examples
};

struct ParsedArguments {
  std::optional<std::string> folder;
  bool help = false;  // --help came: nothing else counts
  std::string error;  // wrong usage; empty where there was none
};

// Calls the setters of the options of `arguments`, which follow the command's name.
ParsedArguments ParseArguments(const Command& command, const std::vector<std::string>& arguments);

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_OPTIONS_H_
