// From routed events to bytes: what each sink's encoding takes, and what a zip takes.
#include <memory>
#include <string>
#include <utility>

#include "parts_input.h"
#include "telex/json_array_sink.h"
#include "telex/otlp_logs_sink.h"
#include "telex/otlp_metrics_sink.h"
#include "telex/otlp_traces_sink.h"
#include "telex/package.h"

namespace telex_bench {
namespace {

std::unique_ptr<telex::Output> Nowhere() {
  return telex::NewCallbackOutput([](std::string_view) { return absl::OkStatus(); });
}

std::unique_ptr<telex::Package> NowherePackage() {
  return telex::NewCallbackPackage([](std::string_view) { return Nowhere(); });
}

// All events of one signal (or of any) into a sink; time per event that it was given.
template <typename MakeSink>
void WriteEvents(benchmark::State& state, const MakeSink& make_sink) {
  std::int64_t written = 0;
  for (auto _ : state) {
    const std::unique_ptr<telex::Package> package = NowherePackage();
    const std::unique_ptr<telex::Sink> sink = make_sink(package.get());
    const telex::SignalSet signals = sink->signals();
    std::uint32_t session = 0;
    for (const KeptEvent& kept : PartsEvents()) {
      if (kept.event.session != session && !Good(state, sink->EndSession(session))) return;
      session = kept.event.session;
      if (!signals.Has(kept.signal)) continue;
      ++written;
      if (!Good(state, sink->Write(kept.event, kept.signal))) return;
    }
    if (!Good(state, sink->EndSession(session)) || !Good(state, sink->Finish())) return;
  }
  state.SetItemsProcessed(written);
}

void EncodeJsonArray(benchmark::State& state) {
  WriteEvents(state, [](telex::Package*) { return std::make_unique<telex::JsonArraySink>(Nowhere()); });
}
BENCHMARK(EncodeJsonArray);

void EncodeOtlpLogs(benchmark::State& state) {
  WriteEvents(state, [](telex::Package* package) {
    return std::make_unique<telex::OtlpLogsSink>(package, telex::OtlpOptions());
  });
}
BENCHMARK(EncodeOtlpLogs);

void EncodeOtlpTraces(benchmark::State& state) {
  WriteEvents(state, [](telex::Package* package) {
    return std::make_unique<telex::OtlpTracesSink>(package, telex::OtlpOptions());
  });
}
BENCHMARK(EncodeOtlpTraces);

void EncodeOtlpMetrics(benchmark::State& state) {
  telex::OtlpOptions options;
  if (state.range(0) != 0) options.temporality = telex::Temporality::kCumulative;
  WriteEvents(state, [&options](telex::Package* package) {
    return std::make_unique<telex::OtlpMetricsSink>(package, options);
  });
}
BENCHMARK(EncodeOtlpMetrics)->ArgName("cumulative")->Arg(0)->Arg(1);

// The metrics of all events, as a document.
std::string MetricsDocument(benchmark::State& state) {
  std::map<std::string, std::string> documents;
  const std::unique_ptr<telex::Package> package = telex::NewMemoryPackage(&documents);
  telex::OtlpMetricsSink sink(package.get(), telex::OtlpOptions());
  for (const KeptEvent& kept : PartsEvents()) {
    if (kept.signal == telex::Signal::kMetric && !Good(state, sink.Write(kept.event, kept.signal))) return "";
  }
  return Good(state, sink.Finish()) ? documents["metrics.json"] : "";
}

// A document into a zip at a level: bytes of the document per second.
void Zip(benchmark::State& state) {
  const std::string document = MetricsDocument(state);
  std::int64_t zip_bytes = 0;
  for (auto _ : state) {
    zip_bytes = 0;
    telex::ZipOptions options;
    options.level = static_cast<int>(state.range(0));
    auto package = telex::NewZipPackage(telex::NewCallbackOutput([&zip_bytes](std::string_view bytes) {
                                          zip_bytes += static_cast<std::int64_t>(bytes.size());
                                          return absl::OkStatus();
                                        }),
                                        options);
    if (!Good(state, package.status())) return;
    auto output = (*package)->Create("metrics.json");
    if (!Good(state, output.status())) return;
    for (std::size_t at = 0; at < document.size(); at += 64 * 1024) {
      if (!Good(state, (*output)->Append(std::string_view(document).substr(at, 64 * 1024)))) return;
    }
    if (!Good(state, (*output)->Close()) || !Good(state, (*package)->Commit())) return;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(document.size()));
  state.counters["size"] = static_cast<double>(zip_bytes) / static_cast<double>(document.size());
}
BENCHMARK(Zip)->ArgName("level")->Arg(1)->Arg(3)->Arg(6);

}  // namespace
}  // namespace telex_bench
