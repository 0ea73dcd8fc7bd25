// Inputs and targets of whole exports that fail or are cancelled.
#ifndef TELEX_TESTS_WHOLE_EXPORT_WHOLE_EXPORTS_H_
#define TELEX_TESTS_WHOLE_EXPORT_WHOLE_EXPORTS_H_

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/read/telemetry_text.h"
#include "tests/whole_export/memory_export.h"

namespace telex::test {

// Three sessions, 24 events, every signal.
inline std::map<std::string, std::string> Sessions(std::size_t padding) {
  std::map<std::string, std::string> files;
  for (int session = 0; session < 3; ++session) {
    std::string text = HeaderLine("session" + std::to_string(session));
    for (int i = 0; i < 8; ++i) {
      const bool metric = i % 4 == 3;
      const bool span = i % 4 == 1;
      text += RowLine("00000000000000a" + std::to_string(i), metric ? "ssh.network.info" : "a.b",
                      TimeText(i * 1000 + session), i, "{\"pad\":\"" + std::string(padding, 'x') + "\"}",
                      metric ? "{\"latencyMs\":1}"
                      : span ? "{\"durationMs\":5}"
                             : "{}",
                      ",\"trace_id\":\"cf560a90cdba9130cb721db8324fe191\"");
    }
    files["telemetry-2026-05-01-s" + std::to_string(session) + ".jsonl"] = text;
  }
  return files;
}
inline std::map<std::string, std::string> MixedSessions() { return Sessions(100); }
// So large that progress is reported several times.
inline std::map<std::string, std::string> LargeSessions() { return Sessions(60000); }

struct Target {
  std::string name;
  Format format;
  PackageForm package;

  ExportOptions Options() const {
    ExportOptions options = OptionsFor(format);
    options.package = package;
    options.otlp.max_request_bytes = 3000;
    return options;
  }
};

inline std::vector<Target> Targets() {
  return {{"json", Format::kJson, PackageForm::kZip},
          {"otlp zip", Format::kOtlp, PackageForm::kZip},
          {"otlp folder", Format::kOtlp, PackageForm::kFolder},
          {"otlp-jsonl folder", Format::kOtlpJsonl, PackageForm::kFolder}};
}

// A new folder for targets, which goes with all that is in it.
class TargetFolder {
 public:
  TargetFolder() {
    const std::filesystem::path base(testing::TempDir());
    for (int i = 0; !std::filesystem::create_directory(
             path_ = base / ("telex-whole-export-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + "-" +
                             std::to_string(i)));
         ++i) {
    }
  }
  ~TargetFolder() { std::filesystem::remove_all(path_); }
  TargetFolder(const TargetFolder&) = delete;
  TargetFolder& operator=(const TargetFolder&) = delete;

  std::string Path(const std::string& name) const { return (path_ / name).u8string(); }
  // Of all that is in it, hidden files too.
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_))
      names.push_back(entry.path().filename().u8string());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace telex::test

#endif  // TELEX_TESTS_WHOLE_EXPORT_WHOLE_EXPORTS_H_
