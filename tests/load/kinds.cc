#include "tests/load/kinds.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "telex.h"
#include "telex/event_iterator.h"
#include "telex/export.h"

namespace telex_load {
namespace {

namespace fs = std::filesystem;
using telex::Format;
using telex::PackageForm;

constexpr char kNow[] = "2030-01-01T00:00:00Z";

// FNV-1a of all that is added.
class Digest {
 public:
  void Add(std::string_view bytes) {
    for (const char byte : bytes) value_ = (value_ ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
    size_ += bytes.size();
  }
  // A file, or the files of a folder with their names; then it is removed.
  void TakeTarget(const std::string& path) {
    std::map<std::string, fs::path> files;
    if (fs::is_directory(path)) {
      for (const auto& entry : fs::directory_iterator(path)) files[entry.path().filename().string()] = entry.path();
    } else {
      files[""] = path;
    }
    for (const auto& [name, file] : files) {
      Add(name);
      AddContent(file);
    }
    fs::remove_all(path);
  }

  std::uint64_t value() const { return value_; }
  std::uint64_t size() const { return size_; }

 private:
  void AddContent(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::string piece(std::size_t{64} << 10, '\0');
    do {
      stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      Add(std::string_view(piece).substr(0, static_cast<std::size_t>(stream.gcount())));
    } while (stream);
  }

  std::uint64_t value_ = 0xCBF29CE484222325u;
  std::uint64_t size_ = 0;
};

enum class To { kPath, kOutput, kPackage };

struct Way {
  const char* name;
  Format format;
  PackageForm package;
  To to;
  int threads;
  bool cumulative = false;
  bool first_days = false;
};

constexpr Way kWays[] = {
    {"JSON", Format::kJson, PackageForm::kZip, To::kPath, 0},
    {"JSON, one thread", Format::kJson, PackageForm::kZip, To::kPath, 1},
    {"JSON to an output", Format::kJson, PackageForm::kZip, To::kOutput, 2},
    {"JSON of some days", Format::kJson, PackageForm::kZip, To::kPath, 0, false, true},
    {"zip", Format::kOtlp, PackageForm::kZip, To::kPath, 0},
    {"zip, cumulative, five threads", Format::kOtlp, PackageForm::kZip, To::kPath, 5, true},
    {"zip to an output, one thread", Format::kOtlp, PackageForm::kZip, To::kOutput, 1},
    {"zip of some days", Format::kOtlp, PackageForm::kZip, To::kPath, 2, false, true},
    {"folder", Format::kOtlp, PackageForm::kFolder, To::kPath, 0},
    {"folder, cumulative, one thread", Format::kOtlp, PackageForm::kFolder, To::kPath, 1, true},
    {"package", Format::kOtlp, PackageForm::kZip, To::kPackage, 3},
    {"zip of lines", Format::kOtlpJsonl, PackageForm::kZip, To::kPath, 0},
    {"folder of lines", Format::kOtlpJsonl, PackageForm::kFolder, To::kPath, 2},
};

telex::ExportOptions OptionsOf(const Way& way) {
  telex::ExportOptions options;
  options.format = way.format;
  options.package = way.package;
  options.now = *telex::ParseInstant(kNow);
  options.range = telex::DateRange::AllTime(options.now);
  if (way.first_days) options.range = *telex::DateRange::FromDates("2026-01-01", "2026-05-01");
  options.threads = way.threads;
  // Several documents of each signal.
  options.otlp.max_request_bytes = std::uint64_t{256} << 10;
  if (way.cumulative) options.otlp.temporality = telex::Temporality::kCumulative;
  return options;
}

std::string ProblemOf(const absl::Status& status, const telex::ExportReport& report) {
  if (!status.ok()) return status.ToString();
  if (report.problems.empty()) return "";
  const telex::Problem& problem = report.problems.front();
  return problem.file + ":" + std::to_string(problem.line) + ": " + problem.reason;
}

Outcome OutcomeOf(const Digest& digest, std::uint64_t events, std::string problem) {
  return {digest.value(), digest.size(), events, std::move(problem)};
}

Outcome Export(const Way& way, const std::string& telemetry, const std::string& out) {
  const telex::ExportOptions options = OptionsOf(way);
  const std::unique_ptr<telex::Source> source = telex::NewFolderSource(telemetry);
  telex::ExportReport report;
  absl::Status status;
  Digest digest;
  if (way.to == To::kPath) {
    status = telex::ExportToPath(*source, out, options, &report);
    if (status.ok()) digest.TakeTarget(out);
  } else if (way.to == To::kOutput) {
    const auto append = [&digest](std::string_view bytes) {
      digest.Add(bytes);
      return absl::OkStatus();
    };
    status = telex::ExportToOutput(*source, telex::NewCallbackOutput(append), options, &report);
  } else {
    std::map<std::string, std::string> documents;
    const std::unique_ptr<telex::Package> package = telex::NewMemoryPackage(&documents);
    status = telex::ExportToPackage(*source, *package, options, &report);
    for (const auto& [name, document] : documents) {
      digest.Add(name);
      digest.Add(document);
    }
  }
  return OutcomeOf(digest, report.events, ProblemOf(status, report));
}

Outcome ExportByC(const char* format, const std::string& telemetry, const std::string& out) {
  const std::unique_ptr<telex_options, void (*)(telex_options*)> options(telex_options_new(), telex_options_free);
  telex_options_set_text(options.get(), "format", format, TELEX_NUL_TERMINATED);
  telex_options_set_text(options.get(), "now", kNow, TELEX_NUL_TERMINATED);
  const std::unique_ptr<telex_export, void (*)(telex_export*)> run(telex_export_new(options.get()), telex_export_free);
  telex_export_set_source_folder(run.get(), telemetry.data(), telemetry.size());
  telex_export_set_target_path(run.get(), out.data(), out.size());
  const bool done = telex_export_run(run.get()) == TELEX_OK;
  Digest digest;
  if (done) digest.TakeTarget(out);
  std::int64_t events = 0;
  std::int64_t problems = 0;
  telex_report_integer(telex_export_report(run.get()), "events", &events);
  telex_report_integer(telex_export_report(run.get()), "problems", &problems);
  std::string problem;
  if (!done) problem = telex_export_error(run.get());
  if (problems > 0) problem = std::to_string(problems) + " problems";
  return OutcomeOf(digest, static_cast<std::uint64_t>(events), std::move(problem));
}

Outcome Pull(telex::EventOrder order, const std::string& telemetry) {
  const std::unique_ptr<telex::Source> source = telex::NewFolderSource(telemetry);
  telex::ReadOptions options;
  options.range = telex::DateRange::AllTime(*telex::ParseInstant(kNow));
  options.order = order;
  auto events = telex::EventIterator::Open(source.get(), options);
  if (!events.ok()) return {0, 0, 0, events.status().ToString()};
  Digest digest;
  for (std::uint64_t count = 0;; ++count) {
    const absl::StatusOr<const telex::Event*> event = (*events)->Next();
    if (!event.ok()) return OutcomeOf(digest, count, event.status().ToString());
    if (*event == nullptr) {
      return OutcomeOf(digest, count, (*events)->problems().empty() ? "" : (*events)->problems().front().reason);
    }
    digest.Add((*event)->text);
  }
}

// An export that must fail with `code`, and leave at `out` what was there.
Outcome Fail(const telex::ExportOptions& options, absl::StatusCode code, const std::string& telemetry,
             const std::string& out) {
  const bool exists = code == absl::StatusCode::kAlreadyExists;
  if (exists) std::ofstream(out) << "kept";
  const absl::Status status = telex::ExportFolder(telemetry, out, options, nullptr);
  Digest digest;
  std::string problem;
  if (status.code() != code) problem = "should have failed otherwise: " + status.ToString();
  if (fs::exists(out) != exists) problem = "left something behind, or removed what was there";
  if (exists) digest.TakeTarget(out);
  return OutcomeOf(digest, 0, std::move(problem));  // how far it came depends on its threads
}

// How exports end that are no success.
std::vector<Kind> Failures() {
  constexpr Way kFolder = {"", Format::kOtlp, PackageForm::kFolder, To::kPath, 0};
  constexpr Way kZip = {"", Format::kOtlp, PackageForm::kZip, To::kPath, 0};
  const auto exists = [kFolder](const std::string& telemetry, const std::string& out) {
    return Fail(OptionsOf(kFolder), absl::StatusCode::kAlreadyExists, telemetry, out);
  };
  const auto stopped = [kZip](const std::string& telemetry, const std::string& out) {
    telex::ExportOptions options = OptionsOf(kZip);
    options.on_progress = [](const telex::Progress& progress) {
      return progress.events > 0 ? absl::AbortedError("enough") : absl::OkStatus();
    };
    return Fail(options, absl::StatusCode::kAborted, telemetry, out);
  };
  const auto empty = [kZip](const std::string& telemetry, const std::string& out) {
    telex::ExportOptions options = OptionsOf(kZip);
    options.range = *telex::DateRange::FromDates("2020-01-01", "2020-01-02");
    return Fail(options, absl::StatusCode::kOutOfRange, telemetry, out);
  };
  return {{"target that exists", exists}, {"stopped by its host", stopped}, {"no events", empty}};
}

}  // namespace

bool operator==(const Outcome& a, const Outcome& b) {
  return a.digest == b.digest && a.bytes == b.bytes && a.events == b.events && a.problem == b.problem;
}

std::string Describe(const Outcome& outcome) {
  return std::to_string(outcome.events) + " events, " + std::to_string(outcome.bytes) + " bytes, digest " +
         std::to_string(outcome.digest) + (outcome.problem.empty() ? "" : ", " + outcome.problem);
}

std::vector<Kind> Kinds() {
  std::vector<Kind> kinds;
  for (const Way& way : kWays) {
    kinds.push_back({way.name, [&way](const std::string& telemetry, const std::string& out) {
                       return Export(way, telemetry, out);
                     }});
  }
  for (const char* const format : {"json", "otlp"}) {
    kinds.push_back(
        {std::string(format) + " by the C ABI",
         [format](const std::string& telemetry, const std::string& out) { return ExportByC(format, telemetry, out); }});
  }
  for (const telex::EventOrder order : {telex::EventOrder::kBySession, telex::EventOrder::kByTime}) {
    kinds.push_back({"events by pull",
                     [order](const std::string& telemetry, const std::string&) { return Pull(order, telemetry); }});
  }
  for (Kind& kind : Failures()) kinds.push_back(std::move(kind));
  return kinds;
}

WorkFolder::WorkFolder() : path_((fs::temp_directory_path() / "telex-load-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make a folder " + path_);
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string WorkFolder::Names() const {
  std::string names;
  for (const auto& entry : fs::directory_iterator(path_)) names += " " + entry.path().filename().string();
  return names;
}

}  // namespace telex_load
