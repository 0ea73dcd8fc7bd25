// telex_report: what a host asks of a report.
#include <cstdint>
#include <string>
#include <string_view>

#include "event_handle.h"
#include "guard.h"
#include "report_handle.h"
#include "telex.h"

namespace telex::capi {
namespace {

struct Counter {
  const char* name;
  std::uint64_t (*value)(const ExportReport&);
};

constexpr Counter kCounters[] = {
    {"events", [](const ExportReport& r) { return r.events; }},
    {"logs", [](const ExportReport& r) { return r.events_by_signal[0]; }},
    {"traces", [](const ExportReport& r) { return r.events_by_signal[1]; }},
    {"metrics", [](const ExportReport& r) { return r.events_by_signal[2]; }},
    {"records.logs", [](const ExportReport& r) { return r.records[0]; }},
    {"records.traces", [](const ExportReport& r) { return r.records[1]; }},
    {"records.metrics", [](const ExportReport& r) { return r.records[2]; }},
    {"files.selected", [](const ExportReport& r) { return r.files_selected; }},
    {"files.skipped", [](const ExportReport& r) { return r.files_skipped; }},
    {"lines.skipped", [](const ExportReport& r) { return r.lines_skipped; }},
    {"derivedIds", [](const ExportReport& r) { return r.derived_ids; }},
    {"repaired", [](const ExportReport& r) { return r.repaired; }},
    {"oversized", [](const ExportReport& r) { return r.oversized; }},
    {"bytesRead", [](const ExportReport& r) { return r.bytes_read; }},
    {"bytesWritten", [](const ExportReport& r) { return r.bytes_written; }},
    {"problems", [](const ExportReport& r) { return std::uint64_t{r.problems.size()}; }},
    {"documents", [](const ExportReport& r) { return std::uint64_t{r.documents.size()}; }},
};

telex_text TimeText(const Instant& instant, std::string* kept) {
  *kept = FormatInstant(instant);
  return TextOf(*kept);
}

Outcome NoIndex(std::size_t index, std::size_t size) {
  return Outcome::InvalidArgument("index is " + std::to_string(index) + " of " + std::to_string(size));
}

const char* EndpointOf(Signal signal) {
  switch (signal) {
    case Signal::kLog:
      return "/v1/logs";
    case Signal::kTrace:
      return "/v1/traces";
    case Signal::kMetric:
      return "/v1/metrics";
  }
  return "";
}

}  // namespace
}  // namespace telex::capi

using telex::capi::Guard;
using telex::capi::Outcome;
using telex::capi::RequirePointer;
using telex::capi::TextOf;

const char* telex_report_error(const telex_report* report) { return telex::capi::ErrorOf(report); }

telex_status telex_report_integer(const telex_report* report, const char* name, int64_t* value) {
  return Guard(report, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(value, "value"));
    for (const telex::capi::Counter& counter : telex::capi::kCounters) {
      if (std::string_view(counter.name) != name) continue;
      *value = static_cast<int64_t>(counter.value(report->values));
      return {};
    }
    return Outcome::NoSuch("integer field", name);
  });
}

telex_status telex_report_double(const telex_report* report, const char* name, double* value) {
  return Guard(report, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(value, "value"));
    if (std::string_view("seconds") != name) return Outcome::NoSuch("double field", name);
    *value = report->values.seconds;
    return {};
  });
}

telex_status telex_report_text(const telex_report* report, const char* name, telex_text* value) {
  return Guard(report, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(name, "name"));
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(value, "value"));
    const telex::ExportReport& values = report->values;
    const std::string_view field = name;
    *value = telex::capi::kAbsentText;
    if (field == "exportedAt") {
      *value = telex::capi::TimeText(values.exported_at, &report->exported_at);
    } else if (field == "range.label") {
      *value = TextOf(values.range_label);
    } else if (field == "range.start") {
      if (values.range_start) *value = telex::capi::TimeText(*values.range_start, &report->range_start);
    } else if (field == "range.end") {
      if (values.range_end) *value = telex::capi::TimeText(*values.range_end, &report->range_end);
    } else {
      return Outcome::NoSuch("text field", name);
    }
    return {};
  });
}

telex_status telex_report_problem(const telex_report* report, size_t index, telex_problem* problem) {
  return Guard(report, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(problem, "problem"));
    const auto& problems = report->values.problems;
    if (index >= problems.size()) return telex::capi::NoIndex(index, problems.size());
    telex_problem ours = {};
    ours.file = TextOf(problems[index].file);
    ours.line = problems[index].line;
    ours.reason = TextOf(problems[index].reason);
    return telex::capi::FillStruct(problem, "problem", ours);
  });
}

telex_status telex_report_document(const telex_report* report, size_t index, telex_document* document) {
  return Guard(report, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(document, "document"));
    const auto& documents = report->values.documents;
    if (index >= documents.size()) return telex::capi::NoIndex(index, documents.size());
    const telex::SinkDocument& from = documents[index];
    telex_document ours = {};
    ours.path = TextOf(from.path);
    ours.signal = telex::capi::SignalNumber(from.signal);
    ours.records = from.records;
    ours.bytes = from.bytes;
    ours.lines = from.lines;
    ours.endpoint = TextOf(telex::capi::EndpointOf(from.signal));
    return telex::capi::FillStruct(document, "document", ours);
  });
}

telex_status telex_report_json(const telex_report* report, telex_text* json) {
  return Guard(report, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(json, "json"));
    if (report->json.empty()) report->json = report->values.ToJson();
    *json = TextOf(report->json);
    return {};
  });
}
