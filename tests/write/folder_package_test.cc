// Proves that a folder appears whole, by one rename and with closed modes, or not at all; and what it may replace.
#include <fcntl.h>

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "telex/package.h"
#include "tests/write/output_helpers.h"
#include "tests/write/posix_helpers.h"
#include "write/pending_folder.h"

namespace telex {
namespace {

using internal::SystemFeatures;
using test::ContentOf;
using test::MessageOf;
using test::ModeOf;
using test::NamesIn;
using test::ScratchFolder;
using test::WriteFile;
using Names = std::vector<std::string>;

constexpr char kManifest[] = R"({"exporter":{"name":"telex"},"requests":[{"path":"logs.json"}]})";

// Each with and without the renames that not every system has.
class FolderPackage : public testing::TestWithParam<SystemFeatures> {
 protected:
  absl::StatusOr<std::unique_ptr<internal::PendingFolder>> New(const std::string& path, Overwrite overwrite) {
    return internal::NewPendingFolder(path, overwrite, GetParam());
  }
  // Fills a folder with one document and publishes it.
  absl::Status Export(const std::string& path, Overwrite overwrite, const std::string& content) {
    absl::StatusOr<std::unique_ptr<internal::PendingFolder>> folder = New(path, overwrite);
    if (!folder.ok()) return folder.status();
    Fill(**folder, content);
    return (*folder)->Publish();
  }
  static void Fill(internal::PendingFolder& folder, const std::string& content) {
    for (const auto& [name, text] : {std::pair<std::string, std::string>("logs.json", content),
                                     std::pair<std::string, std::string>("manifest.json", kManifest)}) {
      absl::StatusOr<std::unique_ptr<internal::PendingFile>> file = folder.NewFile(name);
      ASSERT_TRUE(file.ok()) << file.status();
      ASSERT_TRUE((*file)->Write(text).ok());
      ASSERT_TRUE((*file)->Publish().ok());
    }
  }
  // An earlier export at `out`.
  void MakeOldExport() {
    ASSERT_EQ(mkdir((parent_ / "out").c_str(), 0755), 0);
    WriteFile(parent_ / "out/logs.json", "old");
    WriteFile(parent_ / "out/manifest.json", kManifest);
  }

