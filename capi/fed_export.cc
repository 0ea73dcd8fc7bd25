#include "fed_export.h"

#include <string>
#include <utility>

#include "manifest.h"
#include "telex/json_array_sink.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "text/utf8_path.h"
#include "thread_plan.h"
#include "write/counting_output.h"

namespace telex::capi {
FedExport::FedExport(ExportOptions options, ReadOptions read) : options_(std::move(options)) {
  options_.otlp.form = options_.format == Format::kOtlpJsonl ? OtlpForm::kLines : OtlpForm::kRequests;
  ExporterOptions exporter_options;
  exporter_options.read = std::move(read);
  exporter_options.router = Router(options_.metric_rules);
  exporter_options.on_progress = options_.on_progress;
  exporter_options.cancellation = options_.cancellation;
  exporter_ = std::make_unique<Exporter>(std::move(exporter_options));
}

absl::StatusOr<std::unique_ptr<FedExport>> FedExport::Begin(TargetChoice& target, HostCalls& calls,
                                                            ExportOptions options, ReadOptions read) {
  std::unique_ptr<FedExport> fed(new FedExport(std::move(options), std::move(read)));
  absl::Status status = fed->OpenTarget(target, calls);
  if (!status.ok()) return status;
  for (const std::unique_ptr<Sink>& sink : fed->sinks_) {
    status = fed->exporter_->AddSink(sink.get());
    if (!status.ok()) return status;
  }
  for (Sink* sink : fed->options_.extra_sinks) {
    status = fed->exporter_->AddSink(sink);
    if (!status.ok()) return status;
  }
  return fed;
}

absl::Status FedExport::OpenTarget(TargetChoice& target, HostCalls& calls) {
  switch (target.kind()) {
    case TargetChoice::Kind::kNone:
      return absl::OkStatus();
    case TargetChoice::Kind::kPath: {
      if (options_.format != Format::kJson && options_.package == PackageForm::kFolder) {
        absl::StatusOr<std::unique_ptr<Package>> package =
            NewFolderPackage(target.path(), options_.overwrite, internal::PlanThreads(options_, nullptr).write);
        if (!package.ok()) return package.status();
        package_ = internal::NewCountingPackage(*std::move(package), &bytes_written_);
        AddOtlpSinks();
        return absl::OkStatus();
      }
      absl::StatusOr<std::unique_ptr<Output>> output =
          NewFileOutput(target.path(), options_.overwrite,
                        options_.format == Format::kJson ? internal::PlanThreads(options_, nullptr).write : 1);
      if (!output.ok()) return output.status();
      return OpenStream(*std::move(output), internal::ParentFolder(target.path()));
    }
    case TargetChoice::Kind::kStream:
      if (options_.format != Format::kJson && options_.package == PackageForm::kFolder) {
        return absl::InvalidArgumentError("a stream takes no package dir");
      }
      return OpenStream(target.MakeOutput(calls), std::string());
    case TargetChoice::Kind::kDocuments:
      package_ = internal::NewCountingPackage(target.MakePackage(calls), &bytes_written_);
      if (options_.format != Format::kJson) {
        AddOtlpSinks();
        return absl::OkStatus();
      }
      absl::StatusOr<std::unique_ptr<Output>> document = package_->Create("events.json");
      if (!document.ok()) return document.status();
      sinks_.push_back(std::make_unique<JsonArraySink>(*std::move(document)));
      return absl::OkStatus();
  }
  return absl::InternalError("no such target");
}

absl::Status FedExport::OpenStream(std::unique_ptr<Output> output, std::string temporary_folder) {
  output = internal::NewCountingOutput(std::move(output), &bytes_written_);
  if (options_.format == Format::kJson) {
    sinks_.push_back(std::make_unique<JsonArraySink>(std::move(output)));
    return absl::OkStatus();
  }
  ZipOptions zip;
  zip.level = options_.compression;
  zip.threads = internal::PlanThreads(options_, nullptr).write;
  zip.temporary_folder = std::move(temporary_folder);
  absl::StatusOr<std::unique_ptr<Package>> package = NewZipPackage(std::move(output), zip);
  if (!package.ok()) return package.status();
  package_ = *std::move(package);
  AddOtlpSinks();
  return absl::OkStatus();
}

void FedExport::AddOtlpSinks() {
  sinks_.push_back(std::make_unique<OtlpLogsSink>(package_.get(), options_.otlp));
  sinks_.push_back(std::make_unique<OtlpTracesSink>(package_.get(), options_.otlp));
  sinks_.push_back(std::make_unique<OtlpMetricsSink>(package_.get(), options_.otlp, options_.metric_rules));
}

absl::Status FedExport::WriteManifest() {
  absl::StatusOr<std::unique_ptr<Output>> manifest = package_->Create(kManifestName);
  if (!manifest.ok()) return manifest.status();
  absl::Status status = (*manifest)->Append(ManifestText(report(), options_.format));
  return status.ok() ? (*manifest)->Close() : status;
}

absl::Status FedExport::Finish() {
  absl::Status status = exporter_->Finish();
  if (!status.ok() || package_ == nullptr) return status;
  if (options_.format != Format::kJson) status = WriteManifest();
  if (!status.ok()) return status;
  if (options_.cancellation->cancelled()) return absl::CancelledError("the export was cancelled");
  return package_->Commit();
}

ExportReport FedExport::report() const {
  ExportReport report = exporter_->report();
  report.exported_at = options_.now;
  report.bytes_written = bytes_written_;
  return report;
}

}  // namespace telex::capi
