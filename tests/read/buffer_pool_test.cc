// The buffers of waiting sessions: each is its holder's alone, and none is cut twice where one is free.
#include "read/buffer_pool.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace telex {
namespace {

struct Held {
  BufferPool::Buffer buffer;
  std::size_t size;
  char mark;
};

Held Take(BufferPool& pool, std::size_t size, char mark) {
  Held held{pool.Take(size), size, mark};
  std::memset(held.buffer.get(), mark, size);
  return held;
}

bool IsUntouched(const Held& held) {
  return std::all_of(held.buffer.get(), held.buffer.get() + held.size, [&held](char c) { return c == held.mark; });
}

TEST(BufferPool, GivesEachHolderMemoryOfItsOwn) {
  BufferPool pool;
  std::vector<Held> held;
  // Every size up to past the largest of the pool, more than one piece of 2 MiB together, a third given back on the way.
  for (std::size_t size = 1; size < 70'000; size += 231) {
    for (int i = 0; i < 4; ++i) held.push_back(Take(pool, size, static_cast<char>(size + static_cast<std::size_t>(i))));
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(held.size() / 3));
  }
  for (const Held& each : held) EXPECT_TRUE(IsUntouched(each)) << each.size;
}

TEST(BufferPool, UsesAgainWhatWasGivenBack) {
  BufferPool pool;
  std::set<char*> first;
  std::vector<BufferPool::Buffer> buffers;
  for (int i = 0; i < 3; ++i) buffers.push_back(pool.Take(2000));
  for (const BufferPool::Buffer& buffer : buffers) first.insert(buffer.get());
  EXPECT_EQ(first.size(), 3U);
  buffers.clear();
  // A size of the same class, not the same size.
  ASSERT_EQ(BufferPool::SizeOf(1900), BufferPool::SizeOf(2000));
  for (int i = 0; i < 3; ++i) buffers.push_back(pool.Take(1900));
  for (const BufferPool::Buffer& buffer : buffers) EXPECT_EQ(first.count(buffer.get()), 1U);
  EXPECT_EQ(first.count(pool.Take(1900).get()), 0U);
  EXPECT_EQ(first.count(pool.Take(500).get()), 0U);
}

TEST(BufferPool, AlignsLikeTheHeap) {
  BufferPool pool;
  constexpr std::size_t kSizes[] = {1, 511, 512, 513, 4096, 8704, 66'048, 66'049, 100'000};
  for (const std::size_t size : kSizes) {
    const BufferPool::Buffer buffer = pool.Take(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.get()) % alignof(std::max_align_t), 0U) << size;
  }
}

TEST(BufferPool, BuffersMoveAndGoBackOnce) {
  BufferPool pool;
  BufferPool::Buffer buffer = pool.Take(700);
  char* const address = buffer.get();
  BufferPool::Buffer moved = std::move(buffer);
  buffer = BufferPool::FromHeap(700);
  buffer.reset();
  moved = pool.Take(700);  // the old one goes back after the new one was taken
  EXPECT_NE(moved.get(), address);
  EXPECT_EQ(pool.Take(700).get(), address);
}

}  // namespace
}  // namespace telex
