/* A host's own source and its own target give the same bytes as from and to folders; use_whole_export ran before. */
#include "check.h"
#include "host.h"
#include "parts.h"

static void compare_documents(const char* telemetry, const char* work, const char* format, const char* folder,
                              const char* const* names, size_t count) {
  char path[2048];
  telex_options* options = options_for(format, "dir");
  telex_export* run = telex_export_new(options);
  folder_source source;
  memory_target target;
  size_t i;
  memset(&target, 0, sizeof target);
  folder_source_init(&source, telemetry, NULL);
  CHECK(telex_export_set_source(run, &folder_source_table, &source) == TELEX_OK);
  CHECK(telex_export_set_target(run, &memory_target_table, &target) == TELEX_OK);
  CHECK_STATUS(TELEX_WARNINGS, telex_export_run(run), telex_export_error(run));
  CHECK(source.opened > 0 && source.open_files == 0);
  CHECK(target.count == count && target.commits == 1);
  for (i = 0; i < count; ++i) {
    document* ours = memory_target_find(&target, names[i]);
    buffer theirs;
    snprintf(path, sizeof path, "%s/%s", work, folder);
    theirs = read_file(path, names[i]);
    CHECK(ours != NULL && ours->closed == 1 && ours->aborted == 0);
    if (ours != NULL) CHECK(same_bytes(&ours->bytes, &theirs));
    buffer_free(&theirs);
  }
  memory_target_free(&target);
  telex_export_free(run);
  telex_options_free(options);
}

static void compare_stream(const char* telemetry, const char* work, const char* format, const char* name) {
  telex_options* options = options_for(format, "zip");
  telex_export* to_output = telex_export_new(options);
  telex_export* to_memory = telex_export_new(options);
  folder_source source;
  memory_output output;
  telex_text in_memory;
  buffer theirs = read_file(work, name);
  memset(&output, 0, sizeof output);
  folder_source_init(&source, telemetry, NULL);
  CHECK(telex_export_set_source(to_output, &folder_source_table, &source) == TELEX_OK);
  CHECK(telex_export_set_output(to_output, &memory_output_table, &output) == TELEX_OK);
  CHECK_STATUS(TELEX_WARNINGS, telex_export_run(to_output), telex_export_error(to_output));
  CHECK(output.closed == 1 && output.aborted == 0);
  CHECK(same_bytes(&output.bytes, &theirs));

  CHECK(telex_export_set_source(to_memory, &folder_source_table, &source) == TELEX_OK);
  CHECK(telex_export_set_output_memory(to_memory) == TELEX_OK);
  CHECK(telex_export_bytes(to_memory, &in_memory) == TELEX_OK && in_memory.data == NULL);
  CHECK_STATUS(TELEX_WARNINGS, telex_export_run(to_memory), telex_export_error(to_memory));
  CHECK_STATUS(TELEX_OK, telex_export_bytes(to_memory, &in_memory), telex_export_error(to_memory));
  CHECK(in_memory.length == theirs.length && memcmp(in_memory.data, theirs.data, theirs.length) == 0);
  buffer_free(&output.bytes);
  buffer_free(&theirs);
  telex_export_free(to_output);
  telex_export_free(to_memory);
  telex_options_free(options);
}

void use_own_ends(const char* telemetry, const char* work) {
  static const char* const otlp[] = {"logs.json", "traces.json", "metrics.json", "manifest.json"};
  static const char* const jsonl[] = {"logs.jsonl", "traces.jsonl", "metrics.jsonl", "manifest.json"};
  static const char* const json[] = {"events.json"};
  compare_documents(telemetry, work, "otlp", "otlp", otlp, 4);
  compare_documents(telemetry, work, "otlp-jsonl", "otlp.jsonl", jsonl, 4);
  compare_documents(telemetry, work, "json", ".", json, 1);
  compare_stream(telemetry, work, "json", "events.json");
  compare_stream(telemetry, work, "otlp", "otlp.zip");
  compare_stream(telemetry, work, "otlp-jsonl", "otlp.jsonl.zip");
}
