// Counts what a whole program allocates, on any thread: loaded before it (LD_PRELOAD), it writes the number of its
// allocations to the file that TELEX_ALLOCATIONS_FILE names when the program ends. For glibc.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

std::atomic<unsigned long long> allocation_count{0};

void CountOne() { allocation_count.fetch_add(1, std::memory_order_relaxed); }

__attribute__((destructor)) void WriteCount() {
  const unsigned long long count = allocation_count.load();
  const char* const path = std::getenv("TELEX_ALLOCATIONS_FILE");
  std::FILE* const file = path == nullptr ? nullptr : std::fopen(path, "w");
  if (file == nullptr) return;
  std::fprintf(file, "%llu\n", count);
  std::fclose(file);
}

}  // namespace

#define TELEX_PRELOADED extern "C" __attribute__((visibility("default")))

TELEX_PRELOADED void* malloc(std::size_t size) {
  CountOne();
  return __libc_malloc(size);
}

TELEX_PRELOADED void* calloc(std::size_t count, std::size_t size) {
  CountOne();
  return __libc_calloc(count, size);
}

TELEX_PRELOADED void* realloc(void* memory, std::size_t size) {
  CountOne();
  return __libc_realloc(memory, size);
}

TELEX_PRELOADED void* aligned_alloc(std::size_t alignment, std::size_t size) {
  CountOne();
  return __libc_memalign(alignment, size);
}

TELEX_PRELOADED void* memalign(std::size_t alignment, std::size_t size) {
  CountOne();
  return __libc_memalign(alignment, size);
}

TELEX_PRELOADED int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  CountOne();
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
