// Proves that a spool gives back what it took, within its bound of memory, through a closed file that has no name.
#include "write/spool.h"

#include <dirent.h>
#include <fcntl.h>

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "telex/output.h"
#include "tests/write/output_helpers.h"
#include "tests/write/posix_helpers.h"

namespace telex::internal {
namespace {

using test::MessageOf;
using test::ScratchFolder;

std::string CopyOf(const Spool& spool) {
  std::string bytes;
  const std::unique_ptr<Output> output = NewStringOutput(&bytes);
  EXPECT_TRUE(spool.CopyTo(*output).ok());
  return bytes;
}

TEST(Spool, GivesBackWhatItTookWhateverTheBoundAndThePieces) {
  ScratchFolder folder;
  for (std::size_t bound : {0u, 1u, 7u, 1000u, 1u << 20}) {
    for (std::size_t piece : {1u, 7u, 500u, 3000u, 200000u}) {
      Spool spool(bound, folder.path());
      const std::string bytes = test::RandomBytes(piece == 1 ? 2000 : 400000, piece);
      for (std::size_t at = 0; at < bytes.size(); at += piece) {
        ASSERT_TRUE(spool.Append(bytes.substr(at, piece)).ok());
      }
      EXPECT_EQ(spool.size(), bytes.size());
      EXPECT_EQ(spool.spilled(), bytes.size() > bound);
      EXPECT_EQ(CopyOf(spool), bytes) << bound << " " << piece;
      EXPECT_TRUE(test::NamesIn(folder.path()).empty()) << "no name";
    }
  }
}

TEST(Spool, NeedsNoFolderBeforeItSpills) {
  Spool spool(10, "/nonexistent/folder");
  ASSERT_TRUE(spool.Append("0123456789").ok());
  EXPECT_EQ(CopyOf(spool), "0123456789");
  absl::Status status = spool.Append("x");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(MessageOf(status), "/nonexistent/folder: No such file or directory");
}

TEST(Spool, UsesTheSystemsFolder) {
  Spool spool(10, "");
  ASSERT_TRUE(spool.Append(std::string(100, 'x')).ok());
  EXPECT_EQ(CopyOf(spool), std::string(100, 'x'));
}

TEST(Spool, GivesTheFailureOfAFullDisk) {
  ScratchFolder folder;
  const test::ScopedFileSizeLimit limit(1000);
  Spool spool(10, folder.path());
  absl::Status status = spool.Append(std::string(2000, 'x'));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(MessageOf(status), folder.path() + "/(temporary file): File too large");
}

// The modes of this process's open files in a folder, by way of /proc.
std::vector<unsigned> ModesOfOpenFilesIn(const std::string& folder) {
  std::vector<unsigned> modes;
  for (int fd = 0; fd < 1024; ++fd) {
    char target[4096];
    const ssize_t length = readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), target, sizeof target);
    if (length <= 0 || std::string(target, static_cast<std::size_t>(length)).rfind(folder + "/", 0) != 0) continue;
    struct stat info;
    if (fstat(fd, &info) == 0) modes.push_back(static_cast<unsigned>(info.st_mode & 07777));
  }
  return modes;
}

TEST(TemporaryFile, HasNoNameAndMode0600) {
  for (unsigned mask : {0u, 022u, 0777u}) {
    for (bool unnamed : {true, false}) {
      ScratchFolder folder;
      const test::ScopedUmask scoped(mask);
      SystemFeatures features;
      features.unnamed_files = unnamed;
      absl::StatusOr<std::unique_ptr<TemporaryFile>> file = NewTemporaryFile(folder.path(), features);
      ASSERT_TRUE(file.ok()) << file.status();
      ASSERT_TRUE((*file)->Append("content").ok());
      char bytes[4] = {};
      ASSERT_TRUE((*file)->ReadAt(3, bytes, 4).ok());
      EXPECT_EQ(std::string(bytes, 4), "tent");
      EXPECT_FALSE((*file)->ReadAt(4, bytes, 4).ok()) << "past the end";
      EXPECT_TRUE(test::NamesIn(folder.path()).empty());
#if defined(__linux__)
      EXPECT_EQ(ModesOfOpenFilesIn(folder.path()), std::vector<unsigned>{0600u});
#endif
    }
  }
}

}  // namespace
}  // namespace telex::internal
