/* By hand: files as bytes, and events from fields. */
#include "check.h"
#include "host.h"
#include "parts.h"

static telex_text text_of(const char* text) {
  telex_text result;
  result.data = text;
  result.length = TELEX_NUL_TERMINATED;
  return result;
}

/* One session's files, fed in pieces, give what a run over them gives. */
static void feed_bytes(const char* telemetry, const char* format) {
  telex_options* options = options_for(format, "zip");
  telex_export* pulled = telex_export_new(options);
  telex_export* fed = telex_export_new(options);
  folder_source source;
  telex_text expected, actual;
  size_t i;
  folder_source_init(&source, telemetry, "5e55107a");
  CHECK(source.count == 2);
  CHECK(telex_export_set_source(pulled, &folder_source_table, &source) == TELEX_OK);
  CHECK(telex_export_set_output_memory(pulled) == TELEX_OK);
  CHECK_STATUS(TELEX_WARNINGS, telex_export_run(pulled), telex_export_error(pulled));

  CHECK(telex_export_set_output_memory(fed) == TELEX_OK);
  CHECK_STATUS(TELEX_INVALID_STATE, telex_export_feed(fed, "x", 1), telex_export_error(fed));
  for (i = 0; i < source.count; ++i) {
    buffer bytes = read_file(telemetry, source.names[i]);
    size_t at = 0, piece = 1;
    CHECK_STATUS(TELEX_OK, telex_export_begin_file(fed, source.names[i], TELEX_NUL_TERMINATED),
                 telex_export_error(fed));
    CHECK_STATUS(TELEX_INVALID_STATE, telex_export_begin_file(fed, "x", 1), telex_export_error(fed));
    CHECK_STATUS(TELEX_INVALID_STATE, telex_export_finish(fed), telex_export_error(fed));
    CHECK_STATUS(TELEX_OK, telex_export_feed(fed, NULL, 0), telex_export_error(fed));
    while (at < bytes.length) {
      if (piece > bytes.length - at) piece = bytes.length - at;
      CHECK_STATUS(TELEX_OK, telex_export_feed(fed, bytes.data + at, piece), telex_export_error(fed));
      at += piece;
      piece = piece % 97 + 1;
    }
    CHECK_STATUS(TELEX_OK, telex_export_end_file(fed), telex_export_error(fed));
    buffer_free(&bytes);
  }
  CHECK_STATUS(TELEX_WARNINGS, telex_export_finish(fed), telex_export_error(fed));
  CHECK(telex_export_bytes(pulled, &expected) == TELEX_OK && telex_export_bytes(fed, &actual) == TELEX_OK);
  CHECK(expected.length == actual.length && expected.length > 1000);
  CHECK(expected.length == actual.length && memcmp(expected.data, actual.data, actual.length) == 0);
  CHECK(report_count(telex_export_report(fed), "events") == report_count(telex_export_report(pulled), "events"));
  CHECK(report_count(telex_export_report(fed), "bytesWritten") == (int64_t)actual.length);
  CHECK(report_count(telex_export_report(fed), "lines.skipped") ==
        report_count(telex_export_report(pulled), "lines.skipped"));
  telex_export_free(pulled);
  telex_export_free(fed);
  telex_options_free(options);
}

static int contains(telex_text text, const char* part) {
  const size_t length = strlen(part);
  size_t i;
  for (i = 0; i + length <= text.length; ++i) {
    if (memcmp(text.data + i, part, length) == 0) return 1;
  }
  return 0;
}

static void fill_context(telex_context_fields* context) {
  memset(context, 0, sizeof *context);
  context->size = sizeof *context;
  context->extension_version = text_of("1.15.2");
  context->machine_id = text_of("9f3c1d0e5b7a4826");
  context->session_id = text_of("5e55107aaaa1111");
  context->os_type = text_of("linux");
  context->os_version = text_of("6.8.0");
  context->host_arch = text_of("x64");
  context->platform_name = text_of("Visual \"Studio\" Code");
  context->platform_version = text_of("1.106.0");
  context->deployment_url = text_of("https://dev.coder.com");
}

