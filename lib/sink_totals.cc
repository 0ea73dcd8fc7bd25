#include "sink_totals.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace telex {

void SetSinkTotals(const std::vector<Sink*>& sinks, ExportReport* report) {
  SinkCounts total;
  report->documents.clear();
  for (const Sink* sink : sinks) {
    const SinkCounts counts = sink->counts();
    for (int i = 0; i < kSignalCount; ++i) total.records[i] += counts.records[i];
    total.derived_ids += counts.derived_ids;
    total.repaired += counts.repaired;
    total.oversized += counts.oversized;
    for (SinkDocument& document : sink->documents()) report->documents.push_back(std::move(document));
  }
  std::copy(std::begin(total.records), std::end(total.records), std::begin(report->records));
  report->derived_ids = total.derived_ids;
  report->repaired = total.repaired;
  report->oversized = total.oversized;
  const auto by_signal = [](const SinkDocument& a, const SinkDocument& b) { return a.signal < b.signal; };
  std::stable_sort(report->documents.begin(), report->documents.end(), by_signal);
}

}  // namespace telex
