// What an export can be written as.
#ifndef TELEX_FORMAT_H_
#define TELEX_FORMAT_H_

#include <optional>
#include <string_view>

namespace telex {

enum class Format {
  kJson,       // one JSON array of self-contained events, merged by time
  kOtlp,       // OTLP/JSON request bodies for /v1/logs, /v1/traces and /v1/metrics, in a package
  kOtlpJsonl,  // OpenTelemetry File Exporter form: one request body a line, in a package
};

// `json`, `otlp`, `otlp-jsonl`.
std::string_view FormatId(Format format);
std::optional<Format> ParseFormat(std::string_view id);

// Without the leading dot: `json`, `otlp.zip`, `otlp.jsonl.zip`.
std::string_view FormatExtension(Format format);

// For a file dialog: a label and the extension it filters by: {`JSON files`, `json`} or {`Zip files`, `zip`}.
struct FileFilter {
  std::string_view label;
  std::string_view extension;
};
FileFilter FormatFileFilter(Format format);

}  // namespace telex

#endif  // TELEX_FORMAT_H_
