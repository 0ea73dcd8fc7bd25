#include "read/line_parser.h"

#include <string>

namespace telex {
namespace {

template <std::size_t N>
bool Matches(const char* p, const char (&literal)[N]) {
  return std::memcmp(p, literal, N - 1) == 0;  // of constant size: a load or two
}

// The length of the field's key as it is usually written, with its quotes; 0 where another one stands at `p`.
std::size_t MatchKey(const char* p, Field field) {
  const auto try_key = [p](const auto& literal) { return Matches(p, literal) ? sizeof(literal) - 1 : 0; };
  switch (field) {
    case Field::kEventId:
      return try_key("\"event_id\"");
    case Field::kEventName:
      return try_key("\"event_name\"");
    case Field::kTimestamp:
      return try_key("\"timestamp\"");
    case Field::kEventSequence:
      return try_key("\"event_sequence\"");
    case Field::kProperties:
      return try_key("\"properties\"");
    case Field::kMeasurements:
      return try_key("\"measurements\"");
    case Field::kTraceId:
      return try_key("\"trace_id\"");
    case Field::kParentEventId:
      return try_key("\"parent_event_id\"");
    case Field::kError:
      return try_key("\"error\"");
    case Field::kDeploymentUrl:
      return try_key("\"deployment_url\"");
    default:
      return 0;
  }
}

// Rows have their fields in one order, the last ones optional. The length of the key at `p` if it is that of `*field`,
// or of one that follows when those between are left out: `*field` is then that one. Else 0.
std::size_t MatchExpectedKey(const char* p, Field* field) {
  for (int i = static_cast<int>(*field); i <= static_cast<int>(Field::kDeploymentUrl); ++i) {
    if (const std::size_t size = MatchKey(p, static_cast<Field>(i)); size != 0) {
      *field = static_cast<Field>(i);
      return size;
    }
    if (i < static_cast<int>(Field::kTraceId)) return 0;
  }
  return 0;
}

struct KeyName {
  std::string_view snake;
  std::string_view camel;
};
constexpr std::array<KeyName, kFieldCount> kFieldNames = {{{"event_id", "eventId"},
                                                           {"event_name", "eventName"},
                                                           {"timestamp", "timestamp"},
                                                           {"event_sequence", "eventSequence"},
                                                           {"properties", "properties"},
                                                           {"measurements", "measurements"},
                                                           {"trace_id", "traceId"},
                                                           {"parent_event_id", "parentEventId"},
                                                           {"error", "error"},
                                                           {"deployment_url", "deploymentUrl"},
                                                           {"schema_version", "schemaVersion"},
                                                           {"context", "context"},
                                                           {"kind", "kind"}}};
constexpr std::array<KeyName, kContextKeyCount + 1> kContextNames = {{{"extension_version", "extensionVersion"},
                                                                      {"machine_id", "machineId"},
                                                                      {"session_id", "sessionId"},
                                                                      {"os_type", "osType"},
                                                                      {"os_version", "osVersion"},
                                                                      {"host_arch", "hostArch"},
                                                                      {"platform_name", "platformName"},
                                                                      {"platform_version", "platformVersion"},
                                                                      {"deployment_url", "deploymentUrl"}}};
constexpr std::array<KeyName, 3> kErrorNames = {{{"message", "message"}, {"type", "type"}, {"code", "code"}}};

// The index of `key` in `names`; their count where it is none of them.
template <std::size_t N>
std::size_t FindKey(const JsonValue& key, const std::array<KeyName, N>& names) {
  std::string scratch;
  const std::string_view text = key.DecodedView(scratch);
  for (std::size_t i = 0; i < N; ++i) {
    if (text == names[i].snake || text == names[i].camel) return i;
  }
  return N;
}

// Collects the ranges of members that the self-contained text leaves out, each with the comma that goes with it: the
// one before it, or, as long as no member before it stays, the one after it.
class LeftOut {
 public:
  LeftOut(const char* base, std::vector<TextRange>* ranges) : base_(base), ranges_(ranges) { ranges->clear(); }

  // `previous_end`: where the member before ends.
  void AddMember(const char* key_begin, const char* previous_end, const char* value_end) {
    begin_ = kept_any_ ? previous_end : key_begin;
    if (kept_any_) {
      ranges_->push_back({Offset(begin_), Offset(value_end)});
    } else {
      open_ = true;
    }
  }
  void KeepMember() { kept_any_ = true; }
  // The next member begins at `key_begin`, or the object ends there.
  void Continue(const char* key_begin) {
    if (open_) ranges_->push_back({Offset(begin_), Offset(key_begin)});
    open_ = false;
  }

 private:
  std::uint32_t Offset(const char* p) const { return static_cast<std::uint32_t>(p - base_); }

