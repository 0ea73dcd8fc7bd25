// Proves that two threads that take turns give what one gives alone, for stretches of any size: documents, counts, problems;
// that a failure of any part ends the run with it; and that a host hears of progress on its own thread.
#include "relay.h"

#include <cstddef>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "telex/exporter.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "tests/read/memory_source.h"
#include "tests/read/telemetry_text.h"
#include "tests/sink_contract/contract_sinks.h"

namespace telex {
namespace {

constexpr unsigned kSeed = 20261201;

// Sessions with runs of each signal, contexts that change, and lines that are bad.
std::map<std::string, std::string> RandomSessions(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
  std::map<std::string, std::string> files;
  for (unsigned session = 0, sessions = 1 + below(4); session < sessions; ++session) {
    std::string text = test::HeaderLine("session" + std::to_string(session));
    for (unsigned i = 0, rows = below(120); i < rows; ++i) {
      test::Row row;
      row.id = below(6) == 0 ? "no hex id" : "00000000000000a" + std::to_string(i % 10);
      row.time = test::TimeText(i * 1000);
      row.sequence = static_cast<int>(i);
      row.properties = "{\"n\":\"" + std::string(below(300), 'x') + "\",\"k" + std::to_string(below(3)) + "\":1}";
      const unsigned kind = below(8);
      if (kind < 3) {
        row.name = below(2) == 0 ? "http.requests" : "ssh.network.info";
        row.measurements = "{\"window_seconds\":60,\"count.2xx\":" + std::to_string(below(3)) + ",\"latencyMs\":1.5}";
      } else if (kind < 6) {
        row.measurements = "{\"durationMs\":5}";
        row.rest = ",\"trace_id\":\"cf560a90cdba9130cb721db8324fe191\"";
      }
      if (below(20) == 0) row.rest += ",\"deployment_url\":\"https://" + std::to_string(below(3)) + ".example.com\"";
      text += below(30) == 0 ? "{\"bad\"\n" : test::RowLine(row);
    }
    files["telemetry-2026-05-01-s" + std::to_string(session) + ".jsonl"] = text;
  }
  return files;
}

struct Result {
  std::map<std::string, std::string> documents;
  std::vector<SinkCounts> counts;
  std::uint64_t events = 0;
  std::vector<Problem> problems;
  std::string recorded;
  absl::Status status;
};

// What a sink gets that has no part to work on another thread.
class RecordingSink final : public Sink {
 public:
  absl::Status Write(const Event& event, Signal signal) override {
    calls += event.event_id.Decode() + " of " + std::to_string(event.session) + ": " + std::string(SignalName(signal)) +
             "\n";
    return absl::OkStatus();
  }
  absl::Status EndSession(std::uint32_t session) override {
    calls += "end of " + std::to_string(session) + "\n";
    return absl::OkStatus();
  }
  absl::Status Finish() override { return absl::OkStatus(); }

