// Proves that events are read on where there is no memory to start the thread that would read ahead: none is lost, and
// nobody waits for a thread that is not there.
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include "gtest/gtest.h"
#include "read/read_ahead.h"
#include "tests/read/memory_source.h"
#include "tests/read/telemetry_text.h"

namespace {

// Allocations of this thread that are left before one fails; negative: none does. Whether one has failed.
thread_local long allocations_left = -1;
thread_local bool failed = false;

void* Allocate(std::size_t size) {
  if (allocations_left >= 0 && allocations_left-- == 0) {
    failed = true;
    throw std::bad_alloc();
  }
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace telex {
namespace {

constexpr int kEventsWithoutThread = 256;
constexpr int kEvents = 2000;

// Reads all events; in the call that starts the thread, allocation `number` fails. Returns how many came.
int EventsWithout(long number, Source* source, bool* has_failed) {
  auto stream = ReadAhead::Open(
      source, ReadOptions(), [] { return absl::OkStatus(); }, false);
  int events = 0;
  for (Event* event = nullptr;; ++events) {
    if (events == kEventsWithoutThread) allocations_left = number;
    const absl::Status status = (*stream)->Next(&event);
    allocations_left = -1;
    EXPECT_EQ(status, absl::OkStatus());
    if (event == nullptr) break;
    EXPECT_EQ(event->line, static_cast<std::uint64_t>(events) + 2);
  }
  *has_failed = failed;
  failed = false;
  return events;
}

TEST(ReadAheadMemory, GoesOnWithoutAThread) {
  std::string text = test::HeaderLine();
  for (int i = 0; i < kEvents; ++i) text += test::RowLine();
  test::MemorySource source({{"telemetry-2026-05-01-s1.jsonl", text}});
  bool has_failed = true;
  long number = 0;
  for (; has_failed; ++number)
    ASSERT_EQ(EventsWithout(number, &source, &has_failed), kEvents) << "allocation " << number;
  EXPECT_GT(number, 1);
}

}  // namespace
}  // namespace telex