  ScratchFolder parent_;
};

// The name of a way in the tests' names.
std::string WayName(const testing::TestParamInfo<SystemFeatures>& way) {
  return way.index == 0 ? "AllRenames" : "PlainRename";
}

INSTANTIATE_TEST_SUITE_P(Ways, FolderPackage,
                         testing::Values(SystemFeatures{true, true, true, true},
                                         SystemFeatures{false, false, false, false}),
                         WayName);

TEST_P(FolderPackage, AppearsWholeWithClosedModes) {
  for (unsigned mask : {0u, 022u, 0777u}) {
    ScratchFolder parent;
    const test::ScopedUmask scoped(mask);
    absl::StatusOr<std::unique_ptr<internal::PendingFolder>> folder = New(parent / "out", Overwrite::kNo);
    ASSERT_TRUE(folder.ok()) << folder.status();
    Fill(**folder, "logs");
    const Names before = NamesIn(parent.path());
    ASSERT_EQ(before.size(), 1u);
    EXPECT_EQ(before[0].substr(0, 5), ".out.");
    EXPECT_EQ(before[0].substr(11), ".telex-tmp");
    EXPECT_EQ(ModeOf(parent / before[0]), 0700u) << mask;
    ASSERT_TRUE((*folder)->Publish().ok());
    folder->reset();
    EXPECT_EQ(NamesIn(parent.path()), Names{"out"});
    EXPECT_EQ(NamesIn(parent / "out"), (Names{"logs.json", "manifest.json"}));
    EXPECT_EQ(ModeOf(parent / "out"), 0700u) << mask;
    EXPECT_EQ(ModeOf(parent / "out/logs.json"), 0600u) << mask;
    EXPECT_EQ(ContentOf(parent / "out/logs.json"), "logs");
  }
}

TEST_P(FolderPackage, LeavesNothingUnlessPublished) {
  {
    absl::StatusOr<std::unique_ptr<internal::PendingFolder>> folder = New(parent_ / "out", Overwrite::kNo);
    ASSERT_TRUE(folder.ok());
    Fill(**folder, "logs");
  }
  EXPECT_EQ(NamesIn(parent_.path()), Names{});
}

TEST_P(FolderPackage, RefusesWhatExists) {
  ASSERT_EQ(mkdir((parent_ / "folder").c_str(), 0700), 0);
  WriteFile(parent_ / "file", "old");
  ASSERT_EQ(symlink("folder", (parent_ / "link").c_str()), 0);
  for (const char* name : {"folder", "folder/", "file", "link"}) {
    absl::Status status = Export(parent_ / name, Overwrite::kNo, "new");
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists) << name;
    EXPECT_EQ(MessageOf(status).substr(MessageOf(status).find(": ")), ": exists already");
  }
  EXPECT_EQ(NamesIn(parent_.path()), (Names{"file", "folder", "link"}));
}

TEST_P(FolderPackage, TheFirstOfTwoWins) {
  absl::StatusOr<std::unique_ptr<internal::PendingFolder>> first = New(parent_ / "out", Overwrite::kNo);
  absl::StatusOr<std::unique_ptr<internal::PendingFolder>> second = New(parent_ / "out", Overwrite::kNo);
  ASSERT_TRUE(first.ok() && second.ok());
  Fill(**first, "first");
  Fill(**second, "second");
  ASSERT_TRUE((*second)->Publish().ok());
  EXPECT_EQ((*first)->Publish().code(), absl::StatusCode::kAlreadyExists);
  first->reset();
  EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), "second");
  EXPECT_EQ(NamesIn(parent_.path()), Names{"out"});
}

TEST_P(FolderPackage, TakesATrailingSlash) {
  ASSERT_TRUE(Export(parent_ / "out//", Overwrite::kNo, "x").ok());
  EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), "x");
}

TEST_P(FolderPackage, RefusesPathsOfNoFolder) {
  for (const std::string& path : {std::string(), std::string("/"), std::string("."), std::string(".."), parent_ / ".",
                                  parent_ / "../", parent_ / std::string("a\0b", 3)}) {
    EXPECT_EQ(Export(path, Overwrite::kYes, "x").code(), absl::StatusCode::kInvalidArgument) << path;
  }
  EXPECT_EQ(NamesIn(parent_.path()), Names{});
}

TEST_P(FolderPackage, NamesTheMissingFolder) {
  absl::Status status = Export(parent_ / "missing/out", Overwrite::kNo, "x");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(MessageOf(status), (parent_ / "missing") + ": No such file or directory");
}

TEST_P(FolderPackage, ReplacesAnEmptyFolder) {
  ASSERT_EQ(mkdir((parent_ / "out").c_str(), 0755), 0);
  ASSERT_TRUE(Export(parent_ / "out", Overwrite::kYes, "new").ok());
  EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), "new");
  EXPECT_EQ(ModeOf(parent_ / "out"), 0700u);
  EXPECT_EQ(NamesIn(parent_.path()), Names{"out"});
}

TEST_P(FolderPackage, ReplacesAnExport) {
  MakeOldExport();
  absl::StatusOr<std::unique_ptr<internal::PendingFolder>> folder = New(parent_ / "out/", Overwrite::kYes);
  ASSERT_TRUE(folder.ok()) << folder.status();
  Fill(**folder, "new");
  EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), "old");
  absl::Status status = (*folder)->Publish();
  ASSERT_TRUE(status.ok()) << status;
  folder->reset();
  EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), "new");
  EXPECT_EQ(NamesIn(parent_.path()), Names{"out"});
}

