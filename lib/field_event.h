// Events that a host makes from fields.
#ifndef TELEX_FIELD_EVENT_H_
#define TELEX_FIELD_EVENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "telex/event.h"
#include "telex/exporter.h"

namespace telex {

// Escaped text for values that were given decoded. Its views stay good until the next Begin.
class TextArena {
 public:
  // Forgets all, and makes room for `bytes` of unescaped text in `strings` pieces.
  void Begin(std::size_t bytes, std::size_t strings);
  JsonValue String(std::string_view text);
  JsonValue Number(double value);
  JsonValue Integer(std::int64_t value);
  JsonValue Timestamp(std::int64_t time_unix_nano);

 private:
  JsonValue Since(std::size_t begin, JsonValue::Kind kind) const;
  std::string text_;
};

// A context from fields; valid until the next Set.
class FieldContext {
 public:
  void Set(const ContextFields& fields);
  const SessionContext& context() const { return context_; }

 private:
  TextArena arena_;
  SessionContext context_;
  std::uint64_t last_serial_ = 0;
};

// One event from fields; valid until the next Set.
class FieldEvent {
 public:
  // InvalidArgument, naming the field, for what no telemetry row could hold.
  absl::Status Set(const EventFields& fields);
  Event& event() { return event_; }

 private:
  TextArena arena_;
  std::vector<Attribute> properties_;
  std::vector<Attribute> measurements_;
  Event event_;
};

}  // namespace telex

#endif  // TELEX_FIELD_EVENT_H_
