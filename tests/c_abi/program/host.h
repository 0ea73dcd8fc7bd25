/* What a host brings: its own source over a folder, its own outputs in memory, in plain C. */
#ifndef TELEX_TESTS_C_ABI_HOST_H_
#define TELEX_TESTS_C_ABI_HOST_H_

#include <stddef.h>

#include "telex.h"

/* Bytes that grow. */
typedef struct buffer {
  char* data;
  size_t length;
} buffer;

void buffer_append(buffer* to, const void* bytes, size_t length);
void buffer_free(buffer* bytes);
/* The whole file; data NULL where it cannot be read. */
buffer read_file(const char* folder, const char* name);
int same_bytes(const buffer* a, const buffer* b);
int text_is(telex_text text, const char* expected);

#define MAX_NAMES 64

/* A source over the files of a folder, whose names it takes from telex_files. */
typedef struct folder_source {
  char folder[1024];
  char names[MAX_NAMES][128];
  size_t count;
  int open_files; /* must be 0 in the end */
  int opened;
} folder_source;

void folder_source_init(folder_source* source, const char* folder, const char* only_names_with);
extern const telex_source folder_source_table;

/* A package in memory. */
typedef struct document {
  char name[64];
  buffer bytes;
  int closed;
  int aborted;
} document;
typedef struct memory_target {
  document documents[16];
  size_t count;
  int commits;
} memory_target;

void memory_target_free(memory_target* target);
document* memory_target_find(memory_target* target, const char* name);
extern const telex_target memory_target_table;

/* One stream in memory. */
typedef struct memory_output {
  buffer bytes;
  int closed;
  int aborted;
} memory_output;

extern const telex_output memory_output_table;

/* Options that every test sets: a fixed clock. */
telex_options* options_for(const char* format, const char* package);
int64_t report_count(const telex_report* report, const char* name);

#endif
