// Proves that bytes that go by way of threads come out whole and in order, that the caller works with them where much
// waits, that failures reach the caller and are final, that nothing is done any more after a stream is gone, and that the
// host's signals stay its own.
#include "write/background_threads.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <new>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#ifndef _WIN32
#include <signal.h>
#endif

#include "gtest/gtest.h"

namespace telex::internal {
namespace {

constexpr std::size_t kLarge = std::size_t{4} << 20;  // many blocks

// Bytes of which no two stretches are alike.
std::string Bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

BackgroundStream::Consume Into(std::string* target) {
  return [target](std::string_view bytes) {
    target->append(bytes);
    return absl::OkStatus();
  };
}

TEST(BackgroundThreads, PassesAllBytesOnInOrderWhateverThePieces) {
  const std::string bytes = Bytes(kLarge, 1);
  for (const bool with_thread : {false, true}) {
    std::mt19937 random(2);
    std::string got;
    BackgroundStream stream(with_thread ? std::make_shared<BackgroundThreads>(1) : nullptr, Into(&got));
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = std::min<std::size_t>(random() % 600'000, bytes.size() - at);
      ASSERT_TRUE(stream.Append(std::string_view(bytes).substr(at, size)).ok());
      at += size;
    }
    ASSERT_TRUE(stream.Flush().ok());
    EXPECT_TRUE(got == bytes) << "with a thread: " << with_thread;
  }
}

TEST(BackgroundThreads, DoesWhatIsLittleOnTheCallersThread) {
  std::vector<std::thread::id> threads;
  BackgroundStream stream(std::make_shared<BackgroundThreads>(1), [&threads](std::string_view) {
    threads.push_back(std::this_thread::get_id());
    return absl::OkStatus();
  });
  ASSERT_TRUE(stream.Append("little").ok());
  ASSERT_TRUE(stream.Flush().ok());
  EXPECT_EQ(threads, std::vector<std::thread::id>{std::this_thread::get_id()});
}

// Lets nobody go on before as many are in it at once as are awaited.
class Meeting {
 public:
  explicit Meeting(int awaited) : awaited_(awaited) {}
  // Whether they came.
  bool Join() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (++came_ >= awaited_) all_.notify_all();
    return all_.wait_for(lock, std::chrono::minutes(1), [this] { return came_ >= awaited_; });
  }

