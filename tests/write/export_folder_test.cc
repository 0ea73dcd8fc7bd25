// Proves which folders an export may replace, by their entries and their manifest.
#include "write/export_folder.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/write/output_helpers.h"

namespace telex::internal {
namespace {

using test::MessageOf;

constexpr char kManifest[] =
    R"({"exporter":{"name":"telex","version":"1"},"requests":[{"path":"logs.json"},{"path":"x.json","records":0}]})";

absl::Status Check(std::vector<FolderEntry> entries, const std::string& manifest = kManifest) {
  return CheckReplaceable("out", std::move(entries), [&]() -> absl::StatusOr<std::string> { return manifest; });
}

TEST(CheckReplaceable, AnEmptyFolderOrAnExportsOwn) {
  EXPECT_TRUE(Check({}).ok());
  EXPECT_TRUE(Check({{"manifest.json", true}}).ok()) << "documents may be gone";
  EXPECT_TRUE(Check({{"x.json", true}, {"manifest.json", true}, {"logs.json", true}}).ok());
  EXPECT_TRUE(Check({{"manifest.json", true}}, R"({"exporter":{"name":""},"requests":[]})").ok());
}

TEST(CheckReplaceable, NamesWhatIsForeign) {
  absl::Status status = Check({{"zebra", true}, {"manifest.json", true}, {"notes.txt", true}, {"logs.json", true}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MessageOf(status), "out/notes.txt: is in the way: it is not part of the export in that folder");

  status = Check({{"photo.jpg", true}, {"logs.json", true}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MessageOf(status), "out/logs.json: is in the way: the folder holds no export's manifest.json");
}

TEST(CheckReplaceable, RefusesWhatIsNoRegularFile) {
  EXPECT_EQ(MessageOf(Check({{"manifest.json", true}, {"logs.json", false}})),
            "out/logs.json: is in the way: it is not a regular file");
  EXPECT_EQ(MessageOf(Check({{"manifest.json", false}})),
            "out/manifest.json: is in the way: the folder holds no export's manifest.json");
}

TEST(CheckReplaceable, RefusesAManifestThatIsNone) {
  const std::string bad[] = {"",
                             "{",
                             "[]",
                             "null",
                             "{}",
                             R"({"requests":[]})",
                             R"({"exporter":"telex","requests":[]})",
                             R"({"exporter":{"version":"1"},"requests":[]})",
                             R"({"exporter":{"name":1},"requests":[]})",
                             R"({"exporter":{"name":"telex"}})",
                             R"({"exporter":{"name":"telex"},"requests":{}})",
                             R"({"exporter":{"name":"telex"},"requests":["logs.json"]})",
                             R"({"exporter":{"name":"telex"},"requests":[{"path":1}]})",
                             R"({"exporter":{"name":"telex"},"requests":[]} more)",
                             std::string(1000000, '[')};
  for (const std::string& manifest : bad) {
    absl::Status status = Check({{"manifest.json", true}}, manifest);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << manifest.substr(0, 80);
    EXPECT_EQ(MessageOf(status), "out/manifest.json: is in the way: it is not the manifest of an export");
  }
}

TEST(CheckReplaceable, GivesTheFailureToReadTheManifest) {
  const absl::Status status = CheckReplaceable("out", {{"manifest.json", true}}, []() -> absl::StatusOr<std::string> {
    return absl::Status(absl::StatusCode::kPermissionDenied, "closed");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace telex::internal
