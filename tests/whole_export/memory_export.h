// A whole export of files that are held in memory, into documents that are held in memory.
#ifndef TELEX_TESTS_WHOLE_EXPORT_MEMORY_EXPORT_H_
#define TELEX_TESTS_WHOLE_EXPORT_MEMORY_EXPORT_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "telex/export.h"
#include "tests/read/memory_source.h"
#include "tests/whole_export/kept_packages.h"

namespace telex::test {

using Documents = std::map<std::string, std::string>;

struct MemoryExport {
  Documents documents;
  ExportReport report;
  absl::Status status;
};

// Whether metrics come out as the strict checker knows them: not by a test's own rules, nor grouped in pieces.
inline bool HasUsualMetrics(const ExportOptions& options) {
  const auto names_of = [](const MetricRules& rules) {
    std::vector<std::string> names;
    for (const MetricRule& rule : rules.rules()) names.push_back(rule.event_name);
    return names;
  };
  return names_of(options.metric_rules) == names_of(MetricRules()) &&
         options.otlp.max_grouped_bytes == OtlpOptions().max_grouped_bytes;
}

inline MemoryExport ExportFiles(std::map<std::string, std::string> files, const ExportOptions& options) {
  MemoryExport exported;
  MemorySource source(std::move(files));
  const std::unique_ptr<Package> package = NewMemoryPackage(&exported.documents);
  exported.status = ExportToPackage(source, *package, options, &exported.report);
  if (HasUsualMetrics(options)) KeepPackage(exported.documents);
  return exported;
}

// Of one file; it must succeed.
inline MemoryExport ExportText(const std::string& content, const ExportOptions& options) {
  MemoryExport exported = ExportFiles({{"telemetry-2026-05-01-5e55.jsonl", content}}, options);
  EXPECT_TRUE(exported.status.ok()) << exported.status;
  return exported;
}

inline ExportOptions OptionsFor(Format format) {
  ExportOptions options;
  options.format = format;
  options.now = *ParseInstant("2026-05-04T12:00:00.000Z");
  options.range = DateRange::AllTime(options.now);
  return options;
}

}  // namespace telex::test

#endif  // TELEX_TESTS_WHOLE_EXPORT_MEMORY_EXPORT_H_
