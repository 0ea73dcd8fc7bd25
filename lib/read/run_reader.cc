#include "read/run_reader.h"

#include <string>
#include <utility>

#include "read/merged_reader.h"

namespace telex {
namespace {

constexpr int kMaxSlackDays = 3660;

class SessionBySessionReader final : public RunReader {
 public:
  SessionBySessionReader(Source* source, const ReadOptions& options, internal::SessionFiles files)
      : RunReader(source, options, std::move(files)), cursor_(&run_) {}

  absl::Status Next(Event** event) override {
    *event = nullptr;
    for (;;) {
      if (!started_) {
        if (session_ == run_.files.session_count()) return absl::OkStatus();
        cursor_.Start(session_);
        started_ = true;
        has_events_ = false;
      }
      bool more = false;
      if (absl::Status status = cursor_.Advance(&more); !status.ok()) return status;
      if (more) {
        has_events_ = true;
        *event = &cursor_.event();
        return absl::OkStatus();
      }
      if (has_events_) ended_sessions_.push_back(session_);
      started_ = false;
      ++session_;
    }
  }

  std::size_t bytes_at_hand() const override { return cursor_.bytes_at_hand(); }

 private:
  SessionCursor cursor_;
  std::uint32_t session_ = 0;
  bool started_ = false;
  bool has_events_ = false;
};

absl::Status Validate(const ReadOptions& options) {
  const auto invalid = [](const std::string& message) { return absl::InvalidArgumentError(message); };
  if (options.file_slack_days < 0 || options.file_slack_days > kMaxSlackDays) {
    return invalid("file_slack_days must be 0 to " + std::to_string(kMaxSlackDays));
  }
  if (options.max_input_line_bytes < 1 || options.max_input_line_bytes > std::uint64_t{1} << 30) {
    return invalid("max_input_line_bytes must be 1 to 1073741824");
  }
  return absl::OkStatus();
}

class Iterator final : public EventIterator {
 public:
  explicit Iterator(std::unique_ptr<RunReader> reader) : reader_(std::move(reader)) {}

  absl::StatusOr<const Event*> Next() override {
    Event* event = nullptr;
    if (absl::Status status = reader_->Next(&event); !status.ok()) return status;
    return static_cast<const Event*>(event);
  }
  std::vector<std::uint32_t> TakeEndedSessions() override { return std::exchange(reader_->ended_sessions(), {}); }
  ReadCounts counts() const override { return reader_->counts(); }
  std::vector<Problem> problems() const override { return reader_->Problems(); }

 private:
  std::unique_ptr<RunReader> reader_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RunReader>> RunReader::Open(Source* source, const ReadOptions& options,
                                                           std::function<absl::Status()> on_read, bool want_total) {
  if (absl::Status status = Validate(options); !status.ok()) return status;
  absl::StatusOr<internal::SessionFiles> files =
      internal::SessionFiles::Select(*source, options.range, options.file_slack_days);
  if (!files.ok()) return files.status();
  std::unique_ptr<RunReader> reader;
  if (options.order == EventOrder::kByTime) {
    reader = std::make_unique<MergedReader>(source, options, *std::move(files));
  } else {
    reader = std::make_unique<SessionBySessionReader>(source, options, *std::move(files));
  }
  RunContext& run = reader->run_;
  run.counts.files_selected = run.files.file_count();
  for (std::size_t i = 0; want_total && i < run.files.file_count(); ++i) {
    run.counts.bytes_total += source->SizeHint(run.files.name(i));
  }
  run.on_read = std::move(on_read);
  return reader;
}

void RunReader::KeepTexts() {
  run_.keeps_texts = true;
  run_.scratch.retired = &run_.retired;
}

absl::StatusOr<std::unique_ptr<EventIterator>> EventIterator::Open(Source* source, const ReadOptions& options) {
  absl::StatusOr<std::unique_ptr<RunReader>> reader = RunReader::Open(source, options, nullptr, false);
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<EventIterator>(std::make_unique<Iterator>(*std::move(reader)));
}

}  // namespace telex
