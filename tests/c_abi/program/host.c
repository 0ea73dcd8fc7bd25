#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

void buffer_append(buffer* to, const void* bytes, size_t length) {
  if (length == 0) return;
  to->data = (char*)realloc(to->data, to->length + length);
  memcpy(to->data + to->length, bytes, length);
  to->length += length;
}

void buffer_free(buffer* bytes) {
  free(bytes->data);
  bytes->data = NULL;
  bytes->length = 0;
}

buffer read_file(const char* folder, const char* name) {
  buffer bytes = {NULL, 0};
  char path[2048];
  char piece[4096];
  size_t length;
  FILE* file;
  snprintf(path, sizeof path, "%s%s%s", folder, *name != '\0' ? "/" : "", name);
  file = fopen(path, "rb");
  if (file == NULL) return bytes;
  while ((length = fread(piece, 1, sizeof piece, file)) > 0) buffer_append(&bytes, piece, length);
  fclose(file);
  return bytes;
}

int same_bytes(const buffer* a, const buffer* b) {
  return a->length == b->length && a->length > 0 && memcmp(a->data, b->data, a->length) == 0;
}

int text_is(telex_text text, const char* expected) {
  return text.data != NULL && text.length == strlen(expected) && memcmp(text.data, expected, text.length) == 0;
}

void folder_source_init(folder_source* source, const char* folder, const char* only_names_with) {
  size_t count = 0, i;
  telex_files* files = telex_files_new(NULL);
  memset(source, 0, sizeof *source);
  snprintf(source->folder, sizeof source->folder, "%s", folder);
  CHECK_STATUS(TELEX_OK, telex_files_set_source_folder(files, folder, TELEX_NUL_TERMINATED), telex_files_error(files));
  CHECK_STATUS(TELEX_OK, telex_files_select(files, &count), telex_files_error(files));
  CHECK(count > 0 && count <= MAX_NAMES);
  for (i = 0; i < count; ++i) {
    telex_text name;
    CHECK_STATUS(TELEX_OK, telex_files_name(files, i, &name), telex_files_error(files));
    CHECK(strlen(name.data) == name.length);
    if (only_names_with == NULL || strstr(name.data, only_names_with) != NULL) {
      snprintf(source->names[source->count++], sizeof source->names[0], "%s", name.data);
    }
  }
  CHECK(telex_files_name(files, count, &(telex_text){NULL, 0}) == TELEX_INVALID_ARGUMENT);
  telex_files_free(files);
}

static telex_status source_list(telex_names* names, telex_error* error, void* user_data) {
  const folder_source* source = (const folder_source*)user_data;
  size_t i;
  (void)error;
  /* Backwards: the order is telex' to make. */
  for (i = source->count; i-- > 0;) {
    const telex_status status = telex_names_add(names, source->names[i], strlen(source->names[i]));
    if (status != TELEX_OK) return status;
  }
  return telex_names_add(names, "notes.txt", TELEX_NUL_TERMINATED);
}

static telex_status source_open(const char* name, size_t length, void** file, telex_error* error, void* user_data) {
  folder_source* source = (folder_source*)user_data;
  char path[2048];
  snprintf(path, sizeof path, "%s/%.*s", source->folder, (int)length, name);
  *file = fopen(path, "rb");
  if (*file == NULL) {
    telex_error_set(error, "cannot be opened", TELEX_NUL_TERMINATED);
    return TELEX_IO;
  }
  ++source->open_files;
  ++source->opened;
  return TELEX_OK;
}

static telex_status source_file_size(void* file, uint64_t* bytes, telex_error* error, void* user_data) {
  (void)error;
  (void)user_data;
  if (fseek((FILE*)file, 0, SEEK_END) != 0) return TELEX_IO;
  *bytes = (uint64_t)ftell((FILE*)file);
  return TELEX_OK;
}

