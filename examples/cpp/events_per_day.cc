// A sink of one's own: counts the events of each day, by signal, in one pass and without any output.
//
//   telex_cpp_events_per_day TELEMETRY-FOLDER
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "telex/exporter.h"

namespace {

class EventsPerDay final : public telex::Sink {
 public:
  absl::Status Write(const telex::Event& event, telex::Signal signal) override {
    // Everything in an event is valid during this call only; the date is a string of our own.
    const telex::Instant time = telex::Instant::FromUnixNanos(event.time_unix_nano);
    ++days_[telex::FormatDate(time)][static_cast<std::size_t>(signal)];
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    std::printf("%-10s %8s %8s %8s\n", "day", "logs", "traces", "metrics");
    for (const auto& [day, counts] : days_) {
      std::printf("%-10s %8llu %8llu %8llu\n", day.c_str(), counts[0], counts[1], counts[2]);
    }
    return absl::OkStatus();
  }

 private:
  std::map<std::string, std::array<unsigned long long, telex::kSignalCount>> days_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: telex_cpp_events_per_day TELEMETRY-FOLDER\n");
    return 2;
  }
  EventsPerDay events_per_day;
  telex::Exporter exporter(telex::ExporterOptions{});
  absl::Status status = exporter.AddSink(&events_per_day);
  if (status.ok()) status = exporter.Run(*telex::NewFolderSource(argv[1]));
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return 1;
  }
  return 0;
}
