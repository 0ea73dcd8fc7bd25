/* A host as of version 1 of the ABI, frozen with its header: it must run with every later library. It calls every
 * function of that header and checks what only an ABI can break: the numbers of statuses, the layout of structs, the
 * order of callbacks' parameters, the names of options and fields.
 *
 *   host TELEMETRY-FOLDER     (examples/sample-telemetry)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telex.h"

#if TELEX_ABI_VERSION != 1
#error "not compiled with the frozen header"
#endif

static int failed_checks;
static int checks;

#define CHECK(condition)                                               \
  do {                                                                 \
    ++checks;                                                          \
    if (!(condition)) {                                                \
      ++failed_checks;                                                 \
      printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                  \
  } while (0)

static int is(telex_text text, const char* expected) {
  return text.data != NULL && text.length == strlen(expected) && memcmp(text.data, expected, text.length) == 0;
}

/* --- A source of one file in memory ------------------------------------------------------------------------------- */

static const char* const kName = "telemetry-2026-05-01-0000abcd.jsonl";
static const char* const kContext =
    "\"context\":{\"extension_version\":\"1.2.3\",\"machine_id\":\"m\",\"session_id\":\"s\",\"os_type\":\"linux\","
    "\"os_version\":\"6\",\"host_arch\":\"x64\",\"platform_name\":\"VS Code\",\"platform_version\":\"1.100\","
    "\"deployment_url\":\"\"}}\n";
static char telemetry[4096];

typedef struct host {
  int listed, opened, closed, hinted, identified; /* of the source */
  int written, completed, aborted, commits;       /* of target and output */
  int events, problems, sessions, finished;       /* of sink and visitor */
  int progressed;
} host;

static void make_telemetry(void) {
  snprintf(telemetry, sizeof telemetry,
           "{\"event_id\":\"0000000000000001\",\"event_name\":\"a.b\",\"timestamp\":\"2026-05-01T00:00:01.000Z\","
           "\"event_sequence\":7,\"properties\":{\"p\":\"v\",\"t\":true},\"measurements\":{\"m\":1.5},"
           "\"error\":{\"message\":\"broken\"},%s"
           "{\"event_id\":\"0000000000000002\",\"event_name\":\"sample\",\"timestamp\":\"2026-05-01T00:00:02.000Z\","
           "\"event_sequence\":8,\"properties\":{},\"measurements\":{\"size_kib\":2},%snot telemetry\n",
           kContext, kContext);
}

static telex_status source_list(telex_names* names, telex_error* error, void* user_data) {
  telex_error_set(error, "not shown", TELEX_NUL_TERMINATED);
  ++((host*)user_data)->listed;
  return telex_names_add(names, kName, TELEX_NUL_TERMINATED);
}

static telex_status source_open(const char* name, size_t length, void** file, telex_error* error, void* user_data) {
  (void)error;
  CHECK(length == strlen(kName) && memcmp(name, kName, length) == 0);
  *file = telemetry;
  ++((host*)user_data)->opened;
  return TELEX_OK;
}

static telex_status source_file_size(void* file, uint64_t* bytes, telex_error* error, void* user_data) {
  (void)error;
  (void)user_data;
  CHECK(file == (void*)telemetry);
  *bytes = strlen(telemetry);
  return TELEX_OK;
}

static telex_status source_read(void* file, uint64_t offset, void* buffer, size_t capacity, size_t* length,
                                telex_error* error, void* user_data) {
  const size_t left = strlen(telemetry) - (size_t)offset;
  (void)error;
  (void)user_data;
  CHECK(file == (void*)telemetry && offset <= strlen(telemetry));
  *length = left < capacity ? left : capacity;
  memcpy(buffer, telemetry + offset, *length);
  return TELEX_OK;
}

static void source_close(void* file, void* user_data) {
  CHECK(file == (void*)telemetry);
  ++((host*)user_data)->closed;
}

static uint64_t source_identity(void* file, void* user_data) {
  CHECK(file == (void*)telemetry);
  ++((host*)user_data)->identified;
  return 42;
}

static uint64_t source_size_hint(const char* name, size_t length, void* user_data) {
  (void)name;
  CHECK(length == strlen(kName));
  ++((host*)user_data)->hinted;
  return strlen(telemetry);
}

static const telex_source kSource = {sizeof(telex_source), source_list,  source_open,     source_file_size,
                                     source_read,          source_close, source_identity, source_size_hint};

/* --- A target, an output, a sink, a visitor that count ------------------------------------------------------------- */

