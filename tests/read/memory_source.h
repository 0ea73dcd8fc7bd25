// A host's own source that holds its files in memory, and counts, shortens, changes and fails as a test asks.
#ifndef TELEX_TESTS_READ_MEMORY_SOURCE_H_
#define TELEX_TESTS_READ_MEMORY_SOURCE_H_

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "telex/source.h"

namespace telex::test {

class MemorySource final : public Source {
 public:
  struct File {
    std::string content;
    std::uint64_t identity = 0;
    absl::Status open_status;
    absl::Status read_status;
  };

  MemorySource() = default;
  explicit MemorySource(std::map<std::string, std::string> contents) {
    for (auto& [name, content] : contents) files[name].content = std::move(content);
  }

  absl::Status List(const std::function<void(std::string_view)>& visit) override {
    for (const auto& [name, file] : files) visit(std::string(name));
    return list_status;
  }
  std::uint64_t SizeHint(std::string_view name) override {
    const auto found = files.find(std::string(name));
    return found == files.end() ? 0 : found->second.content.size();
  }
  bool AllowsOtherThreads() const override { return allows_other_threads; }
  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view name) override {
    const std::string key(name);
    const int times = ++opens[key];
    if (on_open) on_open(key, times);
    const auto found = files.find(key);
    if (found == files.end()) return absl::NotFoundError("no such file");
    if (!found->second.open_status.ok()) return found->second.open_status;
    return std::make_unique<OpenFile>(this, key, found->second.identity);
  }

  std::uint64_t TotalSize() const {
    std::uint64_t size = 0;
    for (const auto& [name, file] : files) size += file.content.size();
    return size;
  }

  std::size_t TotalOpens() const {
    std::size_t all = 0;
    for (const auto& [name, times] : opens) all += static_cast<std::size_t>(times);
    return all;
  }

  std::map<std::string, File> files;
  absl::Status list_status;
  bool allows_other_threads = false;
  std::size_t max_read = static_cast<std::size_t>(-1);  // bytes that one Read gives at most
  // Called before a file is opened for the n-th time (from 1), and before each Read; they may change `files`.
  std::function<void(const std::string& name, int times)> on_open;
  std::function<void(const std::string& name, std::uint64_t offset)> on_read;

  std::map<std::string, int> opens;
  int open_now = 0;
  int most_open = 0;
  std::size_t largest_read = 0;  // bytes that one Read was asked for

 private:
  class OpenFile final : public SourceFile {
   public:
    OpenFile(MemorySource* source, std::string name, std::uint64_t identity)
        : source_(*source), name_(std::move(name)), identity_(identity) {
      source_.most_open = std::max(source_.most_open, ++source_.open_now);
    }
    ~OpenFile() override { --source_.open_now; }

    absl::StatusOr<std::uint64_t> Size() override { return source_.files[name_].content.size(); }
    absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
      source_.largest_read = std::max(source_.largest_read, size);
      if (source_.on_read) source_.on_read(name_, offset);
      const File& file = source_.files[name_];
      if (!file.read_status.ok()) return file.read_status;
      if (offset >= file.content.size()) return std::size_t{0};
      const std::size_t got =
          std::min({size, source_.max_read, file.content.size() - static_cast<std::size_t>(offset)});
      std::memcpy(buffer, file.content.data() + offset, got);
      return got;
    }
    std::uint64_t Identity() override { return identity_; }

   private:
    MemorySource& source_;
    const std::string name_;
    const std::uint64_t identity_;
  };
};

}  // namespace telex::test

#endif  // TELEX_TESTS_READ_MEMORY_SOURCE_H_
