// Counts what stands behind markers in standard input, of any length, in constant memory.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "tests/load/kinds.h"

namespace telex_load {
namespace {

// A marker and the text behind it, to its quotation mark, are no longer.
constexpr std::size_t kLongest = 512;
constexpr std::size_t kBufferSize = std::size_t{4} << 20;

struct Marked {
  std::string marker;
  std::uint64_t count = 0;
  std::uint64_t sum = 0;  // of the texts' hashes: the same in any order
  std::uint64_t descents = 0;
  std::string last;

  void Add(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
    ++count;
    sum += hash ^ (hash >> 29);
    descents += text < last;
    last = text;
  }

  // Those that begin before `limit`; of each, all that belongs to it is at hand.
  void AddAll(const char* begin, const char* limit, const char* end) {
    for (const char* at = begin;;) {
      at = static_cast<const char*>(memmem(at, static_cast<std::size_t>(end - at), marker.data(), marker.size()));
      if (at == nullptr || at >= limit) return;
      at += marker.size();
      const void* const quote = std::memchr(at, '"', static_cast<std::size_t>(end - at));
      const char* const text_end = quote == nullptr ? end : static_cast<const char*>(quote);
      Add(std::string_view(at, static_cast<std::size_t>(text_end - at)));
    }
  }
};

}  // namespace

int Tally(const std::vector<std::string>& markers) {
  std::vector<Marked> all;
  for (const std::string& marker : markers) all.push_back({marker, 0, 0, 0, ""});
  std::vector<char> buffer(kBufferSize);
  std::size_t kept = 0;
  for (bool more = true; more;) {
    const ssize_t got = read(STDIN_FILENO, buffer.data() + kept, buffer.size() - kept);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return 1;
    more = got > 0;
    const std::size_t size = kept + static_cast<std::size_t>(got);
    // What begins later may not be whole yet.
    const std::size_t limit = !more ? size : size > kLongest ? size - kLongest : 0;
    for (Marked& marked : all) marked.AddAll(buffer.data(), buffer.data() + limit, buffer.data() + size);
    kept = size - limit;
    std::memmove(buffer.data(), buffer.data() + limit, kept);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::printf("%s{\"count\":%llu,\"sum\":\"%016llx\",\"descents\":%llu}", i == 0 ? "[" : ",",
                static_cast<unsigned long long>(all[i].count), static_cast<unsigned long long>(all[i].sum),
                static_cast<unsigned long long>(all[i].descents));
  }
  std::puts("]");
  return 0;
}

}  // namespace telex_load
