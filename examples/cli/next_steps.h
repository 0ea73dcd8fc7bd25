// What to do with an export.
#ifndef TELEX_EXAMPLES_CLI_NEXT_STEPS_H_
#define TELEX_EXAMPLES_CLI_NEXT_STEPS_H_

#include <string>

#include "export_request.h"
#include "telex/exporter.h"

namespace telex_cli {

// Commands to paste into a shell, for a receiver on this machine; empty for an export to standard output.
std::string NextSteps(const ExportRequest& request, const telex::ExportReport& report);

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_NEXT_STEPS_H_
