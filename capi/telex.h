// telex: telemetry files in; a JSON array, or OTLP/JSON for logs, traces and metrics, out. The C ABI.
//
//   telex_options* options = telex_options_new();
//   telex_options_set_text(options, "format", "otlp", TELEX_NUL_TERMINATED);
//   telex_export* run = telex_export_new(options);
//   telex_export_set_source_folder(run, "/path/to/telemetry", TELEX_NUL_TERMINATED);
//   telex_export_set_target_path(run, "out.otlp.zip", TELEX_NUL_TERMINATED);
//   if (telex_export_run(run) < 0) fprintf(stderr, "%s\n", telex_export_error(run));
//   telex_export_free(run);
//   telex_options_free(options);
//
// Conventions
//
//  (1) Handles are pointers to structs that only telex knows. telex_X_new makes one, and returns NULL only where memory
//      is short; telex_X_free ends it, and takes NULL. What a function is given is copied or read during the call,
//      never kept, unless its comment says so. Neither side frees the other's memory.
//  (2) What can fail returns a telex_status: 0 is done, above 0 is done with something to say, below 0 is failed. The
//      numbers never change and are never used again for something else; take an unknown one by its sign.
//  (3) The text of a failure is on the handle: telex_X_error says why the last call that failed on it did, in UTF-8
//      with a NUL at its end, never NULL, valid until the next call on the handle. It is empty where none has failed.
//      A NUL in what it quotes stands there as U+FFFD.
//      The date checks have no handle and write it into a buffer of the caller.
//  (4) NULL for a handle, or for a pointer that is not said to be optional, is TELEX_INVALID_ARGUMENT, and the text
//      names the parameter. It is never a crash.
//  (5) Text is UTF-8. Text in is a pointer and a length in bytes; TELEX_NUL_TERMINATED as length means up to its NUL.
//      Names of options and fields are literals of the program and have a NUL. Text out is a telex_text: with a length,
//      NOT always with a NUL; `data` is NULL where there is no such text, which is not the same as an empty one. The
//      name of a file is what the source calls it, which need not be UTF-8; in reports it is made so.
//  (6) The ABI grows by names: options, and fields of events and reports, are asked for by name. An unknown name is
//      TELEX_INVALID_ARGUMENT, so a host can find out what a library knows.
//  (7) Structs that may grow begin with `size`, which the caller sets to the sizeof of the struct that it was compiled
//      with. Members beyond it do not exist for either side: a callback that is absent, or NULL, is not called, and a
//      member to be filled is left out. So old hosts work with newer libraries. telex_text and telex_attribute have no
//      size and never change.
//  (8) Callbacks are in tables, which are copied when they are set, and take `user_data` as their last parameter. They
//      return TELEX_OK or a failure of this header; any other number is TELEX_CALLBACK_FAILED. A text that they leave
//      with telex_error_set on the `error` that they are given comes out word for word. They are called on the thread
//      of the call that causes them, must return (no longjmp), and call nothing on the handle that calls them but
//      telex_X_cancel and the accessors of what they are given. TELEX_CANCELLED from any callback stops the run.
//  (9) Bools are int32_t, 0 or 1. Counts and sizes in structs and fields are of 64 bits. Times are UTC.
// (10) One handle is used by one thread at a time, except telex_X_cancel, which any thread, and a signal handler, may
//      call at any time while the handle lives. Different handles on different threads are always fine. Nothing is
//      thread-local, global or printed.
// (11) No exception leaves a function. Memory that runs out is TELEX_OUT_OF_MEMORY; the handle can then only be freed.
#ifndef TELEX_CAPI_TELEX_H_
#define TELEX_CAPI_TELEX_H_

#include <stddef.h>
#include <stdint.h>

// TELEX_STATIC: the program links the static library. TELEX_BUILDING_SHARED is for telex's own build.
#if defined(TELEX_STATIC)
#define TELEX_API
#elif defined(_WIN32)
#if defined(TELEX_BUILDING_SHARED)
#define TELEX_API __declspec(dllexport)
#else
#define TELEX_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define TELEX_API __attribute__((visibility("default")))
#else
#define TELEX_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------------------------------
// Versions
// ---------------------------------------------------------------------------------------------------------------------

// The version of this ABI. A library serves hosts of its own version and of all before it: a host that loads telex at
// run time checks that telex_abi_version() >= TELEX_ABI_VERSION.
#define TELEX_ABI_VERSION 1
TELEX_API int32_t telex_abi_version(void);

