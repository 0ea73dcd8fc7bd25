/* From a folder to a path: every format and package, the report, progress, cancelling, sinks, metric rules. */
#include "check.h"
#include "host.h"
#include "parts.h"

static void path_in(char* path, size_t size, const char* work, const char* name) {
  snprintf(path, size, "%s/%s", work, name);
}

typedef struct progress_seen {
  int calls;
  uint64_t last_read;
  uint64_t last_events;
  telex_export* to_cancel;
} progress_seen;

static telex_status on_progress(const telex_progress* progress, telex_error* error, void* user_data) {
  progress_seen* seen = (progress_seen*)user_data;
  (void)error;
  CHECK(progress->size >= sizeof *progress);
  CHECK(progress->bytes_read >= seen->last_read && progress->bytes_read <= progress->bytes_total);
  ++seen->calls;
  seen->last_read = progress->bytes_read;
  seen->last_events = progress->events;
  if (seen->to_cancel != NULL) telex_export_cancel(seen->to_cancel);
  return TELEX_OK;
}

static void check_report(const telex_report* report, int otlp) {
  telex_text text;
  double seconds = -1;
  size_t index;
  CHECK(report_count(report, "events") == 38);
  CHECK(report_count(report, "logs") == (otlp ? 25 : 0));
  CHECK(report_count(report, "traces") == (otlp ? 7 : 0));
  CHECK(report_count(report, "metrics") == (otlp ? 6 : 0));
  CHECK(report_count(report, "records.metrics") == (otlp ? 25 : 0));
  CHECK(report_count(report, "lines.skipped") == 17);
  CHECK(report_count(report, "problems") == 17);
  CHECK(report_count(report, "files.skipped") == 0);
  CHECK(report_count(report, "bytesRead") > 0 && report_count(report, "bytesWritten") > 0);
  CHECK(telex_report_double(report, "seconds", &seconds) == TELEX_OK && seconds >= 0);
  CHECK(telex_report_text(report, "exportedAt", &text) == TELEX_OK && text_is(text, "2026-05-04T12:00:00.000Z"));
  CHECK(telex_report_text(report, "range.label", &text) == TELEX_OK && text_is(text, "All time"));
  CHECK(telex_report_text(report, "range.start", &text) == TELEX_OK && text.data == NULL);
  CHECK(telex_report_text(report, "range.end", &text) == TELEX_OK && text.data == NULL);
  CHECK(telex_report_json(report, &text) == TELEX_OK && text.length > 2 && text.data[0] == '{');
  for (index = 0; index < 17; ++index) {
    telex_problem problem;
    memset(&problem, 0, sizeof problem);
    problem.size = sizeof problem;
    CHECK_STATUS(TELEX_OK, telex_report_problem(report, index, &problem), telex_report_error(report));
    CHECK(problem.file.length > 0 && problem.line > 0 && problem.reason.length > 0);
  }
  CHECK(report_count(report, "documents") == (otlp ? 3 : 0));
  if (otlp) {
    telex_document written;
    memset(&written, 0, sizeof written);
    written.size = sizeof written;
    CHECK_STATUS(TELEX_OK, telex_report_document(report, 1, &written), telex_report_error(report));
    CHECK(written.signal == TELEX_SIGNAL_TRACE && written.records == 7 && written.bytes > 0);
    CHECK(text_is(written.endpoint, "/v1/traces"));
  }
}

