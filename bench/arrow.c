// Pulls all events of a folder as Arrow record batches, and lets go of each: `telex_arrow DIR [ROWS_PER_BATCH]`. Prints
// how many rows there were. Exit status: 0 all was read, 1 it failed, 2 wrong usage.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "telex.h"

static int fail(const char* text) {
  fprintf(stderr, "telex_arrow: %s\n", text);
  return 1;
}

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) return 2;
  const int64_t rows_per_batch = argc == 3 ? atoll(argv[2]) : 8192;
  telex_iterator* iterator = telex_iterator_new(NULL);
  struct ArrowArrayStream stream;
  if (telex_iterator_set_source_folder(iterator, argv[1], TELEX_NUL_TERMINATED) < 0 ||
      telex_iterator_arrow_stream(iterator, rows_per_batch, &stream) < 0) {
    return fail(telex_iterator_error(iterator));
  }
  telex_iterator_free(iterator);
  int64_t rows = 0;
  for (;;) {
    struct ArrowArray batch;
    if (stream.get_next(&stream, &batch) != 0) return fail(stream.get_last_error(&stream));
    if (batch.release == NULL) break;
    rows += batch.length;
    batch.release(&batch);
  }
  stream.release(&stream);
  printf("%lld\n", (long long)rows);
  return 0;
}
