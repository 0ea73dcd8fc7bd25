// Exports one after another in one process, for a time: each must give what it gave first, and the process must hold no
// more in the end than when all had run a few times.
#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tests/load/kinds.h"

namespace telex_load {
namespace {

// In which memory of threads, caches and the standard library finds its size.
constexpr int kWarmUpRounds = 20;
constexpr double kWarmUpShare = 0.1;  // of the time
// More than rounds differ by, and less than a leak of 1 KB an export would be after a few thousand.
constexpr long kMaxGrowth = 2048;  // kilobytes

// Of this process, in kilobytes; 0 where the system does not tell.
long ResidentMemory() {
  long pages = 0;
  if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

int OpenDescriptors() {
  int count = 0;
  if (DIR* const folder = opendir("/proc/self/fd")) {
    while (readdir(folder) != nullptr) ++count;
    closedir(folder);
  }
  return count;
}

class Loop {
 public:
  explicit Loop(const std::string& telemetry) : telemetry_(telemetry), kinds_(Kinds()) {}

  // Each kind once. False where one did not give what it gave first.
  bool Round() {
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      const Outcome outcome = kinds_[i].run(telemetry_, work_.PathOf("out"));
      ++exports_;
      events_ += outcome.events;
      bytes_ += outcome.bytes;
      if (first_.size() == i) first_.push_back(outcome);
      if (outcome.problem.empty() && outcome == first_[i] && work_.Names().empty()) continue;
      std::fprintf(stderr, "%s, export %llu: %s\n  the first time: %s\n  left behind:%s\n", kinds_[i].name.c_str(),
                   static_cast<unsigned long long>(exports_), Describe(outcome).c_str(), Describe(first_[i]).c_str(),
                   work_.Names().c_str());
      return false;
    }
    return true;
  }

  std::uint64_t exports() const { return exports_; }
  std::uint64_t events() const { return events_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  const std::string telemetry_;
  const std::vector<Kind> kinds_;
  const WorkFolder work_;
  std::vector<Outcome> first_;
  std::uint64_t exports_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

int RunInLoop(const std::string& telemetry, double seconds) {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [begin] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  Loop loop(telemetry);
  for (int round = 0; round < kWarmUpRounds || elapsed() < seconds * kWarmUpShare; ++round) {
    if (!loop.Round()) return 1;
  }
  const long warm = ResidentMemory();
  const int descriptors = OpenDescriptors();
  const std::uint64_t warm_exports = loop.exports();
  long most = warm;
  do {
    if (!loop.Round()) return 1;
    most = std::max(most, ResidentMemory());
  } while (elapsed() < seconds);
  const long end = ResidentMemory();
  const int descriptors_left = OpenDescriptors() - descriptors;
  std::printf(
      "{\"exports\":%llu,\"warmUpExports\":%llu,\"events\":%llu,\"bytes\":%llu,\"seconds\":%.1f,\"kilobytesWarm\":%ld,"
      "\"kilobytesMost\":%ld,\"kilobytesEnd\":%ld,\"descriptorsLeft\":%d}\n",
      static_cast<unsigned long long>(loop.exports()), static_cast<unsigned long long>(warm_exports),
      static_cast<unsigned long long>(loop.events()), static_cast<unsigned long long>(loop.bytes()), elapsed(), warm,
      most, end, descriptors_left);
  if (end - warm <= kMaxGrowth && descriptors_left == 0) return 0;
  std::fprintf(stderr, "memory or descriptors have grown\n");
  return 1;
}

}  // namespace telex_load
