// A whole export in one call: telemetry in, one file or package out, complete or not at all.
//
//   telex::ExportOptions options;
//   options.format = telex::Format::kOtlp;
//   telex::ExportReport report;
//   absl::Status status = telex::ExportFolder("/path/to/telemetry", "out.otlp.zip", options, &report);
#ifndef TELEX_EXPORT_H_
#define TELEX_EXPORT_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "telex/date_range.h"
#include "telex/exporter.h"
#include "telex/format.h"
#include "telex/otlp_options.h"
#include "telex/output.h"
#include "telex/package.h"
#include "telex/router.h"
#include "telex/sink.h"
#include "telex/source.h"

namespace telex {

enum class PackageForm { kZip, kFolder };

struct ExportOptions {
  Format format = Format::kJson;
  PackageForm package = PackageForm::kZip;  // of the OTLP formats; says nothing for kJson
  DateRange range;
  Instant now = Instant::Now();  // `exportedAt` of report and manifest
  int file_slack_days = 0;
  std::uint64_t max_input_line_bytes = std::uint64_t{16} << 20;
  std::uint64_t max_problems = 100;
  OtlpOptions otlp;  // `form` is set by the format
  MetricRules metric_rules;
  int compression = 3;  // of a zip: 0 to 9
  Overwrite overwrite = Overwrite::kNo;
  // How many threads it may use: 1 is the caller's alone; 0 as many as help, on the processors that there are. The
  // second one writes or compresses what the caller's thread encodes, a third one reads ahead, further ones compress; for a
  // folder of the library's own the second one takes turns with the caller's, and a third one writes.
  // The output is the same for any number, and the callbacks, `extra_sinks` and a host's source (unless it allows other
  // threads), output or package are always called on the caller's thread.
  int threads = 0;
  std::function<absl::Status(const Progress&)> on_progress;
  const Cancellation* cancellation = nullptr;  // not owned
  // Not owned. They see the same events, in the same pass; what they count is not in the report.
  std::vector<Sink*> extra_sinks;
};

// InvalidArgument, naming the option, where one is out of its bounds.
absl::Status ValidateExportOptions(const ExportOptions& options);

// From the folder `source` to the path `target`. `*report` (may be nullptr) is filled in every case.
// Errors: InvalidArgument, NotFound, PermissionDenied, AlreadyExists, ResourceExhausted (a full disk; without a message
// memory, which is also told by std::bad_alloc), …, Cancelled, NoEventsError(): in each case nothing is left at `target`
// that was not there before.
absl::Status ExportFolder(const std::string& source, const std::string& target, const ExportOptions& options,
                          ExportReport* report);

// From any source to the path `target`.
absl::Status ExportToPath(Source& source, const std::string& target, const ExportOptions& options,
                          ExportReport* report);

// From any source into one output: the JSON array, or a zip (PackageForm::kFolder is InvalidArgument).
absl::Status ExportToOutput(Source& source, std::unique_ptr<Output> output, const ExportOptions& options,
                            ExportReport* report);

// From any source into a package: for kJson the document `events.json`, else the documents and manifest.json, which is
// the last. Commits the package, unless the range has no events. `options.package`, `compression` and `overwrite` say
// nothing.
absl::Status ExportToPackage(Source& source, Package& package, const ExportOptions& options, ExportReport* report);

}  // namespace telex

#endif  // TELEX_EXPORT_H_
