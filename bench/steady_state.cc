#include "steady_state.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "corpus.h"
#include "counting_new.h"
#include "telex/arrow_sink.h"
#include "telex/exporter.h"
#include "telex/json_array_sink.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "telex/package.h"
#include "telex/source.h"

namespace telex_bench {
namespace {

constexpr int kSessions = 3;

// Files in memory: a host's own source.
class MemorySource final : public telex::Source {
 public:
  explicit MemorySource(const std::map<std::string, std::string>* files) : files_(*files) {}

  absl::Status List(const std::function<void(std::string_view name)>& visit) override {
    for (const auto& [name, text] : files_) visit(name);
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<telex::SourceFile>> Open(std::string_view name) override {
    const auto found = files_.find(std::string(name));
    if (found == files_.end()) return absl::NotFoundError("no such file");
    return std::make_unique<File>(found->second);
  }

 private:
  class File final : public telex::SourceFile {
   public:
    explicit File(std::string_view text) : text_(text) {}
    absl::StatusOr<std::uint64_t> Size() override { return text_.size(); }
    absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
      const std::size_t begin = std::min(static_cast<std::size_t>(offset), text_.size());
      const std::size_t got = std::min(size, text_.size() - begin);
      std::memcpy(buffer, text_.data() + begin, got);
      return got;
    }

   private:
    const std::string_view text_;
  };

  const std::map<std::string, std::string>& files_;
};

std::unique_ptr<telex::Output> Nowhere() {
  return telex::NewCallbackOutput([](std::string_view) { return absl::OkStatus(); });
}

std::map<std::string, std::string> MakeFiles(std::uint64_t rows) {
  CorpusOptions options;
  options.days = 1;
  options.sessions = kSessions;
  options.parts = 1;
  options.events = kSessions * rows;
  options.session_hours = 24;  // overlapping all day
  std::map<std::string, std::string> files;
  MakeCorpus(options, [&files](std::string_view name, std::string_view text) { files[std::string(name)] += text; });
  return files;
}

// The rows of each file once more. The first few do not know their deployment yet: they are of another resource. No row
// is longer than those before, so no buffer has to grow.
void AppendRowsAgain(std::map<std::string, std::string>* files) {
  for (auto& [name, text] : *files) {
    text += text.substr(text.find('\n') + 1);
  }
}

struct Run {
  std::uint64_t events = 0;
  std::uint64_t allocations = 0;
  std::uint64_t batches = 0;
};

absl::StatusOr<Run> Measure(const SteadyStateCase& one, const std::map<std::string, std::string>& files) {
  MemorySource source(&files);
  const std::uint64_t before = AllocationCount();
  telex::ExporterOptions options;
  options.read.order = one.by_time ? telex::EventOrder::kByTime : telex::EventOrder::kBySession;
  telex::OtlpOptions otlp;
  otlp.max_request_bytes = std::numeric_limits<std::uint64_t>::max();  // a new document is no event's cost
  if (one.cumulative) otlp.temporality = telex::Temporality::kCumulative;
  const auto package = telex::NewCallbackPackage([](std::string_view) { return Nowhere(); });
  std::vector<std::unique_ptr<telex::Sink>> sinks;
  if (one.json) sinks.push_back(std::make_unique<telex::JsonArraySink>(Nowhere()));
  if (one.logs) sinks.push_back(std::make_unique<telex::OtlpLogsSink>(package.get(), otlp));
  if (one.traces) sinks.push_back(std::make_unique<telex::OtlpTracesSink>(package.get(), otlp));
  if (one.metrics) sinks.push_back(std::make_unique<telex::OtlpMetricsSink>(package.get(), otlp));
  std::uint64_t batches = 0;
  if (one.arrow_rows != 0) {
    const auto count = [&batches](ArrowArray*) {
      ++batches;
      return absl::OkStatus();
    };
    sinks.push_back(std::make_unique<telex::ArrowSink>(count, telex::ArrowOptions{one.arrow_rows}));
  }
  telex::Exporter exporter(options);
  for (const auto& sink : sinks) {
    if (absl::Status status = exporter.AddSink(sink.get()); !status.ok()) return status;
  }
  if (absl::Status status = exporter.Run(source); !status.ok()) return status;
  return Run{exporter.report().events, AllocationCount() - before, batches};
}

}  // namespace

std::vector<SteadyStateCase> SteadyStateCases() {
  std::vector<SteadyStateCase> cases(6);
  cases[0].name = "JsonArraySink";
  cases[0].by_time = cases[0].json = true;
  cases[1].name = "OtlpLogsSink";
  cases[1].logs = true;
  cases[2].name = "OtlpTracesSink";
  cases[2].traces = true;
  cases[3].name = "OtlpMetricsSink";
  cases[3].metrics = true;
  cases[4].name = "OtlpMetricsSinkCumulative";
  cases[4].metrics = cases[4].cumulative = true;
  cases[5].name = "AllOtlpSinks";
  cases[5].logs = cases[5].traces = cases[5].metrics = true;
  return cases;
}

absl::StatusOr<SteadyStateCost> MeasureSteadyState(const SteadyStateCase& one, std::uint64_t rows) {
  std::map<std::string, std::string> files = MakeFiles(rows);
  const absl::StatusOr<Run> once = Measure(one, files);
  if (!once.ok()) return once.status();
  AppendRowsAgain(&files);
  const absl::StatusOr<Run> twice = Measure(one, files);
  if (!twice.ok()) return twice.status();
  SteadyStateCost cost;
  cost.events = once->events;
  cost.allocations = once->allocations;
  cost.more_events = static_cast<std::int64_t>(twice->events - once->events);
  cost.more_allocations = static_cast<std::int64_t>(twice->allocations) - static_cast<std::int64_t>(once->allocations);
  cost.more_batches = static_cast<std::int64_t>(twice->batches - once->batches);
  return cost;
}

}  // namespace telex_bench
