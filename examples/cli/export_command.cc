// telex export: the events of a range, as JSON or as OTLP/JSON.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "commands.h"
#include "export_request.h"
#include "help.h"
#include "option_kinds.h"
#include "platform.h"
#include "progress_line.h"
#include "range_options.h"
#include "summary.h"
#include "telex/export.h"
#include "text.h"

namespace telex_cli {
namespace {

namespace fs = std::filesystem;
using telex::Format;

constexpr char kNotes[] =
    "Exit status:\n"
    "  0  exported, also where lines or files were skipped, which standard error tells\n"
    "  1  failed or cancelled: nothing is left behind; or the export is complete and its report could\n"
    "     not be printed, which standard error tells\n"
    "  2  wrong usage\n"
    "  3  no events in the range; nothing is written\n"
    "\n"
    "Examples:\n"
    "  telex export ~/telemetry --out events.json\n"
    "  telex export ~/telemetry --out may.otlp.zip --format otlp --from 2026-05-01 --to 2026-05-31\n"
    "  telex export ~/telemetry --out otlp --format otlp --package dir --temporality cumulative\n"
    "  telex export ~/telemetry --out - --range last24Hours | jq -r '.[].event_name'\n";

OptionGroup OutputOptions(ExportRequest* request) {
  telex::ExportOptions& options = request->options;
  return {"Output",
          {OptionalTextOption("out", "PATH", "Where to write. For json, - is standard output.", &request->out),
           ChoiceOption<Format>("format", "A JSON array, OTLP requests, or OTLP requests as lines.", &options.format,
                                {{"json", Format::kJson}, {"otlp", Format::kOtlp}, {"otlp-jsonl", Format::kOtlpJsonl}}),
           ChoiceOption<telex::PackageForm>("package", "What holds the documents of OTLP: a zip or a folder.",
                                            &options.package,
                                            {{"zip", telex::PackageForm::kZip}, {"dir", telex::PackageForm::kFolder}}),
           NumberOption("compression", "Of a zip: from none to smallest.", &options.compression, 0, 9),
           NumberOption("threads", "How many threads to use; 0: as many as help.", &options.threads, 0, 256),
           FlagOption("force",
                      "Replace PATH: a regular file, or for --package dir a folder that is empty or holds "
                      "an export and nothing else.",
                      &request->force),
           ChoiceOption<std::optional<ReportForm>>(
               "report", "The report on standard output as text or as one JSON object. Default: text.",
               &request->asked_report, {{"text", ReportForm::kText}, {"json", ReportForm::kJson}}),
           NumberOption("max-problems", "How many skipped lines and files are told with their reasons.",
                        &options.max_problems, 0),
           FlagOption("quiet", "No progress, warnings or summary; errors and a --report that was asked for remain.",
                      &request->quiet)}};
}

OptionGroup OtlpOptions(ExportRequest* request) {
  telex::OtlpOptions& otlp = request->options.otlp;
  return {
      "OTLP",
      {ChoiceOption<telex::Temporality>(
           "temporality",
           "Each window's own counts, or running totals of a session, which Prometheus and its like need.",
           &otlp.temporality, {{"delta", telex::Temporality::kDelta}, {"cumulative", telex::Temporality::kCumulative}}),
       ChoiceOption<telex::SpanName>("span-name", "A span's name: the last segment of its event's, or all of it.",
                                     &otlp.span_name,
                                     {{"leaf", telex::SpanName::kLeaf}, {"full", telex::SpanName::kFull}}),
       OptionalTextOption("metric-events", "A,B",
                          "The events that are metrics, instead of http.requests, ssh.network.info and "
                          "ssh.network.sampled. An empty list: none.",
                          &request->metric_events),
       TextOption("service-name", "S", "The resource attribute service.name.", &otlp.service_name),
       TextOption("scope-name", "S", "The name of the instrumentation scope.", &otlp.scope_name),
       NumberOption("max-request-bytes", "Most bytes of a request of otlp, before compression.",
                    &otlp.max_request_bytes, 1),
       NumberOption("max-line-bytes", "Most bytes of a line of otlp-jsonl.", &otlp.max_line_bytes, 1)}};
}

OptionGroup InputOptions(ExportRequest* request) {
  return {"Input",
          {NumberOption("max-input-line-bytes", "Longer lines of the telemetry are skipped.",
                        &request->options.max_input_line_bytes, 1, std::uint64_t{1} << 30)}};
}

Command ExportCommand(ExportRequest* request) {
  Command command;
  command.name = "export";
  command.usage = "DIR --out PATH [OPTION ...]";
  command.description =
      "Writes the events that the telemetry files in DIR hold for a range. The output appears complete, readable by "
      "you alone, or not at all.";
  command.folder_help = "The folder that holds the telemetry files, telemetry-YYYY-MM-DD-SESSION[.PART].jsonl.";
  command.groups = {OutputOptions(request), RangeOptions(&request->range), OtlpOptions(request), InputOptions(request)};
  command.notes = kNotes;
  return command;
}

// The option's list; says what is wrong with it.
std::string SetMetricEvents(const std::string& list, telex::MetricRules* rules) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; !list.empty() && begin <= list.size();) {
    const std::size_t comma = std::min(list.find(',', begin), list.size());
    if (comma == begin) return "--metric-events has an empty name in " + Quoted(list);
    names.push_back(list.substr(begin, comma - begin));
    begin = comma + 1;
  }
  rules->SetEventNames(names);
  return "";
}

