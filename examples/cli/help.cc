#include "help.h"

#include "commands.h"
#include "platform.h"
#include "text.h"

namespace telex_cli {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kHelpColumn = 34;

// Appends the words of `text`, broken into lines that begin at `indent`; the first one begins at `column`.
void AppendWrapped(std::string* out, std::string_view text, std::size_t column, std::size_t indent) {
  bool line_start = true;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line_start && column + 1 + word.size() > kWidth) {
      *out += "\n" + std::string(indent, ' ');
      column = indent;
      line_start = true;
    }
    if (!line_start) {
      *out += ' ';
      ++column;
    }
    *out += word;
    column += word.size();
    line_start = false;
  }
  *out += '\n';
}

// `  head`, and `help` beside it.
void AppendEntry(std::string* out, const std::string& head, std::string_view help, std::size_t help_column) {
  std::string line = "  " + head;
  if (line.size() + 2 > help_column) {
    *out += line + "\n";
    line.clear();
  }
  line.resize(help_column, ' ');
  *out += line;
  AppendWrapped(out, help, help_column, help_column);
}

void AppendParagraphs(std::string* out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    AppendWrapped(out, text.substr(0, end), 0, 0);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace

std::string CommandHelp(const Command& command) {
  std::string out = "Usage: telex " + command.name + " " + command.usage + "\n\n";
  AppendParagraphs(&out, command.description);
  if (!command.folder_help.empty()) {
    out += "\n";
    AppendEntry(&out, "DIR", command.folder_help, kHelpColumn);
  }
  for (const OptionGroup& group : command.groups) {
    out += "\n" + group.title + ":\n";
    for (const Option& option : group.options) {
      const std::string value = option.value_name.empty() ? "" : " " + option.value_name;
      AppendEntry(&out, "--" + option.name + value, option.help, kHelpColumn);
    }
  }
  out += "\n";
  AppendEntry(&out, "--help", "This text.", kHelpColumn);
  if (!command.notes.empty()) out += "\n" + command.notes;
  return out;
}

std::string ProgramHelp(const std::vector<std::pair<std::string, std::string>>& commands) {
  std::string out =
      "Usage: telex COMMAND ...\n"
      "\n"
      "Exports the local telemetry of the Coder extension for VS Code: as one JSON array, or as OTLP/JSON\n"
      "requests for logs, traces and metrics that an OpenTelemetry Collector takes unchanged.\n"
      "\n"
      "Commands:\n";
  for (const auto& [name, purpose] : commands) AppendEntry(&out, name, purpose, 12);
  out +=
      "\n"
      "  telex COMMAND --help   the options of a command\n"
      "  telex --version        the version of telex\n"
      "  telex --help           this text\n"
      "\n"
      "Exit status: 0 done, 1 failed or cancelled, 2 wrong usage, 3 no events in the range.\n";
  return out;
}

int PrintHelp(const std::string& text) { return Print(Stream::kOutput, text); }

int WrongUsage(const std::string& command, const std::string& message) {
  const std::string of = command.empty() ? "" : command + " ";
  // If standard error is gone, the exit status still tells.
  (void)Write(Stream::kError, "telex: " + Printable(message) + "\nTry 'telex " + of + "--help'.\n").ok();
  return kWrongUsage;
}

}  // namespace telex_cli