// The version of the library, `1.2.3`. Static.
TELEX_API const char* telex_version(void);

// ---------------------------------------------------------------------------------------------------------------------
// Statuses
// ---------------------------------------------------------------------------------------------------------------------

typedef int32_t telex_status;
enum {
  TELEX_OK = 0,
  TELEX_WARNINGS = 1,           // done; lines or files were skipped: see the report
  TELEX_NO_EVENTS = -1,         // no event of the range was found, and nothing written; files_skipped: see the report
  TELEX_CANCELLED = -2,         // by telex_X_cancel or by a callback
  TELEX_INVALID_ARGUMENT = -3,  // an argument or option that no library state would make good
  TELEX_INVALID_STATE = -4,     // called in the wrong order
  TELEX_NOT_FOUND = -5,         // a folder that is not there
  TELEX_PERMISSION_DENIED = -6,
  TELEX_ALREADY_EXISTS = -7,  // the target is there, and the option `overwrite` is not set
  TELEX_IO = -8,              // reading or writing failed; the text has the system's own
  TELEX_NO_SPACE = -9,        // the disk, or a quota, is full
  TELEX_OUT_OF_MEMORY = -10,
  TELEX_CALLBACK_FAILED = -11,  // a callback failed with a status that is none of these
  TELEX_INTERNAL = -12          // a defect in telex
};

// `OK`, `NO_EVENTS`, …: the constant's name without TELEX_; `UNKNOWN` for another number. Static.
TELEX_API const char* telex_status_name(telex_status status);

// ---------------------------------------------------------------------------------------------------------------------
// Text
// ---------------------------------------------------------------------------------------------------------------------

#define TELEX_NUL_TERMINATED ((size_t)-1)

// UTF-8 bytes of somebody else. Frozen. As a member of a struct that goes in, `length` may be TELEX_NUL_TERMINATED, and
// `data` NULL (with length 0) where there is no such text.
typedef struct telex_text {
  const char* data;
  size_t length;
} telex_text;

// Where a callback leaves the text of its failure; valid during the callback only.
typedef struct telex_error telex_error;

// Replaces the text. Reads `text` during the call. Does nothing where a pointer is NULL.
TELEX_API void telex_error_set(telex_error* error, const char* text, size_t length);

// ---------------------------------------------------------------------------------------------------------------------
// Options
// ---------------------------------------------------------------------------------------------------------------------

// What to export and how. Exports, iterators, readers and file choices are made from options, which they copy: the
// options can be changed and freed afterwards, and used for many.
typedef struct telex_options telex_options;

TELEX_API telex_options* telex_options_new(void);
TELEX_API void telex_options_free(telex_options* options);
TELEX_API const char* telex_options_error(const telex_options* options);

// Sets one option. Every option can be set as text; integers as decimal digits, bools as `true` or `false`.
//
//   name                  values (default)
//   format                `json`, `otlp`, `otlp-jsonl` (json)
//   package               `zip`, `dir`: of the OTLP formats; says nothing for json (zip)
//   range                 `last24Hours`, `last7Days`, `last30Days`, `allTime` (allTime)
//   from, to              dates `YYYY-MM-DD`, both inclusive, either may be left out; empty: left out
//   start, end            times `YYYY-MM-DDTHH:MM:SS[.1-9 digits](Z or +HH:MM)`, end exclusive, either may be left out;
//                         as integer: nanoseconds since 1970; empty: left out
//   now                   likewise: the end of a preset, and the time of the export in report and manifest (the
//                         clock's)
//   order                 `session`, `time`: of an iterator, and of an export to sinks alone (json: time; else session)
//   file_slack_days       0 to 3660: how many days after the range's last one files are still looked at (0)
//   overwrite             bool: replace a target that exists (false)
//   compression           0 to 9: of a zip (3)
//   threads               0 to 256: how many it may use; 1: the calling one alone; 0: as many as help. The output and
//                         the thread of callbacks are the same for any number (0)
//   temporality           `delta`, `cumulative`: of OTLP Sums (delta)
//   span_name             `leaf`, `full`: the last segment of the event's name, or all of it (leaf)
//   metric_events         list of the names of the events that become metrics, instead of the usual ones; as text:
//                         comma-separated, empty names left out; empty: none
//   service_name          (coder-vscode-extension)
//   scope_name            (coder.vscode-coder.telemetry.export)
//   max_request_bytes     of one OTLP document, before compression (16 MiB)
//   max_line_bytes        of one line of otlp-jsonl, without its newline (1,000,000)
//   max_grouped_bytes     of encoded metric points that are held to be grouped by metric (1 MiB)
//   max_input_line_bytes  1 to 1 GiB: a longer line of telemetry is skipped (16 MiB)
//   max_problems          how many skipped lines and files the report lists; all are counted (100)
//
// Errors: INVALID_ARGUMENT, with a text that names the option, where the name is unknown, the type is not the option's,
// or the value is none of its values; for `from` and `to` with the text of telex_validate_date. The option then keeps
// its value. What can be judged only together (two kinds of range, an end before its start) is judged at use.
TELEX_API telex_status telex_options_set_text(telex_options* options, const char* name, const char* value,
                                              size_t length);