std::string CheckOut(const ExportRequest& request) {
  if (!request.out) return "--out is missing: --out PATH, or --out - for standard output";
  if (request.out->empty()) return "--out is empty: give it the path to write to";
  const std::string format(telex::FormatId(request.options.format));
  if (request.ToStandardOutput() && request.options.format != Format::kJson) {
    return "--out - is for --format json alone: --format " + format + " writes several documents, so give it a path";
  }
  if (request.out->back() == '/' && !request.ToFolder()) {
    const bool json = request.options.format == Format::kJson;
    return "--out " + Quoted(*request.out) + " names a folder, and " +
           (json ? "--format json writes a file: leave the / out"
                 : "--package zip writes a file: leave the / out, or give --package dir");
  }
  return "";
}

// What only all options together can tell. Returns what is wrong.
std::string Complete(ExportRequest* request) {
  telex::ExportOptions& options = request->options;
  std::string wrong_out = CheckOut(*request);
  if (!wrong_out.empty()) return wrong_out;
  if (request->ToFolder()) {
    while (request->out->size() > 1 && request->out->back() == '/') request->out->pop_back();
  }
  if (request->metric_events) {
    std::string wrong_list = SetMetricEvents(*request->metric_events, &options.metric_rules);
    if (!wrong_list.empty()) return wrong_list;
  }
  options.now = request->range.NowOrClock();
  absl::StatusOr<telex::DateRange> range = BuildRange(request->range, options.now);
  if (!range.ok()) return std::string(range.status().message());
  options.range = *std::move(range);
  options.file_slack_days = request->range.file_slack_days;
  options.overwrite = request->force ? telex::Overwrite::kYes : telex::Overwrite::kNo;
  return std::string(telex::ValidateExportOptions(options).message());
}

absl::Status RunToStandardOutput(const ExportRequest& request, telex::ExportReport* report) {
  const telex::Cancellation* cancellation = request.options.cancellation;
  const std::unique_ptr<telex::Source> source = telex::NewFolderSource(request.folder);
  std::unique_ptr<telex::Output> output = telex::NewCallbackOutput(
      [cancellation](std::string_view bytes) { return Write(Stream::kOutput, bytes, cancellation); });
  return telex::ExportToOutput(*source, std::move(output), request.options, report);
}

// Exports with progress, until a signal comes.
absl::Status Run(ExportRequest* request, telex::ExportReport* report) {
  const CancelOnSignals signals;
  ProgressLine progress;
  request->options.cancellation = signals.cancellation();
  const bool terminal_takes_json = request->ToStandardOutput() && IsTerminal(Stream::kOutput);
  if (!request->quiet && !terminal_takes_json && IsTerminal(Stream::kError)) {
    request->options.on_progress = [&progress](const telex::Progress& now) {
      progress.Draw(now);
      return absl::OkStatus();
    };
  }
  absl::Status status = request->ToStandardOutput()
                            ? RunToStandardOutput(*request, report)
                            : telex::ExportFolder(request->folder, *request->out, request->options, report);
  // Whatever the system calls made of a signal, it is what stopped the export.
  if (!status.ok() && signals.cancellation()->cancelled()) status = absl::CancelledError("cancelled");
  request->options.on_progress = nullptr;
  request->options.cancellation = nullptr;
  return status;
}

// Which of the two things that --force replaces stands there, if one does.
std::string ForceHint(const ExportRequest& request) {
  std::error_code unknown;
  const fs::file_status there = fs::symlink_status(fs::u8path(*request.out), unknown);
  if (request.ToFolder() && fs::is_directory(there)) {
    return "  --force replaces a folder that is empty or holds an export and nothing else.\n";
  }
  return !request.ToFolder() && fs::is_regular_file(there) ? "  --force replaces it.\n" : "";
}

int Conclude(const ExportRequest& request, const telex::ExportReport& report, const absl::Status& status) {
  const bool no_events = telex::IsNoEvents(status);
  if (!status.ok() && !no_events) {
    const int exit_status = Fail(status);
    if (absl::IsAlreadyExists(status)) (void)Write(Stream::kError, ForceHint(request)).ok();
    return exit_status;
  }
  const bool json = request.report() == ReportForm::kJson;
  // A JSON report on standard error stands there alone, for a program to read: it tells what was skipped, and that
  // there were no events.
  const bool alone = json && request.report_stream() == Stream::kError;
  if (!request.quiet && !alone && Print(Stream::kError, SkippedWarning(report)) != kDone) return kFailed;
  if (no_events && !alone && Print(Stream::kError, NoEventsMessage(request, report)) != kDone) return kFailed;
  if (request.ReportWanted()) {
    const std::string text = json ? report.ToJson() + "\n" : Summary(request, report);
    const absl::Status printed = Write(request.report_stream(), text);
    if (!printed.ok()) {
      const int exit_status = Fail(printed);
      // A reader that has gone has asked for nothing more.
      if (!no_events && !absl::IsAborted(printed)) {
        (void)Write(Stream::kError, "telex: the export itself is complete\n").ok();
      }
      return exit_status;
    }
  }
  if (no_events) return NothingWasRead(report) ? kFailed : kNoEvents;
  return kDone;
}

}  // namespace

int RunExport(const std::vector<std::string>& arguments) {
  ExportRequest request;
  const Command command = ExportCommand(&request);
  const ParsedArguments parsed = ParseArguments(command, arguments);
  if (parsed.help) return PrintHelp(CommandHelp(command));
  if (!parsed.error.empty()) return WrongUsage(command.name, parsed.error);
  request.folder = *parsed.folder;
  const std::string wrong = Complete(&request);
  if (!wrong.empty()) return WrongUsage(command.name, wrong);
  telex::ExportReport report;
  const absl::Status status = Run(&request, &report);
  return Conclude(request, report, status);
}

}  // namespace telex_cli
