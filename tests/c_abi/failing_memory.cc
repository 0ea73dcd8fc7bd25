// Where glibc is, and no sanitizer, all of the program's memory: malloc itself, which zlib, ISA-L and the C library call
// too. Elsewhere that of operator new.
#include "failing_memory.h"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace telex_test {
namespace {

// Allocations left before one fails; negative: none does.
std::atomic<long> allocations_left{-1};
std::atomic<bool> lasting{false};
std::atomic<bool> ran_out{false};
std::atomic<long> live{0};

// Counts an allocation; whether it fails.
bool Fails() noexcept {
  if (allocations_left.load(std::memory_order_relaxed) < 0) return false;
  const long left = allocations_left.fetch_sub(1);
  if (left > 0) return false;
  if (left < 0 && !lasting.load()) return false;
  if (lasting.load()) allocations_left.store(0);
  ran_out.store(true);
  errno = ENOMEM;
  return true;
}

void* Live(void* memory) noexcept {
  if (memory != nullptr) live.fetch_add(1, std::memory_order_relaxed);
  return memory;
}

void Dead(const void* memory) noexcept {
  if (memory != nullptr) live.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace

void BeginFailing(long allocations, Shortage shortage) {
  ran_out.store(false);
  lasting.store(shortage == Shortage::kLasting);
  allocations_left.store(allocations);
}

bool EndFailing() {
  allocations_left.store(-1);
  return ran_out.load();
}

long LiveAllocations() { return live.load(); }

}  // namespace telex_test

using telex_test::Dead;
using telex_test::Fails;
using telex_test::Live;

#if defined(TELEX_TEST_REPLACES_MALLOC)

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);

void* malloc(std::size_t size) { return Fails() ? nullptr : Live(__libc_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) { return Fails() ? nullptr : Live(__libc_calloc(count, size)); }
void* realloc(void* memory, std::size_t size) {
  if (Fails()) return nullptr;
  void* const moved = __libc_realloc(memory, size);
  if (memory == nullptr) return Live(moved);
  if (size == 0) Dead(memory);
  return moved;
}
void* memalign(std::size_t alignment, std::size_t size) {
  return Fails() ? nullptr : Live(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
  Dead(memory);
  __libc_free(memory);
}
}

#else

namespace {

void* AllocateOrNull(std::size_t size) noexcept { return Fails() ? nullptr : Live(std::malloc(size == 0 ? 1 : size)); }

void* Allocate(std::size_t size) {
  void* const memory = AllocateOrNull(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void Free(void* memory) noexcept {
  Dead(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return AllocateOrNull(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return AllocateOrNull(size); }
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { Free(memory); }

#endif
