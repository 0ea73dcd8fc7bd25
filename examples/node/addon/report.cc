#include "report.h"

#include "options.h"

namespace telex_node {
namespace {

constexpr const char* kCounts[] = {"events",        "logs",           "traces",          "metrics",
                                   "records.logs",  "records.traces", "records.metrics", "files.selected",
                                   "files.skipped", "lines.skipped",  "derivedIds",      "repaired",
                                   "oversized",     "bytesRead",      "bytesWritten"};
constexpr const char* kTexts[] = {"exportedAt", "range.label", "range.start", "range.end"};

std::size_t CountOf(const telex_report* report, const char* name) {
  std::int64_t count = 0;
  return telex_report_integer(report, name, &count) == TELEX_OK ? static_cast<std::size_t>(count) : 0;
}

Napi::Array ProblemsOf(Napi::Env env, const telex_report* report) {
  const std::size_t count = CountOf(report, "problems");
  Napi::Array problems = Napi::Array::New(env, count);
  for (std::size_t i = 0; i < count; ++i) {
    telex_problem problem = {};
    problem.size = sizeof problem;
    if (telex_report_problem(report, i, &problem) != TELEX_OK) break;
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("file", TextOf(env, problem.file));
    entry.Set("line", Napi::BigInt::New(env, problem.line));
    entry.Set("reason", TextOf(env, problem.reason));
    problems.Set(static_cast<std::uint32_t>(i), entry);
  }
  return problems;
}

const char* SignalName(std::int32_t signal) {
  if (signal == TELEX_SIGNAL_TRACE) return "traces";
  return signal == TELEX_SIGNAL_METRIC ? "metrics" : "logs";
}

Napi::Array DocumentsOf(Napi::Env env, const telex_report* report) {
  const std::size_t count = CountOf(report, "documents");
  Napi::Array documents = Napi::Array::New(env, count);
  for (std::size_t i = 0; i < count; ++i) {
    telex_document document = {};
    document.size = sizeof document;
    if (telex_report_document(report, i, &document) != TELEX_OK) break;
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("path", TextOf(env, document.path));
    entry.Set("signal", SignalName(document.signal));
    entry.Set("records", Napi::BigInt::New(env, document.records));
    entry.Set("bytes", Napi::BigInt::New(env, document.bytes));
    entry.Set("lines", Napi::BigInt::New(env, document.lines));
    entry.Set("endpoint", TextOf(env, document.endpoint));
    documents.Set(static_cast<std::uint32_t>(i), entry);
  }
  return documents;
}

}  // namespace

Napi::Value ReportOf(Napi::Env env, const telex_report* report) {
  if (report == nullptr) return env.Undefined();
  Napi::Object fields = Napi::Object::New(env);
  for (const char* name : kCounts) {
    std::int64_t count = 0;
    Check(env, telex_report_integer(report, name, &count), report);
    fields.Set(name, Napi::BigInt::New(env, count));
  }
  double seconds = 0;
  Check(env, telex_report_double(report, "seconds", &seconds), report);
  fields.Set("seconds", seconds);
  for (const char* name : kTexts) {
    telex_text text = {};
    Check(env, telex_report_text(report, name, &text), report);
    if (text.data != nullptr) fields.Set(name, TextOf(env, text));
  }
  fields.Set("problems", ProblemsOf(env, report));
  fields.Set("documents", DocumentsOf(env, report));
  return fields;
}

}  // namespace telex_node
