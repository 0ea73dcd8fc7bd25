#include "write/hidden_name.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>

namespace telex::internal {

namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kDigitCount = 6;
// Nobody else's: what has such a name and is not in use is removed.
constexpr std::string_view kEnding = ".telex-tmp";

std::string Beginning(std::string_view name) {
  constexpr std::size_t kMaxBytesOfName = 232;
  std::size_t length = std::min(name.size(), kMaxBytesOfName);
  // Not in the midst of a character: some systems want UTF-8.
  while (length < name.size() && length > 0 && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;
  return "." + std::string(name.substr(0, length)) + ".";
}

}  // namespace

std::string HiddenName(std::string_view name, int attempt) {
  // Need not be hard to guess, for it is made exclusively; only rarely the same in two programs or threads.
  std::uint64_t mixed = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  mixed += static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) << 20;
  mixed ^= std::hash<std::thread::id>()(std::this_thread::get_id());
  mixed += static_cast<std::uint64_t>(attempt) << 48;
  std::string hidden = Beginning(name);
  for (std::size_t i = 0; i < kDigitCount; ++i) {
    mixed = (mixed ^ (mixed >> 31)) * 0x9E3779B97F4A7C15u;
    hidden += kDigits[static_cast<std::size_t>(mixed >> 32) % kDigits.size()];
  }
  return hidden.append(kEnding);
}

bool IsHiddenNameOf(std::string_view entry, std::string_view name) {
  const std::string beginning = Beginning(name);
  return entry.size() == beginning.size() + kDigitCount + kEnding.size() &&
         entry.substr(0, beginning.size()) == beginning && entry.substr(entry.size() - kEnding.size()) == kEnding &&
         entry.substr(beginning.size(), kDigitCount).find_first_not_of(kDigits) == std::string_view::npos;
}

absl::Status ExistsAlready(const std::string& path) {
  return absl::Status(absl::StatusCode::kAlreadyExists, path + ": exists already");
}

}  // namespace telex::internal