static telex_status target_open(const char* name, size_t length, void** document, telex_error* error, void* user_data) {
  (void)error;
  (void)user_data;
  CHECK(length > 5 && strstr(name, ".json") != NULL);
  *document = telemetry;
  return TELEX_OK;
}

static telex_status target_write(void* document, const void* bytes, size_t length, telex_error* error,
                                 void* user_data) {
  (void)error;
  CHECK(document == (void*)telemetry && bytes != NULL && length > 0);
  ++((host*)user_data)->written;
  return TELEX_OK;
}

static telex_status target_close(void* document, telex_error* error, void* user_data) {
  (void)error;
  CHECK(document == (void*)telemetry);
  ++((host*)user_data)->completed;
  return TELEX_OK;
}

static void target_abort(void* document, void* user_data) {
  CHECK(document == (void*)telemetry);
  ++((host*)user_data)->aborted;
}

static telex_status target_commit(telex_error* error, void* user_data) {
  (void)error;
  ++((host*)user_data)->commits;
  return TELEX_OK;
}

static const telex_target kTarget = {sizeof(telex_target), target_open,  target_write,
                                     target_close,         target_abort, target_commit};

static telex_status output_write(const void* bytes, size_t length, telex_error* error, void* user_data) {
  (void)bytes;
  CHECK(length > 0);
  ++((host*)user_data)->written;
  telex_error_set(error, "the host wants no more, and this is cut off", 22);
  return TELEX_NO_SPACE;
}

static telex_status output_close(telex_error* error, void* user_data) {
  (void)error;
  ++((host*)user_data)->completed;
  return TELEX_OK;
}

static void output_abort(void* user_data) { ++((host*)user_data)->aborted; }

static const telex_output kOutput = {sizeof(telex_output), output_write, output_close, output_abort};

static void check_event(const telex_event* event);

static telex_status sink_write(const telex_event* event, int32_t signal, telex_error* error, void* user_data) {
  (void)error;
  CHECK(signal == TELEX_SIGNAL_LOG || signal == TELEX_SIGNAL_METRIC);
  if (++((host*)user_data)->events == 1) check_event(event);
  return TELEX_OK;
}

static telex_status sink_end_session(uint32_t session, telex_error* error, void* user_data) {
  (void)error;
  CHECK(session == 0);
  ++((host*)user_data)->sessions;
  return TELEX_OK;
}

static telex_status sink_finish(telex_error* error, void* user_data) {
  (void)error;
  ++((host*)user_data)->finished;
  return TELEX_OK;
}

static const telex_sink kSink = {sizeof(telex_sink), 0, 1, sink_write, sink_end_session, sink_finish};

static telex_status visit_event(const telex_event* event, telex_error* error, void* user_data) {
  (void)error;
  if (++((host*)user_data)->events == 1) check_event(event);
  return TELEX_OK;
}

static telex_status visit_problem(const telex_problem* problem, telex_error* error, void* user_data) {
  (void)error;
  CHECK(problem->line == 3 && is(problem->file, kName) && problem->reason.length > 0);
  ++((host*)user_data)->problems;
  return TELEX_OK;
}

static const telex_visitor kVisitor = {sizeof(telex_visitor), visit_event, visit_problem};

static telex_status on_progress(const telex_progress* progress, telex_error* error, void* user_data) {
  (void)error;
  CHECK(progress->size >= sizeof *progress && progress->bytes_read <= progress->bytes_total);
  CHECK(progress->events <= 2);
  ++((host*)user_data)->progressed;
  return TELEX_OK;
}

static void check_attributes(const telex_event* event) {
  telex_attribute attribute;
  size_t count = 0;
  CHECK(telex_event_property_count(event, &count) == TELEX_OK && count == 2);
  CHECK(telex_event_measurement_count(event, &count) == TELEX_OK && count == 1);
  CHECK(telex_event_property(event, 0, &attribute) == TELEX_OK && attribute.kind == TELEX_KIND_TEXT);
  CHECK(is(attribute.key, "p") && is(attribute.text, "v"));
  CHECK(telex_event_find_property(event, "t", 1, &attribute) == TELEX_OK && attribute.kind == TELEX_KIND_BOOL);
  CHECK(attribute.boolean == 1);
  CHECK(telex_event_measurement(event, 0, &attribute) == TELEX_OK && attribute.kind == TELEX_KIND_NUMBER);
  CHECK(attribute.number == 1.5);
  CHECK(telex_event_find_measurement(event, "x", 1, &attribute) == TELEX_OK && attribute.kind == TELEX_KIND_ABSENT);
}

