// The baseline of the bench: what every export of the same bytes has to do at least, with RapidJSON and zlib and nothing
// else. Reads the telemetry files of a folder in the order of their names, each whole into one buffer, parses each line
// in situ into a handler that does nothing, and then
//   telex_baseline DIR                                    stops
//   telex_baseline DIR --write PATH BYTES [PATH BYTES]... writes new files of as many bytes
//   telex_baseline DIR --deflate LEVEL PATH DOCUMENT...   deflates existing documents by zlib into one new file
//   telex_baseline --compiler                             prints the compiler that built it, and does nothing
// Exit status: 0 done, 1 something failed, 2 wrong usage.

#include <dirent.h>
#include <fcntl.h>
#include <rapidjson/reader.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#if defined(RAPIDJSON_SSE42) || defined(RAPIDJSON_SSE2)
#error "slower on tokens as short as these: the baseline is to be as fast as it can be"
#endif

namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;

// False, with a message.
bool Failed(const std::string& what) {
  std::fprintf(stderr, "telex_baseline: %s: %s\n", what.c_str(), std::strerror(errno));
  return false;
}

bool ListFolder(const std::string& folder, std::vector<std::string>* names) {
  DIR* entries = opendir(folder.c_str());
  if (entries == nullptr) return Failed(folder);
  while (const dirent* entry = readdir(entries)) {
    const std::string name = entry->d_name;
    if (name.compare(0, 10, "telemetry-") == 0) names->push_back(name);
  }
  closedir(entries);
  std::sort(names->begin(), names->end());
  return true;
}

// The bytes of one file, and a zero behind them; used for one file after another.
class FileBuffer {
 public:
  bool Fill(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat about = {};
    if (fd < 0 || fstat(fd, &about) != 0) return Failed(path);
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
    return size_ == size || Failed(path);
  }

  char* begin() { return bytes_.get(); }
  char* end() { return bytes_.get() + size_; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

bool ParseLines(char* begin, char* end) {
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> idle;
  while (begin < end) {
    rapidjson::InsituStringStream stream(begin);
    reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseStopWhenDoneFlag>(stream, idle);
    if (reader.HasParseError()) return false;
    begin += stream.Tell();
    while (begin < end && (*begin == '\n' || *begin == '\r')) ++begin;
  }
  return true;
}

bool ReadFolder(const std::string& folder) {
  std::vector<std::string> names;
  if (!ListFolder(folder, &names)) return false;
  FileBuffer buffer;
  for (const std::string& name : names) {
    const std::string path = folder + "/" + name;
    if (!buffer.Fill(path)) return false;
    if (!ParseLines(buffer.begin(), buffer.end())) {
      errno = EBADMSG;
      return Failed(path);
    }
  }
  return true;
}

bool WriteAll(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t wrote = write(fd, bytes, size);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes += wrote;
    size -= static_cast<std::size_t>(wrote);
  }
  return true;
}

int CreateFile(const char* path) { return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); }

// A new file of `bytes` bytes, in blocks.
bool WriteBytes(const char* path, std::uint64_t bytes) {
  static const std::string block(kBlockBytes, ' ');
  const int fd = CreateFile(path);
  bool good = fd >= 0;
  for (std::uint64_t left = bytes; good && left > 0;) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, kBlockBytes));
    good = WriteAll(fd, block.data(), size);
    left -= size;
  }
  if (!good || close(fd) != 0) return Failed(path);
  return true;
}

// One document after another, each a stream of its own as in a zip, into one file.
class Deflater {
 public:
  Deflater() = default;
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  bool Begin(int level, const char* path) {
    path_ = path;
    fd_ = CreateFile(path);
    if (fd_ < 0) return Failed(path);
    errno = ENOMEM;
    return deflateInit2(&stream_, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK || Failed(path);
  }

  // The document is mapped, not read: its bytes are there already where an export deflates them.
  bool Add(const char* document) {
    const int fd = open(document, O_RDONLY | O_CLOEXEC);
    struct stat about = {};
    if (fd < 0 || fstat(fd, &about) != 0) return Failed(document);
    const auto size = static_cast<std::size_t>(about.st_size);
    void* const bytes = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED) return Failed(document);
    const bool good = DeflateAll(static_cast<const char*>(bytes), size);
    if (bytes != nullptr) munmap(bytes, size);
    return good || Failed(path_);
  }

  bool End() { return close(fd_) == 0 || Failed(path_); }

 private:
  bool DeflateAll(const char* bytes, std::size_t size) {
    deflateReset(&stream_);
    while (size > 0) {
      const std::size_t piece = std::min(size, kBlockBytes);
      if (!DeflatePiece(bytes, piece, Z_NO_FLUSH)) return false;
      bytes += piece;
      size -= piece;
    }
    return DeflatePiece(nullptr, 0, Z_FINISH);
  }

  bool DeflatePiece(const char* bytes, std::size_t size, int flush) {
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(bytes));
    stream_.avail_in = static_cast<uInt>(size);
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(out_.get());
      stream_.avail_out = kBlockBytes;
      deflate(&stream_, flush);
      if (!WriteAll(fd_, out_.get(), kBlockBytes - stream_.avail_out)) return false;
    } while (stream_.avail_out == 0);
    return true;
  }

  const char* path_ = "";
  int fd_ = -1;
  z_stream stream_ = {};
  const std::unique_ptr<char[]> out_{new char[kBlockBytes]};
};

bool WriteFiles(const std::vector<const char*>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (!WriteBytes(words[i], std::strtoull(words[i + 1], nullptr, 10))) return false;
  }
  return true;
}

bool DeflateFiles(const std::vector<const char*>& words) {
  Deflater deflater;
  if (!deflater.Begin(std::atoi(words[0]), words[1])) return false;
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (!deflater.Add(words[i])) return false;
  }
  return deflater.End();
}

int PrintCompiler() {
#if defined(__clang__)
  std::printf("Clang %d\n", __clang_major__);
#elif defined(__GNUC__)
  std::printf("GNU %d\n", __GNUC__);
#else
  std::puts("unknown");
#endif
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--compiler") return PrintCompiler();
  const std::string_view output = argc > 2 ? argv[2] : "";
  const std::vector<const char*> words(argv + std::min(argc, 3), argv + argc);
  const bool writes = output == "--write" && words.size() % 2 == 0;
  const bool deflates = output == "--deflate" && words.size() >= 2;
  if (argc < 2 || (argc > 2 && !writes && !deflates)) {
    std::fputs("Usage: telex_baseline DIR [--write PATH BYTES... | --deflate LEVEL PATH DOCUMENT...] | --compiler\n",
               stderr);
    return 2;
  }
  bool good = ReadFolder(argv[1]);
  if (good && writes) good = WriteFiles(words);
  if (good && deflates) good = DeflateFiles(words);
  return good ? 0 : 1;
}
