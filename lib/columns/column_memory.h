// Memory that columns are written into, and that comes back when a batch is released.
#ifndef TELEX_COLUMNS_COLUMN_MEMORY_H_
#define TELEX_COLUMNS_COLUMN_MEMORY_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace telex {

// The blocks of released batches, for the next ones: without it the system would give each batch new pages, which costs
// as much as a third of all the rest. Batches may be released on any thread, and after the columns are gone.
class ColumnMemory {
 public:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
  };

  // At least so many bytes. Sizes come in steps, so that columns of about the same size can take each other's blocks.
  Block Take(std::size_t least);
  // Keeps the block, as long as it has no more than was taken at once at most.
  void Give(Block block) noexcept;
  // Keeps nothing any more.
  void Close() noexcept;

 private:
  std::mutex lock_;
  std::vector<Block> free_;
  std::size_t free_bytes_ = 0;
  std::size_t taken_bytes_ = 0;
  std::size_t most_taken_bytes_ = 0;
  bool closed_ = false;
};

}  // namespace telex

#endif  // TELEX_COLUMNS_COLUMN_MEMORY_H_
