// The small buffers of thousands of sessions that wait for their turn.
#ifndef TELEX_READ_BUFFER_POOL_H_
#define TELEX_READ_BUFFER_POOL_H_

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace telex {

// Cut from large pieces of memory, which the system maps at a fraction of what as many single pages cost it. What is
// given back is used again for buffers of about the same size; the pieces go with the pool. Used from one thread.
class BufferPool {
 public:
  // Gives a buffer back to where it is from.
  class Deleter {
   public:
    Deleter() = default;
    Deleter(BufferPool* pool, std::size_t size_class) : pool_(pool), size_class_(size_class) {}
    void operator()(char* buffer) const;

   private:
    BufferPool* pool_ = nullptr;  // none: from the heap
    std::size_t size_class_ = 0;
  };
  using Buffer = std::unique_ptr<char[], Deleter>;

  BufferPool() = default;
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;
  // All buffers were given back.
  ~BufferPool();

  // Each buffer begins at a cache line.
  static constexpr std::size_t kAlignment = 64;
  static Buffer FromHeap(std::size_t size);
  // What a buffer of the pool has for a `size` that is asked for.
  static std::size_t SizeOf(std::size_t size) { return size > kLargest ? size : (size + kStep - 1) / kStep * kStep; }
  // From the pool; from the heap where it is larger than the pool's buffers, or the system has no more pieces to give.
  // `size` > 0.
  Buffer Take(std::size_t size);

 private:
  static constexpr std::size_t kStep = 256;  // bytes between two sizes
  static constexpr std::size_t kLargest = (std::size_t{64} << 10) + kStep;

  // Written at the front of a buffer that was given back.
  struct Free {
    Free* next;
  };
  struct Piece {
    void* memory;
    std::size_t size;
  };

  void Map();
  char* Cut(std::size_t size);

  std::vector<Piece> pieces_;
  char* rest_ = nullptr;  // of the last piece
  std::size_t rest_size_ = 0;
  std::array<Free*, kLargest / kStep + 1> free_{};  // by size / kStep
};

}  // namespace telex

#endif  // TELEX_READ_BUFFER_POOL_H_