static void feed_events(const char* format) {
  telex_attribute properties[3];
  telex_attribute measurements[1];
  telex_context_fields context;
  telex_event_fields event;
  telex_options* options = options_for(format, "zip");
  telex_export* run = telex_export_new(options);
  telex_text bytes;
  memset(properties, 0, sizeof properties);
  memset(measurements, 0, sizeof measurements);
  memset(&event, 0, sizeof event);
  fill_context(&context);
  properties[0].key = text_of("result");
  properties[0].kind = TELEX_KIND_TEXT;
  properties[0].text = text_of("error");
  properties[1].key = text_of("retries");
  properties[1].kind = TELEX_KIND_NUMBER;
  properties[1].number = 2.5;
  properties[2].key = text_of("cached");
  properties[2].kind = TELEX_KIND_BOOL;
  properties[2].boolean = 1;
  measurements[0].key = text_of("durationMs");
  measurements[0].kind = TELEX_KIND_NUMBER;
  measurements[0].number = 12.5;
  event.size = sizeof event;
  event.event_id = text_of("0f0fe12fdcda142c");
  event.event_name = text_of("remote.setup");
  event.time_unix_nano = 1777622400123456789;
  event.event_sequence = 7;
  event.properties = properties;
  event.property_count = 3;
  event.measurements = measurements;
  event.measurement_count = 1;
  event.trace_id = text_of("cf560a90cdba9130cb721db8324fe191");
  event.has_error = 1;
  event.error_message = text_of("no \"such\" host\n");
  event.error_code = text_of("ENOTFOUND");

  CHECK(telex_export_set_output_memory(run) == TELEX_OK);
  CHECK_STATUS(TELEX_INVALID_STATE, telex_export_write(run, &event), telex_export_error(run));
  CHECK_STATUS(TELEX_OK, telex_export_set_context(run, &context), telex_export_error(run));
  CHECK_STATUS(TELEX_OK, telex_export_write(run, &event), telex_export_error(run));
  event.time_unix_nano = -1;
  CHECK_STATUS(TELEX_INVALID_ARGUMENT, telex_export_write(run, &event), telex_export_error(run));
  event.time_unix_nano = 1777622400123456789;
  properties[1].kind = 17;
  CHECK_STATUS(TELEX_INVALID_ARGUMENT, telex_export_write(run, &event), telex_export_error(run));
  properties[1].kind = TELEX_KIND_NUMBER;
  CHECK_STATUS(TELEX_OK, telex_export_write(run, &event), telex_export_error(run));
  CHECK_STATUS(TELEX_OK, telex_export_finish(run), telex_export_error(run));
  CHECK(report_count(telex_export_report(run), "events") == 2);
  CHECK_STATUS(TELEX_INVALID_STATE, telex_export_write(run, &event), telex_export_error(run));
  CHECK_STATUS(TELEX_OK, telex_export_bytes(run, &bytes), telex_export_error(run));
  if (strcmp(format, "json") == 0) {
    CHECK(contains(bytes, "\"event_id\":\"0f0fe12fdcda142c\",\"event_name\":\"remote.setup\","));
    CHECK(contains(bytes, "\"message\":\"no \\\"such\\\" host"));
    CHECK(contains(bytes, "\"deployment_url\":\"https://dev.coder.com\""));
    CHECK(!contains(bytes, "\"parent_event_id\""));
    CHECK(contains(bytes, "\"type\"") == 0);
  } else {
    CHECK(report_count(telex_export_report(run), "records.traces") == 2);
    CHECK(contains(bytes, "manifest.json"));
  }
  telex_export_free(run);
  telex_options_free(options);
}

/* Finishing without an event writes the empty form; freeing without finishing aborts. */
static void feed_nothing(void) {
  telex_options* options = options_for("json", "zip");
  telex_export* run = telex_export_new(options);
  telex_context_fields context;
  telex_text bytes;
  memory_output output;
  fill_context(&context);
  CHECK(telex_export_set_output_memory(run) == TELEX_OK);
  CHECK_STATUS(TELEX_OK, telex_export_finish(run), telex_export_error(run));
  CHECK(telex_export_bytes(run, &bytes) == TELEX_OK && text_is(bytes, "[]\n"));
  telex_export_free(run);

  memset(&output, 0, sizeof output);
  run = telex_export_new(options);
  CHECK(telex_export_set_output(run, &memory_output_table, &output) == TELEX_OK);
  CHECK_STATUS(TELEX_OK, telex_export_set_context(run, &context), telex_export_error(run));
  telex_export_free(run);
  CHECK(output.closed == 0 && output.aborted == 1);
  buffer_free(&output.bytes);

  memset(&output, 0, sizeof output);
  run = telex_export_new(options);
  CHECK(telex_export_set_output(run, &memory_output_table, &output) == TELEX_OK);
  CHECK_STATUS(TELEX_OK, telex_export_set_context(run, &context), telex_export_error(run));
  telex_export_cancel(run);
  CHECK_STATUS(TELEX_CANCELLED, telex_export_set_context(run, &context), telex_export_error(run));
  CHECK(output.aborted == 1);
  telex_export_free(run);
  buffer_free(&output.bytes);
  telex_options_free(options);
}

void use_feeding(const char* telemetry) {
  feed_bytes(telemetry, "json");
  feed_bytes(telemetry, "otlp");
  feed_bytes(telemetry, "otlp-jsonl");
  feed_events("json");
  feed_events("otlp");
  feed_nothing();
}
