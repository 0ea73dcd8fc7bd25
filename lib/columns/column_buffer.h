// One buffer of a column under construction.
#ifndef TELEX_COLUMNS_COLUMN_BUFFER_H_
#define TELEX_COLUMNS_COLUMN_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include "columns/column_memory.h"
#include "encode/text_buffer.h"

namespace telex {

// Grows as it is filled and is handed over whole; the next one begins as large as that was, so that from the second
// batch on it seldom has to grow.
class ColumnBuffer {
 public:
  // Not owned.
  explicit ColumnBuffer(ColumnMemory* memory) : memory_(*memory) {}
  ~ColumnBuffer() { memory_.Give(std::move(block_)); }
  ColumnBuffer(const ColumnBuffer&) = delete;
  ColumnBuffer& operator=(const ColumnBuffer&) = delete;

  std::size_t size() const { return size_; }
  char* data() { return block_.bytes.get(); }
  const char* data() const { return block_.bytes.get(); }

  template <typename T>
  void Push(T value) {
    if (block_.capacity - size_ < sizeof value) Grow(sizeof value);
    std::memcpy(data() + size_, &value, sizeof value);
    size_ += sizeof value;
  }

  void Append(std::string_view text) {
    if (block_.capacity - size_ < text.size()) Grow(text.size());
    Put(data() + size_, text);
    size_ += text.size();
  }

  // Its last `size` bytes so many times more.
  void RepeatLast(std::size_t size, std::size_t count) {
    std::size_t left = size * count;
    if (left == 0) return;
    if (block_.capacity - size_ < left) Grow(left);
    // What is there is copied; then twice as much is there.
    for (std::size_t have = size; left != 0;) {
      const std::size_t part = std::min(have, left);
      std::memcpy(data() + size_, data() + size_ - have, part);
      size_ += part;
      have += part;
      left -= part;
    }
  }

  // What was written, never null: some consumers take that for a buffer that is missing. It is empty after that.
  ColumnMemory::Block Take() {
    if (block_.bytes == nullptr) Grow(0);
    usual_size_ = std::exchange(size_, 0);
    return std::exchange(block_, {});
  }

 private:
  void Grow(std::size_t more) {
    const std::size_t usual = block_.capacity == 0 ? usual_size_ + usual_size_ / 16 : 2 * block_.capacity;
    ColumnMemory::Block block = memory_.Take(std::max(size_ + more, usual));
    if (size_ != 0) std::memcpy(block.bytes.get(), data(), size_);
    memory_.Give(std::exchange(block_, std::move(block)));
  }

  ColumnMemory& memory_;
  ColumnMemory::Block block_;
  std::size_t size_ = 0;
  std::size_t usual_size_ = 0;  // of the buffer before
};

}  // namespace telex

#endif  // TELEX_COLUMNS_COLUMN_BUFFER_H_
