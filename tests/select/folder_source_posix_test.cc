// Proves: a folder is listed without touching its files, only regular files and links to them are opened, nothing
// blocks, and each refusal says why.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/inotify.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "telex/source.h"

namespace telex {
namespace {

constexpr char kName[] = "telemetry-2026-05-01-a.jsonl";

std::string Message(const absl::Status& status) { return std::string(status.message()); }
std::string SystemText(int error_number) { return std::strerror(error_number); }

class FolderSourceTest : public testing::Test {
 protected:
  FolderSourceTest() {
    std::string pattern = testing::TempDir() + "telex_folder_XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  ~FolderSourceTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string PathOf(const std::string& name) const { return folder_ + "/" + name; }
  void Write(const std::string& name, const std::string& text) const { std::ofstream(PathOf(name)) << text; }

  std::vector<std::string> List(const std::string& path) const {
    std::vector<std::string> names;
    const absl::Status status = NewFolderSource(path)->List([&](std::string_view name) { names.emplace_back(name); });
    EXPECT_TRUE(status.ok()) << status;
    // Whether `.` and `..` are among them is not promised.
    names.erase(
        std::remove_if(names.begin(), names.end(), [](const std::string& name) { return name == "." || name == ".."; }),
        names.end());
    std::sort(names.begin(), names.end());
    return names;
  }
  static absl::Status ListStatus(const std::string& path) {
    return NewFolderSource(path)->List([](std::string_view) {});
  }
  absl::Status OpenStatus(const std::string& name) const { return NewFolderSource(folder_)->Open(name).status(); }

  std::string folder_;
};

TEST_F(FolderSourceTest, ListsEachNameOfAnyKindWithoutEnteringFolders) {
  Write(kName, "x");
  Write("notes.txt", "");
  std::filesystem::create_directory(PathOf("telemetry-2026-05-02-b.jsonl"));
  Write("telemetry-2026-05-02-b.jsonl/telemetry-2026-05-03-c.jsonl", "");
  const std::vector<std::string> expected = {"notes.txt", kName, "telemetry-2026-05-02-b.jsonl"};
  EXPECT_EQ(List(folder_), expected);
  EXPECT_EQ(List(folder_ + "/"), expected);
}

TEST_F(FolderSourceTest, ListsAnEmptyFolder) { EXPECT_TRUE(List(folder_).empty()); }

TEST_F(FolderSourceTest, ListNamesTheFolderThatCannotBeRead) {
  const std::string missing = PathOf("missing");
  EXPECT_EQ(ListStatus(missing).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(ListStatus(missing)), "cannot read the folder " + missing + ": " + SystemText(ENOENT));
  EXPECT_EQ(ListStatus("").code(), absl::StatusCode::kNotFound);

  Write("file", "");
  EXPECT_EQ(ListStatus(PathOf("file")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Message(ListStatus(PathOf("file"))),
            "cannot read the folder " + PathOf("file") + ": " + SystemText(ENOTDIR));
  EXPECT_EQ(ListStatus(PathOf("file/below")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ListStatus(folder_ + std::string("\0x", 2)).code(), absl::StatusCode::kInvalidArgument);
}

// The least free number: what is opened next will have it.
int NextDescriptor() {
  const int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(descriptor);
  return descriptor;
}

TEST_F(FolderSourceTest, ListFailsWhereTheNamesEndEarly) {
  Write(kName, "x");
  const int descriptor = NextDescriptor();
  bool is_closed = false;
  const absl::Status status = NewFolderSource(folder_)->List([&](std::string_view) {
    if (!is_closed) close(descriptor);  // from under the list: what it holds already comes, more cannot be read
    is_closed = true;
  });
  EXPECT_EQ(Message(status), "cannot read the folder " + folder_ + ": " + SystemText(EBADF));
}

// Runs `check` as a user who is not root, to whom permissions apply; passes if it returns true.
template <typename Check>
void ExpectAsNobody(Check check) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    const bool dropped = geteuid() != 0 || (setgid(kNobody) == 0 && setuid(kNobody) == 0);
    _exit(dropped && check() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
}

TEST_F(FolderSourceTest, UnreadableFolderAndFileAreDenied) {
  Write(kName, "x");
  ASSERT_EQ(chmod(PathOf(kName).c_str(), 0), 0);
  ASSERT_EQ(chmod(folder_.c_str(), 0755), 0);
  ExpectAsNobody([&] {
    const absl::Status status = OpenStatus(kName);
    return absl::IsPermissionDenied(status) && Message(status) == "cannot be opened: " + SystemText(EACCES);
  });
  ASSERT_EQ(chmod(folder_.c_str(), 0), 0);
  ExpectAsNobody([&] {
    const absl::Status status = ListStatus(folder_);
    return absl::IsPermissionDenied(status) &&
           Message(status) == "cannot read the folder " + folder_ + ": " + SystemText(EACCES);
  });
  ASSERT_EQ(chmod(folder_.c_str(), 0700), 0);
}

TEST_F(FolderSourceTest, ReadsARegularFileFromAnyOffset) {
  Write(kName, "0123456789");
  const auto source = NewFolderSource(folder_);
  EXPECT_EQ(source->SizeHint(kName), 10u);
  const auto file = source->Open(kName);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(*(*file)->Size(), 10u);
  char buffer[16] = "";
  EXPECT_EQ(*(*file)->Read(0, buffer, 4), 4u);
  EXPECT_EQ(std::string(buffer, 4), "0123");
  EXPECT_EQ(*(*file)->Read(7, buffer, sizeof buffer), 3u);
  EXPECT_EQ(std::string(buffer, 3), "789");
  EXPECT_EQ(*(*file)->Read(10, buffer, sizeof buffer), 0u);
  EXPECT_EQ(*(*file)->Read(std::uint64_t{1} << 62, buffer, sizeof buffer), 0u);
  EXPECT_EQ(*(*file)->Read(UINT64_MAX, buffer, sizeof buffer), 0u);

  // What is appended meanwhile is there, but the size is what it was.
  std::ofstream(PathOf(kName), std::ios::app) << "ab";
  EXPECT_EQ(*(*file)->Size(), 10u);
  EXPECT_EQ(*(*file)->Read(10, buffer, sizeof buffer), 2u);
  EXPECT_EQ(*(*source->Open(kName))->Size(), 12u);
}

TEST_F(FolderSourceTest, AFailureToReadSaysTheSystemsText) {
  Write(kName, "x");
  const auto file = NewFolderSource(folder_)->Open(kName);
  ASSERT_TRUE(file.ok());
  const absl::Status status = (*file)->Read(0, reinterpret_cast<char*>(8), 1).status();  // no memory there
  EXPECT_EQ(Message(status), "cannot be read: " + SystemText(EFAULT));
}

TEST_F(FolderSourceTest, OpensALinkToARegularFile) {
  Write("target", "linked");
  ASSERT_EQ(symlink("target", PathOf(kName).c_str()), 0);
  const auto source = NewFolderSource(folder_);
  const auto file = source->Open(kName);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(*(*file)->Size(), 6u);
  EXPECT_EQ(source->SizeHint(kName), 6u);
}

TEST_F(FolderSourceTest, RefusesADirectoryAndALinkToOne) {
  std::filesystem::create_directory(PathOf(kName));
  ASSERT_EQ(symlink(kName, PathOf("link").c_str()), 0);
  EXPECT_EQ(Message(OpenStatus(kName)), "is a directory");
  EXPECT_EQ(Message(OpenStatus("link")), "is a directory");
  EXPECT_EQ(NewFolderSource(folder_)->SizeHint(kName), 0u);
}

TEST_F(FolderSourceTest, RefusesAFifoWithoutWaitingForItsWriter) {
  ASSERT_EQ(mkfifo(PathOf(kName).c_str(), 0600), 0);
  EXPECT_EQ(Message(OpenStatus(kName)), "is a FIFO");  // a call that blocks would never return
}

#ifdef __linux__
// Opening a FIFO for a moment would be an effect already: its writer would be let in, and then killed by SIGPIPE.
TEST_F(FolderSourceTest, DoesNotEvenOpenAFifo) {
  ASSERT_EQ(mkfifo(PathOf(kName).c_str(), 0600), 0);
  const int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  ASSERT_GE(watch, 0);
  ASSERT_GE(inotify_add_watch(watch, PathOf(kName).c_str(), IN_OPEN), 0);
  const auto source = NewFolderSource(folder_);
  EXPECT_EQ(Message(source->Open(kName).status()), "is a FIFO");
  ASSERT_TRUE(source->List([](std::string_view) {}).ok());
  EXPECT_EQ(Message(source->Open(kName).status()), "is a FIFO");
  char event[sizeof(inotify_event) + 256];
  EXPECT_EQ(read(watch, event, sizeof event), -1);  // nothing happened
  EXPECT_EQ(errno, EAGAIN);
  close(watch);
}
#endif

TEST_F(FolderSourceTest, RefusesADevice) {
  ASSERT_EQ(symlink("/dev/null", PathOf(kName).c_str()), 0);
  EXPECT_EQ(Message(OpenStatus(kName)), "is a device");
}

TEST_F(FolderSourceTest, RefusesASocket) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  ASSERT_LT(PathOf(kName).size(), sizeof address.sun_path);
  std::strncpy(address.sun_path, PathOf(kName).c_str(), sizeof address.sun_path - 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_GE(descriptor, 0);
  ASSERT_EQ(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(Message(OpenStatus(kName)), "is a socket");
  close(descriptor);
}

TEST_F(FolderSourceTest, SaysTheSystemsTextForADanglingOrCircularLink) {
  ASSERT_EQ(symlink("nowhere", PathOf(kName).c_str()), 0);
  EXPECT_EQ(OpenStatus(kName).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(OpenStatus(kName)), "cannot be opened: " + SystemText(ENOENT));
  ASSERT_EQ(symlink("circle", PathOf("circle").c_str()), 0);
  EXPECT_EQ(Message(OpenStatus("circle")), "cannot be opened: " + SystemText(ELOOP));
  EXPECT_EQ(NewFolderSource(folder_)->SizeHint(kName), 0u);
}

// After a List the source knows more about each name, and must refuse no less.
TEST_F(FolderSourceTest, RefusesAndOpensTheSameAfterAList) {
  Write(kName, "x");
  const auto source = NewFolderSource(folder_);
  ASSERT_TRUE(source->List([](std::string_view) {}).ok());
  EXPECT_TRUE(source->Open(kName).ok());  // a folder of regular files only
  EXPECT_EQ(source->SizeHint(kName), 1u);

  const std::string fifo = "telemetry-2026-05-02-b.jsonl";
  const std::string link = "telemetry-2026-05-03-c.jsonl";
  ASSERT_EQ(mkfifo(PathOf(fifo).c_str(), 0600), 0);
  EXPECT_EQ(Message(source->Open(fifo).status()), "is a FIFO");  // made since: opened perhaps, but it does not block
  ASSERT_EQ(symlink(kName, PathOf(link).c_str()), 0);
  ASSERT_TRUE(source->List([](std::string_view) {}).ok());
  EXPECT_EQ(Message(source->Open(fifo).status()), "is a FIFO");
  EXPECT_TRUE(source->Open(link).ok());
  EXPECT_TRUE(source->Open(kName).ok());
  EXPECT_EQ(source->Open("missing").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(FolderSourceTest, RefusesNamesThatLeaveTheFolder) {
  Write(kName, "x");
  std::filesystem::create_directory(PathOf("sub"));
  Write("sub/inner", "x");
  for (const std::string& name : {std::string("sub/inner"), std::string("../") + kName, PathOf(kName), std::string(),
                                  std::string("."), std::string(".."), std::string(kName) + std::string("\0x", 2)}) {
    EXPECT_EQ(Message(OpenStatus(name)), "is no name of a file in the folder") << name;
    EXPECT_EQ(NewFolderSource(folder_)->SizeHint(name), 0u) << name;
  }
}

TEST_F(FolderSourceTest, IdentityTellsAFileFromItsSuccessor) {
  Write(kName, "x");
  const auto source = NewFolderSource(folder_);
  const std::uint64_t identity = (*source->Open(kName))->Identity();
  EXPECT_NE(identity, 0u);
  std::ofstream(PathOf(kName), std::ios::app) << "more";
  EXPECT_EQ((*source->Open(kName))->Identity(), identity);  // the same file, grown

  Write("other", "x");
  EXPECT_NE((*source->Open("other"))->Identity(), identity);
  std::filesystem::rename(PathOf("other"), PathOf(kName));
  EXPECT_NE((*source->Open(kName))->Identity(), identity);
}

TEST_F(FolderSourceTest, LeavesNoDescriptorOpen) {
  Write(kName, "x");
  ASSERT_EQ(mkfifo(PathOf("fifo").c_str(), 0600), 0);
  const int before = NextDescriptor();
  {
    const auto source = NewFolderSource(folder_);
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(source->List([](std::string_view) {}).ok());
      EXPECT_TRUE(source->Open(kName).ok());
      EXPECT_FALSE(source->Open("fifo").ok());
      EXPECT_FALSE(source->Open("missing").ok());
    }
    EXPECT_LE(NextDescriptor(), before + 1);  // the folder itself, at most
  }
  EXPECT_EQ(NextDescriptor(), before);
}

TEST_F(FolderSourceTest, OpenFilesAreNotInherited) {
  Write(kName, "x");
  const int expected = NextDescriptor();
  const auto file = NewFolderSource(folder_)->Open(kName);
  ASSERT_TRUE(file.ok());
  EXPECT_NE(fcntl(expected, F_GETFD) & FD_CLOEXEC, 0);
}

}  // namespace
}  // namespace telex