static void check_event(const telex_event* event) {
  telex_text text;
  int64_t integer = 0;
  int32_t signal = 0;
  double number = 0;
  CHECK(telex_event_text(event, "error.message", &text) == TELEX_OK && is(text, "broken"));
  CHECK(telex_event_raw(event, "event_name", &text) == TELEX_OK && is(text, "a.b"));
  CHECK(telex_event_integer(event, "time_unix_nano", &integer) == TELEX_OK && integer == 1777593601000000000);
  CHECK(telex_event_double(event, "event_sequence", &number) == TELEX_OK && number == 7);
  CHECK(telex_event_json(event, &text) == TELEX_OK && text.length > 100 && text.data[0] == '{');
  CHECK(telex_event_signal(event, &signal) == TELEX_OK && signal == TELEX_SIGNAL_LOG);
  CHECK(telex_event_text(event, "no such field", &text) == TELEX_INVALID_ARGUMENT);
  CHECK(strstr(telex_event_error(event), "no such field") != NULL);
  check_attributes(event);
}

/* --- What it does -------------------------------------------------------------------------------------------------- */

static void use_versions_and_dates(void) {
  telex_text id, label;
  char message[64];
  CHECK(telex_abi_version() >= TELEX_ABI_VERSION);
  CHECK(strchr(telex_version(), '.') != NULL);
  CHECK(strcmp(telex_status_name(-9), "NO_SPACE") == 0 && strcmp(telex_status_name(1), "WARNINGS") == 0);
  CHECK(telex_preset(1, &id, &label) == TELEX_OK && is(id, "last7Days") && is(label, "Last 7 days"));
  CHECK(telex_validate_date("2026-02-30", TELEX_NUL_TERMINATED, message, sizeof message) == TELEX_INVALID_ARGUMENT);
  CHECK(strcmp(message, "Enter a valid calendar date.") == 0);
  CHECK(telex_validate_date_range("2026-05-01", 10, "", 0, message, sizeof message) == TELEX_OK && message[0] == '\0');
}

