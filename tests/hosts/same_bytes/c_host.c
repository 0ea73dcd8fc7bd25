/* The C host of same_bytes_test.py: a whole export through the C ABI. Arguments: see there. */
#include <stdio.h>

#include "telex.h"

static telex_status set(telex_options* options, const char* name, const char* value) {
  const telex_status status = telex_options_set_text(options, name, value, TELEX_NUL_TERMINATED);
  if (status < 0) fprintf(stderr, "%s\n", telex_options_error(options));
  return status;
}

static telex_status export_to(const telex_options* options, const char* source, const char* out) {
  telex_export* run = telex_export_new(options);
  telex_status status = telex_export_set_source_folder(run, source, TELEX_NUL_TERMINATED);
  if (status >= 0) status = telex_export_set_target_path(run, out, TELEX_NUL_TERMINATED);
  if (status >= 0) status = telex_export_run(run);
  if (status < 0) fprintf(stderr, "%s\n", telex_export_error(run));
  telex_export_free(run);
  return status;
}

int main(int argc, char** argv) {
  telex_options* options;
  telex_status status;
  if (argc != 6 && argc != 7) {
    fprintf(stderr, "usage: c_host SOURCE OUT FORMAT PACKAGE NOW [TEMPORALITY]\n");
    return 2;
  }
  options = telex_options_new();
  status = set(options, "format", argv[3]);
  if (status >= 0) status = set(options, "package", argv[4]);
  if (status >= 0) status = set(options, "now", argv[5]);
  if (status >= 0 && argc == 7) status = set(options, "temporality", argv[6]);
  if (status >= 0) status = export_to(options, argv[1], argv[2]);
  telex_options_free(options);
  return status < 0 ? 1 : 0;
}
