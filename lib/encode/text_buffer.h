// Text under construction: room is reserved once per record, then written without further checks.
#ifndef TELEX_ENCODE_TEXT_BUFFER_H_
#define TELEX_ENCODE_TEXT_BUFFER_H_

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "telex/json_value.h"

namespace telex {

class TextBuffer {
 public:
  // Where the next `max_size` bytes may be written. Pointers from before are not valid any more.
  char* Reserve(std::size_t max_size) {
    if (capacity_ - size_ < max_size) Grow(max_size);
    return data_.get() + size_;
  }
  // What was written since Reserve ends at `end`.
  void SetEnd(const char* end) { size_ = static_cast<std::size_t>(end - data_.get()); }
  void Append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(Reserve(text.size()), text.data(), text.size());
    size_ += text.size();
  }

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  std::string_view text() const { return {data_.get(), size_}; }
  char* data() { return data_.get(); }
  void Truncate(std::size_t size) { size_ = size; }
  // Gives back memory that only an unusual record needed.
  void ShrinkTo(std::size_t capacity) {
    if (capacity_ <= capacity || size_ != 0) return;
    data_.reset();
    capacity_ = 0;
  }

 private:
  void Grow(std::size_t max_size) {
    const std::size_t capacity = std::max(capacity_ + capacity_ / 2, size_ + max_size);
    std::unique_ptr<char[]> data(new char[capacity]);
    if (size_ != 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Each of these writes at `p` and returns the end.

// Most texts of a record are short: a few loads and stores, which may overlap, instead of a call.
inline char* Put(char* p, std::string_view text) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  const auto copy_both_ends = [p, from, size](auto word) {
    auto last = word;
    std::memcpy(&word, from, sizeof word);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(p, &word, sizeof word);
    std::memcpy(p + size - sizeof last, &last, sizeof last);
  };
  struct Bytes16 {
    char bytes[16];
  };
  if (size > 32) {
    std::memcpy(p, from, size);
  } else if (size >= 16) {
    copy_both_ends(Bytes16());
  } else if (size >= 8) {
    copy_both_ends(std::uint64_t{0});
  } else if (size >= 4) {
    copy_both_ends(std::uint32_t{0});
  } else if (size >= 2) {
    copy_both_ends(std::uint16_t{0});
  } else if (size == 1) {
    *p = *from;
  }
  return p + size;
}
template <std::size_t N>
char* Put(char* p, const char (&literal)[N]) {
  std::memcpy(p, literal, N - 1);
  return p + N - 1;
}

inline constexpr std::size_t kMaxDigits = 20;  // of 64 bits
// "00" to "99".
inline constexpr std::array<char, 200> kTwoDigits = [] {
  std::array<char, 200> digits{};
  for (std::size_t i = 0; i < 100; ++i) {
    digits[2 * i] = static_cast<char>('0' + i / 10);
    digits[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}();
// Eight digits, with leading zeros.
inline char* PutEightDigits(char* p, std::uint32_t value) {
  const std::uint32_t high = value / 10'000;
  const std::uint32_t low = value % 10'000;
  std::memcpy(p, &kTwoDigits[2 * (high / 100)], 2);
  std::memcpy(p + 2, &kTwoDigits[2 * (high % 100)], 2);
  std::memcpy(p + 4, &kTwoDigits[2 * (low / 100)], 2);
  std::memcpy(p + 6, &kTwoDigits[2 * (low % 100)], 2);
  return p + 8;
}
inline char* PutDecimal(char* p, std::uint64_t value) {
  constexpr std::uint64_t kTenTo8 = 100'000'000;
  constexpr std::uint64_t kTenTo16 = kTenTo8 * kTenTo8;
  if (value < kTenTo16) return std::to_chars(p, p + kMaxDigits, value).ptr;
  // Nanoseconds of our days: 32-bit arithmetic for all but the first digits.
  p = std::to_chars(p, p + kMaxDigits, static_cast<std::uint32_t>(value / kTenTo16)).ptr;
  const std::uint64_t rest = value % kTenTo16;
  p = PutEightDigits(p, static_cast<std::uint32_t>(rest / kTenTo8));
  return PutEightDigits(p, static_cast<std::uint32_t>(rest % kTenTo8));
}

// A stored string with lone surrogates, as it may be written to OTLP. Not longer than its text.
char* PutRepaired(char* p, const JsonValue& value);

// The inside of a JSON string. At most value.text().size() bytes.
inline char* PutString(char* p, const JsonValue& value) {
  if (value.kind() != JsonValue::Kind::kLoneSurrogateString) return Put(p, value.text());
  return PutRepaired(p, value);
}

}  // namespace telex

#endif  // TELEX_ENCODE_TEXT_BUFFER_H_
