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

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
    char* p = Reserve(text.size());
    // The C library copies what is larger by an instruction that some processors are slow at.
    constexpr std::size_t kStep = 1024;
    for (; text.size() > kStep; p += kStep, text.remove_prefix(kStep)) std::memcpy(p, text.data(), kStep);
    if (!text.empty()) std::memcpy(p, text.data(), text.size());
    SetEnd(p + text.size());
  }

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  std::string_view text() const { return {data_.get(), size_}; }
  char* data() { return data_.get(); }
  void Truncate(std::size_t size) { size_ = size; }
  // And gives back what is more than the usual capacity, unless there were more bytes than that now: more such may come.
  void DropFront(std::size_t size, std::size_t usual_capacity) {
    const bool is_usual = size_ <= usual_capacity;
    size_ -= size;
    if (size_ != 0) std::memmove(data_.get(), data_.get() + size, size_);
    if (is_usual) ShrinkTo(usual_capacity);
  }
  // Gives back memory that only an unusual record needed.
  void ShrinkTo(std::size_t capacity) {
    if (capacity_ <= capacity || size_ > capacity) return;
    std::unique_ptr<char[]> data;
    if (size_ != 0) {
      data.reset(new char[capacity]);
      std::memcpy(data.get(), data_.get(), size_);
    }
    capacity_ = data == nullptr ? 0 : capacity;
    data_ = std::move(data);
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
  struct Bytes32 {
    char bytes[32];
  };
  if (size < 16) {
    if (size >= 8) {
      copy_both_ends(std::uint64_t{0});
    } else if (size >= 4) {
      copy_both_ends(std::uint32_t{0});
    } else if (size >= 2) {
      copy_both_ends(std::uint16_t{0});
    } else if (size == 1) {
      *p = *from;
    }
  } else if (size <= 32) {
    copy_both_ends(Bytes16());
  } else if (size <= 64) {
    copy_both_ends(Bytes32());
  } else {
    std::memcpy(p, from, size);
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
inline char* PutTwoDigits(char* p, std::uint32_t value) {
  std::memcpy(p, &kTwoDigits[std::size_t{2} * value], 2);
  return p + 2;
}
// Eight digits, with leading zeros.
inline char* PutEightDigits(char* p, std::uint32_t value) {
  const std::uint32_t high = value / 10'000;
  const std::uint32_t low = value % 10'000;
  p = PutTwoDigits(p, high / 100);
  p = PutTwoDigits(p, high % 100);
  p = PutTwoDigits(p, low / 100);
  return PutTwoDigits(p, low % 100);
}
// Sixteen digits, with leading zeros.
inline char* PutSixteenDigitsByHalves(char* p, std::uint64_t value) {
  constexpr std::uint64_t kTenTo8 = 100'000'000;
  p = PutEightDigits(p, static_cast<std::uint32_t>(value / kTenTo8));
  return PutEightDigits(p, static_cast<std::uint32_t>(value % kTenTo8));
}
#ifdef __SSE2__
// Both halves at once: each number is split into the quotient, which stays in its lower half, and the remainder.
inline char* PutSixteenDigits(char* p, std::uint64_t value) {
  constexpr std::uint64_t kTenTo8 = 100'000'000;
  const std::uint64_t high = value / kTenTo8;
  const __m128i eights = _mm_set_epi64x(static_cast<long long>(value - high * kTenTo8), static_cast<long long>(high));
  // Quotients by multiplication with the rounded reciprocal: exact for numbers of so many digits.
  const __m128i by_10000 = _mm_srli_epi64(_mm_mul_epu32(eights, _mm_set1_epi64x(0xD1B71759)), 45);
  const __m128i rest_of_10000 = _mm_sub_epi64(eights, _mm_mul_epu32(by_10000, _mm_set1_epi64x(10'000)));
  const __m128i fours = _mm_or_si128(by_10000, _mm_slli_epi64(rest_of_10000, 32));
  const __m128i by_100 = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi16(5243)), 3);
  const __m128i rest_of_100 = _mm_sub_epi16(fours, _mm_mullo_epi16(by_100, _mm_set1_epi16(100)));
  const __m128i twos = _mm_or_si128(by_100, _mm_slli_epi32(rest_of_100, 16));
  const __m128i by_10 = _mm_mulhi_epu16(twos, _mm_set1_epi16(6554));
  const __m128i rest_of_10 = _mm_sub_epi16(twos, _mm_mullo_epi16(by_10, _mm_set1_epi16(10)));
  const __m128i ones = _mm_or_si128(by_10, _mm_slli_epi16(rest_of_10, 8));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm_add_epi8(ones, _mm_set1_epi8('0')));
  return p + 16;
}
#else
inline char* PutSixteenDigits(char* p, std::uint64_t value) { return PutSixteenDigitsByHalves(p, value); }
#endif
inline char* PutDecimal(char* p, std::uint64_t value) {
  constexpr std::uint64_t kTenTo16 = 10'000'000'000'000'000;
  if (value < kTenTo16) return std::to_chars(p, p + kMaxDigits, value).ptr;
  const auto high = static_cast<std::uint32_t>(value / kTenTo16);
  if (high < 100 || high > 999) {
    p = std::to_chars(p, p + kMaxDigits, high).ptr;
  } else {  // nanoseconds of our days
    *p = static_cast<char>('0' + high / 100);
    p = PutTwoDigits(p + 1, high % 100);
  }
  return PutSixteenDigits(p, value - high * kTenTo16);
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
