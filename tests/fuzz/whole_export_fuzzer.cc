// Any bytes in the files of a folder, exported in any format with any limits: each line that is not blank is counted
// once, the documents are what their format says and hold as many records as are counted, Arrow batches are valid and hold
// as many rows as there are events, and neither the number of threads nor who takes turns nor a second run changes a byte.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "relay.h"
#include "telex/arrow_sink.h"
#include "telex/export.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "tests/columns/arrow_reader.h"
#include "tests/encode/json_tree.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/whole_export_input.h"

namespace telex::fuzz {
namespace {

using test::Json;

// No null and, in a list of attributes, no empty and no repeated key.
void CheckOtlp(const Json& json) {
  Check(json.kind != Json::Kind::kNull, "OTLP has no null");
  for (const Json& item : json.items) CheckOtlp(item);
  for (const auto& [name, member] : json.members) {
    CheckOtlp(member);
    if (name != "attributes") continue;
    std::set<std::string> keys;
    for (const Json& attribute : member.items) {
      Check(!attribute["key"].text.empty(), "an attribute has a key");
      Check(keys.insert(attribute["key"].text).second, "a record's keys are unique", attribute["key"].text);
    }
  }
}

std::size_t PointsOf(const Json& metric) {
  return (metric.Has("sum") ? metric["sum"] : metric["gauge"])["dataPoints"].size();
}

// Records of one envelope, whatever its signal.
std::size_t RecordsOf(const Json& envelope) {
  std::size_t records = 0;
  for (const auto& [collection, blocks] : envelope.members) {
    for (const Json& block : blocks.items) {
      for (const Json& scope : block["scopeLogs"].items) records += scope["logRecords"].size();
      for (const Json& scope : block["scopeSpans"].items) records += scope["spans"].size();
      for (const Json& scope : block["scopeMetrics"].items) {
        for (const Json& metric : scope["metrics"].items) records += PointsOf(metric);
      }
    }
  }
  return records;
}

void CheckDocuments(const Exported& exported, Format format) {
  std::uint64_t records = 0;
  for (const auto& [name, document] : exported.documents) {
    if (name == "manifest.json") continue;
    std::string_view rest = document;
    while (!rest.empty()) {
      const std::size_t size = format == Format::kOtlpJsonl ? rest.find('\n') + 1 : rest.size();
      Json json;
      Check(test::ParseJson(rest.substr(0, size), &json), "documents are JSON", rest.substr(0, size));
      if (format == Format::kJson) {
        records += json.size();
      } else {
        CheckOtlp(json);
        records += RecordsOf(json);
      }
      rest.remove_prefix(size);
    }
  }
  const ExportReport& report = exported.report;
  std::uint64_t counted = report.events;
  if (format != Format::kJson) counted = report.records[0] + report.records[1] + report.records[2];
  Check(records == counted, "documents hold the records that are counted",
        std::to_string(records) + ", counted " + std::to_string(counted));
}

// Of an OTLP export on two threads that take turns, with stretches of that many events.
Files DocumentsByTurns(const Files& files, const ExportOptions& options, std::size_t stretch_events) {
  Files documents;
  OtlpOptions otlp = options.otlp;
  otlp.form = options.format == Format::kOtlpJsonl ? OtlpForm::kLines : OtlpForm::kRequests;
  ExporterOptions run;
  run.read.range = options.range;
  run.read.max_input_line_bytes = options.max_input_line_bytes;
  const std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  OtlpLogsSink logs(package.get(), otlp);
  OtlpTracesSink traces(package.get(), otlp);
  OtlpMetricsSink metrics(package.get(), otlp);
  const std::vector<Sink*> sinks = {&logs, &traces, &metrics};
  test::MemorySource source(files);
  internal::Relay relay(run, sinks, stretch_events);
  absl::Status status = relay.Run(source, [] { return absl::OkStatus(); });
  for (Sink* const sink : sinks) {
    if (status.ok()) status = sink->Finish();
  }
  if (status.ok()) status = package->Commit();
  Check(status.ok(), "turns do not fail", std::string(status.message()));
  return documents;
}

// The rows of all batches.
class ArrowRows {
 public:
  ArrowRows() { MakeArrowSchema(&schema_); }

  absl::Status Add(const ArrowArray& batch) {
    const std::string wrong = test::WrongWith(schema_, batch);
    Check(wrong.empty(), "Arrow batches are valid", wrong);
    rows_ += static_cast<std::uint64_t>(batch.length);
    return absl::OkStatus();
  }
  std::uint64_t rows() const { return rows_; }

 private:
  test::OwnedSchema schema_;
  std::uint64_t rows_ = 0;
};

std::size_t LinesIn(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  std::size_t lines = 0;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.find('\n'), bytes.size());
    lines += bytes.substr(0, size).find_first_not_of(" \t\r") != std::string_view::npos;
    bytes.remove_prefix(std::min(size + 1, bytes.size()));
  }
  return lines;
}

void CheckCounts(const Files& files, const ExportReport& report, std::uint64_t max_line_bytes) {
  std::size_t lines = 0;
  std::size_t longest = 0;
  for (const auto& [name, content] : files) {
    lines += LinesIn(content);
    longest = std::max(longest, content.size());
  }
  // What is too long is a problem even where it is blank.
  if (longest > max_line_bytes) return;
  const std::uint64_t told = report.events + report.lines_skipped;
  Check(told <= lines && lines <= told + files.size(), "each line is an event, skipped, or its file's header");
}

}  // namespace
}  // namespace telex::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace telex::fuzz;
  FuzzInput input(data, size);
  const telex::ExportOptions options = OptionsOf(input);
  const Files files = FilesOf(input);
  ArrowRows rows;
  telex::ArrowSink arrow([&rows](ArrowArray* batch) { return rows.Add(*batch); }, telex::ArrowOptions{10});
  telex::ExportOptions with_arrow = options;
  with_arrow.extra_sinks = {&arrow};
  const Exported alone = Export(files, with_arrow, 1);
  Check(alone.status.ok() || telex::IsNoEvents(alone.status), "an export fails only where there is no event",
        std::string(alone.status.message()));
  CheckCounts(files, alone.report, options.max_input_line_bytes);
  if (alone.status.ok()) CheckDocuments(alone, options.format);
  Check(rows.rows() == alone.report.events, "each event is a row");

  const Exported together = Export(files, options, 3);
  Check(together.status == alone.status, "threads do not change how it ends");
  Check(together.documents == alone.documents, "threads do not change a byte");
  Check(together.report.events == alone.report.events && together.report.lines_skipped == alone.report.lines_skipped,
        "threads do not change what is counted");
  if (options.format == telex::Format::kJson || !alone.status.ok()) return 0;
  Files documents = alone.documents;
  documents.erase("manifest.json");
  Check(DocumentsByTurns(files, options, size % 7 + 1) == documents, "turns do not change a byte");
  return 0;
}
