// One record's attributes, or measurements: unique keys, the later source wins, and within one source the later member.
#ifndef TELEX_ENCODE_ATTRIBUTE_LIST_H_
#define TELEX_ENCODE_ATTRIBUTE_LIST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "encode/otlp_values.h"
#include "telex/event.h"

namespace telex {

// Two independent 64-bit hashes: equal ones are taken for equal values.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Hash128& a, const Hash128& b) { return a.high == b.high && a.low == b.low; }
  template <typename H>
  friend H AbslHashValue(H state, const Hash128& hash) {
    return H::combine(std::move(state), hash.high, hash.low);
  }
};
Hash128 HashText(std::string_view text);
Hash128 Combine(const Hash128& a, const Hash128& b);

// Reused from record to record, so that a record costs no allocation.
class AttributeList {
 public:
  void Clear() { items_.clear(); }
  void Add(const Attribute& attribute) { items_.push_back(attribute); }
  void Add(ArrayView<Attribute> attributes) { items_.insert(items_.end(), attributes.begin(), attributes.end()); }
  // `key` is plain text and outlives the list's use.
  void Add(std::string_view key, const JsonValue& value) { items_.push_back({JsonValue::Plain(key), value}); }
  bool Has(std::string_view key) const { return FindAttribute({items_.data(), items_.size()}, key) != nullptr; }

  // Removes what is overruled. Called once, after the last Add. An empty key is written as `_` and is then the same as
  // that, unless the list is of measurements, which are no attributes.
  void Resolve();
  ArrayView<Attribute> items() const { return {items_.data(), items_.size()}; }
  // A list without what is overruled in it: the given one where nothing is. Keys are no attributes': an empty one stays.
  // Valid until the next call.
  ArrayView<Attribute> WithoutOverruled(ArrayView<Attribute> list);

  // How much room Put needs, at most.
  std::size_t MaxSize() const;
  // The list with its brackets.
  char* Put(char* p) const;
  // The same for the same set of keys and typed values in any order. Numbers are compared as doubles.
  Hash128 HashSet() const;

 private:
  void RemoveOverruled(bool empty_key_is_written);

  std::vector<Attribute> items_;
  std::string scratch_;
};

// `exception.type`, `.message` and `.code`, those that are there.
void AddException(const EventError& error, AttributeList* attributes);

}  // namespace telex

#endif  // TELEX_ENCODE_ATTRIBUTE_LIST_H_
