#include "encode/attribute_list.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "text/same_text.h"

namespace telex {
namespace {

// The data model forbids empty keys, and receivers drop them.
constexpr std::string_view kEmptyKey = "_";

// Above this many attributes keys are compared by a hash set.
constexpr std::size_t kManyAttributes = 32;

std::string_view WrittenKey(const JsonValue& key, std::string& scratch) {
  const std::string_view text = key.DecodedView(scratch);
  return text.empty() ? kEmptyKey : text;
}

// As many keys are compared with each other.
constexpr std::size_t kFewAttributes = 8;

bool IsUsualKey(const JsonValue& key) { return key.kind() == JsonValue::Kind::kPlainString && !key.empty(); }

// As MayRepeat, for up to kFewAttributes.
bool FewMayRepeat(ArrayView<Attribute> attributes) {
  std::uint64_t marks[kFewAttributes];  // of each key a few bits: its size, its first and its last character
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const JsonValue& key = attributes[i].key;
    if (!IsUsualKey(key)) return true;
    const std::string_view text = key.text();
    const auto first = static_cast<unsigned char>(text.front());
    const auto last = static_cast<unsigned char>(text.back());
    const std::uint64_t mark = std::uint64_t{text.size()} << 16 | static_cast<std::uint64_t>(first) << 8 | last;
    for (std::size_t j = 0; j < i; ++j) {
      if (marks[j] == mark && SameText(attributes[j].key.text(), text)) return true;
    }
    marks[i] = mark;
  }
  return false;
}

// A few bits of a key that is not empty: its length, its first and its last characters.
unsigned KeyBits(std::string_view key) {
  std::uint64_t first = static_cast<unsigned char>(key[0]);
  std::uint64_t last = static_cast<unsigned char>(key[key.size() - 1]);
  if (key.size() >= 8) {
    std::memcpy(&first, key.data(), 8);
    std::memcpy(&last, key.data() + key.size() - 8, 8);
  } else if (key.size() >= 4) {
    std::uint32_t half = 0;
    std::memcpy(&half, key.data(), 4);
    first = half;
    std::memcpy(&half, key.data() + key.size() - 4, 4);
    last = half;
  }
  const std::uint64_t mixed = (first + 31 * last + key.size()) * 0x9E3779B97F4A7C15u;
  return static_cast<unsigned>(mixed >> 55);
}

// As MayRepeat, for any number.
bool ManyMayRepeat(ArrayView<Attribute> attributes) {
  std::uint64_t seen[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  for (const Attribute& attribute : attributes) {
    if (!IsUsualKey(attribute.key)) return true;
    const unsigned bits = KeyBits(attribute.key.text());
    const std::uint64_t bit = std::uint64_t{1} << (bits & 63);
    if ((seen[bits >> 6] & bit) != 0) return true;
    seen[bits >> 6] |= bit;
  }
  return false;
}

// False if all keys are plain, not empty and different. Where there are many it may be true of such, too.
bool MayRepeat(ArrayView<Attribute> attributes) {
  return attributes.size() <= kFewAttributes ? FewMayRepeat(attributes) : ManyMayRepeat(attributes);
}

std::uint64_t HashSalted(std::uint64_t salt, std::string_view text) {
  return absl::Hash<std::pair<std::uint64_t, absl::string_view>>()({salt, absl::string_view(text.data(), text.size())});
}

}  // namespace

Hash128 HashText(std::string_view text) { return {HashSalted(1, text), HashSalted(2, text)}; }

Hash128 Combine(const Hash128& a, const Hash128& b) {
  using Both = std::array<std::uint64_t, 5>;
  return {absl::Hash<Both>()({1, a.high, a.low, b.high, b.low}), absl::Hash<Both>()({2, a.high, a.low, b.high, b.low})};
}

void AttributeList::Resolve() {
  if (MayRepeat(items())) RemoveOverruled(true);
}

void AttributeList::RemoveOverruled(bool empty_key_is_written) {
  const auto compared = [empty_key_is_written](const JsonValue& key, std::string& scratch) {
    return empty_key_is_written ? WrittenKey(key, scratch) : key.DecodedView(scratch);
  };
  const auto overruled = [](Attribute& item) { item.key = JsonValue({}, JsonValue::Kind::kAbsent); };
  if (items_.size() > kManyAttributes) {
    absl::flat_hash_set<std::string> later(items_.size());  // never grows
    for (std::size_t i = items_.size(); i-- > 0;) {
      if (!later.insert(std::string(compared(items_[i].key, scratch_))).second) overruled(items_[i]);
    }
  } else {
    std::string scratch;
    for (std::size_t i = items_.size(); i-- > 1;) {
      if (!items_[i].key.present()) continue;
      const std::string_view key = compared(items_[i].key, scratch_);
      for (std::size_t j = 0; j < i; ++j) {
        if (items_[j].key.present() && compared(items_[j].key, scratch) == key) overruled(items_[j]);
      }
    }
  }
  items_.erase(std::remove_if(items_.begin(), items_.end(), [](const Attribute& item) { return !item.key.present(); }),
               items_.end());
}

ArrayView<Attribute> AttributeList::WithoutOverruled(ArrayView<Attribute> list) {
  if (!MayRepeat(list)) return list;
  Clear();
  Add(list);
  RemoveOverruled(false);
  return items();
}

std::size_t AttributeList::MaxSize() const {
  std::size_t size = 2;
  for (const Attribute& item : items_) size += kAttributeOverhead + item.key.text().size() + item.value.text().size();
  return size;
}

char* AttributeList::Put(char* p) const {
  *p++ = '[';
  for (const Attribute& item : items_) {
    p = telex::Put(p, "{\"key\":\"");
    p = item.key.empty() ? telex::Put(p, kEmptyKey) : PutString(p, item.key);
    p = PutAttributeValue(telex::Put(p, "\",\"value\":"), item.value);
    p = telex::Put(p, "},");
  }
  if (!items_.empty()) --p;  // the last comma
  *p++ = ']';
  return p;
}

Hash128 AttributeList::HashSet() const {
  Hash128 sum;
  std::string scratch;
  for (const Attribute& item : items_) {
    Hash128 value;
    if (item.value.is_number()) {
      const double number = item.value.AsDouble() + 0.0;  // -0.0 is 0.0
      std::uint64_t bits;
      std::memcpy(&bits, &number, sizeof bits);
      value = {bits, 1};
    } else if (item.value.is_bool()) {
      value = {item.value.kind() == JsonValue::Kind::kTrue, 2};
    } else {
      value = HashText(item.value.DecodedView(scratch));
    }
    const Hash128 hash = Combine(HashText(WrittenKey(item.key, scratch)), value);
    sum.high += hash.high;  // commutative: the order does not count
    sum.low += hash.low;
  }
  return sum;
}

void AddException(const EventError& error, AttributeList* attributes) {
  if (error.type.present()) attributes->Add("exception.type", error.type);
  attributes->Add("exception.message", error.message);
  if (error.code.present()) attributes->Add("exception.code", error.code);
}

}  // namespace telex
