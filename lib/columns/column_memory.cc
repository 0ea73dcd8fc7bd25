#include "columns/column_memory.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace telex {
namespace {

constexpr std::size_t kLeastCapacity = 64;

// The next quarter between two powers of two: at most a quarter more than is asked for.
std::size_t RoundUp(std::size_t size) {
  std::size_t step = kLeastCapacity / 4;
  while (size > 8 * step) step *= 2;
  return (std::max(size, kLeastCapacity) + step - 1) / step * step;
}

}  // namespace

ColumnMemory::Block ColumnMemory::Take(std::size_t least) {
  const std::size_t capacity = RoundUp(least);
  {
    const std::lock_guard<std::mutex> lock(lock_);
    taken_bytes_ += capacity;
    most_taken_bytes_ = std::max(most_taken_bytes_, taken_bytes_);
    const auto found =
        std::find_if(free_.begin(), free_.end(), [capacity](const Block& block) { return block.capacity == capacity; });
    if (found != free_.end()) {
      Block block = std::move(*found);
      std::swap(*found, free_.back());
      free_.pop_back();
      free_bytes_ -= capacity;
      return block;
    }
  }
  return {std::unique_ptr<char[]>(new char[capacity]), capacity};
}

void ColumnMemory::Give(Block block) noexcept {
  if (block.bytes == nullptr) return;
  try {
    const std::lock_guard<std::mutex> lock(lock_);
    taken_bytes_ -= block.capacity;
    if (closed_ || free_bytes_ + block.capacity > most_taken_bytes_) return;
    free_.push_back(std::move(block));
    free_bytes_ += free_.back().capacity;
  } catch (const std::exception&) {
    // It is freed instead.
  }
}

void ColumnMemory::Close() noexcept {
  try {
    std::vector<Block> blocks;
    const std::lock_guard<std::mutex> lock(lock_);
    blocks.swap(free_);
    free_bytes_ = 0;
    closed_ = true;
  } catch (const std::exception&) {
    // What a lock that fails leaves goes with the last batch.
  }
}

}  // namespace telex
