/* Checks of a plain C program: a failed one is told and counted, and the program goes on. */
#ifndef TELEX_TESTS_C_ABI_CHECK_H_
#define TELEX_TESTS_C_ABI_CHECK_H_

#include <stdio.h>
#include <string.h>

#include "telex.h"

extern int failed_checks;

#define CHECK(condition)                                               \
  do {                                                                 \
    if (!(condition)) {                                                \
      ++failed_checks;                                                 \
      printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                  \
  } while (0)

/* A call on a handle that must end with this status; the handle's text is told where it does not. */
#define CHECK_STATUS(expected, call, error)                                                                   \
  do {                                                                                                        \
    const telex_status check_status = (call);                                                                 \
    if (check_status != (expected)) {                                                                         \
      ++failed_checks;                                                                                        \
      printf("%s:%d: %s: %s instead of %s: %s\n", __FILE__, __LINE__, #call, telex_status_name(check_status), \
             telex_status_name(expected), (error));                                                           \
    }                                                                                                         \
  } while (0)

#endif
