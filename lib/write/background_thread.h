// A thread that does an output's slow part (writing, compressing) behind its caller.
#ifndef TELEX_WRITE_BACKGROUND_THREAD_H_
#define TELEX_WRITE_BACKGROUND_THREAD_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "absl/status/status.h"

namespace telex::internal {

class BackgroundStream;

// Takes the blocks of its streams in the order in which they were posted, a few of them at most waiting. It is started
// by the first block, so what fits into one never needs it; where the system gives no thread, the caller does the work.
class BackgroundThread {
 public:
  BackgroundThread() = default;
  BackgroundThread(const BackgroundThread&) = delete;
  BackgroundThread& operator=(const BackgroundThread&) = delete;
  // All its streams are gone.
  ~BackgroundThread();

 private:
  friend class BackgroundStream;

  struct Block {
    BackgroundStream* stream = nullptr;
    std::string bytes;
  };
  static constexpr std::size_t kMaxWaiting = 3;

  bool Start();
  // Takes the bytes, and gives another string's room for them. Waits while too many blocks do. False: not taken.
  bool Post(BackgroundStream* stream, std::string* bytes);
  // Until no block of the stream waits or is being worked on.
  void WaitFor(const BackgroundStream* stream);
  void Run();

  std::mutex mutex_;
  std::condition_variable posted_;
  std::condition_variable taken_;
  // A ring: `waiting_` blocks from `first_` on. The first one is being worked on while `working_`.
  std::array<Block, kMaxWaiting> blocks_;
  std::size_t first_ = 0;
  std::size_t waiting_ = 0;
  bool stop_ = false;
  bool refused_ = false;  // the system gave no thread
  std::thread thread_;
};

// One output's bytes on their way to `consume`, which sees them in their order, in pieces of any size. Used from one
// thread at a time.
class BackgroundStream {
 public:
  using Consume = std::function<absl::Status(std::string_view)>;

  // `consume` is called on `thread`, or on the caller's where that is nullptr or `bytes` are few; never on both at once.
  BackgroundStream(std::shared_ptr<BackgroundThread> thread, Consume consume);
  BackgroundStream(const BackgroundStream&) = delete;
  BackgroundStream& operator=(const BackgroundStream&) = delete;
  // Drops what was not consumed. `consume` is not called any more after it.
  ~BackgroundStream();

  // Bytes are not kept after the call. A failure of `consume` comes back from this or a later call, and is final.
  absl::Status Append(std::string_view bytes);
  // Returns when all bytes are consumed.
  absl::Status Flush();

 private:
  friend class BackgroundThread;

  absl::Status Consumed(std::string_view bytes);
  absl::Status Post();
  absl::Status failure();

  const std::shared_ptr<BackgroundThread> thread_;
  const Consume consume_;
  std::string block_;
  std::size_t posted_ = 0;  // blocks that wait or are being worked on; guarded by the thread's mutex
  std::atomic<bool> failed_{false};
  std::atomic<bool> dropped_{false};
  absl::Status failure_;  // written once, before `failed_` is set
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_BACKGROUND_THREAD_H_