TELEX_API telex_status telex_options_set_integer(telex_options* options, const char* name, int64_t value);
TELEX_API telex_status telex_options_set_bool(telex_options* options, const char* name, int32_t value);
// Adds one entry, as it is, to an option that is a list. The first one replaces the default.
TELEX_API telex_status telex_options_add_text(telex_options* options, const char* name, const char* value,
                                              size_t length);

// How one metric event becomes data points.
typedef struct telex_metric_rule {
  size_t size;
  telex_text event_name;
  // The measurement that gives the length of the window, in seconds, that the event sums up. It is no metric itself.
  // Absent or empty: the event is a sample, each of its measurements a Gauge without start time.
  telex_text window_measurement;
  // Measurements whose key begins with one of these are monotonic Sums of integers in `count_unit`.
  const telex_text* count_prefixes;  // NULL where there are none
  size_t count_prefix_count;
  telex_text count_unit;  // absent: `{request}`
} telex_metric_rule;

// Makes the events of this name metrics, also where `metric_events` does not list them. Replaces the rule, if any.
TELEX_API telex_status telex_options_add_metric_rule(telex_options* options, const telex_metric_rule* rule);

// A suffix of a measurement's key that says its unit (UCUM) and is no part of the metric's name: `_bytes` is `By`. Of
// several that fit, the longest is taken. Replaces the unit of a known suffix.
TELEX_API telex_status telex_options_add_unit_suffix(telex_options* options, const char* suffix, size_t suffix_length,
                                                     const char* unit, size_t unit_length);

// ---------------------------------------------------------------------------------------------------------------------
// Ranges, dates, names and filters: what a user interface asks
// ---------------------------------------------------------------------------------------------------------------------

// The presets in the order in which a user is offered them: `id` for the option `range`, and its label. Both static and
// with a NUL. Errors: INVALID_ARGUMENT where there is no such index, so that a loop ends.
TELEX_API telex_status telex_preset(size_t index, telex_text* id, telex_text* label);

// Checks a date that a user typed. OK, or INVALID_ARGUMENT with the message to show: `Use YYYY-MM-DD.` or `Enter a
// valid calendar date.` The message is cut to `message_size` bytes, its NUL included, and is empty where all is well;
// `message` may be NULL with size 0.
TELEX_API telex_status telex_validate_date(const char* text, size_t length, char* message, size_t message_size);
// Likewise for two dates, one of which may be empty, but not both, then `End date must be on or after start date.`
TELEX_API telex_status telex_validate_date_range(const char* from, size_t from_length, const char* to, size_t to_length,
                                                 char* message, size_t message_size);

// What the range of the options is. Texts are valid until the next call on the options.
typedef struct telex_range {
  size_t size;
  telex_text label;      // `Last 7 days`
  telex_text start;      // `YYYY-MM-DDTHH:MM:SS.mmmZ`, absent where there is no bound
  telex_text end;        // likewise; exclusive
  telex_text file_name;  // the part of a suggested name that says the range, `last-7-days-2026-05-04`
} telex_range;

// Fills `*range`, whose size the caller has set. Errors: INVALID_ARGUMENT where the options give no range.
TELEX_API telex_status telex_options_range(telex_options* options, telex_range* range);
// `coder-telemetry-last-7-days-2026-05-04.otlp.zip`, by range, now and format. Errors as above.
TELEX_API telex_status telex_options_suggested_file_name(telex_options* options, telex_text* file_name);
// What a file dialog filters by for the format: `Zip files` and `zip`. Static.
TELEX_API telex_status telex_options_file_filter(telex_options* options, telex_text* label, telex_text* extension);

