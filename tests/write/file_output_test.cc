// Proves that a file appears whole, under its name and with mode 0600, or not at all, and that nothing else is left;
// on every way that a system may offer for that.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "telex/output.h"
#include "tests/write/output_helpers.h"
#include "tests/write/posix_helpers.h"
#include "write/pending_file.h"

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

// Each way to publish: by a link from /proc, by an exclusive rename, by a hard link, by a placeholder.
class FileOutput : public testing::TestWithParam<SystemFeatures> {
 protected:
  absl::StatusOr<std::unique_ptr<Output>> New(const std::string& path, Overwrite overwrite) {
    absl::StatusOr<std::unique_ptr<internal::PendingFile>> file = internal::NewPendingFile(path, overwrite, GetParam());
    if (!file.ok()) return file.status();
    return internal::NewBufferedFileOutput(*std::move(file), nullptr);
  }
  // A status of the creation, or of writing `content`.
  absl::Status Write(const std::string& path, Overwrite overwrite, const std::string& content) {
    absl::StatusOr<std::unique_ptr<Output>> output = New(path, overwrite);
    if (!output.ok()) return output.status();
    absl::Status status = (*output)->Append(content);
    return status.ok() ? (*output)->Close() : status;
  }

  // Where there cannot be a file without a name, that way has a hidden one, too.
  bool IsUnnamed() const { return GetParam().unnamed_files && test::HasUnnamedFiles(folder_.path()); }

  ScratchFolder folder_;
};

// The name of a way in the tests' names.
std::string WayName(const testing::TestParamInfo<SystemFeatures>& way) {
  const char* const names[] = {"Unnamed", "ExclusiveRename", "HardLink", "Placeholder"};
  return names[way.index];
}

INSTANTIATE_TEST_SUITE_P(Ways, FileOutput,
                         testing::Values(SystemFeatures{true, true, true, true},
                                         SystemFeatures{false, true, true, true},
                                         SystemFeatures{false, false, true, true},
                                         SystemFeatures{false, false, false, false}),
                         WayName);

TEST_P(FileOutput, AppearsAtCloseWhole) {
  absl::StatusOr<std::unique_ptr<Output>> output = New(folder_ / "out.json", Overwrite::kNo);
  ASSERT_TRUE(output.ok()) << output.status();
  const std::string big = test::RandomBytes(300000, 1);
  ASSERT_TRUE((*output)->Append("small").ok());
  ASSERT_TRUE((*output)->Append(big).ok());
  ASSERT_TRUE((*output)->Append("end").ok());
  EXPECT_NE(access((folder_ / "out.json").c_str(), F_OK), 0) << "not there before Close";
  if (IsUnnamed()) {
    EXPECT_EQ(NamesIn(folder_.path()), Names{}) << "no name at all";
  }
  ASSERT_TRUE((*output)->Close().ok());
  EXPECT_EQ(NamesIn(folder_.path()), Names{"out.json"});
  EXPECT_EQ(ContentOf(folder_ / "out.json"), "small" + big + "end");
}

// Of the room on the disk that is reserved ahead of what is written nothing stays with the file.
TEST_P(FileOutput, TakesTheRoomOfItsBytes) {
  constexpr std::uint64_t kSlack = 256 << 10;  // what a file system may round up, or need for its own records
  for (const std::size_t size : {std::size_t{1} << 20, (std::size_t{9} << 20) + 1}) {
    const std::string path = folder_ / std::to_string(size);
    const std::string content = test::RandomBytes(size, 1);
    ASSERT_TRUE(Write(path, Overwrite::kNo, content).ok());
    EXPECT_TRUE(ContentOf(path) == content);
    struct stat info;
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_LE(static_cast<std::uint64_t>(info.st_blocks) * 512, size + kSlack);
  }
}

TEST_P(FileOutput, HasMode0600WhateverTheUmask) {
  for (unsigned mask : {0u, 022u, 077u, 0777u}) {
    for (Overwrite overwrite : {Overwrite::kNo, Overwrite::kYes}) {
      ScratchFolder folder;
      const test::ScopedUmask scoped(mask);
      ASSERT_TRUE(Write(folder / "out.json", overwrite, "x").ok()) << mask;
      EXPECT_EQ(ModeOf(folder / "out.json"), 0600u) << mask;
    }
  }
}

TEST_P(FileOutput, HiddenFileHasMode0600Before) {
  const test::ScopedUmask scoped(0);
  absl::StatusOr<std::unique_ptr<Output>> output = New(folder_ / "out.json", Overwrite::kNo);
  ASSERT_TRUE(output.ok());
  const Names names = NamesIn(folder_.path());
  ASSERT_EQ(names.size(), IsUnnamed() ? 0u : 1u);
  for (const std::string& name : names) {
    EXPECT_EQ(name.substr(0, 10), ".out.json.");
    EXPECT_EQ(name.substr(16), ".telex-tmp");
    EXPECT_EQ(ModeOf(folder_ / name), 0600u);
  }
}