TEST_P(FolderPackage, ReplacesOnceMore) {
  for (const char* content : {"1", "2", "3"}) {
    ASSERT_TRUE(Export(parent_ / "out", Overwrite::kYes, content).ok());
    EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), content);
  }
  EXPECT_EQ(NamesIn(parent_.path()), Names{"out"});
}

TEST_P(FolderPackage, ReplacesNothingElse) {
  MakeOldExport();
  WriteFile(parent_ / "out/diary.txt", "precious");
  WriteFile(parent_ / "file", "precious");
  ASSERT_EQ(mkdir((parent_ / "real").c_str(), 0700), 0);
  ASSERT_EQ(symlink("real", (parent_ / "link").c_str()), 0);
  const std::pair<std::string, std::string> cases[] = {
      {"out", (parent_ / "out/diary.txt") + ": is in the way: it is not part of the export in that folder"},
      {"file", (parent_ / "file") + ": is a regular file and only an export's folder is replaced"},
      {"link", (parent_ / "link") + ": is a symbolic link and only an export's folder is replaced"}};
  for (const auto& [name, message] : cases) {
    absl::Status status = Export(parent_ / name, Overwrite::kYes, "new");
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(MessageOf(status), message);
  }
  EXPECT_EQ(ContentOf(parent_ / "out/diary.txt"), "precious");
  EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), "old");
  EXPECT_EQ(NamesIn(parent_.path()), (Names{"file", "link", "out", "real"}));
}

