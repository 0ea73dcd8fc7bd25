#include "floor.h"

#include <dirent.h>
#include <fcntl.h>
#include <rapidjson/reader.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace telex_bench {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;

absl::Status Failed(const std::string& what) {
  return absl::UnavailableError(what + ": " + std::string(std::strerror(errno)));
}

absl::Status ListFolder(const std::string& folder, std::vector<std::string>* names) {
  DIR* entries = opendir(folder.c_str());
  if (entries == nullptr) return Failed(folder);
  while (const dirent* entry = readdir(entries)) {
    const std::string name = entry->d_name;
    if (name.compare(0, 10, "telemetry-") == 0) names->push_back(name);
  }
  closedir(entries);
  std::sort(names->begin(), names->end());
  return absl::OkStatus();
}

// The bytes of one file, and a zero behind them; used for one file after another.
class FileBuffer {
 public:
  absl::Status Fill(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return Failed(path);
    struct stat about = {};
    if (fstat(fd, &about) != 0) {
      close(fd);
      return Failed(path);
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    if (size + 1 > capacity_) {
      capacity_ = size + 1;
      bytes_.reset(new char[capacity_]);
    }
    size_ = 0;
    while (size_ < size) {
      const ssize_t got = read(fd, bytes_.get() + size_, size - size_);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      size_ += static_cast<std::size_t>(got);
    }
    close(fd);
    bytes_[size_] = '\0';
    return size_ == size ? absl::OkStatus() : Failed(path);
  }

  char* begin() { return bytes_.get(); }
  char* end() { return bytes_.get() + size_; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

absl::Status ParseLines(char* begin, char* end, const std::string& path) {
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> idle;
  while (begin < end) {
    rapidjson::InsituStringStream stream(begin);
    reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseStopWhenDoneFlag>(stream, idle);
    if (reader.HasParseError()) return absl::DataLossError(path + ": no JSON");
    begin += stream.Tell();
    while (begin < end && (*begin == '\n' || *begin == '\r')) ++begin;
  }
  return absl::OkStatus();
}

absl::Status WriteBytes(const FloorTarget& target) {
  static const std::string block(kBlockBytes, ' ');
  const int fd = open(target.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Failed(target.path);
  absl::Status status;
  for (std::uint64_t left = target.bytes; left > 0 && status.ok();) {
    const ssize_t wrote = write(fd, block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, kBlockBytes)));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      status = Failed(target.path);
    } else {
      left -= static_cast<std::uint64_t>(wrote);
    }
  }
  close(fd);
  return status;
}

}  // namespace

absl::Status RunFloor(const std::string& folder, const std::vector<FloorTarget>& targets) {
  std::vector<std::string> names;
  if (absl::Status status = ListFolder(folder, &names); !status.ok()) return status;
  FileBuffer buffer;
  for (const std::string& name : names) {
    const std::string path = folder + "/" + name;
    if (absl::Status status = buffer.Fill(path); !status.ok()) return status;
    if (absl::Status status = ParseLines(buffer.begin(), buffer.end(), path); !status.ok()) return status;
  }
  for (const FloorTarget& target : targets) {
    if (absl::Status status = WriteBytes(target); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace telex_bench