 private:
  const int awaited_;
  int came_ = 0;
  std::mutex mutex_;
  std::condition_variable all_;
};

// Each stream has one block, which waits until as many are worked on as there are streams: for them to
// meet, each thread and the caller must take one.
TEST(BackgroundThreads, WorkAsideAndTheCallerWithThemWhereMuchWaits) {
  for (const int threads : {1, 2, 3}) {
    Meeting meeting(threads + 1);
    const auto shared = std::make_shared<BackgroundThreads>(threads);
    std::vector<std::unique_ptr<BackgroundStream>> streams;
    std::vector<int> calls(static_cast<std::size_t>(threads) + 1);
    for (int& count : calls) {
      streams.push_back(std::make_unique<BackgroundStream>(shared, [&meeting, &count](std::string_view) {
        if (count++ == 0 && !meeting.Join()) return absl::DeadlineExceededError("alone");
        return absl::OkStatus();
      }));
    }
    for (const auto& stream : streams) ASSERT_TRUE(stream->Append(std::string(kLarge / 16, 'x')).ok());
    for (const auto& stream : streams) EXPECT_EQ(stream->Flush(), absl::OkStatus()) << threads;
  }
}

TEST(BackgroundThreads, TheCallerWorksWhereNoMoreCanWait) {
  Meeting meeting(2);
  const auto shared = std::make_shared<BackgroundThreads>(1);
  const auto meet_first = [&meeting, first = true](std::string_view) mutable {
    if (std::exchange(first, false) && !meeting.Join()) return absl::DeadlineExceededError("alone");
    return absl::OkStatus();
  };
  BackgroundStream one_block(shared, meet_first);
  BackgroundStream many(shared, meet_first);
  ASSERT_TRUE(one_block.Append(std::string(kLarge / 16, 'x')).ok());
  EXPECT_EQ(many.Append(std::string(kLarge, 'x')), absl::OkStatus());
  EXPECT_EQ(one_block.Flush(), absl::OkStatus());
  EXPECT_EQ(many.Flush(), absl::OkStatus());
}

TEST(BackgroundThreads, KeepsTheStreamsThatShareThemApart) {
  for (const int threads : {1, 2, 3}) {
    const auto shared = std::make_shared<BackgroundThreads>(threads);
    constexpr std::size_t kStreams = 5;
    std::array<std::string, kStreams> given;
    std::array<std::string, kStreams> got;
    std::array<std::atomic<int>, kStreams> inside{};
    std::vector<std::unique_ptr<BackgroundStream>> streams;
    for (std::size_t i = 0; i < kStreams; ++i) {
      given[i] = Bytes(kLarge, 3 + static_cast<unsigned>(i));
      streams.push_back(std::make_unique<BackgroundStream>(shared, [&got, &inside, i](std::string_view bytes) {
        EXPECT_EQ(inside[i].fetch_add(1), 0) << "never two at once";
        got[i].append(bytes);
        inside[i].fetch_sub(1);
        return absl::OkStatus();
      }));
    }
    for (std::size_t at = 0; at < kLarge;) {
      const std::size_t size = std::min<std::size_t>(100'000, kLarge - at);
      for (std::size_t i = 0; i < kStreams; ++i) {
        ASSERT_TRUE(streams[i]->Append(std::string_view(given[i]).substr(at, size)).ok());
      }
      at += size;
    }
    for (std::size_t i = kStreams; i-- > 0;) {
      ASSERT_TRUE(streams[i]->Flush().ok());
      EXPECT_TRUE(got[i] == given[i]) << threads << " threads, stream " << i;
    }
  }
}

TEST(BackgroundThreads, TellsAFailureAndDoesNothingAfterIt) {
  int calls = 0;
  BackgroundStream stream(std::make_shared<BackgroundThreads>(1), [&calls](std::string_view) {
    return ++calls == 2 ? absl::ResourceExhaustedError("full") : absl::OkStatus();
  });
  absl::Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) status = stream.Append(std::string(kLarge, 'x'));
  EXPECT_EQ(status.message(), "full");
  EXPECT_EQ(stream.Append("more").message(), "full");
  EXPECT_EQ(stream.Flush().message(), "full");
  EXPECT_EQ(calls, 2);
}

TEST(BackgroundThreads, TellsAFailureOfTheLastBytesWhenItIsFlushed) {
  for (const std::size_t size : {std::size_t{5}, kLarge}) {
    BackgroundStream stream(std::make_shared<BackgroundThreads>(1),
                            [](std::string_view) { return absl::DataLossError("gone"); });
    (void)stream.Append(std::string(size, 'x'));
    EXPECT_EQ(stream.Flush().message(), "gone") << size;
  }
}

TEST(BackgroundThreads, MakesAFailureOfWhatIsThrown) {
  for (const std::size_t size : {std::size_t{5}, kLarge}) {
    BackgroundStream stream(std::make_shared<BackgroundThreads>(1),
                            [](std::string_view) -> absl::Status { throw std::bad_alloc(); });
    (void)stream.Append(std::string(size, 'x'));
    EXPECT_EQ(stream.Flush().code(), absl::StatusCode::kResourceExhausted) << size;
  }
}

TEST(BackgroundThreads, CallsNothingOfAStreamThatIsGone) {
  const auto thread = std::make_shared<BackgroundThreads>(1);
  for (int round = 0; round < 100; ++round) {
    auto alive = std::make_unique<std::atomic<bool>>(true);
    {
      BackgroundStream stream(thread, [&alive](std::string_view) {
        EXPECT_TRUE(alive->load());
        return absl::OkStatus();
      });
      ASSERT_TRUE(stream.Append(std::string(kLarge / 4, 'x')).ok());
    }
    alive->store(false);
  }
}

#ifndef _WIN32
TEST(BackgroundThreads, TakeNoSignals) {
  sigset_t blocked;
  sigemptyset(&blocked);
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> seen{false};
  BackgroundStream stream(std::make_shared<BackgroundThreads>(1), [&](std::string_view) {
    if (std::this_thread::get_id() != caller && !seen.load()) {
      pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
      seen.store(true);
    }
    return absl::OkStatus();
  });
  // The caller may be quicker than the thread is started.
  for (int i = 0; i < 1000 && !seen.load(); ++i) ASSERT_TRUE(stream.Append(std::string(kLarge, 'x')).ok());
  ASSERT_TRUE(stream.Flush().ok());
  ASSERT_TRUE(seen.load());
  EXPECT_EQ(sigismember(&blocked, SIGINT), 1);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 1);
  sigset_t own;
  pthread_sigmask(SIG_SETMASK, nullptr, &own);
  EXPECT_EQ(sigismember(&own, SIGINT), 0) << "the caller's own mask is as it was";
}
#endif

}  // namespace
}  // namespace telex::internal
