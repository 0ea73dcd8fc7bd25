"""Changes that break log records, spans, attributes, times and ids."""

from mutation import Mutation

_LOGS, _SPANS = "lib/encode/otlp_logs_sink.cc", "lib/encode/otlp_traces_sink.cc"
_VALUES, _ATTRIBUTES, _IDS = "lib/encode/otlp_values.cc", "lib/encode/attribute_list.cc", "lib/encode/ids.cc"
_TIME = "lib/read/event_time.cc"
_INLINE_VALUES = "lib/encode/otlp_values.h"
_LOG_TIMES = (
    "    p = PutDecimal(p, nanos);\n"
    "    const std::string_view written(digits, static_cast<std::size_t>(p - digits));\n"
    r'    p = Put(Put(p, "\",\"observedTimeUnixNano\":\""), written);'
)

_ODD = ("odd_1", "odd_2")

_OF_LOGS = [
    Mutation(
        "a log record a nanosecond later",
        _LOGS,
        _LOG_TIMES,
        "    p = PutDecimal(p, 1 + nanos);\n"
        "    (void)digits;\n"
        r'    p = PutDecimal(Put(p, "\",\"observedTimeUnixNano\":\""), nanos);',
    ),
    Mutation(
        "an observed time of its own",
        _LOGS,
        _LOG_TIMES,
        "    p = PutDecimal(p, nanos);\n"
        "    (void)digits;\n"
        r'    p = PutDecimal(Put(p, "\",\"observedTimeUnixNano\":\""), 1 + nanos);',
    ),
    Mutation("severity 13 for an error", _LOGS, r"severityNumber\":17", r"severityNumber\":13"),
    Mutation("the severity text of another level", _LOGS, r"severityText\":\"INFO", r"severityText\":\"DEBUG"),
    Mutation(
        "an error without a code as INFO",
        _LOGS,
        "p = event.has_error ?",
        "p = event.has_error && event.error.code.present() ?",
    ),
    Mutation(
        "the event's id as the body",
        _LOGS,
        r'\"stringValue\":\""), event.event_name',
        r'\"stringValue\":\""), event.event_id',
    ),
    Mutation(
        "the event's id as eventName",
        _LOGS,
        r'\"eventName\":\""), event.event_name',
        r'\"eventName\":\""), event.event_id',
    ),
    Mutation("eventName in snake_case", _LOGS, r"\"eventName\":", r"\"event_name\":"),
    Mutation("an enum by its name", _LOGS, r"severityNumber\":9,", r"severityNumber\":\"SEVERITY_NUMBER_INFO\","),
    Mutation(
        "a null",
        _LOGS,
        r'p = PutString(Put(p, ",\"body\":',
        r'p = PutString(Put(p, ",\"droppedAttributesCount\":null,\"body\":',
    ),
    Mutation("log records without properties", _LOGS, "    attributes_.Add(event.properties);\n", ""),
    Mutation("log records without measurements", _LOGS, "    attributes_.Add(event.measurements);\n", ""),
    Mutation(
        "log records without their error",
        _LOGS,
        "    if (event.has_error) AddException(event.error, &attributes_);\n",
        "",
    ),
    Mutation(
        "log records without the event's id", _LOGS, '    attributes_.Add("log.record.uid", event.event_id);\n', ""
    ),
    Mutation(
        "log records without the text of a derived trace id",
        _LOGS,
        '    if (trace_derived) attributes_.Add("coder.trace_id", event.trace_id);\n',
        "    (void)trace_derived;\n",
        corpora=_ODD,
    ),
    Mutation("log records without a trace id", _LOGS, "    if (event.trace_id.present()) {", "    if (false) {"),
    Mutation(
        "log records without the parent's span id",
        _LOGS,
        "    if (event.parent_event_id.present()) {",
        "    if (false) {",
    ),
    Mutation(
        "the event's own id as the span id of a log record",
        _LOGS,
        r'",\"spanId\":\""), event.parent_event_id',
        r'",\"spanId\":\""), event.event_id',
    ),
]

