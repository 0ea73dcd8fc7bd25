// Telemetry of the shape that the extension writes, made from a seed: the same bytes on every machine.
#ifndef TELEX_BENCH_CORPUS_H_
#define TELEX_BENCH_CORPUS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace telex_bench {

// Header files: HTTP and SSH samples, traces of a remote set-up with phases and notes, logs and errors; some 333 bytes
// an event. Sessions of a day overlap in time: each begins at a random time and is active for `session_hours`.
struct CorpusOptions {
  std::uint64_t seed = 1;
  int days = 20;
  int sessions = 3;  // a day, each of that day alone
  int parts = 2;     // files of each session
  std::uint64_t events = 240'000;
  int session_hours = 8;  // 1 to 24
};

// Calls `visit` with each file, piece by piece (some MiB, whole lines). The views are valid during the call.
void MakeCorpus(const CorpusOptions& options,
                const std::function<void(std::string_view name, std::string_view text)>& visit);

// The files that the corpus consists of go into the existing folder `folder`. Fails with a message that
// names the file.
absl::Status WriteCorpus(const CorpusOptions& options, const std::string& folder);

}  // namespace telex_bench

#endif  // TELEX_BENCH_CORPUS_H_
