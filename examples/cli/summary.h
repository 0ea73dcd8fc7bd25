// What an export has to say to a person.
#ifndef TELEX_EXAMPLES_CLI_SUMMARY_H_
#define TELEX_EXAMPLES_CLI_SUMMARY_H_

#include <string>

#include "export_request.h"
#include "telex/exporter.h"

namespace telex_cli {

// The text report: what was exported, what was skipped, where it went, what to do next. Ends with a newline.
std::string Summary(const ExportRequest& request, const telex::ExportReport& report);

// What was skipped and why; empty where nothing was.
std::string SkippedWarning(const telex::ExportReport& report);

// Whether each file of the range was skipped: that is a failure, not a range without events.
bool NothingWasRead(const telex::ExportReport& report);

// Why there was nothing to write, and what could be done about it.
std::string NoEventsMessage(const ExportRequest& request, const telex::ExportReport& report);

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_SUMMARY_H_