  const char* base_;
  std::vector<TextRange>* ranges_;
  const char* begin_ = nullptr;
  bool kept_any_ = false;
  bool open_ = false;
};

class Parser {
 public:
  Parser(const char* begin, const char* end, ParsedLine* line) : begin_(begin), end_(end), line_(*line) {}

  bool Run(LineError* error) {
    const char* p = ParseObject();
    if (p != nullptr && SkipSpace(p) == end_) return true;
    if (error_ == ScanError::kNone) error_ = ScanError::kSyntax;
    error->error = error_;
    if (p != nullptr) at_ = SkipSpace(p);
    error->offset = static_cast<std::uint32_t>(at_ - begin_);
    return false;
  }

 private:
  // Parses `"key": ` at `p`; returns where its value begins.
  const char* ParseKey(const char* p, JsonValue* key) {
    if (*p != '"') return Fail(p);
    const char* const end = ScanString(p + 1, key, &error_);
    if (end == nullptr) return Fail(p);
    const char* const value = ParseColon(end);
    return value != nullptr ? value : Fail(p);
  }
  static const char* ParseColon(const char* p) {
    if (*p != ':') p = SkipSpace(p);
    if (*p != ':') return nullptr;
    return SkipSpace(p + 1);
  }
  // The line is wrong at `p`.
  const char* Fail(const char* p) {
    at_ = p;
    return nullptr;
  }

  // A member's value that must be a string, at `p`: anything else is skipped and noted.
  const char* ParseString(const char* p, int nesting, JsonValue* value, FieldState* state) {
    at_ = p;
    if (*p == '"') {
      *state = FieldState::kGood;
      return ScanString(p + 1, value, &error_);
    }
    *state = FieldState::kWrongType;
    return SkipValue(p, nesting, &error_);
  }
  const char* ParseNumber(const char* p, JsonValue* value, FieldState* state) {
    at_ = p;
    if (*p == '-' || IsDigit(*p)) {
      *state = FieldState::kGood;
      return ScanNumber(p, value);
    }
    *state = FieldState::kWrongType;
    return SkipValue(p, 1, &error_);
  }

  // A value of a list, at `p`. What is no scalar, null included, becomes an absent value.
  const char* ParseAttributeValue(const char* p, JsonValue* value) {
    if (*p == '"') return ScanString(p + 1, value, &error_);
    if (*p == '-' || IsDigit(*p)) return ScanNumber(p, value);
    *value = JsonValue();
    if (*p == 't' || *p == 'f') {
      JsonValue::Kind kind = JsonValue::Kind::kAbsent;
      const char* q = ScanLiteral(p, &kind);
      if (q != nullptr) *value = JsonValue({p, static_cast<std::size_t>(q - p)}, kind);
      return q;
    }
    return SkipValue(p, 2, &error_);
  }

  // Steps over what follows a member. `*more`: whether another member follows, at the returned place.
  const char* NextMember(const char* p, char close, bool* more) {
    if (*p != ',' && *p != close) p = SkipSpace(p);
    *more = *p == ',';
    if (*more) return SkipSpace(p + 1);
    return *p == close ? p + 1 : Fail(p);
  }

  // The members of a list from `p` on. What has a wrong type is counted, and its value is absent.
  template <bool kNumbersOnly>
  const char* ParseMembers(const char* p, AttributeArray* list, std::uint32_t* wrong) {
    const std::ptrdiff_t step = line_.keep_attributes ? 1 : 0;
    Attribute* at = list->begin();
    const Attribute* limit = list->limit();
    for (bool more = true; more; at += step) {
      if (at == limit) {
        const std::ptrdiff_t size = at - list->begin();
        list->Grow();
        at = list->begin() + size;
        limit = list->limit();
      }
      const char* const value = ParseKey(p, &at->key);
      if (value == nullptr) return nullptr;
      if (kNumbersOnly && IsDigit(*value)) {
        p = ScanNumber(value, &at->value);
      } else if (!kNumbersOnly && *value == '"') {
        p = ScanString(value + 1, &at->value, &error_);
      } else {
        p = ParseAttributeValue(value, &at->value);
        if (kNumbersOnly && !at->value.is_number()) at->value = JsonValue();
        if (!at->value.present()) ++*wrong;
      }
      if (p == nullptr) return Fail(value);
      if ((p = NextMember(p, '}', &more)) == nullptr) return nullptr;
    }
    list->Truncate(static_cast<std::size_t>(at - list->begin()));
    return p;
  }

