#include "tests/sink_contract/contract_sinks.h"

#include <utility>

#include "telex/arrow_sink.h"
#include "telex/json_array_sink.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "tests/columns/arrow_reader.h"
#include "tests/encode/json_tree.h"
#include "tests/encode/otlp_records.h"

namespace telex::test {
namespace {

using Texts = std::map<std::string, std::string>;

// A program's own sink: the id of each event on a line.
class IdsSink final : public Sink {
 public:
  explicit IdsSink(std::unique_ptr<Output> output) : output_(std::move(output)) {}

  absl::Status Write(const Event& event, Signal signal) override {
    const std::string line = event.event_id.Decode() + "\n";
    document_.bytes += line.size();
    ++document_.records;
    ++counts_.records[static_cast<int>(signal)];
    return output_->Append(line);
  }
  absl::Status Finish() override { return output_->Close(); }
  SinkCounts counts() const override { return counts_; }
  std::vector<SinkDocument> documents() const override { return {document_}; }

 private:
  const std::unique_ptr<Output> output_;
  SinkCounts counts_;
  SinkDocument document_{"ids.txt", Signal::kLog, 0, 0, 0};
};

// Batches of two rows, the ids of each as lines; its callback may fail as any output does.
class ArrowLinesSink final : public Sink {
 public:
  explicit ArrowLinesSink(std::unique_ptr<Output> output)
      : output_(std::move(output)), arrow_([this](ArrowArray* batch) { return WriteIds(*batch); }, ArrowOptions{2}) {}

  absl::Status Write(const Event& event, Signal signal) override { return arrow_.Write(event, signal); }
  absl::Status Finish() override {
    if (absl::Status status = arrow_.Finish(); !status.ok()) return status;
    return output_->Close();
  }

 private:
  absl::Status WriteIds(const ArrowArray& batch) {
    std::string lines;
    for (const std::string& id : Column(batch, "event_id")) lines += id.substr(1, id.size() - 2) + "\n";
    return output_->Append(lines);
  }

