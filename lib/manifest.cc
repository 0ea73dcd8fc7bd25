#include "manifest.h"

#include <string_view>

#include "rapidjson/prettywriter.h"
#include "telex/version.h"
#include "text/rapidjson_memory.h"

namespace telex {
namespace {

constexpr int kManifestSchemaVersion = 1;
constexpr int kTelemetrySchemaVersion = 1;

class Writer {
 public:
  Writer() : writer_(buffer_) { writer_.SetIndent(' ', 2); }

  void BeginObject(const char* key = nullptr) {
    if (key != nullptr) writer_.Key(key);
    writer_.StartObject();
  }
  void EndObject() { writer_.EndObject(); }
  void BeginArray(const char* key) {
    writer_.Key(key);
    writer_.StartArray();
  }
  void EndArray() { writer_.EndArray(); }
  void Number(const char* key, std::uint64_t value) {
    writer_.Key(key);
    writer_.Uint64(value);
  }
  void Text(const char* key, std::string_view value) {
    writer_.Key(key);
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  std::string Take() { return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n"; }

 private:
  internal::JsonBuffer buffer_;
  internal::JsonWriter<rapidjson::PrettyWriter> writer_;
};

void WriteCounts(const ExportReport& report, Writer& writer) {
  writer.Number("sourceFiles", report.files_selected - report.files_skipped);
  writer.Number("sourceEvents", report.events);
  writer.BeginObject("records");
  writer.Number("logs", report.records[0]);
  writer.Number("traces", report.records[1]);
  writer.Number("metrics", report.records[2]);
  writer.EndObject();
  writer.BeginObject("skipped");
  writer.Number("files", report.files_skipped);
  writer.Number("lines", report.lines_skipped);
  writer.EndObject();
  writer.Number("derivedIds", report.derived_ids);
  writer.Number("repaired", report.repaired);
  writer.Number("oversized", report.oversized);
}

}  // namespace

std::string ManifestText(const ExportReport& report, Format format) {
  Writer writer;
  writer.BeginObject();
  writer.Number("schemaVersion", kManifestSchemaVersion);
  writer.Number("telemetrySchemaVersion", kTelemetrySchemaVersion);
  writer.Text("exportedAt", FormatInstant(report.exported_at));
  writer.BeginObject("exporter");
  writer.Text("name", "telex");
  writer.Text("version", TELEX_VERSION_STRING);
  writer.EndObject();
  writer.Text("format", FormatId(format));
  writer.BeginObject("range");
  writer.Text("label", report.range_label);
  if (report.range_start) writer.Text("start", FormatInstant(*report.range_start));
  if (report.range_end) writer.Text("end", FormatInstant(*report.range_end));
  writer.EndObject();
  WriteCounts(report, writer);
  writer.BeginArray("requests");
  for (const SinkDocument& document : report.documents) {
    writer.BeginObject();
    writer.Text("path", document.path);
    writer.Text("endpoint", "/v1/" + std::string(SignalName(document.signal)));
    writer.Number("records", document.records);
    writer.Number("bytes", document.bytes);
    if (format == Format::kOtlpJsonl) writer.Number("lines", document.lines);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return writer.Take();
}

}  // namespace telex