// ---------------------------------------------------------------------------------------------------------------------
// Events
// ---------------------------------------------------------------------------------------------------------------------

// One event, as sinks, visitors and iterators give it. It is valid during the callback that it is given to, or until
// the next telex_iterator_next; so are all texts that it gives out. Not every text has a NUL at its end.
typedef struct telex_event telex_event;

TELEX_API const char* telex_event_error(const telex_event* event);

// A field as decoded UTF-8; a lone surrogate is U+FFFD, a number its stored digits. Absent where the event has none.
//   event_id event_name timestamp event_sequence trace_id parent_event_id error.message error.type error.code
//   extension_version machine_id session_id os_type os_version host_arch platform_name platform_version deployment_url
//   file (the name of the file it stands in)
TELEX_API telex_status telex_event_text(const telex_event* event, const char* name, telex_text* value);
// The same fields as they are stored: JSON text, a string without its quotes. Also `row`: the whole stored row, absent
// for an event that was written from fields.
TELEX_API telex_status telex_event_raw(const telex_event* event, const char* name, telex_text* value);
// time_unix_nano; line (of its file, from 1; 0 for an event written from fields); session (of the run, from 0); block
// (a number that changes with the resource attributes of a session; 0 for a sink that has not asked for blocks).
TELEX_API telex_status telex_event_integer(const telex_event* event, const char* name, int64_t* value);
// event_sequence.
TELEX_API telex_status telex_event_double(const telex_event* event, const char* name, double* value);

// The event as an element of the JSON array: the stored row made self-contained.
TELEX_API telex_status telex_event_json(const telex_event* event, telex_text* json);

// A signal, or several of them.
enum { TELEX_SIGNAL_LOG = 1, TELEX_SIGNAL_TRACE = 2, TELEX_SIGNAL_METRIC = 4 };

// Which signal the event is, by the metric events and rules of the options that its export, reader or iterator has.
TELEX_API telex_status telex_event_signal(const telex_event* event, int32_t* signal);

enum { TELEX_KIND_ABSENT = 0, TELEX_KIND_TEXT = 1, TELEX_KIND_NUMBER = 2, TELEX_KIND_BOOL = 3 };

// A member of an event's properties or measurements. Frozen.
typedef struct telex_attribute {
  telex_text key;
  telex_text text;  // the text; of a number or bool that was read its stored text
  double number;    // of TELEX_KIND_NUMBER; infinite where the stored number is beyond a double
  int32_t boolean;  // of TELEX_KIND_BOOL
  int32_t kind;
} telex_attribute;

// In their stored order; keys may repeat, and the last one counts.
TELEX_API telex_status telex_event_property_count(const telex_event* event, size_t* count);
TELEX_API telex_status telex_event_measurement_count(const telex_event* event, size_t* count);
// Errors: INVALID_ARGUMENT where there is no such index.
TELEX_API telex_status telex_event_property(const telex_event* event, size_t index, telex_attribute* attribute);
TELEX_API telex_status telex_event_measurement(const telex_event* event, size_t index, telex_attribute* attribute);
// The one that counts for a key; of kind TELEX_KIND_ABSENT where there is none.
TELEX_API telex_status telex_event_find_property(const telex_event* event, const char* key, size_t length,
                                                 telex_attribute* attribute);
TELEX_API telex_status telex_event_find_measurement(const telex_event* event, const char* key, size_t length,
                                                    telex_attribute* attribute);

// ---------------------------------------------------------------------------------------------------------------------
// What a host can put in place of files
// ---------------------------------------------------------------------------------------------------------------------

// Takes the names that a source lists; valid during the callback only.
typedef struct telex_names telex_names;

// Adds a name; any order, and names that are no telemetry are ignored. A failure is to be returned by the callback.
TELEX_API telex_status telex_names_add(telex_names* names, const char* name, size_t length);

