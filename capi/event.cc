// telex_event: what a host asks of an event.
#include <string>

#include "event_handle.h"
#include "guard.h"
#include "telex.h"
#include "telex/json_array_sink.h"

namespace telex::capi {
namespace {

struct EventField {
  const char* name;
  JsonValue Event::*value;
};
struct ErrorField {
  const char* name;
  JsonValue EventError::*value;
};
struct ContextField {
  const char* name;
  JsonValue SessionContext::*value;
};

constexpr EventField kEventFields[] = {
    {"event_id", &Event::event_id},   {"event_name", &Event::event_name},
    {"timestamp", &Event::timestamp}, {"event_sequence", &Event::event_sequence},
    {"trace_id", &Event::trace_id},   {"parent_event_id", &Event::parent_event_id},
};
constexpr ErrorField kErrorFields[] = {
    {"error.message", &EventError::message},
    {"error.type", &EventError::type},
    {"error.code", &EventError::code},
};
constexpr ContextField kContextFields[] = {
    {"extension_version", &SessionContext::extension_version},
    {"machine_id", &SessionContext::machine_id},
    {"session_id", &SessionContext::session_id},
    {"os_type", &SessionContext::os_type},
    {"os_version", &SessionContext::os_version},
    {"host_arch", &SessionContext::host_arch},
    {"platform_name", &SessionContext::platform_name},
    {"platform_version", &SessionContext::platform_version},
    {"deployment_url", &SessionContext::deployment_url},
};

// Whether there is a field of this name; `*value` is then its value, absent where the event has none.
bool FindField(const Event& event, std::string_view name, JsonValue* value) {
  for (const EventField& field : kEventFields) {
    if (field.name != name) continue;
    *value = event.*field.value;
    return true;
  }
  for (const ContextField& field : kContextFields) {
    if (field.name != name) continue;
    *value = event.context != nullptr ? event.context->*field.value : JsonValue();
    return true;
  }
  for (const ErrorField& field : kErrorFields) {
    if (field.name != name) continue;
    *value = event.has_error ? event.error.*field.value : JsonValue();
    return true;
  }
  return false;
}

telex_text ToText(std::string_view text, bool present) { return present ? TextOf(text) : kAbsentText; }

telex_attribute ToAttribute(const telex_event& handle, const Attribute* attribute) {
  telex_attribute ours = {};
  if (attribute == nullptr) return ours;
  const JsonValue& value = attribute->value;
  ours.key = TextOf(handle.Decode(attribute->key));
  ours.text = TextOf(handle.Decode(value));
  ours.kind = value.is_string() ? TELEX_KIND_TEXT : value.is_number() ? TELEX_KIND_NUMBER : TELEX_KIND_BOOL;
  if (value.is_number()) ours.number = value.AsDouble();
  if (value.is_bool()) ours.boolean = value.kind() == JsonValue::Kind::kTrue;
  return ours;
}

// Runs the body for an event that is still there.
template <typename Body>
telex_status GuardEvent(const telex_event* handle, const void* out, const char* parameter, Body&& body) noexcept {
  return Guard(handle, [&]() -> Outcome {
    if (handle->event == nullptr) return Outcome::InvalidState("the event is no longer valid");
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(out, parameter));
    return body(*handle->event);
  });
}

telex_status AttributeAt(const telex_event* handle, ArrayView<Attribute> Event::*list, size_t index,
                         telex_attribute* attribute) noexcept {
  return GuardEvent(handle, attribute, "attribute", [&](const Event& event) -> Outcome {
    const ArrayView<Attribute>& attributes = event.*list;
    if (index >= attributes.size())
      return Outcome::InvalidArgument("index is " + std::to_string(index) + " of " + std::to_string(attributes.size()));
    *attribute = ToAttribute(*handle, &attributes[index]);
    return {};
  });
}

telex_status FindByKey(const telex_event* handle, ArrayView<Attribute> Event::*list, const char* key, size_t length,
                       telex_attribute* attribute) noexcept {
  return GuardEvent(handle, attribute, "attribute", [&](const Event& event) -> Outcome {
    std::string_view text;
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(key, length, "key", &text));
    *attribute = ToAttribute(*handle, FindAttribute(event.*list, text));
    return {};
  });
}

