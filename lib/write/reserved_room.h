// Room on the disk for what a growing file is going to take.
#ifndef TELEX_WRITE_RESERVED_ROOM_H_
#define TELEX_WRITE_RESERVED_ROOM_H_

#include <cstddef>
#include <cstdint>

namespace telex::internal {

// Linux looks for room at each write to the end of a file, which is a quarter of what writes cost on ext4; room that was
// reserved for many of them at once is found at once. Where that cannot be had, for whatever reason, nothing is lost: the
// writes themselves find room or fail. The size of the file is what was written at any time.
class ReservedRoom {
 public:
  // Before `bytes` are written to the end of `fd`, which was empty at first.
  void Prepare(int fd, std::size_t bytes);
  // After the last write.
  void GiveBack(int fd) const;

 private:
  [[maybe_unused]] std::uint64_t written_ = 0;
  [[maybe_unused]] std::uint64_t reserved_ = 0;  // from the beginning of the file on
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_RESERVED_ROOM_H_