// A flat set of named files, pulled by telex. Names that telex gives have no NUL. `file` is whatever open has left in
// `*file`; NULL is fine. A file may be opened again after it was closed. A file that open or read refuses is skipped
// and reported with the text; a failure of list stops the run.
typedef struct telex_source {
  size_t size;
  // Calls telex_names_add for each name.
  telex_status (*list)(telex_names* names, telex_error* error, void* user_data);
  telex_status (*open)(const char* name, size_t length, void** file, telex_error* error, void* user_data);
  // Bytes that the file holds now.
  telex_status (*file_size)(void* file, uint64_t* bytes, telex_error* error, void* user_data);
  // Fills `buffer` with up to `capacity` bytes from `offset` on, and says how many; 0 only at the end of the file.
  telex_status (*read)(void* file, uint64_t offset, void* buffer, size_t capacity, size_t* length, telex_error* error,
                       void* user_data);
  // Optional. Called once for each file that was opened.
  void (*close)(void* file, void* user_data);
  // Optional: a number that tells this file from another one that took its name meanwhile; 0 where that is not known.
  uint64_t (*identity)(void* file, void* user_data);
  // Optional: bytes of a file that is not open, for progress only; 0 where that is not known.
  uint64_t (*size_hint)(const char* name, size_t length, void* user_data);
} telex_source;

// Documents of a package, all or nothing. `document` is whatever open has left in `*document`; NULL is fine. Several
// may be open at once. For json there is one, `events.json`; else those of the format and, last, `manifest.json`.
typedef struct telex_target {
  size_t size;
  telex_status (*open)(const char* name, size_t length, void** document, telex_error* error, void* user_data);
  telex_status (*write)(void* document, const void* bytes, size_t length, telex_error* error, void* user_data);
  // The document is complete. After a failure of close, abort is not called.
  telex_status (*close)(void* document, telex_error* error, void* user_data);
  // Optional: instead of close, where the export failed or was cancelled.
  void (*abort)(void* document, void* user_data);
  // Optional: all documents are closed, the package is complete. Where the run fails, what was closed is void.
  telex_status (*commit)(telex_error* error, void* user_data);
} telex_target;

// One stream of bytes that is only appended to: the JSON array, or a zip.
typedef struct telex_output {
  size_t size;
  telex_status (*write)(const void* bytes, size_t length, telex_error* error, void* user_data);
  // Optional: the output is complete. After a failure of close, abort is not called.
  telex_status (*close)(telex_error* error, void* user_data);
  // Optional: instead of close, where the export failed or was cancelled; what was written is void.
  void (*abort)(void* user_data);
} telex_output;

// Sees the events of an export, those of one session in their stored order. Any failure stops the export.
typedef struct telex_sink {
  size_t size;
  int32_t signals;       // the TELEX_SIGNAL_… that it wants, added up; 0: all
  int32_t needs_blocks;  // bool: whether it asks events for `block`
  // Optional, each of them.
  telex_status (*write)(const telex_event* event, int32_t signal, telex_error* error, void* user_data);
  // No more events of this session will come.
  telex_status (*end_session)(uint32_t session, telex_error* error, void* user_data);
  // The end of the export. Not called after a failure, a cancellation, or where a range has no events.
  telex_status (*finish)(telex_error* error, void* user_data);
} telex_sink;

// ---------------------------------------------------------------------------------------------------------------------
// Reports
// ---------------------------------------------------------------------------------------------------------------------

// What an export or an iterator did. It belongs to it: valid until that is run, fed, moved on or freed.
typedef struct telex_report telex_report;

TELEX_API const char* telex_report_error(const telex_report* report);

// Fields are named as in the JSON form, with a dot between levels.
//   events logs traces metrics records.logs records.traces records.metrics files.selected files.skipped lines.skipped
//   derivedIds repaired oversized bytesRead bytesWritten problems documents (the last two: how many are listed)
TELEX_API telex_status telex_report_integer(const telex_report* report, const char* name, int64_t* value);
// seconds
TELEX_API telex_status telex_report_double(const telex_report* report, const char* name, double* value);
// exportedAt range.label range.start range.end
TELEX_API telex_status telex_report_text(const telex_report* report, const char* name, telex_text* value);

// A line, or (line 0) a whole file, that was skipped.
typedef struct telex_problem {
  size_t size;
  telex_text file;
  uint64_t line;  // from 1
  telex_text reason;
} telex_problem;

// A document that an export wrote into a package. The manifest is not listed.
typedef struct telex_document {
  size_t size;
  telex_text path;      // its name in the package
  int32_t signal;       // TELEX_SIGNAL_…
  uint64_t records;     // log records, spans or data points
  uint64_t bytes;       // before compression
  uint64_t lines;       // of a document that is lines of requests; else 0
  telex_text endpoint;  // where it is to be POSTed: `/v1/logs`
} telex_document;

// Fill a struct whose size the caller has set. Errors: INVALID_ARGUMENT where there is no such index.
TELEX_API telex_status telex_report_problem(const telex_report* report, size_t index, telex_problem* problem);
TELEX_API telex_status telex_report_document(const telex_report* report, size_t index, telex_document* document);

