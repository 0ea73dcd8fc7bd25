// What sinks say of what they wrote, added up in a report.
#ifndef TELEX_SINK_TOTALS_H_
#define TELEX_SINK_TOTALS_H_

#include "telex/exporter.h"
#include "telex/sink.h"

namespace telex {

// Sets the report's counts of records and the like, and its documents, to those of `sinks`.
void SetSinkTotals(const std::vector<Sink*>& sinks, ExportReport* report);

}  // namespace telex

#endif  // TELEX_SINK_TOTALS_H_