TEST_P(FileOutput, LeavesNothingWithoutClose) {
  {
    absl::StatusOr<std::unique_ptr<Output>> output = New(folder_ / "out.json", Overwrite::kNo);
    ASSERT_TRUE(output.ok());
    ASSERT_TRUE((*output)->Append(test::RandomBytes(200000, 1)).ok());
  }
  EXPECT_EQ(NamesIn(folder_.path()), Names{});
}

TEST_P(FileOutput, LeavesTheOldFileWithoutClose) {
  WriteFile(folder_ / "out.json", "old");
  {
    absl::StatusOr<std::unique_ptr<Output>> output = New(folder_ / "out.json", Overwrite::kYes);
    ASSERT_TRUE(output.ok());
    ASSERT_TRUE((*output)->Append("new").ok());
  }
  EXPECT_EQ(NamesIn(folder_.path()), Names{"out.json"});
  EXPECT_EQ(ContentOf(folder_ / "out.json"), "old");
}

TEST_P(FileOutput, RefusesWhatExists) {
  WriteFile(folder_ / "file", "old");
  ASSERT_EQ(symlink("nowhere", (folder_ / "link").c_str()), 0);
  ASSERT_EQ(mkdir((folder_ / "folder").c_str(), 0700), 0);
  for (const char* name : {"file", "link", "folder"}) {
    absl::Status status = Write(folder_ / name, Overwrite::kNo, "new");
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
    EXPECT_EQ(MessageOf(status), (folder_ / name) + ": exists already");
  }
  EXPECT_EQ(ContentOf(folder_ / "file"), "old");
  EXPECT_EQ(NamesIn(folder_.path()), (Names{"file", "folder", "link"}));
}

TEST_P(FileOutput, ReplacesARegularFile) {
  WriteFile(folder_ / "out.json", "old and longer");
  ASSERT_EQ(chmod((folder_ / "out.json").c_str(), 0644), 0);
  absl::StatusOr<std::unique_ptr<Output>> output = New(folder_ / "out.json", Overwrite::kYes);
  ASSERT_TRUE(output.ok());
  ASSERT_TRUE((*output)->Append("new").ok());
  EXPECT_EQ(ContentOf(folder_ / "out.json"), "old and longer") << "as it was until Close";
  ASSERT_TRUE((*output)->Close().ok());
  EXPECT_EQ(ContentOf(folder_ / "out.json"), "new");
  EXPECT_EQ(ModeOf(folder_ / "out.json"), 0600u);
  EXPECT_EQ(NamesIn(folder_.path()), Names{"out.json"});
}

TEST_P(FileOutput, ReplacesNothingButARegularFile) {
  WriteFile(folder_ / "target", "precious");
  ASSERT_EQ(symlink("target", (folder_ / "link").c_str()), 0);
  ASSERT_EQ(mkdir((folder_ / "folder").c_str(), 0700), 0);
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  const std::pair<std::string, std::string> cases[] = {{folder_ / "link", "a symbolic link"},
                                                       {folder_ / "folder", "a folder"},
                                                       {folder_ / "fifo", "a FIFO"},
                                                       {"/dev/full", "a device"}};
  for (const auto& [path, kind] : cases) {
    absl::Status status = Write(path, Overwrite::kYes, "new");
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << path;
    EXPECT_EQ(MessageOf(status), path + ": is " + kind + " and only a regular file is replaced");
  }
  EXPECT_EQ(ContentOf(folder_ / "target"), "precious");
  EXPECT_EQ(NamesIn(folder_.path()), (Names{"fifo", "folder", "link", "target"}));
}

TEST_P(FileOutput, LooksAgainAtTheTargetBeforeItReplaces) {
  absl::StatusOr<std::unique_ptr<Output>> output = New(folder_ / "out.json", Overwrite::kYes);
  ASSERT_TRUE(output.ok());
  ASSERT_TRUE((*output)->Append("new").ok());
  ASSERT_EQ(symlink("elsewhere", (folder_ / "out.json").c_str()), 0);
  absl::Status status = (*output)->Close();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MessageOf(status), (folder_ / "out.json") + ": is a symbolic link and only a regular file is replaced");
  output->reset();
  EXPECT_EQ(NamesIn(folder_.path()), Names{"out.json"});
}

TEST_P(FileOutput, NamesTheMissingFolder) {
  absl::Status status = Write(folder_ / "missing/out.json", Overwrite::kNo, "x");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(MessageOf(status), (folder_ / "missing") + ": No such file or directory");

  WriteFile(folder_ / "file", "");
  status = Write(folder_ / "file/out.json", Overwrite::kNo, "x");
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(MessageOf(status), (folder_ / "file") + ": Not a directory");
}

TEST_P(FileOutput, RefusesPathsOfNoFile) {
  for (const std::string& path : {std::string(), folder_ / "", folder_ / std::string("a\0b", 3)}) {
    EXPECT_EQ(Write(path, Overwrite::kYes, "x").code(), absl::StatusCode::kInvalidArgument) << path;
  }
  EXPECT_EQ(NamesIn(folder_.path()), Names{});
}

