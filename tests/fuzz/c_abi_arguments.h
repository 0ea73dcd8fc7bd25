// Arguments for the C ABI, made of fuzzed bytes: nothing that the header forbids a C program, and else anything.
#ifndef TELEX_TESTS_FUZZ_C_ABI_ARGUMENTS_H_
#define TELEX_TESTS_FUZZ_C_ABI_ARGUMENTS_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "capi/telex.h"
#include "tests/fuzz/fuzz_input.h"

namespace telex::fuzz {

constexpr char kArgumentEnd = '\x1F';

// A text argument, and how it is handed over: NULL, with a length, or up to its NUL.
class TextArgument {
 public:
  explicit TextArgument(FuzzInput& input) {
    const unsigned form = input.Byte() % 8;
    null_ = form == 0;
    text_ = std::string(input.Until(kArgumentEnd));
    if (form % 2 == 1) {
      length_ = TELEX_NUL_TERMINATED;
    } else {
      length_ = null_ ? 0 : text_.size();
    }
  }
  const char* data() const { return null_ ? nullptr : text_.c_str(); }
  std::size_t length() const { return length_; }
  telex_text text() const { return {data(), data() == nullptr ? 0 : length_}; }

 private:
  std::string text_;
  bool null_ = false;
  std::size_t length_ = 0;
};

// A name that is one of the library's, or, rarely, any text or NULL.
class NameArgument {
 public:
  template <std::size_t N>
  NameArgument(FuzzInput& input, const char* const (&known)[N]) {
    const unsigned choice = input.Byte();
    if (choice < 240) {
      name_ = known[choice % N];
    } else if (choice < 254) {
      other_ = std::string(input.Until(kArgumentEnd));
      name_ = other_.c_str();
    }
  }
  const char* c_str() const { return name_; }

 private:
  const char* name_ = nullptr;
  std::string other_;
};

// A struct that telex fills, of a host that was compiled with an older or a newer header, or NULL: what lies beyond its
// size must stay as it is.
template <typename Struct>
class FilledStruct {
 public:
  explicit FilledStruct(FuzzInput& input) {
    const unsigned choice = input.Byte();
    null_ = choice == 0xFF;
    size_ = choice % 4 == 3 ? choice / 4 % (sizeof bytes_ + 1) : sizeof(Struct);
    std::memset(bytes_, kCanary, sizeof bytes_);
    std::memcpy(bytes_, &size_, sizeof size_);
  }
  Struct* get() { return null_ ? nullptr : reinterpret_cast<Struct*>(bytes_); }
  // Whether all members that this test knows were there to be filled.
  bool whole() const { return !null_ && size_ >= sizeof(Struct); }
  void CheckBeyond() const {
    for (std::size_t i = std::max(size_, sizeof size_); i < sizeof bytes_; ++i)
      Check(bytes_[i] == kCanary, "nothing is written beyond the size of a struct");
  }

 private:
  static constexpr unsigned char kCanary = 0xA5;
  alignas(Struct) unsigned char bytes_[sizeof(Struct) + 32];
  std::size_t size_ = 0;
  bool null_ = false;
};

// A struct that telex reads, with its size set likewise, but never larger than what is there.
template <typename Struct>
void ChooseSize(FuzzInput& input, Struct* given) {
  const unsigned choice = input.Byte();
  given->size = choice % 8 == 7 ? choice / 8 * sizeof(void*) % (sizeof(Struct) + 1) : sizeof(Struct);
}

// What comes out must be readable to its end.
inline void Touch(const telex_text& text) {
  if (text.data == nullptr) {
    Check(text.length == 0, "an absent text has no length");
    return;
  }
  unsigned sum = 0;
  for (std::size_t i = 0; i < text.length; ++i) sum += static_cast<unsigned char>(text.data[i]);
  volatile unsigned sink = sum;
  static_cast<void>(sink);
}

inline bool IsStatusOfHeader(telex_status status) { return status >= TELEX_INTERNAL && status <= TELEX_WARNINGS; }

// Every call ends with a status of the header, which is never a defect of telex.
inline telex_status CheckStatus(telex_status status) {
  Check(IsStatusOfHeader(status), "a status is one of the header's", std::to_string(status));
  Check(status != TELEX_INTERNAL, "no call shows a defect");
  return status;
}

// A failure has a text, which is asked for after the call.
template <typename Handle, typename ErrorOf>
telex_status CheckStatus(telex_status status, const Handle* handle, ErrorOf error_of) {
  CheckStatus(status);
  if (status < 0 && status != TELEX_CALLBACK_FAILED)
    Check(*error_of(handle) != '\0', "a failure has a text", telex_status_name(status));
  return status;
}

}  // namespace telex::fuzz

#endif  // TELEX_TESTS_FUZZ_C_ABI_ARGUMENTS_H_
