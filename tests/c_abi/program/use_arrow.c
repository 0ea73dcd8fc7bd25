/* Events as Arrow record batches. */
#include "check.h"
#include "parts.h"

static void check_schema(const struct ArrowSchema* schema) {
  CHECK(strcmp(schema->format, "+s") == 0 && schema->n_children == 23);
  CHECK(strcmp(schema->children[0]->name, "timestamp") == 0 && strcmp(schema->children[0]->format, "tsu:UTC") == 0);
  CHECK(strcmp(schema->children[2]->name, "event_name") == 0 && strcmp(schema->children[2]->format, "u") == 0);
  CHECK(strcmp(schema->children[22]->name, "file") == 0);
}

/* Whether row 5 is connection.dropped, the second event of the fifth session. */
static int is_dropped(const struct ArrowArray* names) {
  const int32_t* offsets = (const int32_t*)names->buffers[1];
  const char* text = (const char*)names->buffers[2];
  const char* expected = "connection.dropped";
  return offsets[6] - offsets[5] == (int32_t)strlen(expected) &&
         memcmp(text + offsets[5], expected, strlen(expected)) == 0;
}

void use_arrow(const char* telemetry) {
  telex_options* options = telex_options_new();
  telex_iterator* iterator;
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray names;
  int64_t rows = 0;
  int batches = 0;
  CHECK_STATUS(TELEX_OK, telex_options_set_text(options, "order", "session", TELEX_NUL_TERMINATED),
               telex_options_error(options));
  iterator = telex_iterator_new(options);
  telex_options_free(options);
  CHECK(telex_arrow_schema(&schema) == TELEX_OK);
  check_schema(&schema);
  schema.release(&schema);
  CHECK_STATUS(TELEX_OK, telex_iterator_set_source_folder(iterator, telemetry, TELEX_NUL_TERMINATED),
               telex_iterator_error(iterator));
  CHECK_STATUS(TELEX_OK, telex_iterator_arrow_stream(iterator, 10, &stream), telex_iterator_error(iterator));
  CHECK(stream.get_schema(&stream, &schema) == 0);
  check_schema(&schema);
  schema.release(&schema);
  for (;;) {
    struct ArrowArray batch;
    CHECK(stream.get_next(&stream, &batch) == 0);
    if (batch.release == NULL) break;
    rows += batch.length;
    if (batches++ == 0) {
      /* A child that is moved out outlives the batch. */
      names = *batch.children[2];
      batch.children[2]->release = NULL;
    }
    batch.release(&batch);
    CHECK(batch.release == NULL);
  }
  stream.release(&stream);
  telex_iterator_free(iterator);
  CHECK(rows == 38 && batches == 4);
  CHECK(is_dropped(&names));
  names.release(&names);
}
