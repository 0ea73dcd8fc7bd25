// RapidJSON for all JSON that is no telemetry line, with memory that runs out as an exception: by itself RapidJSON takes
// every allocation for granted, and writes through a null pointer.
#ifndef TELEX_TEXT_RAPIDJSON_MEMORY_H_
#define TELEX_TEXT_RAPIDJSON_MEMORY_H_

#include <cstddef>
#include <cstdlib>
#include <new>

#include "rapidjson/allocators.h"
#include "rapidjson/document.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace telex::internal {

// RapidJSON's concept Allocator.
class JsonMemory {
 public:
  static const bool kNeedFree = true;

  void* Malloc(std::size_t size) { return size == 0 ? nullptr : OrThrow(std::malloc(size)); }
  void* Realloc(void* memory, std::size_t, std::size_t size) {
    if (size != 0) return OrThrow(std::realloc(memory, size));
    Free(memory);
    return nullptr;
  }
  static void Free(void* memory) { std::free(memory); }
  friend bool operator==(const JsonMemory&, const JsonMemory&) { return true; }
  friend bool operator!=(const JsonMemory&, const JsonMemory&) { return false; }

 private:
  static void* OrThrow(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
};

using JsonBuffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, JsonMemory>;
// A rapidjson writer, `Writer` or `PrettyWriter`, into a JsonBuffer.
template <template <typename, typename, typename, typename, unsigned> class Writer>
using JsonWriter = Writer<JsonBuffer, rapidjson::UTF8<>, rapidjson::UTF8<>, JsonMemory, rapidjson::kWriteDefaultFlags>;

using JsonPool = rapidjson::MemoryPoolAllocator<JsonMemory>;
using JsonDocument = rapidjson::GenericDocument<rapidjson::UTF8<>, JsonPool, JsonMemory>;

}  // namespace telex::internal

#endif  // TELEX_TEXT_RAPIDJSON_MEMORY_H_
