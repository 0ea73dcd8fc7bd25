// Arrow arrays as text that a test can compare, and a check of their layout by the letter of the Arrow specification.
#ifndef TELEX_TESTS_COLUMNS_ARROW_READER_H_
#define TELEX_TESTS_COLUMNS_ARROW_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "telex/arrow_c_data.h"

namespace telex::test {

// Structs that release themselves where nobody has moved them out.
template <typename Struct>
struct Owned : Struct {
  Owned() : Struct{} {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Owned(Owned&& other) noexcept : Struct(other) { other.release = nullptr; }
  ~Owned() {
    if (this->release != nullptr) this->release(this);
  }
};
using OwnedArray = Owned<ArrowArray>;
using OwnedSchema = Owned<ArrowSchema>;
using OwnedStream = Owned<ArrowArrayStream>;

// Moves as the specification says: a copy of the struct, and the original is released.
template <typename Struct>
void Move(Struct* from, Struct* to) {
  *to = *from;
  from->release = nullptr;
}

// `name: format`, with children in brackets; `!` behind the name where it may not be null.
std::string Describe(const ArrowSchema& schema);

// What is wrong with the array, children included: lengths, buffers, offsets, null counts, UTF-8. Empty: nothing.
std::string WrongWith(const ArrowSchema& schema, const ArrowArray& array);

// One value: `null`, a number, `"text"` as it is, `{a: …}` for a struct, `{"key": …}` for a map.
std::string ValueAt(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row);

// The values of a column of a batch, by its name; what is wrong with the batch where something is.
std::vector<std::string> Column(const ArrowArray& batch, const std::string& name);

}  // namespace telex::test

#endif  // TELEX_TESTS_COLUMNS_ARROW_READER_H_
