// telex_export: set up and run.
#include "telex/export.h"

#include <utility>

#include "export_handle.h"
#include "guard.h"
#include "telex.h"
#include "telex/exporter.h"

using telex::capi::ExportState;
using telex::capi::Guard;
using telex::capi::Outcome;

telex::capi::Outcome telex_export::RequireNew() const {
  return state == ExportState::kNew ? Outcome() : Outcome::InvalidState("the export has begun");
}

absl::StatusOr<telex::ExportOptions> telex_export::Prepare() {
  absl::StatusOr<telex::ExportOptions> prepared = options.Resolve();
  if (!prepared.ok()) return prepared;
  router = telex::Router(prepared->metric_rules);
  for (const telex::capi::SinkChoice& choice : sink_choices) {
    sinks.push_back(std::make_unique<telex::capi::HostSink>(choice.table, choice.user_data, calls, router));
    prepared->extra_sinks.push_back(sinks.back().get());
  }
  prepared->cancellation = &calls.cancellation();
  if (progress != nullptr) {
    prepared->on_progress = [this](const telex::Progress& now) {
      const telex_progress ours = {sizeof ours, now.bytes_read, now.bytes_total, now.events};
      return calls.Run("progress", [&](telex_error* failure) { return progress(&ours, failure, progress_user_data); });
    };
  }
  return prepared;
}

telex::capi::Outcome telex_export::Conclude(const absl::Status& status, telex::ExportReport ended) {
  state = ExportState::kDone;
  fed.reset();
  report.Fill(std::move(ended));
  if (!status.ok()) return calls.Tell(status);
  complete = true;
  return telex::capi::Grade(report.values);
}

namespace telex::capi {
namespace {

absl::Status RunSinks(telex_export& run, Source& source, const ExportOptions& options, ExportReport* report) {
  ExporterOptions exporter_options;
  exporter_options.read = run.options.ToReadOptions(options);
  exporter_options.router = run.router;
  exporter_options.on_progress = options.on_progress;
  exporter_options.cancellation = options.cancellation;
  Exporter exporter(std::move(exporter_options));
  for (Sink* sink : options.extra_sinks) {
    absl::Status added = exporter.AddSink(sink);
    if (!added.ok()) return added;
  }
  absl::Status status = exporter.Run(source);
  *report = exporter.report();
  report->exported_at = options.now;
  return status;
}

absl::Status RunInto(telex_export& run, const ExportOptions& options, ExportReport* report) {
  TargetChoice& target = run.target_choice;
  // A folder may be the target's own: the library sees to that where it knows both paths.
  if (target.kind() == TargetChoice::Kind::kPath && run.source_choice.is_folder()) {
    return ExportFolder(run.source_choice.folder(), target.path(), options, report);
  }
  const std::unique_ptr<Source> source = run.source_choice.Make(run.calls);
  switch (target.kind()) {
    case TargetChoice::Kind::kNone:
      return RunSinks(run, *source, options, report);
    case TargetChoice::Kind::kPath:
      return ExportToPath(*source, target.path(), options, report);
    case TargetChoice::Kind::kDocuments:
      return ExportToPackage(*source, *target.MakePackage(run.calls), options, report);
    case TargetChoice::Kind::kStream:
      return ExportToOutput(*source, target.MakeOutput(run.calls), options, report);
  }
  return absl::InternalError("no such target");
}

Outcome Run(telex_export& run) {
  TELEX_CAPI_RETURN_IF_FAILED(run.RequireNew());
  if (!run.source_choice.set()) return Outcome::InvalidState("no source is set");
  if (run.target_choice.kind() == TargetChoice::Kind::kNone && run.sink_choices.empty()) {
    return Outcome::InvalidState("no target and no sink is set");
  }
  run.state = ExportState::kRunning;
  ExportReport report;
  const absl::StatusOr<ExportOptions> options = run.Prepare();
  const absl::Status status = options.ok() ? RunInto(run, *options, &report) : options.status();
  return run.Conclude(status, std::move(report));
}

}  // namespace
}  // namespace telex::capi

telex_export* telex_export_new(const telex_options* options) { return telex::capi::NewHandle<telex_export>(options); }

void telex_export_free(telex_export* run) { delete run; }

const char* telex_export_error(const telex_export* run) { return telex::capi::ErrorOf(run); }

telex_status telex_export_set_source_folder(telex_export* run, const char* path, size_t length) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    return run->source_choice.SetFolder(path, length);
  });
}

telex_status telex_export_set_source(telex_export* run, const telex_source* source, void* user_data) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    return run->source_choice.SetTable(source, user_data);
  });
}

telex_status telex_export_set_target_path(telex_export* run, const char* path, size_t length) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    return run->target_choice.SetPath(path, length);
  });
}

telex_status telex_export_set_target(telex_export* run, const telex_target* target, void* user_data) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    return run->target_choice.SetTarget(target, user_data);
  });
}

telex_status telex_export_set_output(telex_export* run, const telex_output* output, void* user_data) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    return run->target_choice.SetOutput(output, user_data);
  });
}

telex_status telex_export_set_output_memory(telex_export* run) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    run->target_choice.SetMemory();
    return {};
  });
}

telex_status telex_export_add_sink(telex_export* run, const telex_sink* sink, void* user_data) {
  return Guard(run, [&]() -> Outcome {
    telex_sink ours;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadStruct(sink, "sink", &ours));
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    run->sink_choices.push_back({ours, user_data});
    return {};
  });
}

telex_status telex_export_set_progress(telex_export* run, telex_progress_callback callback, void* user_data) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(run->RequireNew());
    run->progress = callback;
    run->progress_user_data = user_data;
    return {};
  });
}

telex_status telex_export_run(telex_export* run) {
  return Guard(run, [&] { return telex::capi::Run(*run); });
}

void telex_export_cancel(telex_export* run) {
  if (run != nullptr) run->calls.cancellation().Cancel();
}

const telex_report* telex_export_report(const telex_export* run) { return run != nullptr ? &run->report : nullptr; }

telex_status telex_export_bytes(telex_export* run, telex_text* bytes) {
  return Guard(run, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequirePointer(bytes, "bytes"));
    *bytes = telex::capi::kAbsentText;
    if (!run->target_choice.is_memory()) return Outcome::InvalidState("the export is not to memory");
    if (run->complete) *bytes = telex::capi::TextOf(run->target_choice.bytes());
    return {};
  });
}
