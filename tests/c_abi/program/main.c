/* Everything that a host can do with telex, as one C99 program: use_everything TELEMETRY-FOLDER WORK-FOLDER. */
#include <stdlib.h>

#include "check.h"
#include "parts.h"

int failed_checks = 0;

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "use_everything TELEMETRY-FOLDER WORK-FOLDER\n");
    return 2;
  }
  use_options();
  use_whole_export(argv[1], argv[2]);
  use_own_ends(argv[1], argv[2]);
  use_feeding(argv[1]);
  use_reading(argv[1]);
  use_arrow(argv[1]);
  if (failed_checks > 0) printf("%d checks failed\n", failed_checks);
  return failed_checks == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