/* Options that say all there is to say; `sample` is a metric. */
static telex_options* use_options(void) {
  static const char* const texts[][2] = {
      {"package", "dir"},
      {"range", "allTime"},
      {"from", ""},
      {"to", ""},
      {"start", ""},
      {"end", ""},
      {"order", "session"},
      {"temporality", "delta"},
      {"span_name", "full"},
      {"metric_events", ""},
      {"service_name", "s"},
      {"scope_name", "n"},
      {"format", "otlp-jsonl"},
      {"format", "otlp"},
      {"package", "zip"},
      {"now", "2026-05-04T12:00:00Z"},
  };
  static const char* const integers[] = {"file_slack_days", "compression",       "max_request_bytes",
                                         "max_line_bytes",  "max_grouped_bytes", "max_input_line_bytes",
                                         "max_problems"};
  static const telex_text prefix = {"count.", 6};
  telex_options* options = telex_options_new();
  telex_metric_rule rule = {sizeof rule, {"sample", 6}, {NULL, 0}, &prefix, 1, {"{thing}", 7}};
  telex_range range = {sizeof range, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
  telex_text text, extension;
  size_t i;
  for (i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    CHECK(telex_options_set_text(options, texts[i][0], texts[i][1], TELEX_NUL_TERMINATED) == TELEX_OK);
  }
  for (i = 0; i < sizeof integers / sizeof integers[0]; ++i) {
    CHECK(telex_options_set_integer(options, integers[i], i < 2 ? 3 : 100000) == TELEX_OK);
  }
  CHECK(telex_options_set_bool(options, "overwrite", 1) == TELEX_OK);
  CHECK(telex_options_add_text(options, "metric_events", "other", 5) == TELEX_OK);
  CHECK(telex_options_add_metric_rule(options, &rule) == TELEX_OK);
  CHECK(telex_options_add_unit_suffix(options, "_kib", 4, "KiBy", TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_options_range(options, &range) == TELEX_OK && is(range.label, "All time") && range.start.data == NULL);
  CHECK(telex_options_suggested_file_name(options, &text) == TELEX_OK && text.length > 10);
  CHECK(telex_options_file_filter(options, &text, &extension) == TELEX_OK && is(extension, "zip"));
  CHECK(telex_options_set_bool(options, "no such option", 1) == TELEX_INVALID_ARGUMENT);
  CHECK(strcmp(telex_options_error(options), "there is no option \"no such option\"") == 0);
  return options;
}

static int64_t count(const telex_report* report, const char* name) {
  int64_t value = -1;
  CHECK(telex_report_integer(report, name, &value) == TELEX_OK);
  return value;
}

static void check_report(const telex_report* report) {
  static const char* const zero[] = {"traces",     "records.traces", "files.skipped",
                                     "derivedIds", "repaired",       "oversized"};
  telex_problem problem = {sizeof problem, {NULL, 0}, 0, {NULL, 0}};
  telex_document document = {sizeof document, {NULL, 0}, 0, 0, 0, 0, {NULL, 0}};
  telex_text text;
  double seconds = -1;
  size_t i;
  for (i = 0; i < sizeof zero / sizeof zero[0]; ++i) CHECK(count(report, zero[i]) == 0);
  CHECK(count(report, "events") == 2 && count(report, "logs") == 1 && count(report, "metrics") == 1);
  CHECK(count(report, "records.logs") == 1 && count(report, "records.metrics") == 1);
  CHECK(count(report, "files.selected") == 1 && count(report, "lines.skipped") == 1 && count(report, "problems") == 1);
  CHECK(count(report, "bytesRead") == (int64_t)strlen(telemetry) && count(report, "documents") == 3);
  CHECK(telex_report_double(report, "seconds", &seconds) == TELEX_OK && seconds >= 0);
  CHECK(telex_report_text(report, "exportedAt", &text) == TELEX_OK && is(text, "2026-05-04T12:00:00.000Z"));
  CHECK(telex_report_problem(report, 0, &problem) == TELEX_OK && problem.line == 3 && is(problem.file, kName));
  CHECK(telex_report_document(report, 2, &document) == TELEX_OK && is(document.path, "metrics.json"));
  CHECK(document.signal == TELEX_SIGNAL_METRIC && document.records == 1 && is(document.endpoint, "/v1/metrics"));
  CHECK(document.bytes > 100 && document.lines == 0);
  CHECK(telex_report_json(report, &text) == TELEX_OK && text.data[0] == '{');
  CHECK(telex_report_integer(report, "seconds", (int64_t[]){0}) == TELEX_INVALID_ARGUMENT);
  CHECK(telex_report_error(report)[0] != '\0');
}

/* From its own source to its own target, with a sink beside it. */
static void export_by_callbacks(const telex_options* options) {
  host own;
  telex_export* run = telex_export_new(options);
  memset(&own, 0, sizeof own);
  CHECK(telex_export_set_source(run, &kSource, &own) == TELEX_OK);
  CHECK(telex_export_set_target(run, &kTarget, &own) == TELEX_OK);
  CHECK(telex_export_add_sink(run, &kSink, &own) == TELEX_OK);
  CHECK(telex_export_set_progress(run, on_progress, &own) == TELEX_OK);
  CHECK(telex_export_run(run) == TELEX_WARNINGS);
  check_report(telex_export_report(run));
  CHECK(own.listed == 1 && own.opened > 0 && own.opened == own.closed && own.identified > 0 && own.hinted > 0);
  CHECK(own.written > 3 && own.completed == 4 && own.commits == 1 && own.aborted == 0);
  CHECK(own.events == 2 && own.sessions == 1 && own.finished == 1 && own.progressed > 0);
  CHECK(telex_export_run(run) == TELEX_INVALID_STATE);
  telex_export_free(run);
}

static void fail_and_cancel(const telex_options* options, const char* folder) {
  host own;
  telex_export* run = telex_export_new(options);
  memset(&own, 0, sizeof own);
  CHECK(telex_export_set_source(run, &kSource, &own) == TELEX_OK);
  CHECK(telex_export_set_output(run, &kOutput, &own) == TELEX_OK);
  CHECK(telex_export_run(run) == TELEX_NO_SPACE);
  CHECK(strcmp(telex_export_error(run), "the host wants no more") == 0 && own.aborted == 1 && own.completed == 0);
  telex_export_free(run);
  run = telex_export_new(options);
  CHECK(telex_export_set_source_folder(run, folder, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_export_set_target_path(run, "never-written.zip", TELEX_NUL_TERMINATED) == TELEX_OK);
  telex_export_cancel(run);
  CHECK(telex_export_run(run) == TELEX_CANCELLED);
  telex_export_free(run);
}

/* By hand: an event of fields, then a file as bytes. */
static void export_by_hand(const telex_options* options) {
  static const telex_attribute property = {{"p", 1}, {"v", TELEX_NUL_TERMINATED}, 0, 0, TELEX_KIND_TEXT};
  static const telex_attribute measurement = {{"m", 1}, {NULL, 0}, 2.5, 0, TELEX_KIND_NUMBER};
  telex_export* run = telex_export_new(options);
  telex_context_fields context = {sizeof context, {"1", 1},   {"m", 1}, {"s", 1}, {"linux", 5},
                                  {"6", 1},       {"x64", 3}, {"p", 1}, {"1", 1}, {NULL, 0}};
  telex_event_fields event = {sizeof event, {"id", 2}, {"by.hand", 7}, 1777593601000000000, 1, &property,     1,
                              &measurement, 1,         {NULL, 0},      {NULL, 0},           1, {"broken", 6}, {NULL, 0},
                              {"E1", 2}};
  telex_text bytes;
  CHECK(telex_export_set_output_memory(run) == TELEX_OK);
  CHECK(telex_export_set_context(run, &context) == TELEX_OK);
  CHECK(telex_export_write(run, &event) == TELEX_OK);
  CHECK(telex_export_begin_file(run, kName, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_export_feed(run, telemetry, 100) == TELEX_OK);
  CHECK(telex_export_feed(run, telemetry + 100, strlen(telemetry) - 100) == TELEX_OK);
  CHECK(telex_export_end_file(run) == TELEX_OK);
  CHECK(telex_export_finish(run) == TELEX_WARNINGS);
  CHECK(count(telex_export_report(run), "events") == 3);
  CHECK(telex_export_bytes(run, &bytes) == TELEX_OK && bytes.length > 100 && memcmp(bytes.data, "PK", 2) == 0);
  telex_export_free(run);
}

static void read_by_reader(const telex_options* options) {
  host own;
  telex_reader* reader = telex_reader_new(options);
  memset(&own, 0, sizeof own);
  CHECK(telex_reader_set_visitor(reader, &kVisitor, &own) == TELEX_OK);
  CHECK(telex_reader_begin_file(reader, kName, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_reader_feed(reader, telemetry, strlen(telemetry)) == TELEX_OK);
  CHECK(telex_reader_end_file(reader) == TELEX_OK);
  CHECK(own.events == 2 && own.problems == 1);
  CHECK(telex_reader_end_file(reader) == TELEX_INVALID_STATE && telex_reader_error(reader)[0] != '\0');
  telex_reader_free(reader);
}

static void iterate_and_choose(const telex_options* options, const char* folder) {
  host own;
  telex_iterator* iterator = telex_iterator_new(options);
  telex_files* files = telex_files_new(options);
  const telex_event* event = NULL;
  telex_text name;
  size_t selected = 0;
  memset(&own, 0, sizeof own);
  CHECK(telex_iterator_set_source_folder(iterator, folder, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_iterator_set_source(iterator, &kSource, &own) == TELEX_OK);
  CHECK(telex_iterator_next(iterator, &event) == TELEX_OK && event != NULL);
  check_event(event);
  CHECK(telex_iterator_next(iterator, NULL) == TELEX_INVALID_ARGUMENT);
  CHECK(strcmp(telex_iterator_error(iterator), "event is NULL") == 0);
  CHECK(count(telex_iterator_report(iterator), "events") == 1);
  telex_iterator_cancel(iterator);
  CHECK(telex_iterator_next(iterator, &event) == TELEX_CANCELLED && event == NULL);
  CHECK(telex_files_set_source(files, &kSource, &own) == TELEX_OK);
  CHECK(telex_files_set_source_folder(files, folder, TELEX_NUL_TERMINATED) == TELEX_OK);
  CHECK(telex_files_select(files, &selected) == TELEX_OK && selected > 10);
  CHECK(telex_files_name(files, 0, &name) == TELEX_OK && strncmp(name.data, "telemetry-", 10) == 0);
  CHECK(telex_files_name(files, selected, &name) == TELEX_INVALID_ARGUMENT && telex_files_error(files)[0] != '\0');
  telex_files_free(files);
  telex_iterator_free(iterator);
}

int main(int argc, char** argv) {
  telex_options* options;
  if (argc != 2) {
    fprintf(stderr, "usage: host TELEMETRY-FOLDER\n");
    return 2;
  }
  make_telemetry();
  use_versions_and_dates();
  options = use_options();
  export_by_callbacks(options);
  fail_and_cancel(options, argv[1]);
  export_by_hand(options);
  read_by_reader(options);
  iterate_and_choose(options, argv[1]);
  telex_options_free(options);
  printf("%d checks, %d failed\n", checks, failed_checks);
  return failed_checks == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
