#include "telex/exporter.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "field_event.h"
#include "read/problem_log.h"
#include "read/read_ahead.h"
#include "read/run_reader.h"
#include "relay.h"
#include "route/resource_blocks.h"
#include "sink_totals.h"
#include "telex/telemetry_files.h"
#include "text/hash_room.h"

namespace telex {
namespace {

constexpr std::uint64_t kProgressStep = std::uint64_t{256} << 10;  // bytes

absl::Status Misuse(const std::string& message) { return absl::FailedPreconditionError(message); }

}  // namespace

absl::Status NoEventsError() { return absl::OutOfRangeError("no events in the range"); }
bool IsNoEvents(const absl::Status& status) { return status.code() == absl::StatusCode::kOutOfRange; }

class Exporter::Impl final : public EventVisitor {
 public:
  explicit Impl(ExporterOptions options)
      : options_(std::move(options)),
        problems_(options_.read.max_problems),
        reader_(this, EventReaderOptions{options_.read.max_input_line_bytes}),
        begin_(std::chrono::steady_clock::now()) {
    report_.range_label = options_.read.range.label();
    report_.range_start = options_.read.range.start();
    report_.range_end = options_.read.range.end();
  }

  absl::Status AddSink(Sink* sink) {
    if (sink == nullptr) return absl::InvalidArgumentError("the sink is NULL");
    if (state_ != State::kNew) return Misuse("sinks are added before the first event");
    sinks_.push_back({sink, sink->signals()});
    needs_blocks_ |= sink->needs_blocks();
    needs_signals_ |= sink->needs_signals();
    return absl::OkStatus();
  }

  absl::Status Run(Source& source) {
    if (state_ != State::kNew) return Misuse("an exporter runs once");
    state_ = State::kDone;
    std::unique_ptr<EventStream> stream;
    absl::Status status = ReadAll(source, &stream);
    if (stream != nullptr) stream->End();
    if (status.ok()) status = report_.events == 0 ? NoEventsError() : FinishSinks();
    if (stream != nullptr) TakeReadCounts(stream->counts(), stream->Problems());
    CompleteReport();
    return status;
  }

  absl::Status RunOnTwoThreads(Source& source) {
    if (state_ != State::kNew) return Misuse("an exporter runs once");
    state_ = State::kDone;
    std::vector<Sink*> sinks;
    for (const SinkEntry& entry : sinks_) sinks.push_back(entry.sink);
    internal::Relay relay(options_, sinks);
    const auto report = [this, &relay](bool last) {
      report_.events = relay.events();
      return Report(relay.counts(), last);
    };
    absl::Status status = Cancelled();
    if (status.ok()) status = relay.Run(source, [&report] { return report(false); });
    if (status.ok()) status = report(true);
    report_.events = relay.events();
    for (int i = 0; i < kSignalCount; ++i) report_.events_by_signal[i] = relay.events_of(static_cast<Signal>(i));
    if (status.ok()) status = report_.events == 0 ? NoEventsError() : FinishSinks();
    TakeReadCounts(relay.counts(), relay.Problems());
    CompleteReport();
    return status;
  }

  absl::Status SetContext(const ContextFields& context) {
    if (absl::Status status = BeginByHand(); !status.ok()) return status;
    field_context_.Set(context);
    field_session_ = SessionNumber("id:", context.session_id);
    has_field_context_ = true;
    return absl::OkStatus();
  }

  absl::Status Write(const EventFields& fields) {
    if (absl::Status status = BeginByHand(); !status.ok()) return status;
    if (!has_field_context_) return Misuse("an event needs a context before it");
    if (absl::Status status = field_event_.Set(fields); !status.ok()) return status;
    Event& event = field_event_.event();
    event.context = &field_context_.context();
    event.session = field_session_;
    return Fail(DeliverInRange(event));
  }

  absl::Status BeginFile(std::string_view name) {
    if (absl::Status status = BeginByHand(); !status.ok()) return status;
    if (in_file_) return Misuse("the file before was not ended");
    const auto parsed = TelemetryFileName::Parse(name);
    file_session_ = parsed ? SessionNumber("file:", parsed->session) : SessionNumber("name:", name);
    in_file_ = true;
    ++counts_.files_selected;
    reader_.BeginFile(name);
    return absl::OkStatus();
  }

