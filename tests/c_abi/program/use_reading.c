/* Reader and iterator, and what an event says. */
#include "check.h"
#include "host.h"
#include "parts.h"

typedef struct seen {
  int events;
  int problems;
  buffer elements; /* of the JSON array, as they come */
} seen;

static telex_status on_event(const telex_event* event, telex_error* error, void* user_data) {
  seen* now = (seen*)user_data;
  telex_text json;
  (void)error;
  CHECK_STATUS(TELEX_OK, telex_event_json(event, &json), telex_event_error(event));
  buffer_append(&now->elements, json.data, json.length);
  ++now->events;
  return TELEX_OK;
}

static telex_status on_problem(const telex_problem* problem, telex_error* error, void* user_data) {
  (void)error;
  CHECK(problem->size >= sizeof *problem && problem->file.length > 0 && problem->reason.length > 0);
  ++((seen*)user_data)->problems;
  return TELEX_OK;
}

static const telex_visitor visitor = {sizeof(telex_visitor), on_event, on_problem};

static void read_in_pieces(const folder_source* source, size_t piece, seen* result) {
  telex_reader* reader = telex_reader_new(NULL);
  size_t i;
  CHECK_STATUS(TELEX_OK, telex_reader_set_visitor(reader, &visitor, result), telex_reader_error(reader));
  CHECK_STATUS(TELEX_INVALID_STATE, telex_reader_feed(reader, "x", 1), telex_reader_error(reader));
  for (i = 0; i < source->count; ++i) {
    buffer bytes = read_file(source->folder, source->names[i]);
    size_t at = 0;
    CHECK_STATUS(TELEX_OK, telex_reader_begin_file(reader, source->names[i], TELEX_NUL_TERMINATED),
                 telex_reader_error(reader));
    while (at < bytes.length) {
      const size_t length = piece < bytes.length - at ? piece : bytes.length - at;
      CHECK_STATUS(TELEX_OK, telex_reader_feed(reader, bytes.data + at, length), telex_reader_error(reader));
      at += length;
    }
    CHECK_STATUS(TELEX_OK, telex_reader_end_file(reader), telex_reader_error(reader));
    buffer_free(&bytes);
  }
  telex_reader_free(reader);
}

static void use_reader(const char* telemetry) {
  folder_source source;
  seen whole, bytewise;
  memset(&whole, 0, sizeof whole);
  memset(&bytewise, 0, sizeof bytewise);
  folder_source_init(&source, telemetry, NULL);
  read_in_pieces(&source, (size_t)1 << 20, &whole);
  read_in_pieces(&source, 1, &bytewise);
  CHECK(whole.events == 38 && whole.problems == 17);
  CHECK(bytewise.events == 38 && bytewise.problems == 17);
  CHECK(same_bytes(&whole.elements, &bytewise.elements));
  buffer_free(&whole.elements);
  buffer_free(&bytewise.elements);
}

/* The fields of connection.dropped, the second event of the first session. */
static void check_fields(const telex_event* event) {
  telex_text text;
  telex_attribute attribute;
  size_t count = 0;
  int64_t integer = -1;
  double sequence = -1;
  int32_t signal = 0;
  CHECK(telex_event_text(event, "event_name", &text) == TELEX_OK && text_is(text, "connection.dropped"));
  CHECK(telex_event_raw(event, "event_name", &text) == TELEX_OK && text_is(text, "connection.dropped"));
  CHECK(telex_event_raw(event, "row", &text) == TELEX_OK && text.data[0] == '{' && text.data[text.length - 1] == '}');
  CHECK(telex_event_text(event, "timestamp", &text) == TELEX_OK && text_is(text, "2026-05-01T08:00:02.000Z"));
  CHECK(telex_event_text(event, "trace_id", &text) == TELEX_OK && text.data == NULL);
  CHECK(telex_event_text(event, "error.type", &text) == TELEX_OK && text_is(text, "TypeError"));
  CHECK(telex_event_text(event, "error.message", &text) == TELEX_OK && text_is(text, ""));
  CHECK(telex_event_text(event, "error.code", &text) == TELEX_OK && text.data == NULL);
  CHECK(telex_event_text(event, "session_id", &text) == TELEX_OK && text_is(text, "5e55107aaaa1111"));
  CHECK(telex_event_text(event, "deployment_url", &text) == TELEX_OK && text_is(text, "https://dev.coder.com"));
  CHECK(telex_event_text(event, "event_sequence", &text) == TELEX_OK && text_is(text, "1"));
  CHECK(telex_event_text(event, "file", &text) == TELEX_OK && text_is(text, "telemetry-2026-05-01-5e55107a.jsonl"));
  CHECK(telex_event_double(event, "event_sequence", &sequence) == TELEX_OK && sequence == 1);
  CHECK(telex_event_integer(event, "time_unix_nano", &integer) == TELEX_OK && integer == 1777622402000000000);
  CHECK(telex_event_integer(event, "line", &integer) == TELEX_OK && integer == 3);
  CHECK(telex_event_signal(event, &signal) == TELEX_OK && signal == TELEX_SIGNAL_LOG);
  CHECK(telex_event_property_count(event, &count) == TELEX_OK && count == 1);
  CHECK(telex_event_property(event, 0, &attribute) == TELEX_OK && attribute.kind == TELEX_KIND_TEXT);
  CHECK(text_is(attribute.key, "cause") && text_is(attribute.text, "error"));
  CHECK(telex_event_measurement_count(event, &count) == TELEX_OK && count == 1);
  CHECK(telex_event_find_measurement(event, "connection_duration_ms", TELEX_NUL_TERMINATED, &attribute) == TELEX_OK);
  CHECK(attribute.kind == TELEX_KIND_NUMBER && attribute.number == 1500 && text_is(attribute.text, "1500.0"));
  CHECK(telex_event_measurement(event, 0, &attribute) == TELEX_OK && text_is(attribute.key, "connection_duration_ms"));
  CHECK(telex_event_find_property(event, "nope", 4, &attribute) == TELEX_OK && attribute.kind == TELEX_KIND_ABSENT);
}

