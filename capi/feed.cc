// telex_export, fed by hand.
#include <optional>
#include <string_view>
#include <utility>

#include "export_handle.h"
#include "guard.h"
#include "telex.h"

namespace telex::capi {
namespace {

struct ContextMember {
  const char* name;
  telex_text telex_context_fields::*from;
  std::string_view ContextFields::*to;
};

constexpr ContextMember kContextMembers[] = {
    {"context.extension_version", &telex_context_fields::extension_version, &ContextFields::extension_version},
    {"context.machine_id", &telex_context_fields::machine_id, &ContextFields::machine_id},
    {"context.session_id", &telex_context_fields::session_id, &ContextFields::session_id},
    {"context.os_type", &telex_context_fields::os_type, &ContextFields::os_type},
    {"context.os_version", &telex_context_fields::os_version, &ContextFields::os_version},
    {"context.host_arch", &telex_context_fields::host_arch, &ContextFields::host_arch},
    {"context.platform_name", &telex_context_fields::platform_name, &ContextFields::platform_name},
    {"context.platform_version", &telex_context_fields::platform_version, &ContextFields::platform_version},
    {"context.deployment_url", &telex_context_fields::deployment_url, &ContextFields::deployment_url},
};

Outcome ReadContext(const telex_context_fields* given, ContextFields* context) {
  telex_context_fields ours;
  TELEX_CAPI_RETURN_IF_FAILED(ReadStruct(given, "context", &ours));
  for (const ContextMember& member : kContextMembers) {
    TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.*member.from, member.name, &(context->*member.to)));
  }
  return {};
}

Outcome ReadProperties(const telex_event_fields& given, EventFields* event) {
  if (given.properties == nullptr && given.property_count > 0) return Outcome::Null("event.properties");
  for (std::size_t i = 0; i < given.property_count; ++i) {
    const telex_attribute& from = given.properties[i];
    std::string_view key, text;
    TELEX_CAPI_RETURN_IF_FAILED(ReadMember(from.key, "key of event.properties", &key));
    if (from.kind == TELEX_KIND_TEXT) {
      TELEX_CAPI_RETURN_IF_FAILED(ReadMember(from.text, "text of event.properties", &text));
      event->properties.emplace_back(key, text);
    } else if (from.kind == TELEX_KIND_NUMBER) {
      event->properties.emplace_back(key, from.number);
    } else if (from.kind == TELEX_KIND_BOOL) {
      event->properties.emplace_back(key, from.boolean != 0);
    } else {
      return Outcome::InvalidArgument("kind of event.properties is " + std::to_string(from.kind));
    }
  }
  return {};
}

Outcome ReadMeasurements(const telex_event_fields& given, EventFields* event) {
  if (given.measurements == nullptr && given.measurement_count > 0) return Outcome::Null("event.measurements");
  for (std::size_t i = 0; i < given.measurement_count; ++i) {
    const telex_attribute& from = given.measurements[i];
    std::string_view key;
    TELEX_CAPI_RETURN_IF_FAILED(ReadMember(from.key, "key of event.measurements", &key));
    if (from.kind != TELEX_KIND_NUMBER) {
      return Outcome::InvalidArgument("kind of event.measurements is " + std::to_string(from.kind));
    }
    event->measurements.emplace_back(key, from.number);
  }
  return {};
}

Outcome ReadError(const telex_event_fields& given, EventFields* event) {
  if (given.has_error == 0) return {};
  EventFields::Error error;
  std::string_view type, code;
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(given.error_message, "event.error_message", &error.message));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(given.error_type, "event.error_type", &type));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(given.error_code, "event.error_code", &code));
  if (given.error_type.data != nullptr) error.type = type;
  if (given.error_code.data != nullptr) error.code = code;
  event->error = error;
  return {};
}

Outcome ReadEvent(const telex_event_fields* given, EventFields* event) {
  telex_event_fields ours;
  TELEX_CAPI_RETURN_IF_FAILED(ReadStruct(given, "event", &ours));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.event_id, "event.event_id", &event->event_id));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.event_name, "event.event_name", &event->event_name));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.trace_id, "event.trace_id", &event->trace_id));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMember(ours.parent_event_id, "event.parent_event_id", &event->parent_event_id));
  event->time_unix_nano = ours.time_unix_nano;
  event->event_sequence = ours.event_sequence;
  TELEX_CAPI_RETURN_IF_FAILED(ReadProperties(ours, event));
  TELEX_CAPI_RETURN_IF_FAILED(ReadMeasurements(ours, event));
  return ReadError(ours, event);
}

