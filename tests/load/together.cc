// Many exports at once in one process: each must give what it gives alone.
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <mutex>
#include <thread>

#include "tests/load/kinds.h"

namespace telex_load {
namespace {

// Opens when so many threads wait.
class Gate {
 public:
  explicit Gate(int threads) : missing_(threads) {}
  void Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (--missing_ == 0) open_.notify_all();
    open_.wait(lock, [this] { return missing_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable open_;
  int missing_;
};

}  // namespace

int RunTogether(const std::string& telemetry, int exports) {
  const std::vector<Kind> kinds = Kinds();
  const WorkFolder work;
  std::vector<Outcome> alone;
  bool good = true;
  for (const Kind& kind : kinds) {
    alone.push_back(kind.run(telemetry, work.PathOf("alone")));
    if (alone.back().problem.empty()) continue;
    std::fprintf(stderr, "%s, alone: %s\n", kind.name.c_str(), Describe(alone.back()).c_str());
    good = false;
  }

  const auto count = static_cast<std::size_t>(exports);
  std::vector<Outcome> together(count);
  std::vector<std::thread> threads;
  Gate gate(exports + 1);
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      gate.Wait();
      try {
        together[i] = kinds[i % kinds.size()].run(telemetry, work.PathOf(std::to_string(i)));
      } catch (const std::exception& error) {
        together[i].problem = error.what();
      }
    });
  }
  gate.Wait();
  const auto begin = std::chrono::steady_clock::now();
  for (std::thread& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  std::uint64_t events = 0;
  for (std::size_t i = 0; i < count; ++i) {
    events += together[i].events;
    const Outcome& expected = alone[i % kinds.size()];
    if (together[i] == expected) continue;
    std::fprintf(stderr, "%s, export %zu of %zu: %s\n  alone: %s\n", kinds[i % kinds.size()].name.c_str(), i, count,
                 Describe(together[i]).c_str(), Describe(expected).c_str());
    good = false;
  }
  if (const std::string names = work.Names(); !names.empty()) {
    std::fprintf(stderr, "left behind:%s\n", names.c_str());
    good = false;
  }
  std::printf("{\"exports\":%d,\"kinds\":%zu,\"events\":%llu,\"seconds\":%.3f}\n", exports, kinds.size(),
              static_cast<unsigned long long>(events), seconds);
  return good ? 0 : 1;
}

}  // namespace telex_load
