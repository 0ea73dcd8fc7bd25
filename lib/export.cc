#include "telex/export.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "manifest.h"
#include "sink_totals.h"
#include "telex/json_array_sink.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "telex/telemetry_files.h"
#include "text/utf8_path.h"
#include "thread_plan.h"
#include "write/borrowed_output.h"
#include "write/counting_output.h"

namespace telex {
namespace {

using internal::ThreadPlan;

constexpr char kEventsDocument[] = "events.json";

absl::Status Invalid(const std::string& message) { return absl::InvalidArgumentError(message); }

ExporterOptions ExporterOptionsOf(const ExportOptions& options, int threads) {
  ExporterOptions exporter;
  exporter.read.range = options.range;
  exporter.read.file_slack_days = options.file_slack_days;
  exporter.read.max_input_line_bytes = options.max_input_line_bytes;
  exporter.read.max_problems = options.max_problems;
  exporter.read.order = options.format == Format::kJson ? EventOrder::kByTime : EventOrder::kBySession;
  exporter.router = Router(options.metric_rules);
  exporter.threads = threads;
  exporter.on_progress = options.on_progress;
  exporter.cancellation = options.cancellation;
  return exporter;
}

OtlpOptions OtlpOptionsOf(const ExportOptions& options) {
  OtlpOptions otlp = options.otlp;
  otlp.form = options.format == Format::kOtlpJsonl ? OtlpForm::kLines : OtlpForm::kRequests;
  return otlp;
}

// Runs the caller's own sinks, which the report does not count, and `sinks`. Those come last: a failure of the caller's is
// known before their outputs are complete.
absl::Status RunSinks(Source& source, const ExportOptions& options, const ThreadPlan& plan,
                      const std::vector<Sink*>& sinks, ExportReport* report) {
  Exporter exporter(ExporterOptionsOf(options, plan.read));
  for (Sink* sink : options.extra_sinks) {
    if (absl::Status status = exporter.AddSink(sink); !status.ok()) return status;
  }
  for (Sink* sink : sinks) {
    if (absl::Status status = exporter.AddSink(sink); !status.ok()) return status;
  }
  absl::Status status = plan.relay ? internal::RunOnTwoThreads(exporter, source) : exporter.Run(source);
  *report = exporter.report();
  SetSinkTotals(sinks, report);
  report->exported_at = options.now;
  return status;
}

absl::Status RunJson(Source& source, std::unique_ptr<Output> output, const ExportOptions& options,
                     const ThreadPlan& plan, ExportReport* report) {
  std::uint64_t bytes = 0;
  const std::unique_ptr<Output> counting = internal::NewCountingOutput(std::move(output), &bytes);
  // It is published last: whatever fails before, memory for the report perhaps, leaves nothing.
  JsonArraySink sink(internal::NewBorrowedOutput(counting.get()));
  absl::Status status = RunSinks(source, options, plan, {&sink}, report);
  if (status.ok()) status = counting->Close();
  if (status.ok()) report->bytes_written = bytes;
  return status;
}

absl::Status WriteManifest(const ExportReport& report, Format format, Package& package) {
  absl::StatusOr<std::unique_ptr<Output>> output = package.Create(kManifestName);
  if (!output.ok()) return output.status();
  if (absl::Status status = (*output)->Append(ManifestText(report, format)); !status.ok()) return status;
  return (*output)->Close();
}

absl::Status RunOtlp(Source& source, Package& package, const ExportOptions& options, const ThreadPlan& plan,
                     ExportReport* report) {
  const OtlpOptions otlp = OtlpOptionsOf(options);
  {
    OtlpLogsSink logs(&package, otlp);
    OtlpTracesSink traces(&package, otlp);
    OtlpMetricsSink metrics(&package, otlp, options.metric_rules);
    if (absl::Status status = RunSinks(source, options, plan, {&logs, &traces, &metrics}, report); !status.ok())
      return status;
  }
  if (absl::Status status = WriteManifest(*report, options.format, package); !status.ok()) return status;
  if (options.cancellation != nullptr && options.cancellation->cancelled()) {
    return absl::CancelledError("the export was cancelled");
  }
  return package.Commit();
}

// A report that is filled in every case, also where the caller wants none.
ExportReport* Prepare(const ExportOptions& options, ExportReport* report, ExportReport* unwanted) {
  ExportReport* used = report != nullptr ? report : unwanted;
  *used = ExportReport();
  used->exported_at = options.now;
  used->range_label = options.range.label();
  used->range_start = options.range.start();
  used->range_end = options.range.end();
  return used;
}

absl::Status RunZip(Source& source, std::unique_ptr<Output> output, std::string temporary_folder,
                    const ExportOptions& options, const ThreadPlan& plan, ExportReport* report) {
  std::uint64_t bytes = 0;
  ZipOptions zip;
  zip.level = options.compression;
  zip.threads = plan.write;
  zip.temporary_folder = std::move(temporary_folder);
  absl::StatusOr<std::unique_ptr<Package>> package =
      NewZipPackage(internal::NewCountingOutput(std::move(output), &bytes), std::move(zip));
  if (!package.ok()) return package.status();
  absl::Status status = RunOtlp(source, **package, options, plan, report);
  if (status.ok()) report->bytes_written = bytes;
  return status;
}

absl::Status RunFolder(Source& source, const std::string& target, const ExportOptions& options, ExportReport* report) {
  const ThreadPlan plan = internal::PlanOwnThreads(options, source);
  absl::StatusOr<std::unique_ptr<Package>> folder = NewFolderPackage(target, options.overwrite, plan.write);
  if (!folder.ok()) return folder.status();
  std::uint64_t bytes = 0;
  const std::unique_ptr<Package> counting = internal::NewCountingPackage(*std::move(folder), &bytes);
  absl::Status status = RunOtlp(source, *counting, options, plan, report);
  if (status.ok()) report->bytes_written = bytes;
  return status;
}

// Whether both are there, and one.
bool IsSame(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error) && !error;
}

// An output under a telemetry file's name would be read by the next export.
absl::Status RefuseTelemetryName(const std::string& source, const std::string& target) {
  const std::string name = internal::Utf8OfPath(internal::PathOfUtf8(target).filename());
  if (!TelemetryFileName::Parse(name)) return absl::OkStatus();
  if (!IsSame(internal::PathOfUtf8(internal::ParentFolder(target)), internal::PathOfUtf8(source))) {
    return absl::OkStatus();
  }
  return Invalid(target + ": has the name of a telemetry file, in the folder that is read; choose another name");
}

// What is read must not be replaced: the folder, and what links in it lead to.
absl::Status RefuseToReplaceSource(const std::string& source, const std::string& target) {
  const std::filesystem::path to = internal::PathOfUtf8(target);
  if (IsSame(internal::PathOfUtf8(source), to)) return Invalid(target + ": is the folder that is read");
  std::error_code error;
  if (!std::filesystem::exists(to, error)) return absl::OkStatus();
  for (std::filesystem::directory_iterator entry(internal::PathOfUtf8(source), error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code unknown;
    if (!entry->is_symlink(unknown)) continue;
    const std::string name = internal::Utf8OfPath(entry->path().filename());
    if (!TelemetryFileName::Parse(name)) continue;
    const std::filesystem::path real = std::filesystem::canonical(entry->path(), unknown);
    if (!unknown && (IsSame(real, to) || IsSame(real.parent_path(), to))) {
      return Invalid(std::string(target)
                         .append(": is what the link ")
                         .append(name)
                         .append(" in the folder that is read leads to"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateExportOptions(const ExportOptions& options) {
  if (options.compression < 0 || options.compression > 9) return Invalid("compression must be 0 to 9");
  if (options.otlp.max_request_bytes < 1) return Invalid("max_request_bytes must be at least 1");
  if (options.otlp.max_line_bytes < 1) return Invalid("max_line_bytes must be at least 1");
  if (options.threads < 0 || options.threads > internal::kMaxThreads) {
    return Invalid("threads must be 0 to " + std::to_string(internal::kMaxThreads));
  }
  if (options.file_slack_days < 0 || options.file_slack_days > 3660) {
    return Invalid("file_slack_days must be 0 to 3660");
  }
  if (options.max_input_line_bytes < 1 || options.max_input_line_bytes > std::uint64_t{1} << 30) {
    return Invalid("max_input_line_bytes must be 1 to 1073741824");
  }
  return absl::OkStatus();
}

absl::Status ExportFolder(const std::string& source, const std::string& target, const ExportOptions& options,
                          ExportReport* report) {
  ExportReport unwanted;
  report = Prepare(options, report, &unwanted);
  if (absl::Status status = RefuseTelemetryName(source, target); !status.ok()) return status;
  if (options.overwrite == Overwrite::kYes) {
    if (absl::Status status = RefuseToReplaceSource(source, target); !status.ok()) return status;
  }
  const std::unique_ptr<Source> folder = NewFolderSource(source);
  return ExportToPath(*folder, target, options, report);
}

absl::Status ExportToPath(Source& source, const std::string& target, const ExportOptions& options,
                          ExportReport* report) {
  ExportReport unwanted;
  report = Prepare(options, report, &unwanted);
  if (absl::Status status = ValidateExportOptions(options); !status.ok()) return status;
  if (options.format != Format::kJson && options.package == PackageForm::kFolder) {
    return RunFolder(source, target, options, report);
  }
  const ThreadPlan plan = internal::PlanOwnThreads(options, source);
  absl::StatusOr<std::unique_ptr<Output>> output =
      NewFileOutput(target, options.overwrite, options.format == Format::kJson ? plan.write : 1);
  if (!output.ok()) return output.status();
  if (options.format == Format::kJson) return RunJson(source, *std::move(output), options, plan, report);
  return RunZip(source, *std::move(output), internal::ParentFolder(target), options, plan, report);
}

absl::Status ExportToOutput(Source& source, std::unique_ptr<Output> output, const ExportOptions& options,
                            ExportReport* report) {
  ExportReport unwanted;
  report = Prepare(options, report, &unwanted);
  if (absl::Status status = ValidateExportOptions(options); !status.ok()) return status;
  if (output == nullptr) return Invalid("the output is NULL");
  const ThreadPlan plan = internal::PlanThreads(options, &source);
  if (options.format == Format::kJson) return RunJson(source, std::move(output), options, plan, report);
  if (options.package == PackageForm::kFolder) return Invalid("a folder does not fit into one output");
  return RunZip(source, std::move(output), "", options, plan, report);
}

absl::Status ExportToPackage(Source& source, Package& package, const ExportOptions& options, ExportReport* report) {
  ExportReport unwanted;
  report = Prepare(options, report, &unwanted);
  if (absl::Status status = ValidateExportOptions(options); !status.ok()) return status;
  std::uint64_t bytes = 0;
  const std::unique_ptr<Package> counting = internal::NewCountingPackage(&package, &bytes);
  const ThreadPlan plan = internal::PlanThreads(options, &source);
  absl::Status status;
  if (options.format == Format::kJson) {
    absl::StatusOr<std::unique_ptr<Output>> output = counting->Create(kEventsDocument);
    if (!output.ok()) return output.status();
    status = RunJson(source, *std::move(output), options, plan, report);
    if (status.ok()) status = counting->Commit();
  } else {
    status = RunOtlp(source, *counting, options, plan, report);
  }
  report->bytes_written = status.ok() ? bytes : 0;
  return status;
}

}  // namespace telex
