// What the three OTLP sinks have in common. Source of the rules: lib/README.md, "OTLP".
#ifndef TELEX_OTLP_OPTIONS_H_
#define TELEX_OTLP_OPTIONS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace telex {

enum class OtlpForm {
  kRequests,  // logs.json, logs-2.json, …: one envelope a document
  kLines,     // logs.jsonl: one envelope a line, one document per signal
};

enum class SpanName {
  kLeaf,  // the last segment of the event's name
  kFull,  // the event's name
};

enum class Temporality {
  kDelta,       // each window's own count
  kCumulative,  // running totals per series over the whole session
};

struct OtlpOptions {
  OtlpForm form = OtlpForm::kRequests;
  // A document (kRequests) or a line without its newline (kLines) is at most this many bytes, before compression,
  // unless it holds a single record that is larger by itself. Zero is not allowed.
  std::uint64_t max_request_bytes = std::uint64_t{16} << 20;
  std::uint64_t max_line_bytes = 1'000'000;
  // Any valid UTF-8; invalid bytes become U+FFFD.
  std::string service_name = "coder-vscode-extension";
  std::string scope_name = "coder.vscode-coder.telemetry.export";
  SpanName span_name = SpanName::kLeaf;           // traces only
  Temporality temporality = Temporality::kDelta;  // metrics only
  std::uint64_t max_grouped_bytes = 1u << 20;     // metrics only: encoded points held to be grouped by metric

  std::uint64_t max_envelope_bytes() const { return form == OtlpForm::kLines ? max_line_bytes : max_request_bytes; }
};

}  // namespace telex

#endif  // TELEX_OTLP_OPTIONS_H_