telex_status CountOf(const telex_event* handle, ArrayView<Attribute> Event::*list, size_t* count) noexcept {
  return GuardEvent(handle, count, "count", [&](const Event& event) -> Outcome {
    *count = (event.*list).size();
    return {};
  });
}

}  // namespace
}  // namespace telex::capi

using telex::Event;
using telex::JsonValue;
using telex::capi::GuardEvent;
using telex::capi::Outcome;
using telex::capi::RequirePointer;

const char* telex_event_error(const telex_event* event) { return telex::capi::ErrorOf(event); }

telex_status telex_event_text(const telex_event* event, const char* name, telex_text* value) {
  return GuardEvent(event, value, "value", [&](const Event& ours) -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    JsonValue field;
    if (std::string_view("file") == name) {
      *value = telex::capi::ToText(ours.file, !ours.file.empty());
      return {};
    }
    if (!telex::capi::FindField(ours, name, &field)) return Outcome::NoSuch("text field", name);
    *value = telex::capi::ToText(event->Decode(field), field.present());
    return {};
  });
}

telex_status telex_event_raw(const telex_event* event, const char* name, telex_text* value) {
  return GuardEvent(event, value, "value", [&](const Event& ours) -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    JsonValue field;
    if (std::string_view("row") == name) {
      *value = telex::capi::ToText(ours.text, !ours.text.empty());
      return {};
    }
    if (!telex::capi::FindField(ours, name, &field)) return Outcome::NoSuch("stored field", name);
    *value = telex::capi::ToText(field.text(), field.present());
    return {};
  });
}

telex_status telex_event_integer(const telex_event* event, const char* name, int64_t* value) {
  return GuardEvent(event, value, "value", [&](const Event& ours) -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    const std::string_view field = name;
    if (field == "time_unix_nano") {
      *value = ours.time_unix_nano;
    } else if (field == "line") {
      *value = static_cast<int64_t>(ours.line);
    } else if (field == "session") {
      *value = ours.session;
    } else if (field == "block") {
      *value = static_cast<int64_t>(ours.block);
    } else {
      return Outcome::NoSuch("integer field", name);
    }
    return {};
  });
}

telex_status telex_event_double(const telex_event* event, const char* name, double* value) {
  return GuardEvent(event, value, "value", [&](const Event& ours) -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    if (std::string_view("event_sequence") != name) return Outcome::NoSuch("double field", name);
    *value = ours.event_sequence.AsDouble();
    return {};
  });
}

telex_status telex_event_json(const telex_event* event, telex_text* json) {
  return GuardEvent(event, json, "json", [&](const Event& ours) -> Outcome {
    if (event->json.empty()) telex::AppendJsonElement(ours, event->json);
    *json = telex::capi::TextOf(event->json);
    return {};
  });
}

telex_status telex_event_signal(const telex_event* event, int32_t* signal) {
  return GuardEvent(event, signal, "signal", [&](const Event& ours) -> Outcome {
    *signal = telex::capi::SignalNumber(event->router->Route(ours));
    return {};
  });
}

telex_status telex_event_property_count(const telex_event* event, size_t* count) {
  return telex::capi::CountOf(event, &Event::properties, count);
}

telex_status telex_event_measurement_count(const telex_event* event, size_t* count) {
  return telex::capi::CountOf(event, &Event::measurements, count);
}

telex_status telex_event_property(const telex_event* event, size_t index, telex_attribute* attribute) {
  return telex::capi::AttributeAt(event, &Event::properties, index, attribute);
}

telex_status telex_event_measurement(const telex_event* event, size_t index, telex_attribute* attribute) {
  return telex::capi::AttributeAt(event, &Event::measurements, index, attribute);
}

telex_status telex_event_find_property(const telex_event* event, const char* key, size_t length,
                                       telex_attribute* attribute) {
  return telex::capi::FindByKey(event, &Event::properties, key, length, attribute);
}

telex_status telex_event_find_measurement(const telex_event* event, const char* key, size_t length,
                                          telex_attribute* attribute) {
  return telex::capi::FindByKey(event, &Event::measurements, key, length, attribute);
}
