#include "tests/columns/arrow_reader.h"

#include <cstddef>
#include <cstring>
#include <sstream>
#include <string_view>

#include "telex/arrow_sink.h"
#include "text/utf8.h"

namespace telex::test {
namespace {

template <typename T>
T At(const ArrowArray& array, int buffer, std::int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(array.buffers[buffer]) + index * static_cast<std::int64_t>(sizeof value),
              sizeof value);
  return value;
}

bool IsNull(const ArrowArray& array, std::int64_t row) {
  if (array.buffers[0] == nullptr) return false;
  return (At<unsigned char>(array, 0, row / 8) >> (row % 8) & 1) == 0;
}

bool HasOffsets(std::string_view format) { return format == "u" || format == "+m"; }

std::int64_t BuffersOf(std::string_view format) {
  if (format == "+s") return 1;
  return format == "u" ? 3 : 2;
}

std::string_view TextAt(const ArrowArray& array, std::int64_t row) {
  const auto begin = At<std::int32_t>(array, 1, row);
  const auto end = At<std::int32_t>(array, 1, row + 1);
  return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

std::string WrongOffsets(const ArrowSchema& schema, const ArrowArray& array) {
  if (At<std::int32_t>(array, 1, 0) != 0) return "the first offset is not 0";
  for (std::int64_t row = 0; row < array.length; ++row) {
    if (At<std::int32_t>(array, 1, row) > At<std::int32_t>(array, 1, row + 1)) return "offsets go back";
    const bool empty = At<std::int32_t>(array, 1, row) == At<std::int32_t>(array, 1, row + 1);
    if (IsNull(array, row) && !empty) return "a null has a text";
    if (std::string_view(schema.format) == "u" && WellFormed(TextAt(array, row)) != TextAt(array, row)) {
      return "not UTF-8";
    }
  }
  if (std::string_view(schema.format) == "+m" &&
      At<std::int32_t>(array, 1, array.length) != array.children[0]->length) {
    return "the last offset is not the end of the entries";
  }
  return "";
}

std::string WrongHere(const ArrowSchema& schema, const ArrowArray& array) {
  if (array.release == nullptr) return "it is released";
  if (array.offset != 0 || array.dictionary != nullptr) return "it has an offset or a dictionary";
  if (array.n_children != schema.n_children) return "it has other children than its schema";
  if (array.n_buffers != BuffersOf(schema.format)) return "it has another number of buffers";
  for (std::int64_t i = 1; i < array.n_buffers; ++i) {
    if (array.buffers[i] == nullptr) return "a buffer is missing";
    if (reinterpret_cast<std::uintptr_t>(array.buffers[i]) % 8 != 0) return "a buffer is not aligned";
  }
  std::int64_t nulls = 0;
  for (std::int64_t row = 0; row < array.length; ++row) nulls += IsNull(array, row);
  if (nulls != array.null_count) return "the count of nulls is wrong";
  if (nulls != 0 && (schema.flags & ARROW_FLAG_NULLABLE) == 0) return "it may not be null";
  return HasOffsets(schema.format) ? WrongOffsets(schema, array) : "";
}

std::string StructAt(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row) {
  std::string out = "{";
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (i != 0) out += ", ";
    out += std::string(schema.children[i]->name) + ": " + ValueAt(*schema.children[i], *array.children[i], row);
  }
  return out + "}";
}

std::string MapAt(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row) {
  const ArrowSchema& pair = *schema.children[0];
  const ArrowArray& pairs = *array.children[0];
  std::string out = "{";
  for (std::int64_t i = At<std::int32_t>(array, 1, row); i < At<std::int32_t>(array, 1, row + 1); ++i) {
    if (out.size() > 1) out += ", ";
    out += ValueAt(*pair.children[0], *pairs.children[0], i) + ": " + ValueAt(*pair.children[1], *pairs.children[1], i);
  }
  return out + "}";
}

}  // namespace

std::string Describe(const ArrowSchema& schema) {
  std::string out = schema.name;
  if ((schema.flags & ARROW_FLAG_NULLABLE) == 0) out += "!";
  out += out.empty() ? schema.format : std::string(": ") + schema.format;
  if (schema.n_children == 0) return out;
  out += " [";
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (i != 0) out += ", ";
    out += Describe(*schema.children[i]);
  }
  return out + "]";
}

std::string WrongWith(const ArrowSchema& schema, const ArrowArray& array) {
  if (std::string wrong = WrongHere(schema, array); !wrong.empty()) return std::string(schema.name) + ": " + wrong;
  for (std::int64_t i = 0; i < array.n_children; ++i) {
    const ArrowArray& child = *array.children[i];
    if (std::string_view(schema.format) == "+s" && child.length != array.length) return "a child has another length";
    if (std::string wrong = WrongWith(*schema.children[i], child); !wrong.empty()) return wrong;
  }
  return "";
}

std::string ValueAt(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row) {
  if (IsNull(array, row)) return "null";
  const std::string_view format = schema.format;
  if (format == "u") return "\"" + std::string(TextAt(array, row)) + "\"";
  if (format == "+s") return StructAt(schema, array, row);
  if (format == "+m") return MapAt(schema, array, row);
  std::ostringstream out;
  if (format == "g") {
    out << At<double>(array, 1, row);
  } else {
    out << At<std::int64_t>(array, 1, row);
  }
  return out.str();
}

std::vector<std::string> Column(const ArrowArray& batch, const std::string& name) {
  OwnedSchema schema;
  MakeArrowSchema(&schema);
  if (std::string wrong = WrongWith(schema, batch); !wrong.empty()) return {wrong};
  std::vector<std::string> values;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (schema.children[i]->name != name) continue;
    for (std::int64_t row = 0; row < batch.length; ++row) {
      values.push_back(ValueAt(*schema.children[i], *batch.children[i], row));
    }
  }
  return values;
}

}  // namespace telex::test
