// The header compiles alone as strict C++17: nothing is included before it.
#include "telex.h"

static_assert(TELEX_OK == 0 && TELEX_WARNINGS == 1 && TELEX_NO_EVENTS == -1 && TELEX_CANCELLED == -2 &&
                  TELEX_INVALID_ARGUMENT == -3 && TELEX_INVALID_STATE == -4 && TELEX_NOT_FOUND == -5 &&
                  TELEX_PERMISSION_DENIED == -6 && TELEX_ALREADY_EXISTS == -7 && TELEX_IO == -8 &&
                  TELEX_NO_SPACE == -9 && TELEX_OUT_OF_MEMORY == -10 && TELEX_CALLBACK_FAILED == -11 &&
                  TELEX_INTERNAL == -12,
              "statuses are pinned");
static_assert(TELEX_SIGNAL_LOG == 1 && TELEX_SIGNAL_TRACE == 2 && TELEX_SIGNAL_METRIC == 4, "signals are pinned");
static_assert(TELEX_KIND_ABSENT == 0 && TELEX_KIND_TEXT == 1 && TELEX_KIND_NUMBER == 2 && TELEX_KIND_BOOL == 3,
              "kinds are pinned");
static_assert(sizeof(telex_text) == 2 * sizeof(void*), "telex_text is frozen");
static_assert(sizeof(void*) != 8 || sizeof(telex_attribute) == 48, "telex_attribute is frozen");
