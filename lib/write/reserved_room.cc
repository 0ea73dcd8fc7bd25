#include "write/reserved_room.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

namespace telex::internal {

#if defined(FALLOC_FL_KEEP_SIZE) && !defined(TELEX_PLAIN_POSIX)

namespace {

constexpr std::uint64_t kPieceBytes = std::uint64_t{4} << 20;
// A file below that does not gain what the calls cost.
constexpr std::uint64_t kSmallFileBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kRefused = std::numeric_limits<std::uint64_t>::max();

}  // namespace

void ReservedRoom::Prepare(int fd, std::size_t bytes) {
  written_ += bytes;
  if (written_ <= std::max(reserved_, kSmallFileBytes) || reserved_ == kRefused) return;
  const std::uint64_t from = written_ - bytes;
  const std::uint64_t size = bytes + kPieceBytes;
  const bool given = fallocate(fd, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(from), static_cast<off_t>(size)) == 0;
  reserved_ = given ? from + size : kRefused;
}

void ReservedRoom::GiveBack(int fd) const {
  // To cut a file to the size that it has takes what lies behind it. Should that fail, the file is as good.
  if (reserved_ > written_ && reserved_ != kRefused) (void)!ftruncate(fd, static_cast<off_t>(written_));
}

#else

void ReservedRoom::Prepare(int, std::size_t) {}
void ReservedRoom::GiveBack(int) const {}

#endif

}  // namespace telex::internal