// All of it as one JSON object, the one that `telex export --report json` prints.
TELEX_API telex_status telex_report_json(const telex_report* report, telex_text* json);

// ---------------------------------------------------------------------------------------------------------------------
// Exports
// ---------------------------------------------------------------------------------------------------------------------

// One export. Set where events come from and go to, then either run it, or feed it and finish it; once.
// It goes to one target, or to sinks, or to both.
typedef struct telex_export telex_export;

// Copies the options; NULL: the defaults.
TELEX_API telex_export* telex_export_new(const telex_options* options);
// An export that was fed and not finished leaves nothing behind.
TELEX_API void telex_export_free(telex_export* run);
TELEX_API const char* telex_export_error(const telex_export* run);

// Where events come from; the last one that is set counts. A folder's sub-folders are not entered.
TELEX_API telex_status telex_export_set_source_folder(telex_export* run, const char* path, size_t length);
TELEX_API telex_status telex_export_set_source(telex_export* run, const telex_source* source, void* user_data);

// Where they go; the last one that is set counts. A path is a file or, with the package `dir`, a folder; it appears
// complete, with the mode 0600 (folder: 0700), or not at all.
TELEX_API telex_status telex_export_set_target_path(telex_export* run, const char* path, size_t length);
// What a folder at a path would hold, as documents. The options package, compression and overwrite say nothing.
TELEX_API telex_status telex_export_set_target(telex_export* run, const telex_target* target, void* user_data);
// What a file at a path would hold, as a stream. Not with the package `dir`, unless the format is json.
TELEX_API telex_status telex_export_set_output(telex_export* run, const telex_output* output, void* user_data);
// Likewise in memory, which grows with it; see telex_export_bytes.
TELEX_API telex_status telex_export_set_output_memory(telex_export* run);

// Adds a sink, which sees all events of the same pass, in the order in which sinks were added.
TELEX_API telex_status telex_export_add_sink(telex_export* run, const telex_sink* sink, void* user_data);

typedef struct telex_progress {
  size_t size;           // set by telex: members beyond it are not known to this library
  uint64_t bytes_read;   // of telemetry
  uint64_t bytes_total;  // to read, as far as known; may grow, with the files
  uint64_t events;       // exported so far
} telex_progress;
typedef telex_status (*telex_progress_callback)(const telex_progress* progress, telex_error* error, void* user_data);

// Called every few hundred kilobytes and at the end, on the thread of the export; a failure stops it. NULL: none.
TELEX_API telex_status telex_export_set_progress(telex_export* run, telex_progress_callback callback, void* user_data);

// Exports the events of the range, whole or not at all.
// Returns OK; WARNINGS where something was skipped; NO_EVENTS; CANCELLED; INVALID_ARGUMENT for options that do not go
// together, for a source that is no folder, and for a target that can be no file or folder (its name is too long, or
// that of a telemetry file in the source; what stands there is not of the kind that is replaced); NOT_FOUND,
// PERMISSION_DENIED or IO for a source or a target; ALREADY_EXISTS; NO_SPACE; what a callback failed with. In every
// failure nothing new is left at the target. The report holds in every case.
TELEX_API telex_status telex_export_run(telex_export* run);

// Stops it: the call that is under way ends with TELEX_CANCELLED, within one event and the callback that is running; a
// call that begins later too. Any thread; a signal handler too. Does nothing for NULL. Cannot be taken back.
TELEX_API void telex_export_cancel(telex_export* run);

// By hand, instead of run: contexts and events, or files as bytes, in the host's own order, then finish. Events outside
// the range are left out. Events with equal session_id (bytes: with the same session part in the file's name, or the
// same name) are one session, whatever stands between them. Events are written in the order in which they come.
// Bad lines are problems of the report. After any other failure, except INVALID_ARGUMENT for an event or a context,
// which leaves nothing behind, the export can only be freed.

// Who and where. A text that is absent is an empty one.
typedef struct telex_context_fields {
  size_t size;
  telex_text extension_version;
  telex_text machine_id;
  telex_text session_id;
  telex_text os_type;
  telex_text os_version;
  telex_text host_arch;
  telex_text platform_name;
  telex_text platform_version;
  telex_text deployment_url;
} telex_context_fields;