  const std::unique_ptr<Output> output_;
  ArrowSink arrow_;
};

template <typename S>
absl::StatusOr<std::unique_ptr<Sink>> OfOutput(Package* package, const char* document) {
  absl::StatusOr<std::unique_ptr<Output>> output = package->Create(document);
  if (!output.ok()) return output.status();
  return std::unique_ptr<Sink>(std::make_unique<S>(*std::move(output)));
}

std::vector<std::string> IdsOfLines(const Texts& documents) {
  std::vector<std::string> ids;
  std::string_view rest = documents.at("ids.txt");
  while (!rest.empty()) {
    const std::size_t size = rest.find('\n');
    ids.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size + 1);
  }
  return ids;
}

std::vector<std::string> IdsOfArray(const Texts& documents) {
  std::vector<std::string> ids;
  for (const Json& event : ParseJson(documents.at("events.json")).items) ids.push_back(event["event_id"].text);
  return ids;
}

std::vector<std::string> IdsOfLogs(const Texts& documents) {
  std::vector<std::string> ids;
  for (const OtlpRecord& log : RecordsOf(documents, Signal::kLog)) {
    ids.push_back(log.record["attributes"]["log.record.uid"]["stringValue"].text);
  }
  return ids;
}

std::vector<std::string> IdsOfSpans(const Texts& documents) {
  std::vector<std::string> ids;
  for (const OtlpRecord& span : RecordsOf(documents, Signal::kTrace)) ids.push_back(span.record["spanId"].text);
  return ids;
}

// The suite's metric events have their id as a property.
std::vector<std::string> IdsOfPoints(const Texts& documents) {
  std::vector<std::string> ids;
  for (const OtlpRecord& point : RecordsOf(documents, Signal::kMetric)) {
    ids.push_back(point.record["attributes"]["id"]["stringValue"].text);
  }
  return ids;
}

OtlpOptions OptionsOf(OtlpForm form, std::uint64_t limit) {
  OtlpOptions options;
  options.form = form;
  options.max_request_bytes = limit;
  options.max_line_bytes = limit;
  return options;
}

template <typename S>
SinkCase OtlpCase(std::string name, OtlpForm form, Signal signal, const char* collection,
                  std::vector<std::string> (*ids)(const Texts&)) {
  SinkCase sink;
  const bool by_lines = form == OtlpForm::kLines;
  sink.name = std::move(name);
  sink.has_blocks = true;
  sink.make = [form](Package* package, std::uint64_t limit) -> absl::StatusOr<std::unique_ptr<Sink>> {
    return std::unique_ptr<Sink>(std::make_unique<S>(package, OptionsOf(form, limit)));
  };
  sink.first_document = std::string(SignalName(signal)) + (by_lines ? ".jsonl" : ".json");
  sink.empty_form = by_lines ? "" : "{\"" + std::string(collection) + "\":[]}";
  sink.ids = ids;
  sink.signals = SignalSet::Of(signal);
  sink.has_limit = true;
  sink.by_lines = by_lines;
  return sink;
}

std::vector<SinkCase> MakeCases() {
  std::vector<SinkCase> cases;
  SinkCase array;
  array.name = "JsonArray";
  array.make = [](Package* package, std::uint64_t) { return OfOutput<JsonArraySink>(package, "events.json"); };
  array.first_document = "events.json";
  array.empty_form = "[]\n";
  array.ids = IdsOfArray;
  array.signals = SignalSet::All();
  array.has_blocks = true;
  array.has_counts = false;
  cases.push_back(array);

  SinkCase own = array;
  own.name = "AProgramsOwn";
  own.make = [](Package* package, std::uint64_t) { return OfOutput<IdsSink>(package, "ids.txt"); };
  own.first_document = "ids.txt";
  own.empty_form = "";
  own.ids = IdsOfLines;
  own.has_blocks = false;
  own.has_counts = true;
  cases.push_back(own);

  SinkCase arrow = own;
  arrow.name = "Arrow";
  arrow.make = [](Package* package, std::uint64_t) { return OfOutput<ArrowLinesSink>(package, "ids.txt"); };
  arrow.has_counts = false;
  cases.push_back(arrow);

  for (OtlpForm form : {OtlpForm::kRequests, OtlpForm::kLines}) {
    const std::string suffix = form == OtlpForm::kLines ? "Lines" : "Requests";
    cases.push_back(OtlpCase<OtlpLogsSink>("OtlpLogs" + suffix, form, Signal::kLog, "resourceLogs", IdsOfLogs));
    cases.push_back(OtlpCase<OtlpTracesSink>("OtlpTraces" + suffix, form, Signal::kTrace, "resourceSpans", IdsOfSpans));
    cases.push_back(
        OtlpCase<OtlpMetricsSink>("OtlpMetrics" + suffix, form, Signal::kMetric, "resourceMetrics", IdsOfPoints));
  }
  return cases;
}

}  // namespace

const std::vector<SinkCase>& SinkCases() {
  static const std::vector<SinkCase> kCases = MakeCases();
  return kCases;
}

class FaultyPackage::Document final : public Output {
 public:
  Document(FaultyPackage* package, std::unique_ptr<Output> inner) : package_(*package), inner_(std::move(inner)) {
    ++package_.open_;
  }
  ~Document() override { --package_.open_; }
  absl::Status Append(std::string_view bytes) override {
    if (absl::Status status = package_.Call(); !status.ok()) return status;
    return inner_->Append(bytes);
  }
  absl::Status Close() override {
    package_.closed_twice_ += closed_ ? 1 : 0;
    closed_ = true;
    if (absl::Status status = package_.Call(); !status.ok()) return status;
    return inner_->Close();
  }

 private:
  FaultyPackage& package_;
  const std::unique_ptr<Output> inner_;
  bool closed_ = false;
};

absl::Status FaultyPackage::Call() {
  if (failed_) ++calls_after_failure_;
  if (++calls_ != fail_at_) return absl::OkStatus();
  failed_ = true;
  return absl::ResourceExhaustedError(Message(calls_));
}

absl::StatusOr<std::unique_ptr<Output>> FaultyPackage::Create(std::string_view name) {
  if (absl::Status status = Call(); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<Output>> inner = inner_->Create(name);
  if (!inner.ok()) return inner.status();
  return std::unique_ptr<Output>(std::make_unique<Document>(this, *std::move(inner)));
}

absl::Status FaultyPackage::Commit() {
  if (absl::Status status = Call(); !status.ok()) return status;
  committed_ = true;
  return inner_->Commit();
}

}  // namespace telex::test
