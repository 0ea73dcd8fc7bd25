// What a command line asks `telex export` for.
#ifndef TELEX_EXAMPLES_CLI_EXPORT_REQUEST_H_
#define TELEX_EXAMPLES_CLI_EXPORT_REQUEST_H_

#include <optional>
#include <string>

#include "platform.h"
#include "range_options.h"
#include "telex/export.h"

namespace telex_cli {

enum class ReportForm { kText, kJson };

struct ExportRequest {
  std::string folder;
  std::optional<std::string> out;
  telex::ExportOptions options;
  RangeArguments range;
  std::optional<std::string> metric_events;
  std::optional<ReportForm> asked_report;
  bool quiet = false;
  bool force = false;

  bool ToStandardOutput() const { return *out == "-"; }
  bool ToFolder() const {
    return options.format != telex::Format::kJson && options.package == telex::PackageForm::kFolder;
  }
  ReportForm report() const { return asked_report.value_or(ReportForm::kText); }
  bool ReportWanted() const { return asked_report.has_value() || !quiet; }
  // Not where the JSON array goes.
  Stream report_stream() const { return ToStandardOutput() ? Stream::kError : Stream::kOutput; }
};

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_EXPORT_REQUEST_H_
