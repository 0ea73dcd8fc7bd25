// Bytes in blocks of one size, however they come: what a deflater makes of a document may depend on how it is cut.
#ifndef TELEX_WRITE_BLOCKS_H_
#define TELEX_WRITE_BLOCKS_H_

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "absl/status/status.h"

namespace telex::internal {

class Blocks {
 public:
  // Memory without values: what a small document does not need is never touched.
  explicit Blocks(std::size_t block_bytes) : block_bytes_(block_bytes), held_(new char[block_bytes]) {}

  // Calls `absl::Status take(std::string_view)` with each block that is full; its failure is returned, and final.
  template <typename Take>
  absl::Status Append(std::string_view bytes, const Take& take) {
    while (!bytes.empty()) {
      std::string_view block = bytes.substr(0, block_bytes_ - held_bytes_);
      bytes.remove_prefix(block.size());
      if (block.size() < block_bytes_) {
        std::memcpy(held_.get() + held_bytes_, block.data(), block.size());
        held_bytes_ += block.size();
        block = rest();
      }
      if (block.size() < block_bytes_) return absl::OkStatus();
      held_bytes_ = 0;
      absl::Status status = take(block);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // What is left after the last full block.
  std::string_view rest() const { return std::string_view(held_.get(), held_bytes_); }

 private:
  std::size_t block_bytes_;
  std::unique_ptr<char[]> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_BLOCKS_H_
