// Columns under construction, one class for each layout of Arrow that is needed. Each has the rows of a batch until it
// is exported, and is then empty.
#ifndef TELEX_COLUMNS_COLUMNS_H_
#define TELEX_COLUMNS_COLUMNS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "columns/arrow_nodes.h"
#include "columns/column_buffer.h"
#include "telex/arrow_c_data.h"
#include "telex/json_value.h"

namespace telex {

// Offsets are of 32 bits.
inline constexpr std::size_t kMaxColumnBytes = std::numeric_limits<std::int32_t>::max();

// Which rows of a column are there. Costs nothing where all are.
class Validity {
 public:
  explicit Validity(ColumnMemory* memory) : bits_(memory) {}

  std::int64_t rows() const { return rows_; }
  std::int64_t nulls() const { return nulls_; }
  // Of the last row.
  bool last() const { return nulls_ == 0 || (LastByte() >> ((rows_ - 1) & 7) & 1) != 0; }

  void Push(bool valid) {
    if (nulls_ == 0) {
      if (valid) {
        ++rows_;
        return;
      }
      BeginBits();
    }
    if ((rows_ & 7) == 0) bits_.Push(std::uint8_t{0});
    if (valid) bits_.data()[bits_.size() - 1] = static_cast<char>(LastByte() | 1u << (rows_ & 7));
    nulls_ += !valid;
    ++rows_;
  }
  void Push(bool valid, std::int64_t count) {
    if (valid && nulls_ == 0) {
      rows_ += count;
    } else {
      for (std::int64_t i = 0; i < count; ++i) Push(valid);
    }
  }

  // The bitmap, empty where all rows are there. It has no rows after that.
  ColumnMemory::Block Take();

 private:
  unsigned LastByte() const { return static_cast<unsigned char>(bits_.data()[bits_.size() - 1]); }
  // Before the first null: all rows so far are there.
  void BeginBits();

  ColumnBuffer bits_;  // empty as long as there is no null
  std::int64_t rows_ = 0;
  std::int64_t nulls_ = 0;
};

// Numbers of 64 bits.
template <typename T>
class NumberColumn {
 public:
  explicit NumberColumn(std::shared_ptr<ColumnMemory> memory)
      : memory_(std::move(memory)), values_(memory_.get()), validity_(memory_.get()) {}

  void Append(T value) {
    values_.Push(value);
    validity_.Push(true);
  }
  void AppendNull() {
    values_.Push(T{});
    validity_.Push(false);
  }

  std::int64_t rows() const { return validity_.rows(); }
  std::size_t bytes() const { return values_.size(); }
  void Export(ArrowArray* out);

 private:
  const std::shared_ptr<ColumnMemory> memory_;
  ColumnBuffer values_;
  Validity validity_;
};
extern template class NumberColumn<std::int64_t>;
extern template class NumberColumn<double>;

// UTF-8. Whoever appends sees to it that there is less than kMaxColumnBytes of it.
class TextColumn {
 public:
  explicit TextColumn(std::shared_ptr<ColumnMemory> memory)
      : memory_(std::move(memory)), offsets_(memory_.get()), text_(memory_.get()), validity_(memory_.get()) {}

  void Append(std::string_view text) {
    Begin();
    text_.Append(text);
    End(true);
  }
  // Decoded; a number or bool as its stored text.
  void Append(const JsonValue& value) {
    const bool is_decoded = value.kind() == JsonValue::Kind::kPlainString || !value.is_string();
    Append(is_decoded ? value.text() : value.DecodedView(scratch_));
  }
  void AppendIfPresent(const JsonValue& value) { value.present() ? Append(value) : AppendNull(); }
  void AppendNull() {
    Begin();
    End(false);
  }
  void AppendNulls(std::int64_t count);
  // The last row so many times more; there must be one.
  void RepeatLast(std::int64_t count);

  std::int64_t rows() const { return validity_.rows(); }
  std::size_t bytes() const { return text_.size(); }
  void Export(ArrowArray* out);