  template <bool kNumbersOnly>
  const char* ParseAttributes(const char* p, AttributeArray* list, std::uint32_t* wrong, FieldState* state) {
    list->Truncate(0);
    *wrong = 0;
    if (*p != '{') {
      *state = FieldState::kWrongType;
      return SkipValue(p, 1, &error_);
    }
    *state = FieldState::kGood;
    p = SkipSpace(p + 1);
    if (*p == '}') return p + 1;
    return ParseMembers<kNumbersOnly>(p, list, wrong);
  }

  const char* ParseProperties(const char* p) {
    FieldState* const state = &line_.states[static_cast<std::size_t>(Field::kProperties)];
    return ParseAttributes<false>(p, &line_.properties, &line_.wrong_properties, state);
  }
  const char* ParseMeasurements(const char* p) {
    FieldState* const state = &line_.states[static_cast<std::size_t>(Field::kMeasurements)];
    return ParseAttributes<true>(p, &line_.measurements, &line_.wrong_measurements, state);
  }

  const char* ParseError(const char* p, FieldState* state) {
    for (StringField& field : line_.error) field = {};
    if (*p != '{') {
      *state = FieldState::kWrongType;
      return SkipValue(p, 1, &error_);
    }
    *state = FieldState::kGood;
    p = SkipSpace(p + 1);
    if (*p == '}') return p + 1;
    for (bool more = true; more;) {
      JsonValue key;
      if ((p = ParseKey(p, &key)) == nullptr) return nullptr;
      const std::size_t index = FindKey(key, kErrorNames);
      StringField ignored;
      StringField& field = index < line_.error.size() ? line_.error[index] : ignored;
      if ((p = ParseString(p, 2, &field.value, &field.state)) == nullptr) return nullptr;
      if ((p = NextMember(p, '}', &more)) == nullptr) return nullptr;
    }
    return p;
  }

  const char* ParseContext(const char* p, FieldState* state) {
    ParsedContext& context = line_.context;
    for (StringField& field : context.keys) field = {};
    context.left_out.clear();
    if (*p != '{') {
      *state = FieldState::kWrongType;
      return SkipValue(p, 1, &error_);
    }
    *state = FieldState::kGood;
    const char* const inside = p + 1;
    const char* previous_end = inside;
    LeftOut left_out(inside, &context.left_out);
    p = SkipSpace(p + 1);
    const bool empty = *p == '}';
    for (bool more = !empty; more;) {
      const char* const key_begin = p;
      left_out.Continue(p);
      JsonValue key;
      if ((p = ParseKey(p, &key)) == nullptr) return nullptr;
      const std::size_t index = FindKey(key, kContextNames);
      StringField ignored;
      StringField& field = index < context.keys.size() ? context.keys[index] : ignored;
      if ((p = ParseString(p, 2, &field.value, &field.state)) == nullptr) return nullptr;
      if (index == kContextKeyCount) {
        left_out.AddMember(key_begin, previous_end, p);
      } else {
        left_out.KeepMember();
      }
      previous_end = p;
      if ((p = NextMember(p, '}', &more)) == nullptr) return nullptr;
    }
    if (empty) ++p;
    left_out.Continue(p - 1);
    context.members = {0, static_cast<std::uint32_t>(p - 1 - inside)};
    context_inside_ = inside;
    return p;
  }

  const char* ParseField(const char* p, Field field) {
    const auto index = static_cast<std::size_t>(field);
    switch (field) {
      case Field::kProperties:
        return ParseProperties(p);
      case Field::kMeasurements:
        return ParseMeasurements(p);
      case Field::kError:
        return ParseError(p, &line_.states[index]);
      case Field::kContext:
        return ParseContext(p, &line_.states[index]);
      case Field::kEventSequence:
      case Field::kSchemaVersion:
        return ParseNumber(p, &line_.values[index], &line_.states[index]);
      case Field::kUnknown:
        return SkipValue(p, 1, &error_);
      default:
        return ParseString(p, 1, &line_.values[index], &line_.states[index]);
    }
  }

  JsonValue* Value(Field field) { return &line_.values[static_cast<std::size_t>(field)]; }
  void SetGood(Field field) { line_.states[static_cast<std::size_t>(field)] = FieldState::kGood; }

  // A string's value whose key, with what stands around it, is `before`. nullptr: not written like that, or wrong.
  template <std::size_t N>
  const char* TakeString(const char* p, const char (&before)[N], Field field) {
    return Matches(p, before) ? ScanString(p + N - 1, Value(field), &error_) : nullptr;
  }
  // The same for a field that may be left out: then `p` itself.
  template <std::size_t N>
  const char* TakeOptionalString(const char* p, const char (&before)[N], Field field) {
    if (!Matches(p, before)) return p;
    SetGood(field);
    return ScanString(p + N - 1, Value(field), &error_);
  }