/* The iterator's elements are those of the JSON array, byte for byte. */
static void iterate(const char* telemetry, int own_source) {
  telex_options* options = options_for("json", "zip");
  telex_iterator* iterator = telex_iterator_new(options);
  telex_export* run = telex_export_new(options);
  folder_source source;
  const telex_event* event = NULL;
  telex_text array;
  telex_status status;
  buffer joined = {NULL, 0};
  int events = 0, checked = 0;
  folder_source_init(&source, telemetry, NULL);
  if (own_source) {
    CHECK(telex_iterator_set_source(iterator, &folder_source_table, &source) == TELEX_OK);
  } else {
    CHECK(telex_iterator_set_source_folder(iterator, telemetry, TELEX_NUL_TERMINATED) == TELEX_OK);
  }
  while ((status = telex_iterator_next(iterator, &event)) >= 0 && event != NULL) {
    telex_text json, id;
    buffer_append(&joined, events == 0 ? "[\n" : ",\n", 2);
    CHECK_STATUS(TELEX_OK, telex_event_json(event, &json), telex_event_error(event));
    buffer_append(&joined, json.data, json.length);
    CHECK(telex_event_text(event, "event_id", &id) == TELEX_OK);
    if (text_is(id, "000000000000a001")) {
      check_fields(event);
      ++checked;
    }
    ++events;
  }
  buffer_append(&joined, "\n]\n", 3);
  CHECK_STATUS(TELEX_WARNINGS, status, telex_iterator_error(iterator));
  CHECK(events == 38 && checked == 1);
  CHECK(telex_iterator_next(iterator, &event) == TELEX_WARNINGS && event == NULL);
  CHECK(report_count(telex_iterator_report(iterator), "events") == 38);
  CHECK(report_count(telex_iterator_report(iterator), "lines.skipped") == 17);
  CHECK(report_count(telex_iterator_report(iterator), "problems") == 17);
  CHECK(source.open_files == 0);

  CHECK(telex_export_set_source_folder(run, telemetry, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_export_set_output_memory(run) == TELEX_OK);
  CHECK_STATUS(TELEX_WARNINGS, telex_export_run(run), telex_export_error(run));
  CHECK(telex_export_bytes(run, &array) == TELEX_OK);
  CHECK(array.length == joined.length && memcmp(array.data, joined.data, joined.length) == 0);
  buffer_free(&joined);
  telex_export_free(run);
  telex_iterator_free(iterator);
  telex_options_free(options);
}

static void cancel_iterator(const char* telemetry) {
  telex_iterator* iterator = telex_iterator_new(NULL);
  const telex_event* event = NULL;
  CHECK_STATUS(TELEX_INVALID_STATE, telex_iterator_next(iterator, &event), telex_iterator_error(iterator));
  CHECK(telex_iterator_set_source_folder(iterator, telemetry, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK_STATUS(TELEX_OK, telex_iterator_next(iterator, &event), telex_iterator_error(iterator));
  CHECK(event != NULL);
  telex_iterator_cancel(iterator);
  CHECK_STATUS(TELEX_CANCELLED, telex_iterator_next(iterator, &event), telex_iterator_error(iterator));
  CHECK(event == NULL);
  telex_iterator_free(iterator);
}

void use_reading(const char* telemetry) {
  use_reader(telemetry);
  iterate(telemetry, 0);
  iterate(telemetry, 1);
  cancel_iterator(telemetry);
}