_OF_SPANS = [
    Mutation(
        "the first segment of a name as the span's",
        _SPANS,
        "  const std::size_t dot = name.rfind('.');",
        "  const std::size_t dot = name.find('.');",
    ),
    Mutation(
        "the whole name as the span's",
        _SPANS,
        "options_.span_name == SpanName::kFull",
        "options_.span_name == SpanName::kLeaf",
    ),
    Mutation("kind 3", _SPANS, r"\"kind\":1", r"\"kind\":3"),
    Mutation(
        "a trace id of another trace",
        _SPANS,
        "PutTraceId(trace_id, event.trace_id,",
        "PutTraceId(trace_id, event.event_id,",
    ),
    Mutation(
        "a span id of another span",
        _SPANS,
        "    counts_.derived_ids += trace_derived + span_derived;",
        "    span_id[0] = span_id[0] == '1' ? '2' : '1';\n" "    counts_.derived_ids += trace_derived + span_derived;",
    ),
    Mutation(
        "a trace id of 31 digits",
        _SPANS,
        r'\"traceId\":\""), {trace_id, kTraceIdDigits}',
        r'\"traceId\":\""), {trace_id, kTraceIdDigits - 1}',
    ),
    Mutation("spans without a parent", _SPANS, "    if (event.parent_event_id.present()) {", "    if (false) {"),
    Mutation(
        "spans that are their own parents",
        _SPANS,
        r'\"parentSpanId\":\""), event.parent_event_id',
        r'\"parentSpanId\":\""), event.event_id',
    ),
    Mutation(
        "a span's end a nanosecond later",
        _SPANS,
        r'\"endTimeUnixNano\":\"", static_cast<std::uint64_t>(event.time_unix_nano)',
        r'\"endTimeUnixNano\":\"", 1 + static_cast<std::uint64_t>(event.time_unix_nano)',
    ),
    Mutation(
        "spans of no length",
        _SPANS,
        "StartNanos(event.time_unix_nano, duration)",
        "StartNanos(event.time_unix_nano, duration - duration)",
    ),
    Mutation(
        "a start a nanosecond earlier",
        _SPANS,
        "StartNanos(event.time_unix_nano, duration)",
        "StartNanos(event.time_unix_nano, duration + 1)",
    ),
    Mutation(
        "a start after the end",
        _SPANS,
        "StartNanos(event.time_unix_nano, duration)",
        "StartNanos(event.time_unix_nano, duration) + 2 * duration",
    ),
    Mutation("durationMs as tenths", _SPANS, "kNanosPerMilli = 1e6", "kNanosPerMilli = 1e5"),
    Mutation(
        "durations cut to whole nanoseconds",
        _VALUES,
        "return x - whole >= 0.5 ? whole + 1 : whole;",
        "return x - whole >= 1.5 ? whole + 1 : whole;",
        corpora=_ODD,
    ),
    Mutation(
        "an error told as a success",
        _SPANS,
        '(Is(result->value, "error")) return kStatusError',
        '(Is(result->value, "error")) return kStatusOk',
    ),
    Mutation(
        "a success without a status",
        _SPANS,
        '(Is(result->value, "success")) return kStatusOk',
        '(Is(result->value, "success")) return kStatusUnset',
    ),
    Mutation(
        "an abort told as an error",
        _SPANS,
        '(Is(result->value, "aborted")) return kStatusUnset',
        '(Is(result->value, "aborted")) return kStatusError',
    ),
    Mutation(
        "another result with an error as unset",
        _SPANS,
        "  return event.has_error ? kStatusError : kStatusUnset;",
        "  return kStatusUnset;",
        corpora=_ODD,
    ),
    Mutation(
        "a status without the error's message",
        _SPANS,
        "if (status == kStatusError && event.has_error) {",
        "if (false) {",
    ),
    Mutation(
        "the error's type as the status' message",
        _SPANS,
        r'\"message\":\""), event.error.message',
        r'\"message\":\""), event.error.type',
    ),
    Mutation(
        "spans without the error's event",
        _SPANS,
        '    if (event.has_error) {\n      p = PutNanos(p, ",\\"events',
        '    if (false) {\n      p = PutNanos(p, ",\\"events',
    ),
    Mutation(
        "an event a nanosecond before the span's end",
        _SPANS,
        r'\"events\":[{\"timeUnixNano\":\"", static_cast<std::uint64_t>(event.time_unix_nano)',
        r'\"events\":[{\"timeUnixNano\":\"", static_cast<std::uint64_t>(event.time_unix_nano) - 1',
    ),
    Mutation("an event of another name", _SPANS, r"\"name\":\"exception\"", r"\"name\":\"error\""),
    Mutation(
        "errors without their type",
        _ATTRIBUTES,
        '  if (error.type.present()) attributes->Add("exception.type", error.type);\n',
        "",
    ),
    Mutation(
        "errors without their code",
        _ATTRIBUTES,
        '  if (error.code.present()) attributes->Add("exception.code", error.code);\n',
        "",
    ),
    Mutation(
        "errors without their message", _ATTRIBUTES, '  attributes->Add("exception.message", error.message);\n', ""
    ),
    Mutation("spans without properties", _SPANS, "    attributes_.Add(event.properties);\n", ""),
    Mutation("spans without measurements", _SPANS, "        attributes_.Add(measurement);\n", ""),
    Mutation(
        "durationMs as an attribute as well",
        _SPANS,
        "      } else {\n        attributes_.Add(measurement);\n      }\n",
        "      }\n      attributes_.Add(measurement);\n",
    ),
    Mutation(
        "spans without the event's name", _SPANS, '    attributes_.Add("coder.event_name", event.event_name);\n', ""
    ),
    Mutation(
        "an error without error.type",
        _SPANS,
        '    if (add_error_type) attributes_.Add("error.type", ErrorType(event));\n',
        "    (void)add_error_type;\n    (void)ErrorType;\n",
    ),
    Mutation(
        "error.type of the code, not of the type",
        _SPANS,
        "  if (event.has_error && event.error.type.present() && !event.error.type.empty()) return event.error.type;\n",
        "",
    ),
    Mutation(
        "error.type besides the property of that name",
        _SPANS,
        '    const bool add_error_type = status == kStatusError && !attributes_.Has("error.type");',
        "    const bool add_error_type = status == kStatusError;",
        corpora=_ODD,
    ),
    Mutation(
        "spans without the text of a derived trace id",
        _SPANS,
        '    if (trace_derived) attributes_.Add("coder.trace_id", event.trace_id);\n',
        "    (void)trace_derived;\n",
        corpora=_ODD,
    ),
    Mutation(
        "spans without the text of a derived span id",
        _SPANS,
        '    if (span_derived) attributes_.Add("coder.event_id", event.event_id);\n',
        "    (void)span_derived;\n",
        corpora=_ODD,
    ),
]

