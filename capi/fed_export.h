// The other side of an export that is fed by hand: the sinks of its format over its target, and the manifest.
#ifndef TELEX_CAPI_FED_EXPORT_H_
#define TELEX_CAPI_FED_EXPORT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "host_calls.h"
#include "target_choice.h"
#include "telex/export.h"
#include "telex/exporter.h"

namespace telex::capi {

class FedExport {
 public:
  // Begins the target. `target`, `calls` and the extra sinks of `options` must outlive it.
  static absl::StatusOr<std::unique_ptr<FedExport>> Begin(TargetChoice& target, HostCalls& calls, ExportOptions options,
                                                          ReadOptions read);

  Exporter& exporter() { return *exporter_; }
  // Finishes the sinks, writes the manifest and commits.
  absl::Status Finish();
  ExportReport report() const;

 private:
  FedExport(ExportOptions options, ReadOptions read);

  absl::Status OpenTarget(TargetChoice& target, HostCalls& calls);
  absl::Status OpenStream(std::unique_ptr<Output> output, std::string temporary_folder);
  void AddOtlpSinks();
  absl::Status WriteManifest();

  ExportOptions options_;
  std::uint64_t bytes_written_ = 0;
  std::unique_ptr<Package> package_;  // before the sinks: their documents are its own
  std::vector<std::unique_ptr<Sink>> sinks_;
  std::unique_ptr<Exporter> exporter_;
};

}  // namespace telex::capi

#endif  // TELEX_CAPI_FED_EXPORT_H_
