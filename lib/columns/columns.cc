#include "columns/columns.h"

#include <cstring>
#include <utility>

namespace telex {

ColumnMemory::Block Validity::Take() {
  ColumnMemory::Block bits;
  if (nulls_ != 0) bits = bits_.Take();
  rows_ = 0;
  nulls_ = 0;
  return bits;
}

void Validity::BeginBits() {
  for (std::int64_t i = 0; i < rows_ / 8; ++i) bits_.Push(std::uint8_t{0xFF});
  if ((rows_ & 7) != 0) bits_.Push(static_cast<std::uint8_t>((1u << (rows_ & 7)) - 1));
}

template <typename T>
void NumberColumn<T>::Export(ArrowArray* out) {
  auto node = std::make_unique<ArrayNode>(memory_, 0);
  const std::int64_t rows = validity_.rows();
  const std::int64_t nulls = validity_.nulls();
  node->AddBuffer(validity_.Take());
  node->AddBuffer(values_.Take());
  ArrayNode::Export(std::move(node), rows, nulls, out);
}
template class NumberColumn<std::int64_t>;
template class NumberColumn<double>;

void TextColumn::AppendNulls(std::int64_t count) {
  Begin();
  for (std::int64_t i = 0; i < count; ++i) offsets_.Push(static_cast<std::int32_t>(text_.size()));
  validity_.Push(false, count);
}

void TextColumn::RepeatLast(std::int64_t count) {
  std::int32_t last_two[2];
  std::memcpy(last_two, offsets_.data() + offsets_.size() - sizeof last_two, sizeof last_two);
  const std::int32_t length = last_two[1] - last_two[0];
  text_.RepeatLast(static_cast<std::size_t>(length), static_cast<std::size_t>(count));
  std::int32_t end = last_two[1];
  for (std::int64_t i = 0; i < count; ++i) offsets_.Push(end += length);
  validity_.Push(validity_.last(), count);
}

void TextColumn::Export(ArrowArray* out) {
  auto node = std::make_unique<ArrayNode>(memory_, 0);
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
  auto pairs = std::make_unique<ArrayNode>(memory_, 2);
  keys_.Export(pairs->child(0));
  values_.Export(pairs->child(1));
  pairs->AddBuffer({});
  auto node = std::make_unique<ArrayNode>(memory_, 1);
  ArrayNode::Export(std::move(pairs), entries, 0, node->child(0));
  node->AddBuffer({});
  node->AddBuffer(offsets_.Take());
  ArrayNode::Export(std::move(node), std::exchange(rows_, 0), 0, out);
}
template class MapColumn<TextColumn>;
template class MapColumn<NumberColumn<double>>;

}  // namespace telex