_OF_VALUES = [
    Mutation(
        "numbers as texts",
        _INLINE_VALUES,
        r"""    p = PutDouble(Put(p, "{\"doubleValue\":"), value);""",
        r"""    p = Put(PutDouble(Put(p, "{\"stringValue\":\""), value), "\"");""",
    ),
    Mutation("numbers as intValue", _INLINE_VALUES, r'"{\"doubleValue\":"', r'"{\"intValue\":"'),
    Mutation(
        "numbers without their fraction",
        _VALUES,
        "  return Put(p, number.text());\n",
        "  return Put(p, number.text().substr(0, number.text().find('.')));\n",
    ),
    Mutation(
        "the other bool",
        _INLINE_VALUES,
        "value.kind() == JsonValue::Kind::kTrue ?",
        "value.kind() != JsonValue::Kind::kTrue ?",
        corpora=_ODD,
    ),
    Mutation(
        "too large numbers as they are stored",
        _VALUES,
        "if (std::isinf(value)) return",
        "if (std::isnan(value)) return",
        corpora=_ODD,
    ),
    Mutation(
        "lone surrogates as they are stored",
        _VALUES,
        r'p = Put(p, "\xEF\xBF\xBD");',
        "p = Put(p, text.substr(i, 6));",
        corpora=_ODD,
    ),
    Mutation(
        "repeated keys twice",
        _ATTRIBUTES,
        "  if (MayRepeat(items())) RemoveOverruled(true);\n",
        "  if (MayRepeat(items()) && kManyAttributes == 0) RemoveOverruled(true);\n",
        corpora=_ODD,
    ),
    Mutation(
        "of repeated keys the first",
        _ATTRIBUTES,
        "compared(items_[j].key, scratch) == key) overruled(items_[j]);",
        "compared(items_[j].key, scratch) == key) { overruled(items_[i]); break; }",
        corpora=_ODD,
    ),
    Mutation("the empty key as it is stored", _ATTRIBUTES, 'kEmptyKey = "_"', 'kEmptyKey = ""', corpora=_ODD),
    Mutation(
        "upper-case ids as they are stored",
        _IDS,
        "std::memcpy(p + i, &lower, 8)",
        "std::memcpy(p + i, &text, 8)",
        corpora=_ODD,
    ),
    Mutation(
        "ids of zeros as they are stored",
        _IDS,
        "return valid == kTops && nonzero != 0;",
        "return valid == kTops && (nonzero != 0 || count > 0);",
        corpora=_ODD,
    ),
    Mutation(
        "another derived id", _IDS, "kFnvBasis = 0xcbf29ce484222325u", "kFnvBasis = 0xcbf29ce484222326u", corpora=_ODD
    ),
    Mutation("times to hundredths of a second", _TIME, "millis * 1'000'000;", "millis / 10 * 10'000'000;"),
]

MUTATIONS = [*_OF_LOGS, *_OF_SPANS, *_OF_VALUES]
