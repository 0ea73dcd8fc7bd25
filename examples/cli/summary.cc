#include "summary.h"

#include <cstdio>
#include <vector>

#include "next_steps.h"
#include "text.h"

namespace telex_cli {
namespace {

using telex::Signal;

std::uint64_t Of(const std::uint64_t (&numbers)[telex::kSignalCount], Signal signal) {
  return numbers[static_cast<int>(signal)];
}

void AppendRow(std::string* out, std::string name, const std::string& text) {
  name.resize(11, ' ');
  *out += "  " + name + text + "\n";
}

std::string Destination(const ExportRequest& request, const telex::ExportReport& report) {
  const std::string size = " (" + Bytes(report.bytes_written) + ")";
  if (request.ToStandardOutput()) return "standard output" + size;
  return Printable(*request.out) + size;
}

std::string Headline(const ExportRequest& request, const telex::ExportReport& report) {
  if (NothingWasRead(report)) return "Exported nothing: no file of the range could be read.";
  if (report.events == 0) return "Exported nothing: no events in the range.";
  std::string text = "Exported " + Counted(report.events, "event") + " to " + Destination(request, report);
  if (request.options.format == telex::Format::kJson) return text;
  return text + ": " + Counted(Of(report.events_by_signal, Signal::kLog), "log") + ", " +
         Counted(Of(report.events_by_signal, Signal::kTrace), "trace") + ", " +
         Counted(Of(report.events_by_signal, Signal::kMetric), "metric");
}

std::string RangeText(const ExportRequest& request, const telex::ExportReport& report) {
  const bool unbounded = !report.range_start && !report.range_end;
  const bool label_tells_bounds = request.range.start || request.range.end;
  if (unbounded || label_tells_bounds) return report.range_label;
  std::string text = report.range_label;
  std::string bounds;
  if (report.range_start) bounds += "from " + telex::FormatInstant(*report.range_start);
  if (report.range_end) {
    bounds += (bounds.empty() ? "until " : " until ") + telex::FormatInstant(*report.range_end) + ", exclusive";
  }
  return text + " (" + bounds + ")";
}

std::string SkippedText(const telex::ExportReport& report) {
  std::string text;
  if (report.lines_skipped > 0) text = Counted(report.lines_skipped, "line");
  if (report.files_skipped > 0) text += (text.empty() ? "" : " and ") + Counted(report.files_skipped, "file");
  return text;
}

std::string DatesText(const telex::DateRange::FileDates& dates) {
  if (dates.none || (dates.first.empty() && dates.last.empty())) return "";
  if (dates.first.empty()) return ", dated " + dates.last + " or earlier";
  if (dates.last.empty()) return ", dated " + dates.first + " or later";
  return ", dated from " + dates.first + " to " + dates.last;
}

std::string ReadText(const telex::ExportReport& report) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.3f s", report.seconds);
  return Counted(report.files_selected - report.files_skipped, "file") + ", " + Bytes(report.bytes_read) + " in " +
         seconds;
}

}  // namespace

std::string Summary(const ExportRequest& request, const telex::ExportReport& report) {
  std::string out = Headline(request, report) + "\n";
  AppendRow(&out, "Range", RangeText(request, report));
  AppendRow(&out, "Read", ReadText(report));
  const std::string skipped = SkippedText(report);
  if (!skipped.empty()) AppendRow(&out, "Skipped", skipped + ", which could not be used");
  if (report.events == 0) return out;
  if (request.options.format != telex::Format::kJson) {
    AppendRow(&out, "Records",
              Counted(Of(report.records, Signal::kLog), "log record") + ", " +
                  Counted(Of(report.records, Signal::kTrace), "span") + ", " +
                  Counted(Of(report.records, Signal::kMetric), "data point"));
  }
  if (report.derived_ids > 0) {
    AppendRow(&out, "Derived",
              Counted(report.derived_ids, "id") + " not in OTLP's form, replaced by what is derived from the text");
  }
  if (report.repaired > 0) {
    AppendRow(&out, "Repaired",
              Counted(report.repaired, "data point") + " whose count or running total was out of bounds, cut to them");
  }
  if (report.oversized > 0) {
    AppendRow(&out, "Oversized",
              Counted(report.oversized, "record") + " over the size limit, in a request without others");
  }
  return out + NextSteps(request, report);
}

bool NothingWasRead(const telex::ExportReport& report) {
  return report.files_selected > 0 && report.files_skipped == report.files_selected;
}

std::string SkippedWarning(const telex::ExportReport& report) {
  const std::string skipped = SkippedText(report);
  if (skipped.empty()) return "";
  std::string out = "telex: warning: skipped " + skipped + ", which could not be used:\n";
  for (const telex::Problem& problem : report.problems) {
    const std::string line = problem.line == 0 ? "" : ":" + std::to_string(problem.line);  // 0: the whole file
    out += "  " + Printable(problem.file) + line + ": " + Printable(problem.reason) + "\n";
  }
  const std::uint64_t all = report.lines_skipped + report.files_skipped;
  if (all > report.problems.size()) {
    out += "  and " + Grouped(all - report.problems.size()) + " more (--max-problems N shows more)\n";
  }
  return out;
}

std::string NoEventsMessage(const ExportRequest& request, const telex::ExportReport& report) {
  if (NothingWasRead(report)) {
    std::string out = "telex: none of the " + Counted(report.files_selected, "file") + " of the range " +
                      RangeText(request, report) + " could be read: nothing was written\n";
    // The warning has told the reasons, unless there was none.
    if (!request.quiet || report.problems.empty()) return out;
    const telex::Problem& first = report.problems.front();
    return out + "  " + Printable(first.file) + ": " + Printable(first.reason) + "\n";
  }
  std::string out = "telex: no events in the range " + RangeText(request, report) + ": nothing was written\n";
  if (report.range_start && report.range_end && *report.range_end <= *report.range_start) {
    out += "  The range ends where it starts.\n";
  } else if (report.files_selected == 0) {
    out += "  No file in " + Quoted(request.folder) + " is named telemetry-YYYY-MM-DD-SESSION[.PART].jsonl" +
           DatesText(request.options.range.ChooseFileDates(request.options.file_slack_days)) + ".\n";
  } else {
    out += "  The " + Counted(report.files_selected - report.files_skipped, "file") + " of these dates ";
    out += report.files_skipped > 0 ? "that could be read held none.\n" : "held none.\n";
  }
  if (report.range_start || report.range_end) {
    out += "  Try a wider range; 'telex files DIR' lists what there is.\n";
  }
  if (report.range_end && request.options.file_slack_days == 0) {
    out += "  An event of just before midnight can stand in the next day's file: --file-slack-days 1.\n";
  }
  return out;
}

}  // namespace telex_cli
