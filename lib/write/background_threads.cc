#include "write/background_threads.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "text/system_error.h"
#include "thread/quiet_thread.h"

namespace telex::internal {
namespace {

// Large enough that handing a block over costs little beside what is done with it.
constexpr std::size_t kBlockBytes = std::size_t{256} << 10;

}  // namespace

BackgroundThreads::~BackgroundThreads() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  posted_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

bool BackgroundThreads::Start() {
  if (started_ < most_ && !refused_) {
    refused_ = !StartQuietThread([this] { Run(); }, &threads_[static_cast<std::size_t>(started_)]);
    if (!refused_) ++started_;
  }
  return started_ > 0;
}

bool BackgroundThreads::Post(BackgroundStream* stream, std::string* bytes) {
  if (!Start()) return false;
  std::unique_lock<std::mutex> lock(mutex_);
  while (waiting_ == kMaxWaiting) {
    if (!WorkOnOne(lock)) done_.wait(lock);
  }
  Block& block = blocks_[waiting_++];
  block.stream = stream;
  block.bytes = std::move(*bytes);
  bytes->clear();
  if (spare_ > 0) bytes->swap(spares_[--spare_]);
  ++stream->posted_;
  lock.unlock();
  posted_.notify_one();
  return true;
}

void BackgroundThreads::WaitFor(const BackgroundStream* stream) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (stream->posted_ > 0) {
    if (!WorkOnOne(lock)) done_.wait(lock);
  }
}

std::size_t BackgroundThreads::FindNext() const {
  for (std::size_t i = 0; i < waiting_; ++i) {
    if (!blocks_[i].stream->busy_) return i;
  }
  return kMaxWaiting;
}

bool BackgroundThreads::WorkOnOne(std::unique_lock<std::mutex>& lock) {
  const std::size_t next = FindNext();
  if (next == kMaxWaiting) return false;
  BackgroundStream* const stream = blocks_[next].stream;
  std::string bytes = std::move(blocks_[next].bytes);
  std::move(blocks_.begin() + next + 1, blocks_.begin() + waiting_, blocks_.begin() + next);
  --waiting_;
  stream->busy_ = true;
  lock.unlock();
  (void)stream->Consumed(bytes);
  bytes.clear();
  lock.lock();
  stream->busy_ = false;
  --stream->posted_;
  spares_[spare_++] = std::move(bytes);
  // Whoever waits, for room or for the end, is the one caller; what has become free may be another thread's.
  done_.notify_one();
  if (FindNext() != kMaxWaiting) posted_.notify_one();
  return true;
}

void BackgroundThreads::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    if (WorkOnOne(lock)) continue;
    if (stop_) return;
    posted_.wait(lock);
  }
}

BackgroundStream::BackgroundStream(std::shared_ptr<BackgroundThreads> threads, Consume consume)
    : threads_(std::move(threads)), consume_(std::move(consume)) {}

BackgroundStream::~BackgroundStream() {
  dropped_.store(true, std::memory_order_relaxed);
  if (threads_ != nullptr) threads_->WaitFor(this);
}

absl::Status BackgroundStream::failure() {
  return failed_.load(std::memory_order_acquire) ? failure_ : absl::OkStatus();
}

// On either thread. Nothing may be thrown into a thread that nobody catches it in.
absl::Status BackgroundStream::Consumed(std::string_view bytes) {
  if (dropped_.load(std::memory_order_relaxed) || failed_.load(std::memory_order_relaxed)) return absl::OkStatus();
  absl::Status status;
  try {
    status = consume_(bytes);
  } catch (const std::exception&) {
    status = OutOfMemoryError();
  }
  if (!status.ok()) {
    failure_ = status;
    failed_.store(true, std::memory_order_release);
  }
  return status;
}

absl::Status BackgroundStream::Post() {
  if (threads_->Post(this, &block_)) return absl::OkStatus();
  absl::Status status = Consumed(block_);
  block_.clear();
  return status;
}

absl::Status BackgroundStream::Append(std::string_view bytes) {
  if (absl::Status status = failure(); !status.ok()) return status;
  if (threads_ == nullptr) return Consumed(bytes);
  while (!bytes.empty()) {
    if (block_.capacity() < kBlockBytes) block_.reserve(kBlockBytes);
    const std::size_t count = std::min(bytes.size(), kBlockBytes - block_.size());
    block_.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
    if (block_.size() < kBlockBytes) break;
    if (absl::Status status = Post(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BackgroundStream::Flush() {
  if (threads_ != nullptr) threads_->WaitFor(this);
  if (absl::Status status = failure(); !status.ok() || block_.empty()) return status;
  absl::Status status = Consumed(block_);
  block_.clear();
  return status;
}

}  // namespace telex::internal
