// Proves that whole packages are, byte for byte, those that were reviewed: see README.md here.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/read/event_text.h"
#include "tests/whole_export/memory_export.h"

namespace telex {
namespace {

struct Golden {
  std::string folder;  // below this one
  std::string telemetry;
  ExportOptions options;
  bool metrics_only = false;
};

std::vector<Golden> Goldens() {
  std::vector<Golden> goldens;
  for (const bool sample : {true, false}) {
    const std::string telemetry =
        sample ? TELEX_SOURCE_DIR "/examples/sample-telemetry" : TELEX_TEST_DATA "/worked_examples/telemetry";
    const std::string folder = sample ? "sample/" : "worked_examples/";
    const auto add = [&](const std::string& name, Format format) -> Golden& {
      goldens.push_back({folder + name, telemetry, test::OptionsFor(format)});
      if (sample) goldens.back().options.range = *DateRange::FromDates("2026-05-02", "2026-05-02");
      return goldens.back();
    };
    add("json", Format::kJson);
    add("otlp", Format::kOtlp);
    Golden& cumulative = add("otlp-cumulative", Format::kOtlp);
    cumulative.options.otlp.temporality = Temporality::kCumulative;
    cumulative.metrics_only = true;
    add("otlp-jsonl", Format::kOtlpJsonl).options.otlp.max_line_bytes = 4000;
  }
  return goldens;
}

bool IsUpdate() {
  const char* update = std::getenv("TELEX_UPDATE_GOLDEN");
  return update != nullptr && std::string(update) == "1";
}

class GoldenPackage : public testing::TestWithParam<Golden> {};

TEST_P(GoldenPackage, IsAsReviewed) {
  const Golden& golden = GetParam();
  test::Documents documents;
  const std::unique_ptr<Source> source = NewFolderSource(golden.telemetry);
  const absl::Status status = ExportToPackage(*source, *NewMemoryPackage(&documents), golden.options, nullptr);
  ASSERT_TRUE(status.ok()) << status;
  test::KeepPackage(documents);
  if (golden.metrics_only) documents = {{"metrics.json", documents.at("metrics.json")}};
  const std::filesystem::path folder = std::filesystem::path(TELEX_SOURCE_DIR "/tests/golden") / golden.folder;
  if (IsUpdate()) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const auto& [name, text] : documents) std::ofstream(folder / name, std::ios::binary) << text;
    GTEST_FAIL() << "written anew, to be reviewed: " << folder;
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    EXPECT_EQ(documents.count(entry.path().filename().u8string()), 1u) << entry.path() << " is not written any more";
  }
  EXPECT_EQ(files, documents.size());
  for (const auto& [name, text] : documents) {
    const std::string expected = test::ReadWholeFile((folder / name).u8string());
    const std::size_t differs = static_cast<std::size_t>(
        std::mismatch(text.begin(), text.end(), expected.begin(), expected.end()).first - text.begin());
    EXPECT_TRUE(text == expected) << name << " differs from byte " << differs << ": …"
                                  << text.substr(differs > 80 ? differs - 80 : 0, 160) << "…";
  }
}

INSTANTIATE_TEST_SUITE_P(Packages, GoldenPackage, testing::ValuesIn(Goldens()), [](const auto& tested) {
  std::string name = tested.param.folder;
  for (char& c : name) c = c == '/' || c == '-' ? '_' : c;
  return name;
});

}  // namespace
}  // namespace telex