static void export_to_path(const char* telemetry, const char* path, const char* format, const char* package) {
  telex_options* options = options_for(format, package);
  telex_export* run = telex_export_new(options);
  progress_seen seen;
  memset(&seen, 0, sizeof seen);
  telex_options_free(options); /* copied */
  CHECK(telex_export_set_source_folder(run, telemetry, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_export_set_target_path(run, path, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_export_set_progress(run, on_progress, &seen) == TELEX_OK);
  CHECK_STATUS(TELEX_WARNINGS, telex_export_run(run), telex_export_error(run));
  check_report(telex_export_report(run), strcmp(format, "json") != 0);
  CHECK(seen.calls > 0 && seen.last_events == 38);
  CHECK_STATUS(TELEX_INVALID_STATE, telex_export_run(run), telex_export_error(run));
  telex_export_free(run);
}

static void refuse(const char* telemetry, const char* work) {
  char path[2048];
  telex_options* options = options_for("json", "zip");
  telex_export* run;
  buffer bytes;
  path_in(path, sizeof path, work, "events.json");

  telex_options_set_bool(options, "overwrite", 0);
  run = telex_export_new(options);
  telex_export_set_source_folder(run, telemetry, TELEX_NUL_TERMINATED);
  telex_export_set_target_path(run, path, TELEX_NUL_TERMINATED);
  CHECK_STATUS(TELEX_ALREADY_EXISTS, telex_export_run(run), telex_export_error(run));
  CHECK(strstr(telex_export_error(run), path) != NULL);
  telex_export_free(run);

  run = telex_export_new(options);
  path_in(path, sizeof path, work, "nothing-there");
  telex_export_set_source_folder(run, path, TELEX_NUL_TERMINATED);
  telex_export_set_target_path(run, path, TELEX_NUL_TERMINATED);
  CHECK_STATUS(TELEX_NOT_FOUND, telex_export_run(run), telex_export_error(run));
  CHECK(strstr(telex_export_error(run), path) != NULL);
  telex_export_free(run);

  telex_options_set_text(options, "from", "1999-01-01", TELEX_NUL_TERMINATED);
  telex_options_set_text(options, "to", "1999-01-02", TELEX_NUL_TERMINATED);
  run = telex_export_new(options);
  telex_export_set_source_folder(run, telemetry, TELEX_NUL_TERMINATED);
  telex_export_set_target_path(run, path, TELEX_NUL_TERMINATED);
  CHECK_STATUS(TELEX_NO_EVENTS, telex_export_run(run), telex_export_error(run));
  CHECK(report_count(telex_export_report(run), "files.selected") == 0);
  telex_export_free(run);
  bytes = read_file(path, "");
  CHECK(bytes.data == NULL);
  buffer_free(&bytes);
  telex_options_free(options);
}

static void cancel(const char* telemetry, const char* work) {
  char path[2048];
  telex_options* options = options_for("otlp", "zip");
  telex_export* run = telex_export_new(options);
  progress_seen seen;
  buffer bytes;
  memset(&seen, 0, sizeof seen);
  seen.to_cancel = run;
  path_in(path, sizeof path, work, "cancelled.zip");
  telex_export_set_source_folder(run, telemetry, TELEX_NUL_TERMINATED);
  telex_export_set_target_path(run, path, TELEX_NUL_TERMINATED);
  telex_export_set_progress(run, on_progress, &seen);
  telex_export_cancel(run); /* before */
  CHECK_STATUS(TELEX_CANCELLED, telex_export_run(run), telex_export_error(run));
  telex_export_cancel(run); /* after */
  telex_export_free(run);
  bytes = read_file(path, "");
  CHECK(bytes.data == NULL);
  buffer_free(&bytes);
  telex_options_free(options);
}

typedef struct sink_seen {
  int events;
  int signals[5];
  int sessions;
  int finished;
} sink_seen;

static telex_status sink_write(const telex_event* event, int32_t signal, telex_error* error, void* user_data) {
  sink_seen* seen = (sink_seen*)user_data;
  int32_t asked = 0;
  telex_text id;
  (void)error;
  ++seen->events;
  ++seen->signals[signal];
  CHECK(telex_event_signal(event, &asked) == TELEX_OK && asked == signal);
  CHECK(telex_event_text(event, "event_id", &id) == TELEX_OK && id.data != NULL);
  return TELEX_OK;
}

static telex_status sink_end_session(uint32_t session, telex_error* error, void* user_data) {
  (void)session;
  (void)error;
  ++((sink_seen*)user_data)->sessions;
  return TELEX_OK;
}

static telex_status sink_finish(telex_error* error, void* user_data) {
  (void)error;
  ++((sink_seen*)user_data)->finished;
  return TELEX_OK;
}

static const telex_sink counting_sink = {sizeof(telex_sink), 0, 1, sink_write, sink_end_session, sink_finish};

/* A sink alone, with a metric rule of the host's that makes traces metrics. */
static void use_sink_and_rule(const char* telemetry) {
  const telex_text prefixes[] = {{"count_", TELEX_NUL_TERMINATED}, {"n.", 2}};
  telex_metric_rule rule;
  telex_sink metrics_only = counting_sink;
  telex_options* options = options_for("otlp", "zip");
  telex_export* run;
  sink_seen all, metrics;
  memset(&all, 0, sizeof all);
  memset(&metrics, 0, sizeof metrics);
  memset(&rule, 0, sizeof rule);
  rule.size = sizeof rule;
  rule.event_name.data = "remote.setup";
  rule.event_name.length = TELEX_NUL_TERMINATED;
  rule.window_measurement.data = "window_seconds";
  rule.window_measurement.length = TELEX_NUL_TERMINATED;
  rule.count_prefixes = prefixes;
  rule.count_prefix_count = 2;
  metrics_only.signals = TELEX_SIGNAL_METRIC;
  CHECK_STATUS(TELEX_OK, telex_options_add_metric_rule(options, &rule), telex_options_error(options));
  CHECK_STATUS(TELEX_OK, telex_options_add_unit_suffix(options, "_gallons", 8, "[gal_us]", TELEX_NUL_TERMINATED),
               telex_options_error(options));
  run = telex_export_new(options);
  CHECK(telex_export_set_source_folder(run, telemetry, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_export_add_sink(run, &counting_sink, &all) == TELEX_OK);
  CHECK(telex_export_add_sink(run, &metrics_only, &metrics) == TELEX_OK);
  CHECK_STATUS(TELEX_WARNINGS, telex_export_run(run), telex_export_error(run));
  CHECK(all.events == 38 && all.finished == 1 && all.sessions > 0);
  CHECK(all.signals[TELEX_SIGNAL_LOG] == 25);
  CHECK(all.signals[TELEX_SIGNAL_TRACE] == 6 && all.signals[TELEX_SIGNAL_METRIC] == 7);
  CHECK(metrics.events == 7 && metrics.signals[TELEX_SIGNAL_METRIC] == 7);
  CHECK(report_count(telex_export_report(run), "metrics") == 7);
  telex_export_free(run);
  telex_options_free(options);
}

void use_whole_export(const char* telemetry, const char* work) {
  static const char* const formats[] = {"json", "otlp", "otlp-jsonl"};
  char path[2048];
  int i;
  for (i = 0; i < 3; ++i) {
    path_in(path, sizeof path, work, i == 0 ? "events.json" : i == 1 ? "otlp.zip" : "otlp.jsonl.zip");
    export_to_path(telemetry, path, formats[i], "zip");
  }
  path_in(path, sizeof path, work, "otlp");
  export_to_path(telemetry, path, "otlp", "dir");
  path_in(path, sizeof path, work, "otlp.jsonl");
  export_to_path(telemetry, path, "otlp-jsonl", "dir");
  refuse(telemetry, work);
  cancel(telemetry, work);
  use_sink_and_rule(telemetry);
}