TEST_P(FolderPackage, ReplacesNoExportWithALinkOrAFolderInside) {
  MakeOldExport();
  ASSERT_EQ(unlink((parent_ / "out/logs.json").c_str()), 0);
  ASSERT_EQ(symlink("/etc/hostname", (parent_ / "out/logs.json").c_str()), 0);
  EXPECT_EQ(MessageOf(Export(parent_ / "out", Overwrite::kYes, "new")),
            (parent_ / "out/logs.json") + ": is in the way: it is not a regular file");
  ASSERT_EQ(unlink((parent_ / "out/logs.json").c_str()), 0);
  ASSERT_EQ(mkdir((parent_ / "out/logs.json").c_str(), 0700), 0);
  EXPECT_EQ(Export(parent_ / "out", Overwrite::kYes, "new").code(), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(unlink((parent_ / "out/manifest.json").c_str()), 0);
  ASSERT_EQ(mkfifo((parent_ / "out/manifest.json").c_str(), 0600), 0);
  EXPECT_EQ(Export(parent_ / "out", Overwrite::kYes, "new").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(NamesIn(parent_.path()), Names{"out"});
}

TEST_P(FolderPackage, LooksAgainBeforeItReplaces) {
  MakeOldExport();
  absl::StatusOr<std::unique_ptr<internal::PendingFolder>> folder = New(parent_ / "out", Overwrite::kYes);
  ASSERT_TRUE(folder.ok());
  Fill(**folder, "new");
  WriteFile(parent_ / "out/diary.txt", "precious");
  EXPECT_EQ((*folder)->Publish().code(), absl::StatusCode::kInvalidArgument);
  folder->reset();
  EXPECT_EQ(NamesIn(parent_ / "out"), (Names{"diary.txt", "logs.json", "manifest.json"}));
  EXPECT_EQ(NamesIn(parent_.path()), Names{"out"});
}

TEST_P(FolderPackage, PutsBackWhatItCannotRemove) {
  MakeOldExport();
  // Listing and renaming it is allowed, removing what lies in it is not.
  ASSERT_EQ(chmod((parent_ / "out").c_str(), 0555), 0);
  if (geteuid() == 0) {
    ASSERT_EQ(chown(parent_.path().c_str(), 65534, static_cast<gid_t>(-1)), 0);
    ASSERT_EQ(chown((parent_ / "out").c_str(), 65534, static_cast<gid_t>(-1)), 0);
  }
  ASSERT_EQ(chmod((parent_ / "out/manifest.json").c_str(), 0644), 0);
  {
    const test::ScopedOrdinaryUser user;
    absl::Status status = Export(parent_ / "out", Overwrite::kYes, "new");
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(MessageOf(status), (parent_ / "out/logs.json") + ": Permission denied");
  }
  EXPECT_EQ(ContentOf(parent_ / "out/logs.json"), "old");
  EXPECT_EQ(NamesIn(parent_.path()), Names{"out"});
  ASSERT_EQ(chmod((parent_ / "out").c_str(), 0755), 0);
}

TEST_P(FolderPackage, SaysWhereItMayNotWrite) {
  ASSERT_EQ(chmod(parent_.path().c_str(), 0555), 0);
  {
    const test::ScopedOrdinaryUser user;
    absl::Status status = Export(parent_ / "out", Overwrite::kNo, "x");
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(MessageOf(status), (parent_ / "out") + ": Permission denied");
  }
  ASSERT_EQ(chmod(parent_.path().c_str(), 0700), 0);
}

TEST(NewFolderPackage, InterleavesDocumentsAndCommits) {
  ScratchFolder parent;
  absl::StatusOr<std::unique_ptr<Package>> package = NewFolderPackage(parent / "out", Overwrite::kNo);
  ASSERT_TRUE(package.ok()) << package.status();
  absl::StatusOr<std::unique_ptr<Output>> a = (*package)->Create("a.json");
  absl::StatusOr<std::unique_ptr<Output>> b = (*package)->Create("b.json");
  ASSERT_TRUE(a.ok() && b.ok());
  ASSERT_TRUE((*a)->Append("1").ok());
  ASSERT_TRUE((*b)->Append("2").ok());
  ASSERT_TRUE((*a)->Append("3").ok());
  ASSERT_TRUE((*b)->Close().ok());
  EXPECT_EQ((*package)->Commit().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE((*a)->Close().ok());
  EXPECT_EQ((*package)->Create("../c").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ((*package)->Create("a.json").status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE((*package)->Commit().ok());
  package->reset();
  EXPECT_EQ(NamesIn(parent / "out"), (Names{"a.json", "b.json"}));
  EXPECT_EQ(ContentOf(parent / "out/a.json"), "13");
}

TEST(NewFolderPackage, AFullDiskLeavesNothing) {
  ScratchFolder parent;
  const test::ScopedFileSizeLimit limit(100000);
  absl::StatusOr<std::unique_ptr<Package>> package = NewFolderPackage(parent / "out", Overwrite::kNo);
  ASSERT_TRUE(package.ok());
  absl::StatusOr<std::unique_ptr<Output>> document = (*package)->Create("a.json");
  ASSERT_TRUE(document.ok());
  absl::Status status = (*document)->Append(test::RandomBytes(200000, 1));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(MessageOf(status), (parent / "out/a.json") + ": File too large");
  EXPECT_EQ((*package)->Commit(), status);
  document->reset();
  package->reset();
  EXPECT_EQ(NamesIn(parent.path()), Names{});
}

// Without descriptors the sanitizer of types cannot look at an object, and takes it for none.
#if !defined(TELEX_SANITIZED)
TEST(NewFolderPackage, LeavesNothingWithoutADescriptorToSpare) {
  ScratchFolder parent;
  absl::StatusOr<std::unique_ptr<Package>> package = NewFolderPackage(parent / "out", Overwrite::kNo);
  ASSERT_TRUE(package.ok());
  absl::StatusOr<std::unique_ptr<Output>> document = (*package)->Create("a.json");
  ASSERT_TRUE(document.ok() && (*document)->Append("1").ok());
  {
    const test::ScopedDescriptorLimit none;
    EXPECT_EQ((*package)->Create("b.json").status().code(), absl::StatusCode::kResourceExhausted);
    document->reset();
    package->reset();
  }
  EXPECT_EQ(NamesIn(parent.path()), Names{});
}
#endif

}  // namespace
}  // namespace telex
