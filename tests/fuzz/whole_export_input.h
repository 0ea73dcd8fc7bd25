// A folder and options made of fuzzed bytes, and its export into memory.
#ifndef TELEX_TESTS_FUZZ_WHOLE_EXPORT_INPUT_H_
#define TELEX_TESTS_FUZZ_WHOLE_EXPORT_INPUT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "telex/export.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/read/memory_source.h"

namespace telex::fuzz {

using Files = std::map<std::string, std::string>;

inline constexpr char kFileEnd = '\x1D';  // between two files of an input
inline constexpr const char* kNames[] = {"telemetry-2026-05-01-5e55.jsonl", "telemetry-2026-05-02-5e55.jsonl",
                                         "telemetry-2026-05-01-0a.1.jsonl", "telemetry-2026-05-03-0a.jsonl"};

struct Exported {
  Files documents;
  ExportReport report;
  absl::Status status;
};

inline Exported Export(const Files& files, ExportOptions options, int threads) {
  Exported exported;
  test::MemorySource source(files);
  source.allows_other_threads = true;
  options.threads = threads;
  const std::unique_ptr<Package> package = NewMemoryPackage(&exported.documents);
  exported.status = ExportToPackage(source, *package, options, &exported.report);
  return exported;
}

// Many events are read ahead by another thread: in some inputs a few are repeated until they are many.
inline Files FilesOf(FuzzInput& input, int most_times = 120) {
  const int times = input.Byte() % 16 == 0 ? most_times : 1;
  Files files;
  for (const char* name : kNames) {
    const std::string_view content = input.Until(kFileEnd);
    for (int i = 0; i < times; ++i) files[name] += content;
  }
  return files;
}

inline ExportOptions OptionsOf(FuzzInput& input) {
  constexpr Format kFormats[] = {Format::kJson, Format::kOtlp, Format::kOtlpJsonl};
  constexpr std::uint64_t kDocumentLimits[] = {std::uint64_t{16} << 20, 3000, 400, 1};
  constexpr std::uint64_t kLineLimits[] = {std::uint64_t{16} << 20, 500, 60};
  ExportOptions options;
  options.format = input.OneOf(kFormats);
  options.now = Instant{1777896000, 0};
  options.range = DateRange::AllTime(options.now);
  options.otlp.max_request_bytes = options.otlp.max_line_bytes = input.OneOf(kDocumentLimits);
  options.max_input_line_bytes = input.OneOf(kLineLimits);
  options.otlp.temporality = input.Bit() ? Temporality::kCumulative : Temporality::kDelta;
  options.otlp.span_name = input.Bit() ? SpanName::kFull : SpanName::kLeaf;
  return options;
}

}  // namespace telex::fuzz

#endif  // TELEX_TESTS_FUZZ_WHOLE_EXPORT_INPUT_H_
