// One telemetry event and the context of its session, as views of the text they were read from.
//
// Lifetime: everything here is valid for one call only (a sink's Write, a visitor's OnEvent, until an iterator's next
// Next). Copy what you keep. Thread-safety: read-only; not for use from two threads at once with its producer.
// Source of the rules: lib/README.md, "Telemetry files".
#ifndef TELEX_EVENT_H_
#define TELEX_EVENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "telex/json_value.h"

namespace telex {

// A read-only view of consecutive elements.
template <typename T>
class ArrayView {
 public:
  constexpr ArrayView() = default;
  constexpr ArrayView(const T* data, std::size_t size) : data_(data), size_(size) {}
  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr const T& operator[](std::size_t i) const { return data_[i]; }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

// A member of `properties` or `measurements`. Keys may repeat in one list: the last one counts.
struct Attribute {
  JsonValue key;
  JsonValue value;
};

// The last member of `attributes` whose decoded key is `key`; nullptr where there is none.
const Attribute* FindAttribute(ArrayView<Attribute> attributes, std::string_view key);

// The `error` block. `message` is always present (it may be empty), the others may be absent.
struct EventError {
  JsonValue message;
  JsonValue type;
  JsonValue code;
};

// Who and where: the eight keys of a context, and the deployment. All strings; only deployment_url may be empty by rule.
struct SessionContext {
  JsonValue extension_version;
  JsonValue machine_id;
  JsonValue session_id;
  JsonValue os_type;
  JsonValue os_version;
  JsonValue host_arch;
  JsonValue platform_name;
  JsonValue platform_version;
  JsonValue deployment_url;  // empty: not known (yet)

  // What a row that inherits this context is completed with in the JSON array: the number text of the header's
  // schema_version and the members of its context as they are stored, without deployment_url. Both are empty for a
  // context that stands in the row itself.
  std::string_view schema_version_text;
  std::string_view members_text;

  // Contexts of one session with the same serial, which is not 0, are equal but for deployment_url.
  std::uint64_t serial = 0;
};

// A part of a text, in bytes from its begin.
struct TextRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Event {
  JsonValue event_id;
  JsonValue event_name;
  JsonValue timestamp;              // as stored
  std::int64_t time_unix_nano = 0;  // the same, in ns since the Unix epoch; when the event ended; >= 0
  JsonValue event_sequence;
  ArrayView<Attribute> properties;    // values are strings, numbers or bools
  ArrayView<Attribute> measurements;  // values are numbers
  JsonValue trace_id;                 // absent where it is empty
  JsonValue parent_event_id;          // absent where it is empty
  bool has_error = false;
  EventError error;  // meaningful only if has_error

  const SessionContext* context = nullptr;  // never nullptr in a sink

  // The stored row, `{` to `}`; empty for an event that a host made from fields.
  std::string_view text;
  // Members of `text` that the self-contained form leaves out (the row's own deployment_url and schema_version), each
  // with the comma that goes with it, ascending. Meaningful only where the context is inherited.
  ArrayView<TextRange> left_out;

  // Which session of the export this is, counted from 0 in the order of the sessions' first files.
  std::uint32_t session = 0;
  // The resource block: a new number, from 1, whenever the resource attributes of the session's events change. 0 where
  // nobody has numbered them: a sink without an exporter.
  std::uint64_t block = 0;

  std::string_view file;   // name, without folder; empty for an event that a host made
  std::uint64_t line = 0;  // from 1; 0 for an event that a host made

  // properties.result and measurements.durationMs, nullptr where absent.
  const Attribute* result() const { return FindAttribute(properties, "result"); }
  const Attribute* duration_ms() const { return FindAttribute(measurements, "durationMs"); }
};

}  // namespace telex

#endif  // TELEX_EVENT_H_
