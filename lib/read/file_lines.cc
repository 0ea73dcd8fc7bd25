#include "read/file_lines.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "read/json_scanner.h"
#include "text/system_error.h"

namespace telex {
namespace {

// Of a file, while it is not known whether its session goes on at once: of a small one all, of others what a header and a
// few rows take.
constexpr std::size_t kSmallFile = std::size_t{8} << 10;
constexpr std::size_t kFirstRead = std::size_t{2} << 10;
constexpr std::size_t kScratchSize = std::size_t{64} << 10;

// To one of a few sizes; what is larger than all of them stays as it is.
std::size_t RoundUp(std::size_t capacity) {
  constexpr std::size_t kMost = std::size_t{64} << 10;
  std::size_t rounded = kFirstRead;
  while (rounded < capacity && rounded < kMost) rounded *= 2;
  return std::max(rounded, capacity);
}

absl::Status WithName(const absl::Status& status, std::string_view name) {
  if (internal::IsOutOfMemory(status)) return internal::OutOfMemoryError();
  return absl::Status(status.code(), std::string(name) + ": " + std::string(status.message()));
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

bool FileLines::OpenFile(std::unique_ptr<SourceFile>* file) {
  run_.open_files.MakeRoom();
  absl::StatusOr<std::unique_ptr<SourceFile>> opened = run_.source->Open(run_.files.name(file_));
  // Others of ours may hold the descriptors that the system lacks now.
  if (!opened.ok() && run_.open_files.CloseAll()) opened = run_.source->Open(run_.files.name(file_));
  if (!opened.ok()) {
    run_.failure = Message(opened.status());
    // That says nothing about the file: what the system lacks now, others of its processes or threads may hold.
    if (absl::IsResourceExhausted(opened.status())) status_ = WithName(opened.status(), run_.files.name(file_));
    return false;
  }
  *file = *std::move(opened);
  return true;
}

bool FileLines::Open(std::uint32_t file) {
  Close();
  file_ = file;
  std::unique_ptr<SourceFile> opened;
  if (!OpenFile(&opened)) return false;
  const absl::StatusOr<std::uint64_t> size = opened->Size();
  if (!size.ok()) {
    run_.failure = Message(size.status());
    return false;
  }
  known_ = {*size, opened->Identity()};
  run_.open_files.Add(this, std::move(opened));
  SeekTo(0);
  return true;
}

bool FileLines::OpenAgain(std::uint32_t file, const Known& known) {
  Close();
  file_ = file;
  known_ = known;
  SeekTo(0);
  return File() != nullptr;
}

// Nobody reads what was given out any more: nothing is retired, which could fail.
FileLines::~FileLines() {
  Close();
  run_.ChangeBuffered(capacity_, 0);
}

void FileLines::Close() {
  run_.open_files.Close(this);
  front_ = position_ = scanned_ = fill_ = 0;
  offset_ = 0;
}

void FileLines::LetGoOfBuffer() {
  if (lent_ && run_.keeps_texts) run_.retired.Keep(std::move(buffer_), capacity_);
  buffer_.reset();
  lent_ = false;
}

void FileLines::ReleaseBuffer() {
  LetGoOfBuffer();
  run_.ChangeBuffered(capacity_, 0);
  capacity_ = 0;
}

void FileLines::SeekTo(std::uint64_t offset) {
  const std::uint64_t front_offset = offset_ - (fill_ - front_);
  if (offset >= front_offset && offset <= offset_) {
    position_ = scanned_ = front_ + static_cast<std::size_t>(offset - front_offset);
    return;
  }
  front_ = position_ = scanned_ = fill_ = 0;
  offset_ = offset;
}

SourceFile* FileLines::File() {
  if (SourceFile* file = run_.open_files.Find(this); file != nullptr) return file;
  std::unique_ptr<SourceFile> opened;
  if (!OpenFile(&opened)) return nullptr;
  if (opened->Identity() != known_.identity) {
    run_.failure = "was replaced by another file while it was read";
    return nullptr;
  }
  return run_.open_files.Add(this, std::move(opened));
}

bool FileLines::ReadAt(std::uint64_t offset, char* bytes, std::size_t size, std::size_t* got) {
  SourceFile* file = File();
  if (file == nullptr) return false;
  size = static_cast<std::size_t>(std::min<std::uint64_t>(size, known_.size - offset));
  const absl::StatusOr<std::size_t> read = file->Read(offset, bytes, size);
  if (!read.ok()) {
    run_.failure = Message(read.status());
    return false;
  }
  if (*read == 0 || *read > size) {
    run_.failure =
        "shrank to " + std::to_string(offset) + " of " + std::to_string(known_.size) + " bytes while it was read";
    return false;
  }
  *got = *read;
  return true;
}

FileLines::Refilled FileLines::Report() {
  if (!run_.on_read) return Refilled::kYes;
  status_ = run_.on_read();
  return status_.ok() ? Refilled::kYes : Refilled::kStopped;
}

// Where `left` bytes stand at the front of a buffer, so that what is read behind them begins at a cache line: some
// processors take three times as long to copy to other places. A line that fills half of the buffer begins with it.
std::size_t FileLines::Front(std::size_t capacity, std::size_t left) {
  constexpr std::size_t kAlignment = BufferPool::kAlignment;
  const bool has_room = capacity >= 4 * kAlignment && left < capacity / 2;
  return has_room ? (kAlignment - left % kAlignment) % kAlignment : 0;
}

// Moves what is left to the front of a buffer of `capacity`.
void FileLines::Reserve(std::size_t capacity) {
  // Buffers that are handed on and come back are of few sizes.
  if (run_.keeps_texts && !run_.many_sessions_open()) capacity = RoundUp(capacity);
  const bool from_pool = run_.keeps_texts || run_.many_sessions_open();
  if (from_pool) capacity = BufferPool::SizeOf(capacity + kScanPadding) - kScanPadding;
  const std::size_t size = capacity + kScanPadding;
  BufferPool::Buffer buffer = from_pool ? run_.buffers.Take(size) : BufferPool::FromHeap(size);
  const std::size_t left = fill_ - position_;
  front_ = Front(capacity, left);
  if (left != 0) std::memcpy(buffer.get() + front_, buffer_.get() + position_, left);
  LetGoOfBuffer();
  buffer_ = std::move(buffer);
  run_.ChangeBuffered(capacity_, capacity);
  capacity_ = capacity;
}

// Moves what is left to the front, into a buffer of the size that is right now.
void FileLines::MakeRoom() {
  const std::size_t left = fill_ - position_;
  std::size_t share = run_.BufferTarget();
  // Where sessions are merged a file is begun with little: it may have to wait for its turn.
  if (offset_ == 0 && run_.options.order == EventOrder::kByTime) {
    share = std::min(share, known_.size <= kSmallFile ? kSmallFile : kFirstRead);
  }
  const std::uint64_t rest = left + (known_.size - offset_);
  const std::size_t needed = std::max(static_cast<std::size_t>(std::min<std::uint64_t>(share, rest)), wanted_);
  const bool too_small = capacity_ < needed;
  const bool too_large = capacity_ / 2 > std::max(share, wanted_);
  if ((too_small || too_large) && left < needed) {
    Reserve(needed);
  } else if (lent_ && run_.keeps_texts) {
    Reserve(capacity_);
  } else {
    front_ = Front(capacity_, left);
    if (left != 0 && position_ != front_) std::memmove(buffer_.get() + front_, buffer_.get() + position_, left);
  }
  scanned_ = front_ + (scanned_ - position_);
  position_ = front_;
  fill_ = front_ + left;
}

FileLines::Refilled FileLines::Refill() {
  MakeRoom();
  std::size_t got = 0;
  if (!ReadAt(offset_, buffer_.get() + fill_, capacity_ - fill_, &got)) return Refilled::kFailed;
  fill_ += got;
  offset_ += got;
  std::memset(buffer_.get() + fill_, 0, kScanPadding);
  return Report();
}

FileLines::Refilled FileLines::MeasureLongLine(bool* skipped) {
  const std::uint64_t limit = run_.options.max_input_line_bytes;
  std::vector<char>& scratch = run_.scratch_bytes;
  scratch.resize(kScratchSize);
  std::uint64_t size = fill_ - position_;
  std::uint64_t at = offset_;
  *skipped = false;
  bool ended = false;
  while (at < known_.size && !ended) {
    std::size_t got = 0;
    if (!ReadAt(at, scratch.data(), scratch.size(), &got)) return Refilled::kFailed;
    const void* newline = std::memchr(scratch.data(), '\n', got);
    ended = newline != nullptr;
    const std::size_t used =
        ended ? static_cast<std::size_t>(static_cast<const char*>(newline) - scratch.data()) + 1 : got;
    size += used;
    at += used;
    if (Refilled reported = Report(); reported != Refilled::kYes) return reported;
  }
  if (size <= limit + 2) {  // with its CR and newline: whether it is too long is seen when it is at hand
    wanted_ = static_cast<std::size_t>(size);
    return Refilled::kYes;
  }
  *skipped = true;
  front_ = position_ = scanned_ = fill_ = 0;
  offset_ = at;
  return Refilled::kYes;
}

FileLines::Outcome FileLines::TakeLine(const char* line_end, bool torn) {
  begin_ = buffer_.get() + position_;
  end_ = line_end;
  torn_ = torn;
  line_offset_ = offset();
  position_ = static_cast<std::size_t>(line_end - buffer_.get()) + (torn ? 0 : 1);
  scanned_ = position_;
  wanted_ = 0;
  std::size_t size = static_cast<std::size_t>(end_ - begin_);
  if (!torn && size > 0 && end_[-1] == '\r') --size;
  return size > run_.options.max_input_line_bytes ? Outcome::kLongLine : Outcome::kLine;
}

FileLines::Outcome FileLines::Next() {
  for (;;) {
    if (scanned_ < fill_) {
      const void* newline = std::memchr(buffer_.get() + scanned_, '\n', fill_ - scanned_);
      if (newline != nullptr) return TakeLine(static_cast<const char*>(newline), false);
      scanned_ = fill_;
    }
    if (offset_ >= known_.size) {
      return position_ == fill_ ? Outcome::kEnd : TakeLine(buffer_.get() + fill_, true);
    }
    Refilled refilled = Refilled::kYes;
    if (fill_ - position_ == capacity_ && capacity_ != 0) {
      bool skipped = false;
      line_offset_ = offset();
      refilled = MeasureLongLine(&skipped);
      if (refilled == Refilled::kYes && skipped) return Outcome::kLongLine;
    }
    if (refilled == Refilled::kYes) refilled = Refill();
    if (refilled == Refilled::kFailed) return status_.ok() ? Outcome::kFailed : Outcome::kStopped;
    if (refilled == Refilled::kStopped) return Outcome::kStopped;
  }
}

}  // namespace telex
