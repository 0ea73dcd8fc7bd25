#include "export_runs.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace telex_bench {
namespace {

namespace fs = std::filesystem;

void Remove(const std::string& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

// The events that a report says, where nothing was skipped; else 0.
std::uint64_t EventsOfReport(const std::string& report) {
  rapidjson::Document document;
  document.Parse(report.data(), report.size());
  if (document.HasParseError() || !document.IsObject()) return 0;
  if (document["files"]["skipped"].GetUint64() != 0 || document["lines"]["skipped"].GetUint64() != 0) return 0;
  return document["events"].GetUint64();
}

}  // namespace

std::vector<ExportCase> AllExportCases() {
  return {
      {"json", {"--format", "json"}},
      {"otlp dir", {"--format", "otlp", "--package", "dir"}},
      {"otlp zip", {"--format", "otlp", "--package", "zip"}},
      {"otlp-jsonl dir", {"--format", "otlp-jsonl", "--package", "dir"}},
      {"otlp-jsonl zip", {"--format", "otlp-jsonl", "--package", "zip"}},
  };
}

std::vector<ExportCase> ExportCasesNamed(const std::vector<std::string>& names) {
  std::vector<ExportCase> chosen;
  for (const ExportCase& one : AllExportCases()) {
    if (std::find(names.begin(), names.end(), one.name) != names.end()) chosen.push_back(one);
  }
  return chosen;
}

ExportRuns::ExportRuns(Programs programs, Corpus corpus, ExportCase export_case)
    : programs_(std::move(programs)),
      corpus_(std::move(corpus)),
      case_(std::move(export_case)),
      target_(programs_.work_folder + "/export"),
      floor_target_(programs_.work_folder + "/floor") {}

absl::Status ExportRuns::Prepare() {
  Remove(target_);
  std::vector<std::string> command = {programs_.cli, "export",   corpus_.folder, "--out",
                                      target_,       "--report", "json",         "--quiet"};
  command.insert(command.end(), case_.options.begin(), case_.options.end());
  ProcessOptions options;
  options.capture_output = true;
  const ProcessResult result = RunProcess(command, options);
  if (!result.ok) return absl::InternalError("the export failed: " + case_.name);
  if (EventsOfReport(result.output) != corpus_.size.events) {
    return absl::InternalError("not every event was exported: " + case_.name + ": " + result.output);
  }
  written_ = WrittenFiles();
  Remove(target_);
  return absl::OkStatus();
}

ProcessResult ExportRuns::RunCli(int max_descriptors) {
  Remove(target_);
  std::vector<std::string> command = {programs_.cli, "export", corpus_.folder, "--out", target_, "--quiet"};
  command.insert(command.end(), case_.options.begin(), case_.options.end());
  ProcessOptions options;
  options.max_descriptors = max_descriptors;
  options.discard_errors = max_descriptors > 0;
  ProcessResult result = RunProcess(command, options);
  // Not at the next run's cost, nor where a run with other targets follows.
  if (max_descriptors == 0) Remove(target_);
  return result;
}

ProcessResult ExportRuns::RunFloor() {
  Remove(floor_target_);
  fs::create_directory(floor_target_);
  std::vector<std::string> command = {programs_.self, "--floor", corpus_.folder};
  for (const FloorTarget& file : written_) {
    command.push_back(floor_target_ + "/" + fs::path(file.path).filename().string());
    command.push_back(std::to_string(file.bytes));
  }
  ProcessResult result = RunProcess(command);
  Remove(floor_target_);
  return result;
}

bool ExportRuns::RunsWithDescriptors(int max_descriptors) {
  if (!RunCli(max_descriptors).ok) return false;
  const std::vector<FloorTarget> files = WrittenFiles();
  Remove(target_);
  const auto same = [](const FloorTarget& a, const FloorTarget& b) {
    // The manifest has the time of the export, but always as many bytes.
    return a.path == b.path && a.bytes == b.bytes;
  };
  return std::equal(files.begin(), files.end(), written_.begin(), written_.end(), same);
}

std::uint64_t ExportRuns::bytes_written() const {
  std::uint64_t bytes = 0;
  for (const FloorTarget& file : written_) bytes += file.bytes;
  return bytes;
}

std::vector<FloorTarget> ExportRuns::WrittenFiles() const {
  std::vector<FloorTarget> files;
  if (fs::is_regular_file(target_)) {
    files.push_back({target_, fs::file_size(target_)});
  } else {
    for (const auto& entry : fs::directory_iterator(target_))
      files.push_back({entry.path().string(), entry.file_size()});
  }
  std::sort(files.begin(), files.end(), [](const FloorTarget& a, const FloorTarget& b) { return a.path < b.path; });
  return files;
}

absl::Status RunPair(ExportRuns& runs, bool floor_first, Pair* pair) {
  if (floor_first) pair->floor = runs.RunFloor();
  pair->cli = runs.RunCli();
  if (!floor_first) pair->floor = runs.RunFloor();
  if (!pair->cli.ok) return absl::InternalError("an export failed: " + runs.export_case().name);
  if (!pair->floor.ok) return absl::InternalError("the floor failed: " + runs.export_case().name);
  return absl::OkStatus();
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace telex_bench
