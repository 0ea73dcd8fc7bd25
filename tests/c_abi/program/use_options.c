/* Versions, presets, date checks, names and filters. */
#include "check.h"
#include "host.h"
#include "parts.h"

static void use_versions(void) {
  CHECK(telex_abi_version() >= TELEX_ABI_VERSION);
  CHECK(strchr(telex_version(), '.') != NULL);
  CHECK(strcmp(telex_status_name(TELEX_OK), "OK") == 0);
  CHECK(strcmp(telex_status_name(TELEX_NO_EVENTS), "NO_EVENTS") == 0);
  CHECK(strcmp(telex_status_name(4711), "UNKNOWN") == 0);
}

static void use_presets(void) {
  static const char* const ids[] = {"last24Hours", "last7Days", "last30Days", "allTime"};
  static const char* const labels[] = {"Last 24 hours", "Last 7 days", "Last 30 days", "All time"};
  telex_text id, label;
  size_t count = 0;
  while (telex_preset(count, &id, &label) == TELEX_OK) {
    CHECK(count < 4 && text_is(id, ids[count]) && text_is(label, labels[count]));
    CHECK(strlen(id.data) == id.length && strlen(label.data) == label.length);
    ++count;
  }
  CHECK(count == 4);
}

static void use_date_checks(void) {
  char message[64];
  CHECK(telex_validate_date("2026-05-01", TELEX_NUL_TERMINATED, message, sizeof message) == TELEX_OK);
  CHECK(strcmp(message, "") == 0);
  CHECK(telex_validate_date("2026-5-1", TELEX_NUL_TERMINATED, message, sizeof message) == TELEX_INVALID_ARGUMENT);
  CHECK(strcmp(message, "Use YYYY-MM-DD.") == 0);
  CHECK(telex_validate_date("2025-02-29", TELEX_NUL_TERMINATED, message, sizeof message) == TELEX_INVALID_ARGUMENT);
  CHECK(strcmp(message, "Enter a valid calendar date.") == 0);
  CHECK(telex_validate_date("2025-02-29", TELEX_NUL_TERMINATED, NULL, 0) == TELEX_INVALID_ARGUMENT);
  CHECK(telex_validate_date("2025-02-29", TELEX_NUL_TERMINATED, message, 6) == TELEX_INVALID_ARGUMENT);
  CHECK(strcmp(message, "Enter") == 0);
  CHECK(telex_validate_date_range("2026-05-02", TELEX_NUL_TERMINATED, "2026-05-01", TELEX_NUL_TERMINATED, message,
                                  sizeof message) == TELEX_INVALID_ARGUMENT);
  CHECK(strcmp(message, "End date must be on or after start date.") == 0);
  CHECK(telex_validate_date_range("2026-05-02", 10, "2026-05-02 and more", 10, message, sizeof message) == TELEX_OK);
}

static void use_names(void) {
  telex_options* options = options_for("otlp", "zip");
  telex_text name, label, extension;
  telex_range range;
  memset(&range, 0, sizeof range);
  range.size = sizeof range;
  CHECK_STATUS(TELEX_OK, telex_options_set_text(options, "range", "last7Days", TELEX_NUL_TERMINATED),
               telex_options_error(options));
  CHECK_STATUS(TELEX_OK, telex_options_range(options, &range), telex_options_error(options));
  CHECK(text_is(range.label, "Last 7 days"));
  CHECK(text_is(range.start, "2026-04-27T12:00:00.000Z"));
  CHECK(text_is(range.end, "2026-05-04T12:00:00.000Z"));
  CHECK(text_is(range.file_name, "last-7-days-2026-05-04"));
  CHECK_STATUS(TELEX_OK, telex_options_suggested_file_name(options, &name), telex_options_error(options));
  CHECK(text_is(name, "coder-telemetry-last-7-days-2026-05-04.otlp.zip"));
  CHECK_STATUS(TELEX_OK, telex_options_file_filter(options, &label, &extension), telex_options_error(options));
  CHECK(text_is(label, "Zip files") && text_is(extension, "zip"));
  CHECK_STATUS(TELEX_OK, telex_options_set_text(options, "range", "allTime", TELEX_NUL_TERMINATED),
               telex_options_error(options));
  CHECK_STATUS(TELEX_OK, telex_options_range(options, &range), telex_options_error(options));
  CHECK(range.start.data == NULL && range.end.data == NULL);
  telex_options_free(options);
}

void use_options(void) {
  use_versions();
  use_presets();
  use_date_checks();
  use_names();
}
