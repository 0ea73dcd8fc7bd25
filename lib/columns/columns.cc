#include "columns/columns.h"

#include <utility>

namespace telex {

std::unique_ptr<char[]> Validity::Take() {
  std::unique_ptr<char[]> bits;
  if (nulls_ != 0) bits = bits_.Take();
  rows_ = 0;
  nulls_ = 0;
  return bits;
}

void Validity::PushBit(bool valid) {
  const auto bit = [](std::int64_t row) { return 1u << (static_cast<unsigned>(row) & 7); };
  if (nulls_ == 0) {
    // The first null: all rows before are there.
    for (std::int64_t i = 0; i < rows_ / 8; ++i) bits_.Push(std::uint8_t{0xFF});
    if (rows_ % 8 != 0) bits_.Push(static_cast<std::uint8_t>(bit(rows_) - 1));
  }
  if (rows_ % 8 == 0) bits_.Push(std::uint8_t{0});
  if (valid) {
    char& last = bits_.data()[bits_.size() - 1];
    last = static_cast<char>(static_cast<unsigned char>(last) | bit(rows_));
  } else {
    ++nulls_;
  }
  ++rows_;
}

template <typename T>
void NumberColumn<T>::Export(ArrowArray* out) {
  auto node = std::make_unique<ArrayNode>(0);
  const std::int64_t rows = validity_.rows();
  const std::int64_t nulls = validity_.nulls();
  node->AddBuffer(validity_.Take());
  node->AddBuffer(values_.Take());
  ArrayNode::Export(std::move(node), rows, nulls, out);
}
template class NumberColumn<std::int64_t>;
template class NumberColumn<double>;

void TextColumn::Export(ArrowArray* out) {
  auto node = std::make_unique<ArrayNode>(0);
  Begin();  // without rows there is one offset, too
  const std::int64_t rows = validity_.rows();
  const std::int64_t nulls = validity_.nulls();
  node->AddBuffer(validity_.Take());
  node->AddBuffer(offsets_.Take());
  node->AddBuffer(text_.Take());
  ArrayNode::Export(std::move(node), rows, nulls, out);
}

template <typename Values>
void MapColumn<Values>::Export(ArrowArray* out) {
  const std::int64_t entries = keys_.rows();
  auto pairs = std::make_unique<ArrayNode>(2);
  keys_.Export(pairs->child(0));
  values_.Export(pairs->child(1));
  pairs->AddBuffer(nullptr);
  auto node = std::make_unique<ArrayNode>(1);
  ArrayNode::Export(std::move(pairs), entries, 0, node->child(0));
  node->AddBuffer(nullptr);
  node->AddBuffer(offsets_.Take());
  ArrayNode::Export(std::move(node), std::exchange(rows_, 0), 0, out);
}
template class MapColumn<TextColumn>;
template class MapColumn<NumberColumn<double>>;

}  // namespace telex
