// Everything that a reader says of an event or a line, as one text that can be compared.
#ifndef TELEX_TESTS_READ_EVENT_TEXT_H_
#define TELEX_TESTS_READ_EVENT_TEXT_H_

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "telex/event.h"
#include "telex/event_reader.h"

namespace telex::test {

inline std::string TextOf(const JsonValue& value) {
  return std::to_string(static_cast<int>(value.kind())) + "<" + std::string(value.text()) + ">";
}

inline std::string TextOf(ArrayView<Attribute> attributes) {
  std::string out = "{";
  for (const Attribute& attribute : attributes) out += TextOf(attribute.key) + "=" + TextOf(attribute.value) + ";";
  return out + "}";
}

inline std::string TextOf(const SessionContext& context) {
  std::string out;
  for (const JsonValue* value :
       {&context.extension_version, &context.machine_id, &context.session_id, &context.os_type, &context.os_version,
        &context.host_arch, &context.platform_name, &context.platform_version, &context.deployment_url}) {
    out += TextOf(*value);
  }
  return out + "|" + std::string(context.schema_version_text) + "|" + std::string(context.members_text);
}

// Without `session` and `block`, which a reader of bytes does not know.
inline std::string TextOf(const Event& event) {
  std::string out = std::string(event.file) + ":" + std::to_string(event.line) + " ";
  for (const JsonValue* value : {&event.event_id, &event.event_name, &event.timestamp, &event.event_sequence,
                                 &event.trace_id, &event.parent_event_id}) {
    out += TextOf(*value);
  }
  out += std::to_string(event.time_unix_nano) + TextOf(event.properties) + TextOf(event.measurements);
  if (event.has_error) {
    out += "error" + TextOf(event.error.message) + TextOf(event.error.type) + TextOf(event.error.code);
  }
  out += " context " + TextOf(*event.context) + " text " + std::string(event.text) + " without";
  for (const TextRange& range : event.left_out) {
    out += " " + std::to_string(range.begin) + "-" + std::to_string(range.end);
  }
  return out;
}

inline std::string TextOf(std::string_view file, std::uint64_t line, std::string_view reason) {
  return std::string(file) + ":" + std::to_string(line) + ": " + std::string(reason);
}

// Keeps the texts of all that it is given.
class Collector final : public EventVisitor {
 public:
  absl::Status OnEvent(const Event& event) override {
    events.push_back(TextOf(event));
    return absl::OkStatus();
  }
  void OnProblem(std::string_view file, std::uint64_t line, std::string_view reason) override {
    problems.push_back(TextOf(file, line, reason));
  }
  std::vector<std::string> events;
  std::vector<std::string> problems;
};

inline std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace telex::test

#endif  // TELEX_TESTS_READ_EVENT_TEXT_H_