  absl::Status Feed(std::string_view bytes) {
    if (absl::Status status = BeginByHand(); !status.ok()) return status;
    if (!in_file_) return Misuse("bytes belong to a file: begin one");
    counts_.bytes_read += bytes.size();
    counts_.bytes_total = counts_.bytes_read;
    if (absl::Status status = reader_.Feed(bytes); !status.ok()) return Fail(status);
    return Fail(Report(counts_, false));
  }

  absl::Status EndFile() {
    if (absl::Status status = BeginByHand(); !status.ok()) return status;
    if (!in_file_) return Misuse("no file was begun");
    in_file_ = false;
    return Fail(reader_.EndFile());
  }

  absl::Status Finish() {
    if (absl::Status status = BeginByHand(); !status.ok()) return status;
    if (in_file_) return Misuse("the last file was not ended");
    absl::Status status = Cancelled();
    for (std::uint32_t session = 0; status.ok() && session < sessions_.size(); ++session) status = EndSession(session);
    if (status.ok()) status = FinishSinks();
    state_ = State::kDone;
    TakeReadCounts(counts_, problems_.Problems());
    CompleteReport();
    return status;
  }

  const ExportReport& report() const { return report_; }

  // EventVisitor, for files fed by hand. The reader's event is of its own making: it may be numbered here.
  absl::Status OnEvent(const Event& event) override {
    Event numbered = event;
    numbered.session = file_session_;
    return DeliverInRange(numbered);
  }
  void OnProblem(std::string_view file, std::uint64_t line, std::string_view reason) override {
    ++counts_.lines_skipped;
    problems_.Add(0, static_cast<std::uint32_t>(counts_.files_selected), file, line, reason);
  }

 private:
  enum class State { kNew, kByHand, kDone };
  struct SinkEntry {
    Sink* sink;
    SignalSet signals;
  };

  absl::Status Cancelled() const {
    const bool cancelled = options_.cancellation != nullptr && options_.cancellation->cancelled();
    return cancelled ? absl::CancelledError("the export was cancelled") : absl::OkStatus();
  }

  absl::Status Report(const ReadCounts& counts, bool last) {
    if (absl::Status status = Cancelled(); !status.ok()) return status;
    if (!options_.on_progress) return absl::OkStatus();
    if (!last && counts.bytes_read < reported_bytes_ + kProgressStep) return absl::OkStatus();
    reported_bytes_ = counts.bytes_read;
    return options_.on_progress({counts.bytes_read, std::max(counts.bytes_total, counts.bytes_read), report_.events});
  }

  absl::StatusOr<std::unique_ptr<EventStream>> OpenStream(Source& source, std::function<absl::Status()> on_read) {
    ReadOptions read = options_.read;
    read.with_attributes = read.with_attributes && needs_signals_;
    const bool want_total = options_.on_progress != nullptr;
    if (options_.threads > 1 && source.AllowsOtherThreads()) {
      return ReadAhead::Open(&source, read, std::move(on_read), want_total);
    }
    return RunReader::Open(&source, read, std::move(on_read), want_total);
  }

  absl::Status ReadAll(Source& source, std::unique_ptr<EventStream>* stream) {
    if (absl::Status status = Cancelled(); !status.ok()) return status;
    absl::StatusOr<std::unique_ptr<EventStream>> opened =
        OpenStream(source, [this, stream] { return Report((*stream)->counts(), false); });
    if (!opened.ok()) return opened.status();
    *stream = *std::move(opened);
    std::vector<std::uint32_t>& ended = (*stream)->ended_sessions();
    for (;;) {
      Event* event = nullptr;
      if (absl::Status status = (*stream)->Next(&event); !status.ok()) return status;
      for (const std::uint32_t session : ended) {
        if (absl::Status status = EndSession(session); !status.ok()) return status;
      }
      ended.clear();
      if (event == nullptr) break;
      if (absl::Status status = Deliver(*event); !status.ok()) return status;
    }
    return Report((*stream)->counts(), true);
  }

  absl::Status DeliverInRange(Event& event) {
    return options_.read.range.Contains(event.time_unix_nano) ? Deliver(event) : absl::OkStatus();
  }

