// The bytes of one fuzzed input, used up from the front: first choices, then what is left.
#ifndef TELEX_TESTS_FUZZ_FUZZ_INPUT_H_
#define TELEX_TESTS_FUZZ_FUZZ_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace telex::fuzz {

class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  // 0 where nothing is left.
  unsigned Byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  bool Bit() { return (Byte() & 1) != 0; }
  template <typename T, std::size_t N>
  const T& OneOf(const T (&choices)[N]) {
    return choices[Byte() % N];
  }
  // Up to the next `end`, which is used up too, or all.
  std::string_view Until(char end) {
    const std::size_t size = rest_.find(end);
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size == std::string_view::npos ? rest_.size() : size + 1);
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// What must hold for any input.
inline void Check(bool holds, const char* what, std::string_view detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n%s\n", what, std::string(detail).c_str());
  std::abort();
}

}  // namespace telex::fuzz

#endif  // TELEX_TESTS_FUZZ_FUZZ_INPUT_H_
