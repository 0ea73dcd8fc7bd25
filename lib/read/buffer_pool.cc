#include "read/buffer_pool.h"

#include <cstdint>
#include <new>

#ifndef _WIN32
#include <sys/mman.h>
#endif

namespace telex {
namespace {

// The size of a huge page where such pages are usual.
constexpr std::size_t kPieceSize = std::size_t{2} << 20;

}  // namespace

void BufferPool::Deleter::operator()(char* buffer) const {
  if (pool_ == nullptr) {
    operator delete[](buffer, std::align_val_t{kAlignment});
  } else {
    Free*& first = pool_->free_[size_class_];
    first = new (buffer) Free{first};
  }
}

BufferPool::Buffer BufferPool::FromHeap(std::size_t size) {
  return Buffer(static_cast<char*>(operator new[](size, std::align_val_t{kAlignment})));
}

#ifdef _WIN32

BufferPool::~BufferPool() {
  for (const Piece& piece : pieces_) operator delete[](piece.memory, std::align_val_t{kAlignment});
}

void BufferPool::Map() {
  auto* const memory = static_cast<char*>(operator new[](kPieceSize, std::align_val_t{kAlignment}));
  pieces_.push_back({memory, kPieceSize});
  rest_ = memory;
  rest_size_ = kPieceSize;
}

#else

BufferPool::~BufferPool() {
  for (const Piece& piece : pieces_) munmap(piece.memory, piece.size);
}

// Twice the size is mapped so that a whole piece in it is aligned: of the rest no page is ever touched.
void BufferPool::Map() {
  constexpr std::size_t kMapped = 2 * kPieceSize;
  pieces_.emplace_back();  // before there is something that would be lost
  void* const memory = mmap(nullptr, kMapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return pieces_.pop_back();
  pieces_.back() = {memory, kMapped};
  const std::size_t past = reinterpret_cast<std::uintptr_t>(memory) % kPieceSize;
  rest_ = static_cast<char*>(memory) + (kPieceSize - past) % kPieceSize;
  rest_size_ = kPieceSize;
#if defined(MADV_HUGEPAGE) && !defined(TELEX_PLAIN_POSIX)
  (void)madvise(rest_, rest_size_, MADV_HUGEPAGE);  // a wish: without it the piece is mapped page by page
#endif
}

#endif

// nullptr where there is no more.
char* BufferPool::Cut(std::size_t size) {
  if (rest_size_ < size) Map();
  if (rest_size_ < size) return nullptr;
  char* const cut = rest_;
  rest_ += size;
  rest_size_ -= size;
  return cut;
}

BufferPool::Buffer BufferPool::Take(std::size_t size) {
  if (size > kLargest) return FromHeap(size);
  const std::size_t size_class = SizeOf(size) / kStep;
  char* buffer = nullptr;
  if (Free* const first = free_[size_class]) {
    free_[size_class] = first->next;
    buffer = reinterpret_cast<char*>(first);
  } else {
    buffer = Cut(size_class * kStep);
    if (buffer == nullptr) return FromHeap(size);
  }
  return Buffer(buffer, Deleter(this, size_class));
}

}  // namespace telex