// The export begins with the first call that feeds it.
Outcome RequireFeeding(telex_export& run) {
  if (run.state == ExportState::kFeeding) {
    if (!run.calls.cancellation().cancelled()) return {};
    return run.Conclude(absl::CancelledError("cancelled"), run.fed->report());
  }
  if (run.state != ExportState::kNew) return Outcome::InvalidState("the export has run, or has failed before");
  if (run.target_choice.kind() == TargetChoice::Kind::kNone && run.sink_choices.empty()) {
    return Outcome::InvalidState("no target and no sink is set");
  }
  run.state = ExportState::kFeeding;
  absl::StatusOr<ExportOptions> options = run.Prepare();
  if (!options.ok()) return run.Conclude(options.status(), ExportReport());
  const ReadOptions read = run.options.ToReadOptions(*options);
  absl::StatusOr<std::unique_ptr<FedExport>> fed =
      FedExport::Begin(run.target_choice, run.calls, *std::move(options), read);
  if (!fed.ok()) return run.Conclude(fed.status(), ExportReport());
  run.fed = *std::move(fed);
  return {};
}

// A bad context or event leaves the export as it was; any other failure ends it.
Outcome AfterFeeding(telex_export& run, const absl::Status& status) {
  if (status.ok()) return {};
  if (absl::IsInvalidArgument(status) && !run.calls.failure()) return status;
  return run.Conclude(status, run.fed->report());
}

}  // namespace
}  // namespace telex::capi

using telex::capi::Guard;
using telex::capi::Outcome;

telex_status telex_export_set_context(telex_export* run, const telex_context_fields* context) {
  return Guard(run, [&]() -> Outcome {
    telex::ContextFields ours;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadContext(context, &ours));
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequireFeeding(*run));
    run->has_context = true;
    return telex::capi::AfterFeeding(*run, run->fed->exporter().SetContext(ours));
  });
}

telex_status telex_export_write(telex_export* run, const telex_event_fields* event) {
  return Guard(run, [&]() -> Outcome {
    telex::EventFields ours;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadEvent(event, &ours));
    if (!run->has_context) return Outcome::InvalidState("no context is set");
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequireFeeding(*run));
    return telex::capi::AfterFeeding(*run, run->fed->exporter().Write(ours));
  });
}

telex_status telex_export_begin_file(telex_export* run, const char* name, size_t length) {
  return Guard(run, [&]() -> Outcome {
    std::string_view text;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadText(name, length, "name", &text));
    if (run->in_file) return Outcome::InvalidState("the file before has not ended");
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequireFeeding(*run));
    run->in_file = true;
    return telex::capi::AfterFeeding(*run, run->fed->exporter().BeginFile(text));
  });
}

telex_status telex_export_feed(telex_export* run, const void* bytes, size_t length) {
  return Guard(run, [&]() -> Outcome {
    std::string_view text;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::ReadBytes(bytes, length, "bytes", &text));
    if (!run->in_file) return Outcome::InvalidState("no file has begun");
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequireFeeding(*run));
    return telex::capi::AfterFeeding(*run, run->fed->exporter().Feed(text));
  });
}

telex_status telex_export_end_file(telex_export* run) {
  return Guard(run, [&]() -> Outcome {
    if (!run->in_file) return Outcome::InvalidState("no file has begun");
    run->in_file = false;
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequireFeeding(*run));
    return telex::capi::AfterFeeding(*run, run->fed->exporter().EndFile());
  });
}

telex_status telex_export_finish(telex_export* run) {
  return Guard(run, [&]() -> Outcome {
    if (run->in_file) return Outcome::InvalidState("the last file has not ended");
    TELEX_CAPI_RETURN_IF_FAILED(telex::capi::RequireFeeding(*run));
    const absl::Status status = run->fed->Finish();
    return run->Conclude(status, run->fed->report());
  });
}
