// What the benchmarks of the parts work on: a few sessions of the corpus, in memory.
#ifndef TELEX_BENCH_PARTS_INPUT_H_
#define TELEX_BENCH_PARTS_INPUT_H_

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/event.h"
#include "telex/router.h"
#include "telex/source.h"

namespace telex_bench {

inline constexpr std::uint64_t kPartsEvents = 12'000;  // some 4 MB

// Files by name, as a source.
class FilesInMemory final : public telex::Source {
 public:
  explicit FilesInMemory(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  absl::Status List(const std::function<void(std::string_view name)>& visit) override;
  absl::StatusOr<std::unique_ptr<telex::SourceFile>> Open(std::string_view name) override;

  const std::map<std::string, std::string>& files() const { return files_; }
  std::uint64_t bytes() const;

 private:
  const std::map<std::string, std::string> files_;
};

// kPartsEvents events of a day of three sessions. Made once.
FilesInMemory& PartsFiles();

// An event that is valid as long as the program runs, and its signal.
struct KeptEvent {
  telex::Event event;
  telex::Signal signal = telex::Signal::kLog;
};

// The events of PartsFiles, sessions one after another, as a sink of an export gets them. Made once.
const std::vector<KeptEvent>& PartsEvents();

// Reports time per event, and bytes of telemetry per second.
void CountEvents(benchmark::State& state);

// Ends the benchmark with the status' message where that is a failure. Whether it was none.
bool Good(benchmark::State& state, const absl::Status& status);

}  // namespace telex_bench

#endif  // TELEX_BENCH_PARTS_INPUT_H_
