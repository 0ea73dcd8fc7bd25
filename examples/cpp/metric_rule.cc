// A metric rule of one's own: how long each `remote.setup` took becomes a metric instead of a span.
//
//   telex_cpp_metric_rule TELEMETRY-FOLDER
//
// Prints the request for /v1/metrics.
#include <cstdio>
#include <map>
#include <string>
#include <utility>

#include "telex/export.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: telex_cpp_metric_rule TELEMETRY-FOLDER\n");
    return 2;
  }
  telex::ExportOptions options;
  options.format = telex::Format::kOtlp;
  // These events, and no others: each measurement of a sample is a Gauge. The metric's name is `remote.setup.duration`
  // and its unit `ms`, since `durationMs` ends in a suffix that says its unit; SetUnitSuffix adds more of them.
  options.metric_rules.SetEventNames({"remote.setup"});
  // An event that sums up a window of time has counts, too:
  telex::MetricRule requests;
  requests.event_name = "proxy.requests";
  requests.window_measurement = "window_seconds";
  requests.count_prefixes = {"count."};
  requests.count_unit = "{request}";
  options.metric_rules.Set(std::move(requests));

  std::map<std::string, std::string> documents;
  const auto source = telex::NewFolderSource(argv[1]);
  const auto package = telex::NewMemoryPackage(&documents);
  telex::ExportReport report;
  const absl::Status status = telex::ExportToPackage(*source, *package, options, &report);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return 1;
  }
  std::printf("%s\n", documents["metrics.json"].c_str());
  return 0;
}
