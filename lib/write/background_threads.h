// Threads that do an output's slow part (writing, compressing) behind its caller.
#ifndef TELEX_WRITE_BACKGROUND_THREADS_H_
#define TELEX_WRITE_BACKGROUND_THREADS_H_

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

// Take the blocks of their streams, each stream's in its order, one at a time, the oldest first; a few of them at most
// wait. Where no more can wait, the caller works on one too, if its stream allows. Threads are started by the first blocks,
// so what fits into one never needs them; where the system gives none, the caller does the work.
class BackgroundThreads {
 public:
  // 1 to kMostThreads.
  explicit BackgroundThreads(int threads) : most_(threads) {}
  BackgroundThreads(const BackgroundThreads&) = delete;
  BackgroundThreads& operator=(const BackgroundThreads&) = delete;
  // All their streams are gone.
  ~BackgroundThreads();

  static constexpr int kMostThreads = 3;

 private:
  friend class BackgroundStream;

  struct Block {
    BackgroundStream* stream = nullptr;
    std::string bytes;
  };
  static constexpr std::size_t kMaxWaiting = 6;

  // One more, if there may be. False: there is none.
  bool Start();
  // Takes the bytes, and gives another string's room for them. Works or waits while too many blocks wait. False: not taken.
  bool Post(BackgroundStream* stream, std::string* bytes);
  // Until no block of the stream waits or is being worked on.
  void WaitFor(const BackgroundStream* stream);
  void Run();
  // The oldest block of a stream that nobody works on; kMaxWaiting: there is none.
  std::size_t FindNext() const;
  // False: there was none to work on.
  bool WorkOnOne(std::unique_lock<std::mutex>& lock);

  const int most_;  // threads
  std::mutex mutex_;
  std::condition_variable posted_;
  std::condition_variable done_;
  std::array<Block, kMaxWaiting> blocks_;  // in the order in which they were posted
  std::size_t waiting_ = 0;
  // Empty ones, with room: of the blocks that were worked on and not posted again.
  std::array<std::string, kMaxWaiting + kMostThreads + 1> spares_;
  std::size_t spare_ = 0;
  bool stop_ = false;
  // Of the caller alone.
  bool refused_ = false;  // the system gave no thread
  int started_ = 0;
  std::array<std::thread, kMostThreads> threads_;
};

// One output's bytes on their way to `consume`, which sees them in their order, in pieces of any size. Used from one
// thread at a time; streams that share threads, all from the same one.
class BackgroundStream {
 public:
  using Consume = std::function<absl::Status(std::string_view)>;

  // `consume` is called on one of `threads` or on the caller's, and on that alone where `threads` is nullptr or `bytes` are
  // few; never on two at once.
  BackgroundStream(std::shared_ptr<BackgroundThreads> threads, Consume consume);
  BackgroundStream(const BackgroundStream&) = delete;
  BackgroundStream& operator=(const BackgroundStream&) = delete;
  // Drops what was not consumed. `consume` is not called any more after it.
  ~BackgroundStream();

  // Bytes are not kept after the call. A failure of `consume` comes back from this or a later call, and is final.
  absl::Status Append(std::string_view bytes);
  // Returns when all bytes are consumed.
  absl::Status Flush();

 private:
  friend class BackgroundThreads;

  absl::Status Consumed(std::string_view bytes);
  absl::Status Post();
  absl::Status failure();

  const std::shared_ptr<BackgroundThreads> threads_;
  const Consume consume_;
  std::string block_;
  // Guarded by the threads' mutex.
  std::size_t posted_ = 0;  // blocks that wait or are being worked on
  bool busy_ = false;       // somebody works on one
  std::atomic<bool> failed_{false};
  std::atomic<bool> dropped_{false};
  absl::Status failure_;  // written once, before `failed_` is set
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_BACKGROUND_THREADS_H_