static telex_status source_read(void* file, uint64_t offset, void* read_into, size_t capacity, size_t* length,
                                telex_error* error, void* user_data) {
  (void)error;
  (void)user_data;
  if (fseek((FILE*)file, (long)offset, SEEK_SET) != 0) return TELEX_IO;
  /* Fewer than asked for is fine. */
  *length = fread(read_into, 1, capacity > 777 ? 777 : capacity, (FILE*)file);
  return ferror((FILE*)file) ? TELEX_IO : TELEX_OK;
}

static void source_close(void* file, void* user_data) {
  --((folder_source*)user_data)->open_files;
  fclose((FILE*)file);
}

const telex_source folder_source_table = {
    sizeof(telex_source), source_list, source_open, source_file_size, source_read, source_close, NULL, NULL,
};

static telex_status target_open(const char* name, size_t length, void** opened, telex_error* error, void* user_data) {
  memory_target* target = (memory_target*)user_data;
  document* new_document;
  (void)error;
  if (target->count == sizeof target->documents / sizeof target->documents[0]) return TELEX_NO_SPACE;
  new_document = &target->documents[target->count++];
  memset(new_document, 0, sizeof *new_document);
  snprintf(new_document->name, sizeof new_document->name, "%.*s", (int)length, name);
  *opened = new_document;
  return TELEX_OK;
}

static telex_status target_write(void* opened, const void* bytes, size_t length, telex_error* error, void* user_data) {
  (void)error;
  (void)user_data;
  buffer_append(&((document*)opened)->bytes, bytes, length);
  return TELEX_OK;
}

static telex_status target_close(void* opened, telex_error* error, void* user_data) {
  (void)error;
  (void)user_data;
  ++((document*)opened)->closed;
  return TELEX_OK;
}

static void target_abort(void* opened, void* user_data) {
  (void)user_data;
  ++((document*)opened)->aborted;
}

static telex_status target_commit(telex_error* error, void* user_data) {
  (void)error;
  ++((memory_target*)user_data)->commits;
  return TELEX_OK;
}

const telex_target memory_target_table = {
    sizeof(telex_target), target_open, target_write, target_close, target_abort, target_commit,
};

void memory_target_free(memory_target* target) {
  size_t i;
  for (i = 0; i < target->count; ++i) buffer_free(&target->documents[i].bytes);
  memset(target, 0, sizeof *target);
}

document* memory_target_find(memory_target* target, const char* name) {
  size_t i;
  for (i = 0; i < target->count; ++i) {
    if (strcmp(target->documents[i].name, name) == 0) return &target->documents[i];
  }
  return NULL;
}

static telex_status output_write(const void* bytes, size_t length, telex_error* error, void* user_data) {
  (void)error;
  buffer_append(&((memory_output*)user_data)->bytes, bytes, length);
  return TELEX_OK;
}

static telex_status output_close(telex_error* error, void* user_data) {
  (void)error;
  ++((memory_output*)user_data)->closed;
  return TELEX_OK;
}

static void output_abort(void* user_data) { ++((memory_output*)user_data)->aborted; }

const telex_output memory_output_table = {sizeof(telex_output), output_write, output_close, output_abort};

telex_options* options_for(const char* format, const char* package) {
  telex_options* options = telex_options_new();
  CHECK_STATUS(TELEX_OK, telex_options_set_text(options, "format", format, TELEX_NUL_TERMINATED),
               telex_options_error(options));
  CHECK_STATUS(TELEX_OK, telex_options_set_text(options, "package", package, TELEX_NUL_TERMINATED),
               telex_options_error(options));
  CHECK_STATUS(TELEX_OK, telex_options_set_text(options, "now", "2026-05-04T12:00:00Z", TELEX_NUL_TERMINATED),
               telex_options_error(options));
  CHECK_STATUS(TELEX_OK, telex_options_set_bool(options, "overwrite", 1), telex_options_error(options));
  return options;
}

int64_t report_count(const telex_report* report, const char* name) {
  int64_t value = -1;
  CHECK_STATUS(TELEX_OK, telex_report_integer(report, name, &value), telex_report_error(report));
  return value;
}
