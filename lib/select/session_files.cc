#include "select/session_files.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

#include "select/name_choice.h"

namespace telex::internal {
namespace {

constexpr std::size_t kBlockSize = std::size_t{16} << 10;

}  // namespace

SessionFiles SessionFiles::Group(std::vector<std::string> names) {
  SessionFiles grouped;
  for (const std::string& name : names) {
    if (TelemetryFileName::Parse(name)) grouped.Add(name);
  }
  names = {};
  grouped.OrderFiles();
  grouped.GroupSessions();
  return grouped;
}

absl::StatusOr<SessionFiles> SessionFiles::Select(Source& source, const DateRange& range, int slack_days) {
  const NameChoice choice(range, slack_days);
  SessionFiles selected;
  absl::Status status = source.List([&](std::string_view name) {
    if (choice.Needs(name)) selected.Add(name);
  });
  if (!status.ok()) return status;
  selected.OrderFiles();
  selected.GroupSessions();
  return selected;
}

void SessionFiles::Add(std::string_view telemetry_name) {
  const std::size_t size = telemetry_name.size();
  if (size > std::numeric_limits<std::uint32_t>::max()) return;  // no file system has such names
  if (size > block_free_) {
    block_free_ = std::max(size, kBlockSize);
    blocks_.push_back(std::unique_ptr<char[]>(new char[block_free_]));
    block_next_ = blocks_.back().get();
  }
  std::memcpy(block_next_, telemetry_name.data(), size);
  const std::size_t session_size = SplitKnownName(telemetry_name).session.size();
  files_.push_back({block_next_, static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(session_size)});
  block_next_ += size;
  block_free_ -= size;
}

void SessionFiles::OrderFiles() {
  const auto name_of = [](const File& file) { return std::string_view(file.name, file.name_size); };
  std::sort(files_.begin(), files_.end(),
            [&](const File& a, const File& b) { return KnownNameLess(name_of(a), name_of(b)); });
  files_.erase(
      std::unique(files_.begin(), files_.end(), [&](const File& a, const File& b) { return name_of(a) == name_of(b); }),
      files_.end());
}

void SessionFiles::GroupSessions() {
  files_by_session_.resize(files_.size());
  std::iota(files_by_session_.begin(), files_by_session_.end(), std::uint32_t{0});
  std::sort(files_by_session_.begin(), files_by_session_.end(), [this](std::uint32_t a, std::uint32_t b) {
    const int order = SessionOf(a).compare(SessionOf(b));
    return order != 0 ? order < 0 : a < b;
  });

  // Sessions stand together now, in the order of their names: order them by their first files.
  std::vector<std::uint32_t> first_of(files_.size());
  std::size_t session_count = 0;
  for (std::size_t i = 0; i < files_by_session_.size(); ++i) {
    const std::uint32_t file = files_by_session_[i];
    const bool begins = i == 0 || SessionOf(file) != SessionOf(files_by_session_[i - 1]);
    first_of[file] = begins ? file : first_of[files_by_session_[i - 1]];
    if (begins) ++session_count;
  }
  std::sort(files_by_session_.begin(), files_by_session_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return first_of[a] != first_of[b] ? first_of[a] < first_of[b] : a < b;
  });

  session_begins_.reserve(session_count + 1);
  for (std::size_t i = 0; i < files_by_session_.size(); ++i) {
    const std::uint32_t file = files_by_session_[i];
    if (first_of[file] == file) session_begins_.push_back(static_cast<std::uint32_t>(i));
  }
  session_begins_.push_back(static_cast<std::uint32_t>(files_by_session_.size()));
}

std::string_view SessionFiles::SessionOf(std::size_t file) const {
  return {files_[file].name + kSessionAt, files_[file].session_size};
}

}  // namespace telex::internal