  // The members of a row as they are usually written, from the first key at `p` to the last value: keys, order and
  // punctuation are compared at once. nullptr where they are written in another way, or wrong. What comes behind them
  // may still be members.
  const char* ParseUsualMembers(const char* p, LeftOut* left_out) {
    if ((p = TakeString(p, "\"event_id\":\"", Field::kEventId)) == nullptr) return nullptr;
    if ((p = TakeString(p, ",\"event_name\":\"", Field::kEventName)) == nullptr) return nullptr;
    if ((p = TakeString(p, ",\"timestamp\":\"", Field::kTimestamp)) == nullptr) return nullptr;
    static constexpr char kSequence[] = ",\"event_sequence\":";
    static constexpr char kProperties[] = ",\"properties\":";
    static constexpr char kMeasurements[] = ",\"measurements\":";
    static constexpr char kError[] = ",\"error\":";
    static constexpr char kDeploymentUrl[] = ",\"deployment_url\":\"";
    if (!Matches(p, kSequence)) return nullptr;
    p = ScanNumber(p + sizeof(kSequence) - 1, Value(Field::kEventSequence));
    if (p == nullptr || !Matches(p, kProperties)) return nullptr;
    p = ParseProperties(p + sizeof(kProperties) - 1);
    if (p == nullptr || !Matches(p, kMeasurements)) return nullptr;
    p = ParseMeasurements(p + sizeof(kMeasurements) - 1);
    if (p == nullptr) return nullptr;
    for (const Field field : {Field::kEventId, Field::kEventName, Field::kTimestamp, Field::kEventSequence})
      SetGood(field);
    left_out->KeepMember();
    if ((p = TakeOptionalString(p, ",\"trace_id\":\"", Field::kTraceId)) == nullptr) return nullptr;
    if ((p = TakeOptionalString(p, ",\"parent_event_id\":\"", Field::kParentEventId)) == nullptr) return nullptr;
    if (Matches(p, kError) && (p = ParseField(p + sizeof(kError) - 1, Field::kError)) == nullptr) return nullptr;
    const char* const end = TakeOptionalString(p, kDeploymentUrl, Field::kDeploymentUrl);
    if (end != nullptr && end != p) left_out->AddMember(p + 1, p, end);
    return end;
  }

  const char* ParseObject() {
    line_.states.fill(FieldState::kMissing);
    const char* p = SkipSpace(begin_);
    at_ = p;
    if (*p != '{') return nullptr;
    const char* const object = p;
    LeftOut left_out(object, &line_.left_out);
    const char* previous_end = p + 1;
    p = SkipSpace(p + 1);
    const bool empty = *p == '}';
    int expected = 0;
    bool more = !empty;
    if (const char* const end = ParseUsualMembers(p, &left_out); end != nullptr) {
      expected = static_cast<int>(Field::kTraceId);
      previous_end = end;
      if ((p = NextMember(end, '}', &more)) == nullptr) return nullptr;
    } else {
      error_ = ScanError::kNone;
      line_.states.fill(FieldState::kMissing);
      left_out = LeftOut(object, &line_.left_out);
    }
    while (more) {
      const char* const key_begin = p;
      at_ = p;
      left_out.Continue(p);
      Field field = static_cast<Field>(expected);
      const std::size_t matched = MatchExpectedKey(p, &field);
      if (matched != 0) {
        p = ParseColon(p + matched);
      } else {
        JsonValue key;
        p = ParseKey(p, &key);
        field = p == nullptr ? Field::kUnknown : static_cast<Field>(FindKey(key, kFieldNames));
      }
      if (p == nullptr || (p = ParseField(p, field)) == nullptr) return nullptr;
      if (field == Field::kDeploymentUrl || field == Field::kSchemaVersion) {
        left_out.AddMember(key_begin, previous_end, p);
      } else {
        left_out.KeepMember();
      }
      if (field != Field::kUnknown) expected = static_cast<int>(field) + 1;
      previous_end = p;
      if ((p = NextMember(p, '}', &more)) == nullptr) return nullptr;
    }
    if (empty) ++p;
    left_out.Continue(p - 1);
    line_.text = {object, static_cast<std::size_t>(p - object)};
    if (line_.state(Field::kContext) == FieldState::kGood) {
      line_.context.members.begin = static_cast<std::uint32_t>(context_inside_ - object);
      line_.context.members.end += line_.context.members.begin;
    }
    return p;
  }

  const char* const begin_;
  const char* const end_;
  ParsedLine& line_;
  const char* context_inside_ = nullptr;
  const char* at_ = nullptr;
  ScanError error_ = ScanError::kNone;
};

}  // namespace

bool ParseLine(const char* begin, const char* end, ParsedLine* line, LineError* error) {
  return Parser(begin, end, line).Run(error);
}

}  // namespace telex
