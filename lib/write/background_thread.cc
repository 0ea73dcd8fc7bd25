#include "write/background_thread.h"

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

BackgroundThread::~BackgroundThread() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  posted_.notify_one();
  thread_.join();
}

bool BackgroundThread::Start() {
  if (thread_.joinable()) return true;
  if (!refused_) refused_ = !StartQuietThread([this] { Run(); }, &thread_);
  return !refused_;
}

bool BackgroundThread::Post(BackgroundStream* stream, std::string* bytes) {
  if (!Start()) return false;
  std::unique_lock<std::mutex> lock(mutex_);
  taken_.wait(lock, [this] { return waiting_ < kMaxWaiting; });
  Block& block = blocks_[(first_ + waiting_) % kMaxWaiting];
  block.stream = stream;
  block.bytes.swap(*bytes);
  ++waiting_;
  ++stream->posted_;
  lock.unlock();
  posted_.notify_one();
  return true;
}

void BackgroundThread::WaitFor(const BackgroundStream* stream) {
  std::unique_lock<std::mutex> lock(mutex_);
  taken_.wait(lock, [stream] { return stream->posted_ == 0; });
}

void BackgroundThread::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    posted_.wait(lock, [this] { return waiting_ > 0 || stop_; });
    if (waiting_ == 0) return;
    Block& block = blocks_[first_];
    lock.unlock();
    (void)block.stream->Consumed(block.bytes);
    block.bytes.clear();
    lock.lock();
    first_ = (first_ + 1) % kMaxWaiting;
    --waiting_;
    --block.stream->posted_;
    // Whoever waits, for room or for the end, is the one caller.
    taken_.notify_one();
  }
}

BackgroundStream::BackgroundStream(std::shared_ptr<BackgroundThread> thread, Consume consume)
    : thread_(std::move(thread)), consume_(std::move(consume)) {}

BackgroundStream::~BackgroundStream() {
  dropped_.store(true, std::memory_order_relaxed);
  if (thread_ != nullptr) thread_->WaitFor(this);
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
  if (thread_->Post(this, &block_)) return absl::OkStatus();
  absl::Status status = Consumed(block_);
  block_.clear();
  return status;
}

absl::Status BackgroundStream::Append(std::string_view bytes) {
  if (absl::Status status = failure(); !status.ok()) return status;
  if (thread_ == nullptr) return Consumed(bytes);
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
  if (thread_ != nullptr) thread_->WaitFor(this);
  if (absl::Status status = failure(); !status.ok() || block_.empty()) return status;
  absl::Status status = Consumed(block_);
  block_.clear();
  return status;
}

}  // namespace telex::internal
