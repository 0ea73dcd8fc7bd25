/* Telemetry in and JSON out as bytes, in C99: no file, no folder. A filter:
 *
 *   telex_c_feed < telemetry.jsonl > events.json
 *
 * A host that holds telemetry in memory, or gets it over a socket, feeds it in pieces of any size as they come.
 */
#include <stdio.h>
#include <stdlib.h>

#include "telex.h"

/* Takes a piece of the result. The text that is left in `error` comes out of telex_export_error, word for word. */
static telex_status take_bytes(const void* bytes, size_t length, telex_error* error, void* user_data) {
  FILE* out = (FILE*)user_data;
  if (fwrite(bytes, 1, length, out) == length) return TELEX_OK;
  telex_error_set(error, "standard output takes no more", TELEX_NUL_TERMINATED);
  return TELEX_IO;
}

/* Everything was written: only now is the result good. */
static telex_status complete(telex_error* error, void* user_data) {
  FILE* out = (FILE*)user_data;
  if (fflush(out) == 0) return TELEX_OK;
  telex_error_set(error, "standard output takes no more", TELEX_NUL_TERMINATED);
  return TELEX_IO;
}

static telex_status feed_stream(telex_export* run, FILE* in) {
  char piece[4096];
  size_t length;
  /* The name stands in reports; the part of a telemetry file's name that says the session counts as the session. */
  telex_status status = telex_export_begin_file(run, "standard input", TELEX_NUL_TERMINATED);
  while (status >= 0 && (length = fread(piece, 1, sizeof piece, in)) > 0) {
    status = telex_export_feed(run, piece, length);
  }
  if (status >= 0) status = telex_export_end_file(run);
  return status >= 0 ? telex_export_finish(run) : status;
}

int main(void) {
  telex_output output = {sizeof output, take_bytes, complete, NULL};
  telex_export* run = telex_export_new(NULL); /* the defaults: a JSON array of all time */
  telex_status status = telex_export_set_output(run, &output, stdout);
  if (status >= 0) status = feed_stream(run, stdin);
  if (status < 0) {
    fprintf(stderr, "%s: %s\n", telex_status_name(status), telex_export_error(run));
  } else {
    int64_t events = 0, skipped = 0;
    const telex_report* report = telex_export_report(run);
    telex_report_integer(report, "events", &events);
    telex_report_integer(report, "lines.skipped", &skipped);
    fprintf(stderr, "%lld events, %lld lines skipped\n", (long long)events, (long long)skipped);
  }
  telex_export_free(run);
  return status < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
