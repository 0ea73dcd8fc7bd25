// One buffer of a column under construction.
#ifndef TELEX_COLUMNS_COLUMN_BUFFER_H_
#define TELEX_COLUMNS_COLUMN_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "encode/text_buffer.h"

namespace telex {

// Grows as it is filled and is handed over whole; the next one begins as large as that was, so that from the second
// batch on it seldom has to grow.
class ColumnBuffer {
 public:
  std::size_t size() const { return size_; }
  char* data() { return data_.get(); }
  const char* data() const { return data_.get(); }

  template <typename T>
  void Push(T value) {
    if (capacity_ - size_ < sizeof value) Grow(sizeof value);
    std::memcpy(data_.get() + size_, &value, sizeof value);
    size_ += sizeof value;
  }

  void Append(std::string_view text) {
    if (capacity_ - size_ < text.size()) Grow(text.size());
    Put(data_.get() + size_, text);
    size_ += text.size();
  }

  // Its last `size` bytes so many times more.
  void RepeatLast(std::size_t size, std::size_t count) {
    std::size_t left = size * count;
    if (left == 0) return;
    if (capacity_ - size_ < left) Grow(left);
    // What is there is copied; then twice as much is there.
    for (std::size_t have = size; left != 0;) {
      const std::size_t part = std::min(have, left);
      std::memcpy(data_.get() + size_, data_.get() + size_ - have, part);
      size_ += part;
      have += part;
      left -= part;
    }
  }

  // What was written, never null: some consumers take that for a buffer that is missing. It is empty after that.
  std::unique_ptr<char[]> Take() {
    if (data_ == nullptr) Grow(0);
    usual_size_ = size_;
    size_ = 0;
    capacity_ = 0;
    return std::move(data_);
  }

 private:
  static constexpr std::size_t kLeastCapacity = 64;

  void Grow(std::size_t more) {
    const std::size_t usual = capacity_ == 0 ? usual_size_ + usual_size_ / 16 : 2 * capacity_;
    const std::size_t capacity = std::max({size_ + more, usual, kLeastCapacity});
    std::unique_ptr<char[]> data(new char[capacity]);
    if (size_ != 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t usual_size_ = 0;  // of the buffer before
};

}  // namespace telex

#endif  // TELEX_COLUMNS_COLUMN_BUFFER_H_
