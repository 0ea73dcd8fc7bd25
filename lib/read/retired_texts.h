// Memory that a reader has done with, while events that were given out still point into it.
#ifndef TELEX_READ_RETIRED_TEXTS_H_
#define TELEX_READ_RETIRED_TEXTS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "read/buffer_pool.h"

namespace telex {

// Buffers with lines, and texts of files' headers. Where memory fails, what was to be kept stays where it is.
class RetiredTexts {
 public:
  void Keep(BufferPool::Buffer&& buffer, std::size_t size) {
    buffers_.push_back(std::move(buffer));
    bytes_ += size;
  }
  void Keep(std::string&& text) {
    texts_.push_back(std::move(text));
    bytes_ += texts_.back().capacity();
  }

  std::size_t bytes() const { return bytes_; }

  void Clear() {
    buffers_.clear();
    texts_.clear();
    bytes_ = 0;
  }

 private:
  std::vector<BufferPool::Buffer> buffers_;
  std::vector<std::string> texts_;
  std::size_t bytes_ = 0;
};

}  // namespace telex

#endif  // TELEX_READ_RETIRED_TEXTS_H_
