// Versions and the names of statuses.
#include "telex/version.h"

#include "telex.h"

int32_t telex_abi_version(void) { return TELEX_ABI_VERSION; }

const char* telex_version(void) { return TELEX_VERSION_STRING; }

const char* telex_status_name(telex_status status) {
  switch (status) {
    case TELEX_OK:
      return "OK";
    case TELEX_WARNINGS:
      return "WARNINGS";
    case TELEX_NO_EVENTS:
      return "NO_EVENTS";
    case TELEX_CANCELLED:
      return "CANCELLED";
    case TELEX_INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case TELEX_INVALID_STATE:
      return "INVALID_STATE";
    case TELEX_NOT_FOUND:
      return "NOT_FOUND";
    case TELEX_PERMISSION_DENIED:
      return "PERMISSION_DENIED";
    case TELEX_ALREADY_EXISTS:
      return "ALREADY_EXISTS";
    case TELEX_IO:
      return "IO";
    case TELEX_NO_SPACE:
      return "NO_SPACE";
    case TELEX_OUT_OF_MEMORY:
      return "OUT_OF_MEMORY";
    case TELEX_CALLBACK_FAILED:
      return "CALLBACK_FAILED";
    case TELEX_INTERNAL:
      return "INTERNAL";
    default:
      return "UNKNOWN";
  }
}