TEST_P(FileOutput, SaysWhereItMayNotWrite) {
  ASSERT_EQ(chmod(folder_.path().c_str(), 0555), 0);
  {
    const test::ScopedOrdinaryUser user;
    absl::Status status = Write(folder_ / "out.json", Overwrite::kNo, "x");
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(MessageOf(status), (folder_ / "out.json") + ": Permission denied");
  }
  ASSERT_EQ(chmod(folder_.path().c_str(), 0700), 0);
  EXPECT_EQ(NamesIn(folder_.path()), Names{});
}

TEST_P(FileOutput, TakesTheLongestName) {
  const std::string name(255, 'n');
  ASSERT_TRUE(Write(folder_ / name, Overwrite::kYes, "x").ok());
  EXPECT_EQ(NamesIn(folder_.path()), Names{name});
  EXPECT_FALSE(Write(folder_ / std::string(256, 'n'), Overwrite::kYes, "x").ok());
  // The hidden name is cut between characters.
  std::string euros;
  for (int i = 0; i < 85; ++i) euros += "\xe2\x82\xac";
  ASSERT_TRUE(Write(folder_ / euros, Overwrite::kYes, "x").ok());
  EXPECT_EQ(ContentOf(folder_ / euros), "x");
}

TEST_P(FileOutput, AFullDiskIsAStatusThatNamesThePath) {
  const test::ScopedFileSizeLimit limit(100000);
  absl::StatusOr<std::unique_ptr<Output>> output = New(folder_ / "out.json", Overwrite::kNo);
  ASSERT_TRUE(output.ok());
  // 64 KiB are taken, of the next the system takes a part, and then nothing.
  absl::Status status;
  for (int i = 0; i < 3 && status.ok(); ++i) status = (*output)->Append(test::RandomBytes(70000, 1));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(MessageOf(status), (folder_ / "out.json") + ": File too large");
  EXPECT_EQ((*output)->Close(), status);
  output->reset();
  EXPECT_EQ(NamesIn(folder_.path()), Names{});
}

TEST_P(FileOutput, AFullDiskAtCloseLeavesNothing) {
  const test::ScopedFileSizeLimit limit(100);
  absl::Status status = Write(folder_ / "out.json", Overwrite::kNo, std::string(1000, 'x'));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(NamesIn(folder_.path()), Names{});
}

TEST_P(FileOutput, TheFirstOfTwoWins) {
  absl::StatusOr<std::unique_ptr<Output>> first = New(folder_ / "out.json", Overwrite::kNo);
  absl::StatusOr<std::unique_ptr<Output>> second = New(folder_ / "out.json", Overwrite::kNo);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE((*first)->Append("first").ok());
  ASSERT_TRUE((*second)->Append("second").ok());
  ASSERT_TRUE((*second)->Close().ok());
  absl::Status status = (*first)->Close();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(MessageOf(status), (folder_ / "out.json") + ": exists already");
  first->reset();
  EXPECT_EQ(ContentOf(folder_ / "out.json"), "second");
  EXPECT_EQ(NamesIn(folder_.path()), Names{"out.json"});
}

TEST_P(FileOutput, OfManyAtOnceExactlyOneWins) {
  constexpr int kThreads = 4;
  for (int round = 0; round < 50; ++round) {
    const Overwrite overwrite = round % 5 == 0 ? Overwrite::kYes : Overwrite::kNo;
    ScratchFolder folder;
    std::atomic<int> ready{0}, closed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        absl::StatusOr<std::unique_ptr<Output>> output = New(folder / "out.json", overwrite);
        EXPECT_TRUE((*output)->Append(std::string(1000, static_cast<char>('a' + i))).ok());
        ++ready;
        while (ready < kThreads) std::this_thread::yield();
        absl::Status status = (*output)->Close();
        if (status.ok()) ++closed;
        EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kAlreadyExists) << status;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(closed, overwrite == Overwrite::kNo ? 1 : kThreads);
    const std::string content = ContentOf(folder / "out.json");
    EXPECT_EQ(content, std::string(1000, content[0])) << "whole";
    EXPECT_EQ(NamesIn(folder.path()), Names{"out.json"});
  }
}

TEST_P(FileOutput, FollowsItsFolder) {
  // A relative path means what it meant at the beginning.
  const std::string before = std::filesystem::current_path().string();
  ASSERT_EQ(chdir(folder_.path().c_str()), 0);
  absl::StatusOr<std::unique_ptr<Output>> output = New("out.json", Overwrite::kNo);
  ASSERT_EQ(chdir(before.c_str()), 0);
  ASSERT_TRUE(output.ok());
  ASSERT_TRUE((*output)->Append("x").ok());
  ASSERT_TRUE((*output)->Close().ok());
  EXPECT_EQ(ContentOf(folder_ / "out.json"), "x");
}

TEST(NewFileOutput, WritesAFile) {
  ScratchFolder folder;
  absl::StatusOr<std::unique_ptr<Output>> output = NewFileOutput(folder / "empty", Overwrite::kNo);
  ASSERT_TRUE(output.ok());
  ASSERT_TRUE((*output)->Close().ok());
  EXPECT_EQ(ContentOf(folder / "empty"), "");
  EXPECT_EQ(ModeOf(folder / "empty"), 0600u);
}

}  // namespace
}  // namespace telex
