// A whole export: a folder of telemetry in, a zip of OTLP/JSON requests out.
//
//   telex_cpp_export TELEMETRY-FOLDER OUT.otlp.zip [PRESET]
//
// PRESET is one of last24Hours, last7Days, last30Days, allTime. An OUT that exists is left alone.
#include "telex/export.h"

#include <cstdio>
#include <string>

namespace {

void PrintReport(const telex::ExportReport& report) {
  for (const telex::Problem& problem : report.problems) {
    std::printf("skipped: %s:%llu: %s\n", problem.file.c_str(), static_cast<unsigned long long>(problem.line),
                problem.reason.c_str());
  }
  std::printf("%s\n", report.ToJson().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fprintf(stderr, "usage: telex_cpp_export TELEMETRY-FOLDER OUT.otlp.zip [PRESET]\n");
    return 2;
  }
  telex::ExportOptions options;
  options.format = telex::Format::kOtlp;
  options.on_progress = [](const telex::Progress& progress) {
    std::fprintf(stderr, "%llu of %llu bytes\n", static_cast<unsigned long long>(progress.bytes_read),
                 static_cast<unsigned long long>(progress.bytes_total));
    return absl::OkStatus();
  };
  const auto range = telex::DateRange::FromPresetId(argc == 4 ? argv[3] : "allTime", options.now);
  if (!range.ok()) {
    std::fprintf(stderr, "%s\n", std::string(range.status().message()).c_str());
    return 2;
  }
  options.range = *range;

  telex::ExportReport report;
  const absl::Status status = telex::ExportFolder(argv[1], argv[2], options, &report);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return telex::IsNoEvents(status) ? 3 : 1;
  }
  PrintReport(report);
  return 0;
}
