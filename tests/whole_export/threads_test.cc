// Proves that an export is the same, to the byte, for any number of threads, and that a host's own parts are called on
// the thread that runs it, for any number too.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "tests/whole_export/memory_export.h"
#include "tests/whole_export/whole_exports.h"

namespace telex {
namespace {

// Every file at or below `path`, by its name.
std::map<std::string, std::string> ContentsAt(const std::string& path) {
  std::map<std::string, std::string> contents;
  const auto add = [&contents](const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    contents[file.filename().u8string()] = std::string(std::istreambuf_iterator<char>(stream), {});
  };
  if (!std::filesystem::is_directory(path)) add(path);
  if (std::filesystem::is_directory(path)) {
    for (const auto& entry : std::filesystem::directory_iterator(path)) add(entry.path());
  }
  return contents;
}

TEST(Threads, GiveTheSameBytesInAnyNumber) {
  for (const int max_request_bytes : {3000, 200'000, 16 << 20}) {
    for (const test::Target& target : test::Targets()) {
      std::map<std::string, std::string> alone;
      for (const int threads : {1, 2, 3, 4, 9, 0}) {
        SCOPED_TRACE(target.name + ", " + std::to_string(threads) + " threads");
        test::TargetFolder folder;
        ExportOptions options = target.Options();
        options.otlp.max_request_bytes = static_cast<std::uint64_t>(max_request_bytes);
        options.threads = threads;
        test::MemorySource source(test::LargeSessions());
        source.allows_other_threads = true;
        ASSERT_EQ(ExportToPath(source, folder.Path("out"), options, nullptr), absl::OkStatus());
        const std::map<std::string, std::string> contents = ContentsAt(folder.Path("out"));
        ASSERT_FALSE(contents.empty());
        if (threads == 1) alone = contents;
        EXPECT_TRUE(contents == alone);
      }
    }
  }
}

TEST(Threads, LeaveAHostsSourceOutputAndCallbacksToTheCaller) {
  const std::thread::id caller = std::this_thread::get_id();
  for (const Format format : {Format::kJson, Format::kOtlp}) {
    int elsewhere = 0;
    std::size_t bytes = 0;
    ExportOptions options = test::OptionsFor(format);
    options.threads = 4;
    options.compression = 0;
    options.on_progress = [&](const Progress&) {
      elsewhere += std::this_thread::get_id() != caller;
      return absl::OkStatus();
    };
    const auto append = [&](std::string_view piece) {
      elsewhere += std::this_thread::get_id() != caller;
      bytes += piece.size();
      return absl::OkStatus();
    };
    test::MemorySource source(test::LargeSessions());
    source.on_open = [&](const std::string&, int) { elsewhere += std::this_thread::get_id() != caller; };
    source.on_read = [&](const std::string&, std::uint64_t) { elsewhere += std::this_thread::get_id() != caller; };
    ASSERT_EQ(ExportToOutput(source, NewCallbackOutput(append), options, nullptr), absl::OkStatus());
    EXPECT_GT(bytes, 1'000'000u);
    EXPECT_EQ(elsewhere, 0) << FormatId(format);
  }
}

TEST(Threads, AreRefusedOutOfBounds) {
  for (const int threads : {-1, 257}) {
    ExportOptions options;
    options.threads = threads;
    EXPECT_EQ(ValidateExportOptions(options).message(), "threads must be 0 to 256");
  }
}

}  // namespace
}  // namespace telex
