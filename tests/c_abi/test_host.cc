#include "test_host.h"

#include <algorithm>
#include <cstring>

namespace telex_test {
namespace {

constexpr char kFile[] =
    R"({"kind":"header","schema_version":1,"timestamp":"2026-05-01T05:43:47.094Z","context":{"extension_version":"1.15.2","machine_id":"m","session_id":"s","os_type":"linux","os_version":"6.8.0","host_arch":"x64","platform_name":"Visual Studio Code","platform_version":"1.106.0"}}
{"event_id":"0a4477ca90a6642c","event_name":"log.\u00e9","timestamp":"2026-05-01T05:44:06.159Z","event_sequence":0,"properties":{"a\u0062":"c\u0064","flag":true,"n":7},"measurements":{}}
{"event_id":"0a4477ca90a6642d","event_name":"remote.setup","timestamp":"2026-05-01T05:44:07.159Z","event_sequence":1,"properties":{"result":"success"},"measurements":{"durationMs":555.18},"trace_id":"cf560a90cdba9130cb721db8324fe191","parent_event_id":"0f0fe12fdcda142c","deployment_url":"https://dev.coder.com"}
{"event_id":"0a4477ca90a6642e","event_name":"http.requests","timestamp":"2026-05-01T05:44:08.159Z","event_sequence":2,"properties":{},"measurements":{"window_seconds":60,"count_2xx":3,"latency_ms":1.5}}
)";

Host& HostOf(void* user_data) { return *static_cast<Host*>(user_data); }

telex_status List(telex_names* names, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("list", error)) return host.fail_with;
  for (const auto& [name, text] : host.files) {
    const telex_status status = telex_names_add(names, name.data(), name.size());
    if (status != TELEX_OK) return status;
  }
  return TELEX_OK;
}

telex_status OpenFile(const char* name, size_t length, void** file, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("open", error)) return host.fail_with;
  *file = &host.files.at(std::string(name, length));
  ++host.open_files;
  return TELEX_OK;
}

telex_status FileSize(void* file, uint64_t* bytes, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("file_size", error)) return host.fail_with;
  *bytes = static_cast<std::string*>(file)->size();
  return TELEX_OK;
}

telex_status Read(void* file, uint64_t offset, void* buffer, size_t capacity, size_t* length, telex_error* error,
                  void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("read", error)) return host.fail_with;
  const std::string& text = *static_cast<std::string*>(file);
  *length = offset < text.size() ? std::min(capacity, text.size() - static_cast<std::size_t>(offset)) : 0;
  if (*length > 0) std::memcpy(buffer, text.data() + offset, *length);
  return TELEX_OK;
}

void CloseFile(void*, void* user_data) { --HostOf(user_data).open_files; }

struct Document {
  std::string name;
  std::string bytes;
};

telex_status OpenDocument(const char* name, size_t length, void** document, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("open of target", error)) return host.fail_with;
  *document = new Document{std::string(name, length), {}};
  ++host.open_documents;
  return TELEX_OK;
}

telex_status WriteDocument(void* document, const void* bytes, size_t length, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("write of target", error)) return host.fail_with;
  static_cast<Document*>(document)->bytes.append(static_cast<const char*>(bytes), length);
  return TELEX_OK;
}

telex_status CloseDocument(void* document, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  const std::unique_ptr<Document> closed(static_cast<Document*>(document));
  --host.open_documents;
  if (host.Fails("close of target", error)) return host.fail_with;
  host.documents[closed->name] = closed->bytes;
  return TELEX_OK;
}

void AbortDocument(void* document, void* user_data) {
  delete static_cast<Document*>(document);
  --HostOf(user_data).open_documents;
}

telex_status Commit(telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("commit", error)) return host.fail_with;
  ++host.commits;
  return TELEX_OK;
}

telex_status WriteStream(const void* bytes, size_t length, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("write of output", error)) return host.fail_with;
  host.stream.append(static_cast<const char*>(bytes), length);
  return TELEX_OK;
}

telex_status CloseStream(telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("close of output", error)) return host.fail_with;
  host.stream_closed = true;
  return TELEX_OK;
}

void AbortStream(void* user_data) { HostOf(user_data).stream_aborted = true; }

telex_status WriteEvent(const telex_event*, int32_t, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.during_write) host.during_write();
  if (host.Fails("write of sink", error)) return host.fail_with;
  ++host.events;
  return TELEX_OK;
}

telex_status EndSession(uint32_t, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  return host.Fails("end_session", error) ? host.fail_with : TELEX_OK;
}

telex_status Finish(telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("finish", error)) return host.fail_with;
  ++host.finishes;
  return TELEX_OK;
}

telex_status VisitEvent(const telex_event*, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("event", error)) return host.fail_with;
  ++host.events;
  return TELEX_OK;
}

telex_status VisitProblem(const telex_problem*, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  if (host.Fails("problem", error)) return host.fail_with;
  ++host.problems;
  return TELEX_OK;
}

}  // namespace

bool Host::Fails(const char* name, telex_error* error) {
  if (calls++ != fail_at) return false;
  failed = name;
  if (!fail_text.empty()) telex_error_set(error, fail_text.data(), fail_text.size());
  return true;
}

Host HostWithFiles() {
  Host host;
  host.files["telemetry-2026-05-01-s.jsonl"] = kFile;
  host.files["something else"] = "not telemetry";
  return host;
}

const telex_source kSource = {sizeof(telex_source), List, OpenFile, FileSize, Read, CloseFile, nullptr, nullptr};
const telex_target kTarget = {sizeof(telex_target), OpenDocument, WriteDocument, CloseDocument, AbortDocument, Commit};
const telex_output kOutput = {sizeof(telex_output), WriteStream, CloseStream, AbortStream};
const telex_sink kSink = {sizeof(telex_sink), 0, 0, WriteEvent, EndSession, Finish};
const telex_visitor kVisitor = {sizeof(telex_visitor), VisitEvent, VisitProblem};

telex_status OnProgress(const telex_progress*, telex_error* error, void* user_data) {
  Host& host = HostOf(user_data);
  return host.Fails("progress", error) ? host.fail_with : TELEX_OK;
}

Options NewOptions(const char* format, const char* package) {
  Options options(telex_options_new());
  telex_options_set_text(options.get(), "format", format, TELEX_NUL_TERMINATED);
  telex_options_set_text(options.get(), "package", package, TELEX_NUL_TERMINATED);
  telex_options_set_text(options.get(), "now", "2026-05-04T12:00:00Z", TELEX_NUL_TERMINATED);
  return options;
}

telex_text Text(const char* text) { return {text, TELEX_NUL_TERMINATED}; }

std::string ToString(const telex_text& text) {
  return text.data != nullptr ? std::string(text.data, text.length) : std::string("(absent)");
}

std::int64_t Count(const telex_report* report, const char* name) {
  std::int64_t value = -1;
  telex_report_integer(report, name, &value);
  return value;
}

std::string Reasons(const telex_report* report) {
  std::string reasons;
  telex_problem problem = {};
  problem.size = sizeof problem;
  for (std::size_t i = 0; telex_report_problem(report, i, &problem) == TELEX_OK; ++i) {
    reasons += ToString(problem.reason) + "\n";
  }
  return reasons;
}

}  // namespace telex_test
