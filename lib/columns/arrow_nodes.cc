#include "columns/arrow_nodes.h"

#include <utility>

namespace telex {
namespace {

// Structs that are released already: the children that are still to be made.
template <typename Struct>
std::vector<Struct> MakeChildren(std::size_t count, std::vector<Struct*>* pointers) {
  std::vector<Struct> children(count, Struct{});
  pointers->reserve(count);
  for (Struct& child : children) pointers->push_back(&child);
  return children;
}

template <typename Struct>
void ReleaseAll(std::vector<Struct>& children) {
  for (Struct& child : children) {
    if (child.release != nullptr) child.release(&child);
  }
}

// A struct that was released has no release any more; who calls a copied pointer again finds nothing to do.
template <typename Node, typename Struct>
void Release(Struct* released) noexcept {
  delete static_cast<Node*>(std::exchange(released->private_data, nullptr));
  released->release = nullptr;
}

extern "C" {
void TelexReleaseArray(ArrowArray* array) { Release<ArrayNode>(array); }
void TelexReleaseSchema(ArrowSchema* schema) { Release<SchemaNode>(schema); }
}

}  // namespace

ArrayNode::ArrayNode(std::shared_ptr<ColumnMemory> memory, std::size_t child_count)
    : memory_(std::move(memory)), children_(MakeChildren(child_count, &child_pointers_)) {}

ArrayNode::~ArrayNode() {
  ReleaseAll(children_);
  for (ColumnMemory::Block& block : blocks_) memory_->Give(std::move(block));
}

void ArrayNode::AddBuffer(ColumnMemory::Block block) {
  const auto index = static_cast<std::size_t>(buffer_count_++);
  blocks_[index] = std::move(block);
  buffers_[index] = blocks_[index].bytes.get();
}

void ArrayNode::Export(std::unique_ptr<ArrayNode> node, std::int64_t length, std::int64_t null_count,
                       ArrowArray* out) noexcept {
  *out = {};
  out->length = length;
  out->null_count = null_count;
  out->n_buffers = node->buffer_count_;
  out->buffers = node->buffers_.data();
  out->n_children = static_cast<std::int64_t>(node->children_.size());
  out->children = node->children_.empty() ? nullptr : node->child_pointers_.data();
  out->release = TelexReleaseArray;
  out->private_data = node.release();
}

SchemaNode::SchemaNode(std::size_t child_count) : children_(MakeChildren(child_count, &child_pointers_)) {}

SchemaNode::~SchemaNode() { ReleaseAll(children_); }

void SchemaNode::Export(std::unique_ptr<SchemaNode> node, const char* format, const char* name, std::int64_t flags,
                        ArrowSchema* out) noexcept {
  *out = {};
  out->format = format;
  out->name = name;
  out->flags = flags;
  out->n_children = static_cast<std::int64_t>(node->children_.size());
  out->children = node->children_.empty() ? nullptr : node->child_pointers_.data();
  out->release = TelexReleaseSchema;
  out->private_data = node.release();
}

}  // namespace telex
