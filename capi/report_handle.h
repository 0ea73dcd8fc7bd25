// A report as a host sees it.
#ifndef TELEX_CAPI_REPORT_HANDLE_H_
#define TELEX_CAPI_REPORT_HANDLE_H_

#include <string>
#include <utility>

#include "outcome.h"
#include "telex.h"
#include "telex/exporter.h"
#include "text/utf8.h"

// Belongs to the export or iterator that fills it.
struct telex_report {
  void Fill(telex::ExportReport report) {
    values = std::move(report);
    for (telex::Problem& problem : values.problems) problem.file = telex::WellFormed(problem.file);
    json.clear();
  }

  telex::ExportReport values;
  mutable telex::capi::ErrorText error;
  mutable std::string json;  // empty until it is asked for
  mutable std::string exported_at, range_start, range_end;
};

namespace telex::capi {

// What a run that succeeded is: OK, or WARNINGS where something was skipped.
inline Outcome Grade(const ExportReport& report) {
  return report.files_skipped + report.lines_skipped > 0 ? Outcome::Warnings() : Outcome();
}

}  // namespace telex::capi

#endif  // TELEX_CAPI_REPORT_HANDLE_H_
