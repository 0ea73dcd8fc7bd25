// telex_export: what run and feeding share.
#ifndef TELEX_CAPI_EXPORT_HANDLE_H_
#define TELEX_CAPI_EXPORT_HANDLE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fed_export.h"
#include "host_calls.h"
#include "host_sink.h"
#include "host_source.h"
#include "option_values.h"
#include "report_handle.h"
#include "target_choice.h"
#include "telex.h"
#include "telex/export.h"

namespace telex::capi {

enum class ExportState {
  kNew,      // being set up
  kRunning,  // in telex_export_run
  kFeeding,  // fed by hand
  kDone,     // finished or failed
};

struct SinkChoice {
  telex_sink table;
  void* user_data;
};

}  // namespace telex::capi

struct telex_export {
  explicit telex_export(const telex::capi::OptionValues& values) : options(values) {}

  // Options, callbacks and sinks put together, once: from then on nothing can be set. The sinks live in `sinks`.
  absl::StatusOr<telex::ExportOptions> Prepare();
  // Fails unless it can still be set up.
  telex::capi::Outcome RequireNew() const;
  // What the host is told of a run or a feeding that ended with `status`. Fills the report.
  telex::capi::Outcome Conclude(const absl::Status& status, telex::ExportReport ended);

  telex::capi::ErrorText error;
  telex::capi::OptionValues options;
  telex::capi::HostCalls calls;
  telex::capi::SourceChoice source_choice;
  telex::capi::TargetChoice target_choice;
  std::vector<telex::capi::SinkChoice> sink_choices;
  telex_progress_callback progress = nullptr;
  void* progress_user_data = nullptr;

  telex::capi::ExportState state = telex::capi::ExportState::kNew;
  telex::Router router;
  std::vector<std::unique_ptr<telex::Sink>> sinks;
  std::unique_ptr<telex::capi::FedExport> fed;
  bool has_context = false;  // of a feeding
  bool in_file = false;      // likewise
  bool complete = false;     // ended well
  telex_report report;
};

#endif  // TELEX_CAPI_EXPORT_HANDLE_H_
