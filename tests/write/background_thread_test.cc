// Proves that bytes that go by way of a thread come out whole and in order, that its failures reach the caller and are
// final, that nothing is done any more after a stream is gone, and that the host's signals stay its own.
#include "write/background_thread.h"

#include <atomic>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <thread>
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

TEST(BackgroundThread, PassesAllBytesOnInOrderWhateverThePieces) {
  const std::string bytes = Bytes(kLarge, 1);
  for (const bool with_thread : {false, true}) {
    std::mt19937 random(2);
    std::string got;
    BackgroundStream stream(with_thread ? std::make_shared<BackgroundThread>() : nullptr, Into(&got));
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = std::min<std::size_t>(random() % 600'000, bytes.size() - at);
      ASSERT_TRUE(stream.Append(std::string_view(bytes).substr(at, size)).ok());
      at += size;
    }
    ASSERT_TRUE(stream.Flush().ok());
    EXPECT_TRUE(got == bytes) << "with a thread: " << with_thread;
  }
}

TEST(BackgroundThread, WorksAsideWhereThereIsMuchAndOnTheCallersThreadWhereThereIsLittle) {
  std::vector<std::thread::id> threads;
  BackgroundStream stream(std::make_shared<BackgroundThread>(), [&threads](std::string_view) {
    threads.push_back(std::this_thread::get_id());
    return absl::OkStatus();
  });
  ASSERT_TRUE(stream.Append("little").ok());
  ASSERT_TRUE(stream.Flush().ok());
  EXPECT_EQ(threads, std::vector<std::thread::id>{std::this_thread::get_id()});
  threads.clear();
  ASSERT_TRUE(stream.Append(std::string(kLarge, 'x')).ok());
  ASSERT_TRUE(stream.Flush().ok());
  ASSERT_FALSE(threads.empty());
  EXPECT_NE(threads.front(), std::this_thread::get_id());
}

TEST(BackgroundThread, KeepsTheStreamsThatShareItApart) {
  const auto thread = std::make_shared<BackgroundThread>();
  const std::string a = Bytes(kLarge, 3);
  const std::string b = Bytes(kLarge, 4);
  std::string got_a;
  std::string got_b;
  BackgroundStream stream_a(thread, Into(&got_a));
  BackgroundStream stream_b(thread, Into(&got_b));
  constexpr std::size_t kPiece = 100'000;
  for (std::size_t at = 0; at < kLarge; at += kPiece) {
    ASSERT_TRUE(stream_a.Append(std::string_view(a).substr(at, kPiece)).ok());
    ASSERT_TRUE(stream_b.Append(std::string_view(b).substr(at, kPiece)).ok());
  }
  ASSERT_TRUE(stream_b.Flush().ok());
  EXPECT_TRUE(got_b == b);
  ASSERT_TRUE(stream_a.Flush().ok());
  EXPECT_TRUE(got_a == a);
}

TEST(BackgroundThread, TellsAFailureAndDoesNothingAfterIt) {
  int calls = 0;
  BackgroundStream stream(std::make_shared<BackgroundThread>(), [&calls](std::string_view) {
    return ++calls == 2 ? absl::ResourceExhaustedError("full") : absl::OkStatus();
  });
  absl::Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) status = stream.Append(std::string(kLarge, 'x'));
  EXPECT_EQ(status.message(), "full");
  EXPECT_EQ(stream.Append("more").message(), "full");
  EXPECT_EQ(stream.Flush().message(), "full");
  EXPECT_EQ(calls, 2);
}

TEST(BackgroundThread, TellsAFailureOfTheLastBytesWhenItIsFlushed) {
  for (const std::size_t size : {std::size_t{5}, kLarge}) {
    BackgroundStream stream(std::make_shared<BackgroundThread>(),
                            [](std::string_view) { return absl::DataLossError("gone"); });
    (void)stream.Append(std::string(size, 'x'));
    EXPECT_EQ(stream.Flush().message(), "gone") << size;
  }
}

TEST(BackgroundThread, MakesAFailureOfWhatIsThrown) {
  for (const std::size_t size : {std::size_t{5}, kLarge}) {
    BackgroundStream stream(std::make_shared<BackgroundThread>(),
                            [](std::string_view) -> absl::Status { throw std::bad_alloc(); });
    (void)stream.Append(std::string(size, 'x'));
    EXPECT_EQ(stream.Flush().code(), absl::StatusCode::kResourceExhausted) << size;
  }
}

TEST(BackgroundThread, CallsNothingOfAStreamThatIsGone) {
  const auto thread = std::make_shared<BackgroundThread>();
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
TEST(BackgroundThread, TakesNoSignals) {
  sigset_t blocked;
  sigemptyset(&blocked);
  std::thread::id id;
  BackgroundStream stream(std::make_shared<BackgroundThread>(), [&](std::string_view) {
    if (id == std::thread::id()) {
      id = std::this_thread::get_id();
      pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(stream.Append(std::string(kLarge, 'x')).ok());
  ASSERT_TRUE(stream.Flush().ok());
  ASSERT_NE(id, std::this_thread::get_id());
  EXPECT_EQ(sigismember(&blocked, SIGINT), 1);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 1);
  sigset_t own;
  pthread_sigmask(SIG_SETMASK, nullptr, &own);
  EXPECT_EQ(sigismember(&own, SIGINT), 0) << "the caller's own mask is as it was";
}
#endif

}  // namespace
}  // namespace telex::internal
