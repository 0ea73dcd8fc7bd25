// When a sink must begin a new resource block.
#ifndef TELEX_ENCODE_BLOCK_FOLLOWER_H_
#define TELEX_ENCODE_BLOCK_FOLLOWER_H_

#include <cstdint>

#include "route/resource_blocks.h"
#include "telex/event.h"

namespace telex {

// An exporter numbers the blocks over the events of all signals. A sink that is used without one follows the contexts
// of the events that it sees.
class BlockFollower {
 public:
  // Whether `event` belongs to another block than the one before it; true for the first one.
  bool BeginsBlock(const Event& event) {
    const std::uint64_t block = event.block != 0 ? event.block : own_.Next(event);
    if (any_ && block == block_) return false;
    any_ = true;
    block_ = block;
    return true;
  }
  // Of the last event.
  std::uint64_t block() const { return block_; }

 private:
  ResourceBlocks own_;
  std::uint64_t block_ = 0;
  bool any_ = false;
};

}  // namespace telex

#endif  // TELEX_ENCODE_BLOCK_FOLLOWER_H_
