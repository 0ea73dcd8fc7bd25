// telex presets: the ranges that have a name, for a program that offers them.
#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "help.h"
#include "platform.h"
#include "range_options.h"
#include "telex/date_range.h"

namespace telex_cli {
namespace {

std::string BoundText(const std::optional<telex::Instant>& bound) { return bound ? telex::FormatInstant(*bound) : ""; }

// The suggested name without a format's extension, which `{ext}` stands for.
std::string NamePattern(const telex::DateRange& range) {
  const std::string name = range.SuggestedFileName(telex::Format::kJson);
  return name.substr(0, name.size() - telex::FormatExtension(telex::Format::kJson).size()) + "{ext}";
}

}  // namespace

int RunPresets(const std::vector<std::string>& arguments) {
  std::optional<telex::Instant> given_now;
  Command command;
  command.name = "presets";
  command.usage = "[--now T]";
  command.description =
      "Prints a line for each value of --range: id, label, start, end and suggested file name, separated by tabs; "
      "empty where there is no such bound. {ext} stands for the format's extension: json, otlp.zip or otlp.jsonl.zip.";
  command.groups = {{"Options", {NowOption("What the ranges count from. Default: the clock.", &given_now)}}};
  command.notes = "Exit status: 0 done, 1 failed, 2 wrong usage.\n";

  const ParsedArguments parsed = ParseArguments(command, arguments);
  if (parsed.help) return PrintHelp(CommandHelp(command));
  if (!parsed.error.empty()) return WrongUsage(command.name, parsed.error);

  const telex::Instant now = given_now ? *given_now : telex::Instant::Now();
  std::string lines;
  for (const telex::DateRange::Preset preset : telex::DateRange::kPresets) {
    const telex::DateRange range = telex::DateRange::FromPreset(preset, now);
    lines += std::string(telex::DateRange::PresetId(preset)) + "\t" + range.label() + "\t" + BoundText(range.start()) +
             "\t" + BoundText(range.end()) + "\t" + NamePattern(range) + "\n";
  }
  return Print(Stream::kOutput, lines);
}

}  // namespace telex_cli
