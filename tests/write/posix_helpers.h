// Folders, modes and users for tests of files.
#ifndef TELEX_TESTS_WRITE_POSIX_HELPERS_H_
#define TELEX_TESTS_WRITE_POSIX_HELPERS_H_

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace telex::test {

// A new folder that is removed with all that is in it.
class ScratchFolder {
 public:
  ScratchFolder() : path_((std::filesystem::temp_directory_path() / "telex-test-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no scratch folder " << path_;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The names in a folder, hidden ones included, sorted.
inline std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Whether this build, and the folder's file system, have files without a name.
inline bool HasUnnamedFiles(const std::string& folder) {
#if defined(O_TMPFILE) && !defined(TELEX_PLAIN_POSIX)
  const int descriptor = open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor >= 0) close(descriptor);
  return descriptor >= 0;
#else
  (void)folder;
  return false;
#endif
}

inline std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return file ? content.str() : "cannot read " + path;
}

inline void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  ASSERT_TRUE(file.flush().good()) << path;
}

inline unsigned ModeOf(const std::string& path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) return 0xFFFF;
  return static_cast<unsigned>(info.st_mode & 07777);
}

class ScopedUmask {
 public:
  explicit ScopedUmask(unsigned mask) : old_(umask(static_cast<mode_t>(mask))) {}
  ~ScopedUmask() { umask(old_); }

 private:
  mode_t old_;
};

// Root may write everywhere: as root, becomes a user who may not.
class ScopedOrdinaryUser {
 public:
  ScopedOrdinaryUser() : was_root_(geteuid() == 0) {
    if (was_root_ && seteuid(65534) != 0) ADD_FAILURE() << "seteuid";
  }
  ~ScopedOrdinaryUser() {
    if (was_root_ && seteuid(0) != 0) ADD_FAILURE() << "seteuid back";
  }

 private:
  bool was_root_;
};

// Every file of this process ends after so many bytes: a small full disk.
class ScopedFileSizeLimit {
 public:
  explicit ScopedFileSizeLimit(unsigned long bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old_);
    rlimit limit = old_;
    limit.rlim_cur = bytes;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) ADD_FAILURE() << "setrlimit";
  }
  ~ScopedFileSizeLimit() { setrlimit(RLIMIT_FSIZE, &old_); }

 private:
  rlimit old_;
};

// While one lives, no descriptor is to be had.
class ScopedDescriptorLimit {
 public:
  ScopedDescriptorLimit() {
    getrlimit(RLIMIT_NOFILE, &old_);
    rlimit limit = old_;
    limit.rlim_cur = 0;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) ADD_FAILURE() << "setrlimit";
  }
  ~ScopedDescriptorLimit() { setrlimit(RLIMIT_NOFILE, &old_); }

 private:
  rlimit old_;
};

}  // namespace telex::test

#endif  // TELEX_TESTS_WRITE_POSIX_HELPERS_H_
