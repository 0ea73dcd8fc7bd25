// Events into sinks, in one pass: from a folder or a host's own source, or fed by hand.
//
//   telex::JsonArraySink sink(std::move(output));
//   telex::Exporter exporter(options);
//   absl::Status status = exporter.AddSink(&sink);
//   if (status.ok()) status = exporter.Run(*telex::NewFolderSource(folder));
//
// A whole export, package and manifest included, is one call: see telex/export.h.
#ifndef TELEX_EXPORTER_H_
#define TELEX_EXPORTER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "telex/event.h"
#include "telex/event_iterator.h"
#include "telex/event_reader.h"
#include "telex/instant.h"
#include "telex/router.h"
#include "telex/sink.h"
#include "telex/source.h"

namespace telex {

// Stops an export from another thread, or from a signal handler. Cannot be taken back.
class Cancellation {
 public:
  void Cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> cancelled_{false};
};

struct Progress {
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;  // to read; may grow, with the files
  std::uint64_t events = 0;       // exported so far
};

struct ExporterOptions {
  ReadOptions read;
  Router router;
  // Called on the exporting thread, every few hundred kilobytes and at the end. A failure stops the export with it.
  std::function<absl::Status(const Progress&)> on_progress;
  // With 2 or more, events of a source that allows other threads are read and parsed on one of the exporter's own. Sinks,
  // callbacks and all other sources are used on the caller's thread only.
  int threads = 1;
  // Not owned; may be nullptr. A cancelled export ends with absl::CancelledError within one event.
  const Cancellation* cancellation = nullptr;
};

// What an export did. Times are of the range as it was asked for.
struct ExportReport {
  std::uint64_t events = 0;
  std::uint64_t events_by_signal[kSignalCount] = {0, 0, 0};  // zeros for the JSON array
  std::uint64_t records[kSignalCount] = {0, 0, 0};           // log records, spans, data points
  std::uint64_t files_selected = 0;
  std::uint64_t files_skipped = 0;
  std::uint64_t lines_skipped = 0;
  std::uint64_t derived_ids = 0;
  std::uint64_t repaired = 0;
  std::uint64_t oversized = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;  // of the final files; 0 where the exporter cannot know
  double seconds = 0;
  Instant exported_at;
  std::string range_label;
  std::optional<Instant> range_start;
  std::optional<Instant> range_end;
  std::vector<Problem> problems;
  // The documents of a package, logs then traces then metrics, each by number. Not part of ToJson.
  std::vector<SinkDocument> documents;

  // One JSON object, without a newline: the keys of `telex export --report json`.
  std::string ToJson() const;
};

// An export that found no event of its range ends with this status (OutOfRange); its sinks were not finished. Whether each
// file was read, the report tells: files_skipped.
absl::Status NoEventsError();
bool IsNoEvents(const absl::Status& status);

// What a host says of a context or an event that it feeds by hand. Strings are UTF-8 (invalid bytes become U+FFFD) and
// read during the call only.
struct ContextFields {
  std::string_view extension_version, machine_id, session_id, os_type, os_version, host_arch, platform_name,
      platform_version, deployment_url;
};
struct EventFields {
  using Value = std::variant<std::string_view, double, bool>;
  std::string_view event_id;
  std::string_view event_name;
  std::int64_t time_unix_nano = 0;  // >= 0
  std::int64_t event_sequence = 0;
  std::vector<std::pair<std::string_view, Value>> properties;
  std::vector<std::pair<std::string_view, double>> measurements;  // finite
  std::string_view trace_id;                                      // empty: absent
  std::string_view parent_event_id;                               // empty: absent
  struct Error {
    std::string_view message;
    std::optional<std::string_view> type;
    std::optional<std::string_view> code;
  };
  std::optional<Error> error;
};

class Exporter;
namespace internal {
// The library's own, for what it writes itself: see lib/relay.h. As Exporter::Run.
absl::Status RunOnTwoThreads(Exporter& exporter, Source& source);
}  // namespace internal

// Runs once. Used from one thread at a time; different exporters on different threads are always fine.
class Exporter {
 public:
  explicit Exporter(ExporterOptions options);
  ~Exporter();

  // Not owned; must live until the run ends. InvalidArgument after the first event.
  absl::Status AddSink(Sink* sink);

  // Exports the range's events of `source` and finishes the sinks. Errors: those of Source::List and of the sinks, with
  // their message; Cancelled; NoEventsError(). The report holds in every case.
  absl::Status Run(Source& source);

  // By hand: contexts and events, or files as bytes, in the host's own order; then Finish. Events outside the range are
  // left out. Events whose session_id is equal (for bytes: whose files' names have the same session part, or the same
  // name) are one session, whatever stands between them. Bad lines are problems of the report; a bad event of fields
  // is InvalidArgument and leaves nothing behind.
  absl::Status SetContext(const ContextFields& context);
  absl::Status Write(const EventFields& event);
  absl::Status BeginFile(std::string_view name);
  absl::Status Feed(std::string_view bytes);
  absl::Status EndFile();
  // Finishes the sinks, also where there were no events.
  absl::Status Finish();

  // Complete after Run or Finish, also where that failed.
  const ExportReport& report() const;

 private:
  friend absl::Status internal::RunOnTwoThreads(Exporter& exporter, Source& source);
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telex

#endif  // TELEX_EXPORTER_H_