// Invalid UTF-8 becomes U+FFFD.
typedef struct telex_event_fields {
  size_t size;
  telex_text event_id;
  telex_text event_name;
  int64_t time_unix_nano;  // when the event ended; >= 0
  int64_t event_sequence;
  const telex_attribute* properties;  // texts, numbers and bools; NULL where there are none
  size_t property_count;
  const telex_attribute* measurements;  // finite numbers; NULL where there are none
  size_t measurement_count;
  telex_text trace_id;         // absent or empty: none
  telex_text parent_event_id;  // absent or empty: none
  int32_t has_error;           // bool; the three texts below count only with it
  telex_text error_message;
  telex_text error_type;  // absent: none
  telex_text error_code;  // absent: none
} telex_event_fields;

// The context of the events that are written from now on.
TELEX_API telex_status telex_export_set_context(telex_export* run, const telex_context_fields* context);
TELEX_API telex_status telex_export_write(telex_export* run, const telex_event_fields* event);

// A file: its name (a header holds for the file that it stands in), its bytes in any chunking, its end. Bytes are no
// text: TELEX_NUL_TERMINATED is INVALID_ARGUMENT.
TELEX_API telex_status telex_export_begin_file(telex_export* run, const char* name, size_t length);
TELEX_API telex_status telex_export_feed(telex_export* run, const void* bytes, size_t length);
TELEX_API telex_status telex_export_end_file(telex_export* run);

// Completes the target and the sinks, also where there were no events. Returns as telex_export_run.
TELEX_API telex_status telex_export_finish(telex_export* run);

// Never fails for a handle: before the run all of it is zero. NULL for NULL.
TELEX_API const telex_report* telex_export_report(const telex_export* run);

// What an export to memory has written; absent before it is complete. Valid until the export is freed.
TELEX_API telex_status telex_export_bytes(telex_export* run, telex_text* bytes);

// ---------------------------------------------------------------------------------------------------------------------
// Reader: bytes in any chunking, to events and problems
// ---------------------------------------------------------------------------------------------------------------------

// The same events for any chunking of the same bytes; of any time: a reader has no range.
typedef struct telex_reader telex_reader;

typedef struct telex_visitor {
  size_t size;
  // Optional, both. A failure ends the call that is under way with it.
  telex_status (*event)(const telex_event* event, telex_error* error, void* user_data);
  telex_status (*problem)(const telex_problem* problem, telex_error* error, void* user_data);
} telex_visitor;

// Copies the options; NULL: the defaults. max_input_line_bytes and the metric events and rules count.
TELEX_API telex_reader* telex_reader_new(const telex_options* options);
TELEX_API void telex_reader_free(telex_reader* reader);
TELEX_API const char* telex_reader_error(const telex_reader* reader);

// Before the first file.
TELEX_API telex_status telex_reader_set_visitor(telex_reader* reader, const telex_visitor* visitor, void* user_data);

// As for an export. After a failure of a callback the reader can only be freed.
TELEX_API telex_status telex_reader_begin_file(telex_reader* reader, const char* name, size_t length);
TELEX_API telex_status telex_reader_feed(telex_reader* reader, const void* bytes, size_t length);
TELEX_API telex_status telex_reader_end_file(telex_reader* reader);

// ---------------------------------------------------------------------------------------------------------------------
// Iterator: the events of a range, pulled one by one, in constant memory
// ---------------------------------------------------------------------------------------------------------------------

typedef struct telex_iterator telex_iterator;

// Copies the options; NULL: the defaults.
TELEX_API telex_iterator* telex_iterator_new(const telex_options* options);
TELEX_API void telex_iterator_free(telex_iterator* iterator);
TELEX_API const char* telex_iterator_error(const telex_iterator* iterator);

// As for an export; before the first event.
TELEX_API telex_status telex_iterator_set_source_folder(telex_iterator* iterator, const char* path, size_t length);
TELEX_API telex_status telex_iterator_set_source(telex_iterator* iterator, const telex_source* source, void* user_data);

// The next event, valid until the next call of this; NULL at the end. The end is OK, or WARNINGS where something was
// skipped. A range without events is no failure. After a failure the iterator can only be freed.
TELEX_API telex_status telex_iterator_next(telex_iterator* iterator, const telex_event** event);

// As telex_export_cancel.
TELEX_API void telex_iterator_cancel(telex_iterator* iterator);

// What was read so far. Fields that only an export has are zero. NULL for NULL.
TELEX_API const telex_report* telex_iterator_report(telex_iterator* iterator);

