#include "tests/fuzz/c_abi_fields.h"

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/c_abi_arguments.h"

namespace telex::fuzz {
namespace {

constexpr const char* kEventTexts[] = {
    "event_id",       "event_name", "timestamp",  "event_sequence", "trace_id",   "parent_event_id",
    "error.message",  "error.type", "error.code", "session_id",     "machine_id", "extension_version",
    "os_type",        "os_version", "host_arch",  "platform_name",  "file",       "platform_version",
    "deployment_url", "row",        "no_such"};
constexpr const char* kEventIntegers[] = {"time_unix_nano", "line", "session", "block", "no_such"};
constexpr const char* kReportIntegers[] = {
    "events",          "logs",           "traces",        "metrics",       "records.logs", "records.traces",
    "records.metrics", "files.selected", "files.skipped", "lines.skipped", "derivedIds",   "repaired",
    "oversized",       "bytesRead",      "bytesWritten",  "problems",      "documents",    "no_such"};
constexpr const char* kReportTexts[] = {"exportedAt", "range.label", "range.start", "range.end", "no_such"};

void ReadAttribute(const telex_attribute& attribute) {
  Touch(attribute.key);
  Touch(attribute.text);
  Check(attribute.kind >= TELEX_KIND_ABSENT && attribute.kind <= TELEX_KIND_BOOL, "an attribute has a kind");
}

// Properties and measurements are asked for alike.
using CountFunction = telex_status (*)(const telex_event*, size_t*);
using AtFunction = telex_status (*)(const telex_event*, size_t, telex_attribute*);
using FindFunction = telex_status (*)(const telex_event*, const char*, size_t, telex_attribute*);

void ReadAttributes(const telex_event* event, CountFunction count_of, AtFunction at, FindFunction find) {
  std::size_t count = 0;
  CheckStatus(count_of(event, &count), event, telex_event_error);
  for (std::size_t i = 0; i <= count; ++i) {
    telex_attribute attribute = {};
    const telex_status status = CheckStatus(at(event, i, &attribute), event, telex_event_error);
    Check((status == TELEX_OK) == (i < count), "each index below the count is there, and no other");
    if (status != TELEX_OK) continue;
    ReadAttribute(attribute);
    telex_attribute found = {};
    CheckStatus(find(event, attribute.key.data, attribute.key.length, &found), event, telex_event_error);
    Check(found.kind != TELEX_KIND_ABSENT, "a key that is there is found");
    ReadAttribute(found);
  }
}

}  // namespace

void ReadEvent(const telex_event* event) {
  telex_text text = {};
  for (const char* name : kEventTexts) {
    if (CheckStatus(telex_event_text(event, name, &text), event, telex_event_error) == TELEX_OK) Touch(text);
    if (CheckStatus(telex_event_raw(event, name, &text), event, telex_event_error) == TELEX_OK) Touch(text);
  }
  for (const char* name : kEventIntegers) {
    std::int64_t integer = 0;
    CheckStatus(telex_event_integer(event, name, &integer), event, telex_event_error);
  }
  double number = 0;
  CheckStatus(telex_event_double(event, "event_sequence", &number), event, telex_event_error);
  if (CheckStatus(telex_event_json(event, &text), event, telex_event_error) == TELEX_OK) Touch(text);
  std::int32_t signal = 0;
  const telex_status routed = CheckStatus(telex_event_signal(event, &signal), event, telex_event_error);
  if (routed == TELEX_OK)
    Check(signal == TELEX_SIGNAL_LOG || signal == TELEX_SIGNAL_TRACE || signal == TELEX_SIGNAL_METRIC, "one signal");
  ReadAttributes(event, telex_event_property_count, telex_event_property, telex_event_find_property);
  ReadAttributes(event, telex_event_measurement_count, telex_event_measurement, telex_event_find_measurement);
}

void ReadReport(const telex_report* report) {
  for (const char* name : kReportIntegers) {
    std::int64_t integer = 0;
    if (CheckStatus(telex_report_integer(report, name, &integer), report, telex_report_error) == TELEX_OK)
      Check(integer >= 0, "a count is not negative", name);
  }
  double seconds = 0;
  if (CheckStatus(telex_report_double(report, "seconds", &seconds), report, telex_report_error) == TELEX_OK)
    Check(seconds >= 0, "time does not go back");
  telex_text text = {};
  for (const char* name : kReportTexts)
    if (CheckStatus(telex_report_text(report, name, &text), report, telex_report_error) == TELEX_OK) Touch(text);
  if (CheckStatus(telex_report_json(report, &text), report, telex_report_error) == TELEX_OK) Touch(text);
  telex_problem problem = {};
  problem.size = sizeof problem;
  for (std::size_t i = 0; telex_report_problem(report, i, &problem) == TELEX_OK; ++i) {
    Touch(problem.file);
    Touch(problem.reason);
  }
  telex_document document = {};
  document.size = sizeof document;
  for (std::size_t i = 0; telex_report_document(report, i, &document) == TELEX_OK; ++i) {
    Touch(document.path);
    Touch(document.endpoint);
  }
}

}  // namespace telex::fuzz
