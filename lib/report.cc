#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "telex/exporter.h"
#include "text/rapidjson_memory.h"
#include "text/utf8.h"

namespace telex {
namespace {

using Writer = internal::JsonWriter<rapidjson::Writer>;

void String(Writer& writer, std::string_view text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Member(Writer& writer, const char* key, std::uint64_t value) {
  writer.Key(key);
  writer.Uint64(value);
}

void Member(Writer& writer, const char* key, std::string_view value) {
  writer.Key(key);
  String(writer, value);
}

void BySignal(Writer& writer, const std::uint64_t (&counts)[kSignalCount]) {
  Member(writer, "logs", counts[0]);
  Member(writer, "traces", counts[1]);
  Member(writer, "metrics", counts[2]);
}

// With up to six digits of a second's fraction.
std::string Seconds(double seconds) {
  constexpr std::uint64_t kMicros = 1'000'000;
  const auto micros = static_cast<std::uint64_t>(std::llround(std::max(seconds, 0.0) * kMicros));
  std::string fraction = std::to_string(kMicros + micros % kMicros).substr(1);
  while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
  return std::to_string(micros / kMicros) + "." + fraction;
}

}  // namespace

std::string ExportReport::ToJson() const {
  internal::JsonBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  Member(writer, "events", events);
  BySignal(writer, events_by_signal);
  writer.Key("records");
  writer.StartObject();
  BySignal(writer, records);
  writer.EndObject();
  writer.Key("files");
  writer.StartObject();
  Member(writer, "selected", files_selected);
  Member(writer, "skipped", files_skipped);
  writer.EndObject();
  writer.Key("lines");
  writer.StartObject();
  Member(writer, "skipped", lines_skipped);
  writer.EndObject();
  Member(writer, "derivedIds", derived_ids);
  Member(writer, "repaired", repaired);
  Member(writer, "oversized", oversized);
  Member(writer, "bytesRead", bytes_read);
  Member(writer, "bytesWritten", bytes_written);
  writer.Key("seconds");
  const std::string digits = Seconds(seconds);
  writer.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  Member(writer, "exportedAt", FormatInstant(exported_at));
  writer.Key("range");
  writer.StartObject();
  Member(writer, "label", range_label);
  if (range_start) Member(writer, "start", FormatInstant(*range_start));
  if (range_end) Member(writer, "end", FormatInstant(*range_end));
  writer.EndObject();
  writer.Key("problems");
  writer.StartArray();
  for (const Problem& problem : problems) {
    writer.StartObject();
    Member(writer, "file", WellFormed(problem.file));  // a name of the file system: any bytes
    Member(writer, "line", problem.line);
    Member(writer, "reason", problem.reason);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace telex