// ---------------------------------------------------------------------------------------------------------------------
// Arrow: the events of a range as record batches
// ---------------------------------------------------------------------------------------------------------------------

// The structs of the Arrow C data and C stream interfaces, as the Arrow specification has them, and with its own guards:
// of several headers that have them the first one counts. Who takes such a struct follows the specification: it calls
// `release` once, unless that is NULL; it may move a struct, or a child of it, by copying it and setting `release` of the
// original to NULL; what was moved out outlives what it was in.
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema* schema);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray* array);
  void* private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream* stream, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream* stream, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream* stream);
  void (*release)(struct ArrowArrayStream* stream);
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

// The columns, in their order. All may be null, and are where the event has no such thing; texts are decoded UTF-8.
//
//   timestamp          timestamp[us, UTC]: time_unix_nano, cut to microseconds
//   time_unix_nano     int64
//   event_name         utf8
//   signal             utf8: `log`, `trace`, `metric`, by the metric events and rules of the options
//   event_id           utf8
//   trace_id           utf8; parent_event_id too
//   event_sequence     int64; null where the stored number is not whole or has more than 64 bits
//   result             utf8: the property `result`
//   duration_ms        double: the measurement `durationMs`
//   error              struct of utf8: message, type, code
//   properties         map of utf8 to utf8: numbers and bools as their stored text
//   measurements       map of utf8 to double; infinite where the stored number is beyond a double
//   session_id machine_id extension_version os_type os_version host_arch platform_name platform_version
//   deployment_url     utf8, as stored; deployment_url is null where it is empty
//   file               utf8: the name of the file that the event stands in
//
// Of keys that repeat the last one counts. Makes `*schema` that of the batches; the caller releases it. Errors:
// OUT_OF_MEMORY, and it is released.
TELEX_API telex_status telex_arrow_schema(struct ArrowSchema* schema);

// Opens the source and makes `*stream` one of all its events, in batches of `rows_per_batch` rows; the last one has
// fewer, and so has one that would hold more than some 64 MiB. Memory is that of two batches, and of those that the caller
// has not released. To be called once, instead of telex_iterator_next; errors are those of its first call, and
// INVALID_ARGUMENT for fewer than 1 row; the stream is then released.
//
// The stream lives on its own: the iterator can be freed before it. As long as the handle is there,
// telex_iterator_cancel stops the stream, and telex_iterator_report says what it has read, and after its release had
// read; that waits for a get_next that is under way. A source of callbacks, and what they use, must outlive the stream;
// they are called on the thread of get_next.
//
// The stream is used by one thread at a time, and any; so are batches, which may be released after it. Its functions
// return 0, or a number of errno: ECANCELED, ENOMEM, ENOENT, EACCES, ENOSPC, EINVAL, else EIO. `get_last_error` has the
// text, until the next call. A stream that has failed goes on failing. Skipped lines are no failure.
TELEX_API telex_status telex_iterator_arrow_stream(telex_iterator* iterator, int64_t rows_per_batch,
                                                   struct ArrowArrayStream* stream);

// ---------------------------------------------------------------------------------------------------------------------
// Files: which ones a range needs, by name alone; nothing is opened
// ---------------------------------------------------------------------------------------------------------------------

typedef struct telex_files telex_files;

// Copies the options; NULL: the defaults. The range and file_slack_days count.
TELEX_API telex_files* telex_files_new(const telex_options* options);
TELEX_API void telex_files_free(telex_files* files);
TELEX_API const char* telex_files_error(const telex_files* files);

// As for an export. Of a source only `list` is called, and only it must be there.
TELEX_API telex_status telex_files_set_source_folder(telex_files* files, const char* path, size_t length);
TELEX_API telex_status telex_files_set_source(telex_files* files, const telex_source* source, void* user_data);

// Chooses the files, ordered by date, session and part, and says how many. (A run by session reads all of one session's
// files, then those of the next.) Can be called again. Errors: for the source NOT_FOUND, PERMISSION_DENIED, IO, or, where
// it is no folder, INVALID_ARGUMENT; what its list failed with.
TELEX_API telex_status telex_files_select(telex_files* files, size_t* count);
// A name, with a NUL; valid until the next select. Errors: INVALID_ARGUMENT where there is no such index.
TELEX_API telex_status telex_files_name(telex_files* files, size_t index, telex_text* name);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // TELEX_CAPI_TELEX_H_
