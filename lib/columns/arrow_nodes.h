// What is behind exported Arrow structs, and their release rules: each array owns its own memory, so that a child that
// was moved out outlives its parent.
#ifndef TELEX_COLUMNS_ARROW_NODES_H_
#define TELEX_COLUMNS_ARROW_NODES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "columns/column_memory.h"
#include "telex/arrow_c_data.h"

namespace telex {

// The private data of an array.
class ArrayNode {
 public:
  static constexpr std::size_t kMaxBuffers = 3;

  // Its buffers go back to `memory`.
  ArrayNode(std::shared_ptr<ColumnMemory> memory, std::size_t child_count);
  // Releases the children that were not moved out.
  ~ArrayNode();
  ArrayNode(const ArrayNode&) = delete;
  ArrayNode& operator=(const ArrayNode&) = delete;

  // Appends a buffer; an empty block for a bitmap where all is valid.
  void AddBuffer(ColumnMemory::Block block);
  // Where a child is to be made.
  ArrowArray* child(std::size_t index) { return &children_[index]; }

  // Makes `*out` the array that owns `node`.
  static void Export(std::unique_ptr<ArrayNode> node, std::int64_t length, std::int64_t null_count,
                     ArrowArray* out) noexcept;

 private:
  const std::shared_ptr<ColumnMemory> memory_;
  std::array<ColumnMemory::Block, kMaxBuffers> blocks_;
  std::array<const void*, kMaxBuffers> buffers_{};
  std::int64_t buffer_count_ = 0;
  std::vector<ArrowArray*> child_pointers_;  // before what is made of it
  std::vector<ArrowArray> children_;
};

// The private data of a schema. Formats and names are literals.
class SchemaNode {
 public:
  explicit SchemaNode(std::size_t child_count);
  ~SchemaNode();
  SchemaNode(const SchemaNode&) = delete;
  SchemaNode& operator=(const SchemaNode&) = delete;

  ArrowSchema* child(std::size_t index) { return &children_[index]; }

  static void Export(std::unique_ptr<SchemaNode> node, const char* format, const char* name, std::int64_t flags,
                     ArrowSchema* out) noexcept;

 private:
  std::vector<ArrowSchema*> child_pointers_;  // before what is made of it
  std::vector<ArrowSchema> children_;
};

}  // namespace telex

#endif  // TELEX_COLUMNS_ARROW_NODES_H_
