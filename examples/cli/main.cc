// The command line of telex.
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "commands.h"
#include "help.h"
#include "platform.h"
#include "telex/version.h"
#include "text.h"

namespace telex_cli {
namespace {

struct Entry {
  const char* name;
  const char* purpose;
  int (*run)(const std::vector<std::string>& arguments);
};

constexpr Entry kCommands[] = {
    {"export", "Writes the events of a range as JSON or as OTLP/JSON.", RunExport},
    {"files", "Lists the telemetry files that a range needs, without opening any.", RunFiles},
    {"presets", "Lists the ranges that have a name.", RunPresets},
};

std::string HelpText() {
  std::vector<std::pair<std::string, std::string>> commands;
  for (const Entry& entry : kCommands) commands.emplace_back(entry.name, entry.purpose);
  return ProgramHelp(commands);
}

int RunProgram(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    (void)Write(Stream::kError, HelpText()).ok();
    return kWrongUsage;
  }
  const std::string& first = arguments[0];
  std::vector<std::string> known = {"--help", "--version"};
  for (const Entry& entry : kCommands) {
    if (first == entry.name) return entry.run({arguments.begin() + 1, arguments.end()});
    known.emplace_back(entry.name);
  }
  if (first == "--help" || first == "--version") {
    if (arguments.size() > 1) return WrongUsage("", first + " stands alone, without " + Quoted(arguments[1]));
    return PrintHelp(first == "--help" ? HelpText() : "telex " TELEX_VERSION_STRING "\n");
  }
  const std::string nearest = NearestWord(first, known);
  return WrongUsage("", "there is no command " + Quoted(first) +
                            (nearest.empty() ? ", only export, files and presets" : ": did you mean " + nearest + "?"));
}

}  // namespace

int Fail(const absl::Status& status) {
  const bool reader_gone = status.code() == absl::StatusCode::kAborted;
  const std::string message(status.message().empty() ? "out of memory" : status.message());
  if (!reader_gone) (void)Write(Stream::kError, "telex: " + Printable(message) + "\n").ok();
  return kFailed;
}

int Print(Stream stream, const std::string& text) {
  const absl::Status status = Write(stream, text);
  return status.ok() ? kDone : Fail(status);
}

}  // namespace telex_cli

int main(int argc, char** argv) {
  telex_cli::KeepLargeMemoryApart();
  telex_cli::PrepareWriting();
  try {
    return telex_cli::RunProgram(telex_cli::Arguments(argc, argv));
  } catch (const std::bad_alloc&) {
    std::fputs("telex: out of memory\n", stderr);  // takes none
    return telex_cli::kFailed;
  } catch (const std::exception& error) {
    (void)telex_cli::Write(telex_cli::Stream::kError, std::string("telex: ") + error.what() + "\n").ok();
    return telex_cli::kFailed;
  }
}