  std::string calls;
};

struct OneRun {
  std::map<std::string, std::string> files;
  OtlpOptions otlp;
  std::size_t stretch_events = 0;  // 0: by an exporter, on one thread
  int fail_at = 0;
  std::size_t max_read = static_cast<std::size_t>(-1);
  ExporterOptions exporter;
};

absl::Status RunRelay(const OneRun& run, Source& source, const std::vector<Sink*>& sinks, Result* result) {
  internal::Relay relay(run.exporter, sinks, run.stretch_events);
  absl::Status status = relay.Run(source, [&run, &relay] {
    if (!run.exporter.on_progress) return absl::OkStatus();
    return run.exporter.on_progress({relay.counts().bytes_read, relay.counts().bytes_total, relay.events()});
  });
  for (Sink* const sink : sinks) {
    if (status.ok()) status = sink->Finish();
  }
  result->events = relay.events();
  result->problems = relay.Problems();
  return status;
}

absl::Status RunExporter(const OneRun& run, Source& source, const std::vector<Sink*>& sinks, Result* result) {
  Exporter exporter(run.exporter);
  for (Sink* const sink : sinks) EXPECT_TRUE(exporter.AddSink(sink).ok());
  const absl::Status status = exporter.Run(source);
  result->events = exporter.report().events;
  result->problems = exporter.report().problems;
  return IsNoEvents(status) ? absl::OkStatus() : status;
}

Result Export(const OneRun& run) {
  Result result;
  test::FaultyPackage package(&result.documents, run.fail_at);
  OtlpLogsSink logs(&package, run.otlp);
  OtlpTracesSink traces(&package, run.otlp);
  OtlpMetricsSink metrics(&package, run.otlp);
  RecordingSink recording;
  const std::vector<Sink*> sinks = {&logs, &traces, &metrics, &recording};
  test::MemorySource source(run.files);
  source.max_read = run.max_read;
  result.status =
      run.stretch_events == 0 ? RunExporter(run, source, sinks, &result) : RunRelay(run, source, sinks, &result);
  if (result.status.ok() && result.events > 0) result.status = package.Commit();
  for (const Sink* const sink : sinks) result.counts.push_back(sink->counts());
  result.recorded = recording.calls;
  return result;
}

void ExpectEqual(const Result& a, const Result& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.events, b.events);
  EXPECT_TRUE(a.documents == b.documents);
  EXPECT_EQ(a.recorded, b.recorded);
  for (std::size_t i = 0; i < a.counts.size(); ++i) {
    for (int signal = 0; signal < kSignalCount; ++signal) {
      EXPECT_EQ(a.counts[i].records[signal], b.counts[i].records[signal]);
    }
    EXPECT_EQ(a.counts[i].derived_ids, b.counts[i].derived_ids);
    EXPECT_EQ(a.counts[i].repaired, b.counts[i].repaired);
    EXPECT_EQ(a.counts[i].oversized, b.counts[i].oversized);
  }
  ASSERT_EQ(a.problems.size(), b.problems.size());
  for (std::size_t i = 0; i < a.problems.size(); ++i) {
    EXPECT_EQ(a.problems[i].file, b.problems[i].file);
    EXPECT_EQ(a.problems[i].line, b.problems[i].line);
    EXPECT_EQ(a.problems[i].reason, b.problems[i].reason);
  }
}

TEST(Relay, GivesWhatOneThreadGives) {
  std::uint64_t events = 0;
  for (unsigned seed = kSeed; seed < kSeed + 12; ++seed) {
    for (const std::uint64_t limit : {300u, 3000u, 16u << 20}) {
      OneRun run;
      run.files = RandomSessions(seed);
      run.otlp.max_request_bytes = run.otlp.max_line_bytes = limit;
      run.otlp.form = seed % 2 == 0 ? OtlpForm::kRequests : OtlpForm::kLines;
      run.otlp.temporality = seed % 3 == 0 ? Temporality::kCumulative : Temporality::kDelta;
      const Result alone = Export(run);
      events += alone.events;
      for (const std::size_t stretch_events : {1u, 2u, 3u, 16u, 100u, 1024u}) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", limit " + std::to_string(limit) + ", stretches of " +
                     std::to_string(stretch_events));
        run.stretch_events = stretch_events;
        ExpectEqual(Export(run), alone);
      }
    }
  }
  EXPECT_GT(events, 1000u);
}

TEST(Relay, EndsWithTheFailureOfAPackageAtAnyCall) {
  OneRun run;
  run.files = RandomSessions(kSeed + 1);
  run.otlp.max_request_bytes = 3000;
  run.stretch_events = 4;
  ASSERT_TRUE(Export(run).status.ok());
  int failures = 0;
  for (run.fail_at = 1;; ++run.fail_at) {
    const Result result = Export(run);
    if (result.status.ok()) break;
    EXPECT_EQ(result.status.message(), test::FaultyPackage::Message(run.fail_at));
    ++failures;
  }
  EXPECT_GT(failures, 20);
}

TEST(Relay, IsCancelledAtAnyProgress) {
  for (const bool by_status : {true, false}) {
    for (int calls_before = 0;; ++calls_before) {
      Cancellation cancellation;
      int calls = 0;
      OneRun run;
      run.files = RandomSessions(kSeed + 1);
      run.stretch_events = 2;
      run.max_read = 500;
      run.exporter.cancellation = &cancellation;
      const std::thread::id caller = std::this_thread::get_id();
      run.exporter.on_progress = [&](const Progress&) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        if (calls++ < calls_before) return absl::OkStatus();
        if (by_status) return absl::CancelledError("enough");
        cancellation.Cancel();
        return absl::OkStatus();
      };
      const Result result = Export(run);
      if (calls <= calls_before) {
        EXPECT_TRUE(result.status.ok()) << result.status;
        break;
      }
      EXPECT_EQ(result.status.code(), absl::StatusCode::kCancelled);
    }
  }
}

TEST(Relay, EndsWhereTheSourceCannotBeListed) {
  test::MemorySource source;
  source.list_status = absl::PermissionDeniedError("no");
  const ExporterOptions options;
  internal::Relay relay(options, {});
  EXPECT_EQ(relay.Run(source, [] { return absl::OkStatus(); }), source.list_status);
  EXPECT_EQ(relay.events(), 0u);
  EXPECT_EQ(relay.counts().files_selected, 0u);
}

}  // namespace
}  // namespace telex