 private:
  void Begin() {
    if (validity_.rows() == 0) offsets_.Push(std::int32_t{0});
  }
  void End(bool valid) {
    offsets_.Push(static_cast<std::int32_t>(text_.size()));
    validity_.Push(valid);
  }

  const std::shared_ptr<ColumnMemory> memory_;
  ColumnBuffer offsets_;
  ColumnBuffer text_;
  Validity validity_;
  std::string scratch_;
};

namespace internal {
inline TextColumn MakeTextColumn(const std::shared_ptr<ColumnMemory>& memory, std::size_t) {
  return TextColumn(memory);
}
template <std::size_t... kIndices>
std::array<TextColumn, sizeof...(kIndices)> MakeTextColumns(const std::shared_ptr<ColumnMemory>& memory,
                                                            std::index_sequence<kIndices...>) {
  return {{MakeTextColumn(memory, kIndices)...}};
}
}  // namespace internal

// As many, each made in its place.
template <std::size_t kCount>
std::array<TextColumn, kCount> MakeTextColumns(const std::shared_ptr<ColumnMemory>& memory) {
  return internal::MakeTextColumns(memory, std::make_index_sequence<kCount>());
}

// A struct of texts: the error of an event.
template <std::size_t kMembers>
class TextStructColumn {
 public:
  explicit TextStructColumn(const std::shared_ptr<ColumnMemory>& memory)
      : memory_(memory), members_(MakeTextColumns<kMembers>(memory)), validity_(memory.get()) {}

  void Append(const std::array<JsonValue, kMembers>& values) {
    WriteNulls();
    for (std::size_t i = 0; i < kMembers; ++i) members_[i].AppendIfPresent(values[i]);
    validity_.Push(true);
  }
  void AppendNull() { ++pending_nulls_; }

  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const TextColumn& member : members_) sum += member.bytes();
    return sum;
  }
  void Export(ArrowArray* out) {
    WriteNulls();
    auto node = std::make_unique<ArrayNode>(memory_, kMembers);
    for (std::size_t i = 0; i < kMembers; ++i) members_[i].Export(node->child(i));
    const std::int64_t rows = validity_.rows();
    const std::int64_t nulls = validity_.nulls();
    node->AddBuffer(validity_.Take());
    ArrayNode::Export(std::move(node), rows, nulls, out);
  }

 private:
  void WriteNulls() {
    if (pending_nulls_ == 0) return;
    for (TextColumn& member : members_) member.AppendNulls(pending_nulls_);
    validity_.Push(false, std::exchange(pending_nulls_, 0));
  }

  const std::shared_ptr<ColumnMemory> memory_;
  std::array<TextColumn, kMembers> members_;
  Validity validity_;
  std::int64_t pending_nulls_ = 0;  // most rows have none: they are written together
};

// A map of texts to texts or numbers, which every row has.
template <typename Values>
class MapColumn {
 public:
  explicit MapColumn(const std::shared_ptr<ColumnMemory>& memory)
      : memory_(memory), offsets_(memory.get()), keys_(memory), values_(memory) {}

  template <typename Value>
  void AppendEntry(const JsonValue& key, const Value& value) {
    keys_.Append(key);
    values_.Append(value);
  }
  // The entries since the last one are those of a row.
  void EndRow() {
    if (rows_ == 0) offsets_.Push(std::int32_t{0});
    offsets_.Push(static_cast<std::int32_t>(keys_.rows()));
    ++rows_;
  }

  std::size_t bytes() const { return keys_.bytes() + values_.bytes(); }
  void Export(ArrowArray* out);

 private:
  const std::shared_ptr<ColumnMemory> memory_;
  ColumnBuffer offsets_;
  TextColumn keys_;
  Values values_;
  std::int64_t rows_ = 0;
};
extern template class MapColumn<TextColumn>;
extern template class MapColumn<NumberColumn<double>>;

}  // namespace telex

#endif  // TELEX_COLUMNS_COLUMNS_H_