  absl::Status Deliver(Event& event) {
    if (absl::Status status = Cancelled(); !status.ok()) return status;
    // A stage that drops or edits events belongs here: nothing before has looked into them, nothing behind keeps them.
    const Signal signal = needs_signals_ ? options_.router.Route(event) : Signal::kLog;
    if (needs_blocks_) event.block = blocks_.Next(event);
    for (const SinkEntry& entry : sinks_) {
      if (!entry.signals.Has(signal)) continue;
      if (absl::Status status = entry.sink->Write(event, signal); !status.ok()) return status;
    }
    ++report_.events;
    if (needs_signals_) ++report_.events_by_signal[static_cast<int>(signal)];
    return absl::OkStatus();
  }

  absl::Status EndSession(std::uint32_t session) {
    for (const SinkEntry& entry : sinks_) {
      if (absl::Status status = entry.sink->EndSession(session); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status FinishSinks() {
    for (const SinkEntry& entry : sinks_) {
      if (absl::Status status = Cancelled(); !status.ok()) return status;
      if (absl::Status status = entry.sink->Finish(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status BeginByHand() {
    if (state_ == State::kDone) return Misuse("the export has ended");
    state_ = State::kByHand;
    return absl::OkStatus();
  }

  // A sink that failed must not see more.
  absl::Status Fail(absl::Status status) {
    if (status.ok()) return status;
    state_ = State::kDone;
    TakeReadCounts(counts_, problems_.Problems());
    CompleteReport();
    return status;
  }

  std::uint32_t SessionNumber(std::string_view kind, std::string_view name) {
    const auto number = static_cast<std::uint32_t>(sessions_.size());
    MakeRoom(&sessions_);
    return sessions_.try_emplace(std::string(kind) + std::string(name), number).first->second;
  }

  void TakeReadCounts(const ReadCounts& counts, std::vector<Problem> problems) {
    report_.files_selected = counts.files_selected;
    report_.files_skipped = counts.files_skipped;
    report_.lines_skipped = counts.lines_skipped;
    report_.bytes_read = counts.bytes_read;
    report_.problems = std::move(problems);
  }

  void CompleteReport() {
    std::vector<Sink*> sinks;
    for (const SinkEntry& entry : sinks_) sinks.push_back(entry.sink);
    SetSinkTotals(sinks, &report_);
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

  const ExporterOptions options_;
  std::vector<SinkEntry> sinks_;
  bool needs_blocks_ = false;
  bool needs_signals_ = false;
  State state_ = State::kNew;
  ResourceBlocks blocks_;
  ExportReport report_;
  std::uint64_t reported_bytes_ = 0;

  // By hand.
  ReadCounts counts_;
  ProblemLog problems_;
  EventReader reader_;
  absl::flat_hash_map<std::string, std::uint32_t> sessions_;
  FieldContext field_context_;
  FieldEvent field_event_;
  std::uint32_t field_session_ = 0;
  std::uint32_t file_session_ = 0;
  bool has_field_context_ = false;
  bool in_file_ = false;
  const std::chrono::steady_clock::time_point begin_;
};

Exporter::Exporter(ExporterOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Exporter::~Exporter() = default;
absl::Status Exporter::AddSink(Sink* sink) { return impl_->AddSink(sink); }
absl::Status Exporter::Run(Source& source) { return impl_->Run(source); }
absl::Status Exporter::SetContext(const ContextFields& context) { return impl_->SetContext(context); }
absl::Status Exporter::Write(const EventFields& event) { return impl_->Write(event); }
absl::Status Exporter::BeginFile(std::string_view name) { return impl_->BeginFile(name); }
absl::Status Exporter::Feed(std::string_view bytes) { return impl_->Feed(bytes); }
absl::Status Exporter::EndFile() { return impl_->EndFile(); }
absl::Status Exporter::Finish() { return impl_->Finish(); }
const ExportReport& Exporter::report() const { return impl_->report(); }

absl::Status internal::RunOnTwoThreads(Exporter& exporter, Source& source) {
  return exporter.impl_->RunOnTwoThreads(source);
}

}  // namespace telex
