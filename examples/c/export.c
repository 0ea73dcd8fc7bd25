/* A whole export in C99: a folder of telemetry in, a zip of OTLP/JSON requests out.
 *
 *   telex_c_export TELEMETRY-FOLDER OUT.otlp.zip [PRESET]
 *
 * PRESET is one of last24Hours, last7Days, last30Days, allTime. An OUT that exists is left alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "telex.h"

/* Shows how far it is; a real host would move a progress bar. Returning anything but TELEX_OK would stop the export. */
static telex_status show_progress(const telex_progress* progress, telex_error* error, void* user_data) {
  (void)error;
  (void)user_data;
  fprintf(stderr, "%llu of %llu bytes, %llu events\n", (unsigned long long)progress->bytes_read,
          (unsigned long long)progress->bytes_total, (unsigned long long)progress->events);
  return TELEX_OK;
}

static void show_report(const telex_report* report) {
  int64_t events = 0, problems = 0, i;
  telex_text json;
  telex_report_integer(report, "events", &events);
  printf("%lld events exported\n", (long long)events);
  telex_report_integer(report, "problems", &problems);
  for (i = 0; i < problems; ++i) {
    telex_problem problem = {sizeof problem, {NULL, 0}, 0, {NULL, 0}};
    if (telex_report_problem(report, (size_t)i, &problem) != TELEX_OK) break;
    printf("skipped: %.*s:%llu: %.*s\n", (int)problem.file.length, problem.file.data, (unsigned long long)problem.line,
           (int)problem.reason.length, problem.reason.data);
  }
  if (telex_report_json(report, &json) == TELEX_OK) printf("%.*s\n", (int)json.length, json.data);
}

int main(int argc, char** argv) {
  telex_options* options;
  telex_export* run;
  telex_status status;
  if (argc < 3 || argc > 4) {
    fprintf(stderr, "usage: telex_c_export TELEMETRY-FOLDER OUT.otlp.zip [PRESET]\n");
    return 2;
  }
  options = telex_options_new();
  status = telex_options_set_text(options, "format", "otlp", TELEX_NUL_TERMINATED);
  if (status == TELEX_OK && argc == 4) status = telex_options_set_text(options, "range", argv[3], TELEX_NUL_TERMINATED);
  if (status < 0) {
    fprintf(stderr, "%s\n", telex_options_error(options));
    telex_options_free(options);
    return 2;
  }

  run = telex_export_new(options);
  telex_options_free(options); /* the export has copied them */
  telex_export_set_progress(run, show_progress, NULL);
  status = telex_export_set_source_folder(run, argv[1], TELEX_NUL_TERMINATED);
  if (status == TELEX_OK) status = telex_export_set_target_path(run, argv[2], TELEX_NUL_TERMINATED);
  if (status == TELEX_OK) status = telex_export_run(run);
  if (status < 0) {
    fprintf(stderr, "%s: %s\n", telex_status_name(status), telex_export_error(run));
  } else {
    show_report(telex_export_report(run));
  }
  telex_export_free(run);
  return status < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
