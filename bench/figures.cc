#include "figures.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace telex_bench {
namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void Put(Writer& writer, const char* key, double value) {
  writer.Key(key);
  writer.Double(value);
}
void Put(Writer& writer, const char* key, const std::string& value) {
  writer.Key(key);
  writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}
void Put(Writer& writer, const char* key, std::uint64_t value) {
  writer.Key(key);
  writer.Uint64(value);
}
void Put(Writer& writer, const char* key, const Figure& figure) {
  Put(writer, key, figure.value);
  if (figure.goal > 0) Put(writer, (std::string(key) + "Goal").c_str(), figure.goal);
}
void Put(Writer& writer, const char* key, const CorpusSize& size) {
  writer.Key(key);
  writer.StartObject();
  Put(writer, "files", size.files);
  Put(writer, "events", size.events);
  Put(writer, "bytes", size.bytes);
  writer.EndObject();
}

void PutExports(Writer& writer, const Figures& figures) {
  writer.Key("exports");
  writer.StartArray();
  for (const ExportFigures& row : figures.exports) {
    writer.StartObject();
    Put(writer, "name", row.name);
    Put(writer, "bytesWritten", row.bytes_written);
    Put(writer, "seconds", row.seconds);
    Put(writer, "floorSeconds", row.floor_seconds);
    Put(writer, "ratio", row.ratio);
    Put(writer, "leastRatio", row.least_ratio);
    Put(writer, "greatestRatio", row.greatest_ratio);
    Put(writer, "cpuRatio", row.cpu_ratio);
    Put(writer, "megabytesPerSecond", row.megabytes_per_second);
    Put(writer, "nanosecondsPerEvent", row.nanoseconds_per_event);
    Put(writer, "peakRssMegabytes", row.peak_rss_mb);
    writer.EndObject();
  }
  writer.EndArray();
}

void PutGrowth(Writer& writer, const Figures& figures) {
  writer.Key("growth");
  writer.StartArray();
  for (const GrowthFigures& row : figures.growth) {
    writer.StartObject();
    Put(writer, "name", row.name);
    Put(writer, "fewSeconds", row.few_seconds);
    Put(writer, "manySeconds", row.many_seconds);
    Put(writer, "cost", row.cost);
    Put(writer, "floorCost", row.floor_cost);
    Put(writer, "ratio", row.ratio);
    Put(writer, "cpuRatio", row.cpu_ratio);
    Put(writer, "descriptors", row.descriptors);
    writer.EndObject();
  }
  writer.EndArray();
}

void PutMemory(Writer& writer, const Figures& figures) {
  writer.Key("memory");
  writer.StartArray();
  for (const MemoryFigures& row : figures.memory) {
    writer.StartObject();
    Put(writer, "corpus", row.corpus);
    Put(writer, "name", row.name);
    Put(writer, "peakRssMegabytes", row.peak_rss_mb);
    writer.EndObject();
  }
  writer.EndArray();
}

const char* Mark(const Figure& figure) { return figure.met() ? "" : " *"; }

double Megabytes(std::uint64_t bytes) { return 1e-6 * static_cast<double>(bytes); }

}  // namespace

std::vector<std::string> Figures::Missed() const {
  std::vector<std::string> missed;
  for (const ExportFigures& row : exports) {
    if (!row.ratio.met()) missed.push_back(row.name + ": ratio to the floor");
    if (!row.peak_rss_mb.met()) missed.push_back(row.name + ": peak RSS");
  }
  for (const GrowthFigures& row : growth) {
    if (!row.ratio.met()) missed.push_back(row.name + ": growth with sessions");
    if (!row.descriptors.met()) missed.push_back(row.name + ": descriptors");
  }
  for (const MemoryFigures& row : memory) {
    if (!row.peak_rss_mb.met()) missed.push_back(row.name + ", " + row.corpus + ": peak RSS");
  }
  return missed;
}

void PrintTable(const Figures& figures, std::FILE* stream) {
  std::fprintf(stream, "%.1f MB, %llu events, %llu files; medians of %d pairs; load %.1f before, %.1f after\n\n",
               Megabytes(figures.corpus.bytes), static_cast<unsigned long long>(figures.corpus.events),
               static_cast<unsigned long long>(figures.corpus.files), figures.runs, figures.load_before,
               figures.load_after);
  std::fprintf(stream, "%-16s %9s %8s %8s %7s %15s %6s %8s %8s %8s\n", "export", "written", "seconds", "floor", "ratio",
               "(least - most)", "cpu", "MB/s", "ns/event", "RSS MB");
  for (const ExportFigures& row : figures.exports) {
    std::fprintf(stream, "%-16s %6.1f MB %8.3f %8.3f %7.2f   (%4.2f - %4.2f) %6.2f %8.0f %8.0f %8.1f%s\n",
                 row.name.c_str(), Megabytes(row.bytes_written), row.seconds, row.floor_seconds, row.ratio.value,
                 row.least_ratio, row.greatest_ratio, row.cpu_ratio, row.megabytes_per_second,
                 row.nanoseconds_per_event, row.peak_rss_mb.value,
                 row.ratio.met() && row.peak_rss_mb.met() ? "" : " *");
  }

  std::fprintf(stream, "\n%d sessions in one day (%.1f MB) against %d (%.1f MB), %llu events each\n\n",
               figures.many_sessions, Megabytes(figures.many.bytes), figures.few_sessions, Megabytes(figures.few.bytes),
               static_cast<unsigned long long>(figures.many.events));
  std::fprintf(stream, "%-16s %8s %8s %7s %7s %7s %6s %12s\n", "export", "few s", "many s", "cost", "floor's", "ratio",
               "cpu", "descriptors");
  for (const GrowthFigures& row : figures.growth) {
    std::fprintf(stream, "%-16s %8.3f %8.3f %7.2f %7.2f %7.2f %6.2f %12.0f%s\n", row.name.c_str(), row.few_seconds,
                 row.many_seconds, row.cost, row.floor_cost, row.ratio.value, row.cpu_ratio, row.descriptors.value,
                 row.ratio.met() && row.descriptors.met() ? "" : " *");
  }

  std::fprintf(stream, "\npeak RSS, MB (`telex --version`: %.1f)\n\n", figures.idle_rss_mb);
  for (const MemoryFigures& row : figures.memory) {
    std::fprintf(stream, "%-40s %-16s %6.1f%s\n", row.corpus.c_str(), row.name.c_str(), row.peak_rss_mb.value,
                 Mark(row.peak_rss_mb));
  }
  const std::vector<std::string> missed = figures.Missed();
  std::fprintf(stream, "\n%s\n", missed.empty() ? "all goals met" : "* misses its goal:");
  for (const std::string& name : missed) std::fprintf(stream, "  %s\n", name.c_str());
}

std::string ToJson(const Figures& figures) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.SetIndent(' ', 2);
  writer.StartObject();
  Put(writer, "runs", static_cast<std::uint64_t>(figures.runs));
  Put(writer, "loadBefore", figures.load_before);
  Put(writer, "loadAfter", figures.load_after);
  Put(writer, "corpus", figures.corpus);
  Put(writer, "few", figures.few);
  Put(writer, "many", figures.many);
  Put(writer, "idleRssMegabytes", figures.idle_rss_mb);
  PutExports(writer, figures);
  PutGrowth(writer, figures);
  PutMemory(writer, figures);
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace telex_bench
