#include "read/run_context.h"

#include <algorithm>
#include <utility>

namespace telex {

SourceFile* OpenFiles::Find(const FileLines* owner) {
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (entries_[i].owner != owner) continue;
    std::rotate(entries_.begin() + static_cast<std::ptrdiff_t>(i),
                entries_.begin() + static_cast<std::ptrdiff_t>(i) + 1, entries_.end());
    return entries_.back().file.get();
  }
  return nullptr;
}

void OpenFiles::MakeRoom() {
  if (entries_.size() >= max_open_) entries_.erase(entries_.begin());
}

SourceFile* OpenFiles::Add(const FileLines* owner, std::unique_ptr<SourceFile> file) {
  entries_.push_back({owner, std::move(file)});
  return entries_.back().file.get();
}

void OpenFiles::Close(const FileLines* owner) {
  entries_.erase(
      std::remove_if(entries_.begin(), entries_.end(), [owner](const Entry& entry) { return entry.owner == owner; }),
      entries_.end());
}

bool OpenFiles::CloseAll() {
  const bool any = !entries_.empty();
  entries_.clear();
  return any;
}

std::size_t RunContext::BufferTarget() const {
  const std::size_t kMost = std::size_t{open_sessions > 1 ? 16U : 64U} << 10;
  constexpr std::size_t kShared = std::size_t{8} << 20;  // of all sessions together, as long as they are few
  constexpr std::size_t kFurtherSession = 4096;          // what each more may take …
  constexpr std::size_t kSessionState = 1536;            // … with its parser
  if (open_sessions <= kFewSessions) return std::min(kMost, kShared / open_sessions);
  const std::size_t budget = kShared + (open_sessions - kFewSessions) * (kFurtherSession - kSessionState);
  const std::size_t share = budget / open_sessions;
  if (sessions_to_come == 0 || buffered_bytes >= budget) return std::min(kMost, share);
  // What small files left of their share goes to those that come after them.
  return std::min(kMost, std::max(share, (budget - buffered_bytes) / sessions_to_come));
}

}  // namespace telex
