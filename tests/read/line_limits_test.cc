// Proves the limit of a line's length to the byte, with each kind of line end, and that a line of any length is read
// and skipped in little memory.
#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "telex/event_iterator.h"
#include "telex/event_reader.h"
#include "tests/read/event_text.h"
#include "tests/read/memory_source.h"
#include "tests/read/telemetry_text.h"

namespace telex {
namespace {

using test::Collector;
using test::HeaderLine;
using test::MemorySource;
using test::RowLine;

constexpr char kName[] = "telemetry-2026-05-01-5e55.jsonl";

// A row of exactly `size` bytes, without a newline.
std::string RowOf(std::size_t size) {
  const std::string bare = RowLine("00000000000000a1", "n", "2026-05-01T08:00:00Z", 0, "{\"p\":\"\"}");
  EXPECT_GE(size, bare.size() - 1);
  std::string row = bare.substr(0, bare.size() - 1);
  return row.insert(row.find("\"\"") + 1, size - row.size(), 'x');
}

Collector Push(const std::string& content, std::uint64_t limit, std::size_t piece) {
  Collector collector;
  EventReader reader(&collector, {limit});
  reader.BeginFile(kName);
  for (std::size_t i = 0; i < content.size(); i += piece) EXPECT_TRUE(reader.Feed(content.substr(i, piece)).ok());
  EXPECT_TRUE(reader.EndFile().ok());
  return collector;
}

Collector Pull(Source* source, std::uint64_t limit, ReadCounts* counts = nullptr) {
  Collector collector;
  ReadOptions options;
  options.max_input_line_bytes = limit;
  auto iterator = EventIterator::Open(source, options);
  EXPECT_TRUE(iterator.ok());
  for (;;) {
    absl::StatusOr<const Event*> event = (*iterator)->Next();
    EXPECT_TRUE(event.ok());
    if (!event.ok() || *event == nullptr) break;
    EXPECT_TRUE(collector.OnEvent(**event).ok());
  }
  for (const Problem& problem : (*iterator)->problems())
    collector.OnProblem(problem.file, problem.line, problem.reason);
  if (counts != nullptr) *counts = (*iterator)->counts();
  return collector;
}

TEST(LineLimits, ToTheByteWithEachLineEnd) {
  for (const std::size_t limit : {std::size_t{1000}, std::size_t{65536}, std::size_t{70000}, std::size_t{200000}}) {
    for (const std::size_t size : {limit - 1, limit, limit + 1, limit + 2, limit + 3}) {
      for (const std::string end : {"\n", "\r\n", ""}) {
        SCOPED_TRACE(std::to_string(limit) + " " + std::to_string(size) + " " + std::to_string(end.size()));
        const std::string before = HeaderLine() + RowLine();
        const std::string content = before + RowOf(size) + end + (end.empty() ? "" : RowLine());
        const std::size_t events = (size <= limit ? 2u : 1u) + (end.empty() ? 0u : 1u);
        std::vector<std::string> problems;
        if (size > limit) problems = {std::string(kName) + ":3: longer than " + std::to_string(limit) + " bytes"};
        for (const std::size_t piece : {std::size_t{7}, std::size_t{4096}, content.size()}) {
          const Collector pushed = Push(content, limit, piece);
          EXPECT_EQ(pushed.events.size(), events);
          EXPECT_EQ(pushed.problems, problems);
        }
        MemorySource source({{kName, content}});
        ReadCounts counts;
        const Collector pulled = Pull(&source, limit, &counts);
        EXPECT_EQ(pulled.events.size(), events);
        EXPECT_EQ(pulled.problems, problems);
        EXPECT_EQ(counts.bytes_read, content.size());
      }
    }
  }
}

TEST(LineLimits, BlankLinesCountToo) {
  const std::string content = HeaderLine() + std::string(400, ' ') + "\n" + std::string(401, '\t') + "\r\n" + RowLine();
  for (const Collector& collector : {Push(content, 400, 5), Push(content, 400, content.size())}) {
    EXPECT_EQ(collector.events.size(), 1u);
    EXPECT_EQ(collector.problems, std::vector<std::string>{std::string(kName) + ":3: longer than 400 bytes"});
  }
  MemorySource source({{kName, content}});
  EXPECT_EQ(Pull(&source, 400).problems.size(), 1u);
}

// Lines around the sizes of buffers, mixed: what is pulled is what one push gives.
TEST(LineLimits, LinesOfManySizes) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::string content = HeaderLine();
    for (int i = 0; i < 12; ++i) {
      const std::size_t near[] = {200, 4096, 65535, 65536, 65537, 65536 * 2, 100000, 131071 + random() % 5};
      content += RowOf(near[random() % 8] + random() % 3) + (random() % 2 == 0 ? "\n" : "\r\n");
      if (random() % 3 == 0) content += std::string(random() % 150000, random() % 2 == 0 ? ' ' : 'x') + "\n";
    }
    if (random() % 2 == 0) content += RowOf(70000);
    for (const std::uint64_t limit : {std::uint64_t{65536}, std::uint64_t{100001}, std::uint64_t{16} << 20}) {
      const Collector pushed = Push(content, limit, content.size());
      MemorySource source({{kName, content}});
      source.max_read = random() % 2 == 0 ? static_cast<std::size_t>(-1) : 10000 + random() % 60000;
      ReadCounts counts;
      const Collector pulled = Pull(&source, limit, &counts);
      EXPECT_TRUE(pulled.events == pushed.events);
      EXPECT_EQ(pulled.problems, pushed.problems);
      EXPECT_EQ(counts.bytes_read, content.size());
    }
  }
}

// A file that is made up as it is read: a header, a row, a line of `size` bytes, a row.
class GeneratingSource final : public Source {
 public:
  explicit GeneratingSource(std::uint64_t size)
      : before_(HeaderLine() + RowLine()), after_("\n" + RowLine()), size_(size) {}

  absl::Status List(const std::function<void(std::string_view)>& visit) override {
    visit(kName);
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view) override { return std::make_unique<File>(this); }
  std::uint64_t total() const { return before_.size() + size_ + after_.size(); }

  std::size_t largest_read = 0;
  std::uint64_t bytes_given = 0;

 private:
  class File final : public SourceFile {
   public:
    explicit File(GeneratingSource* source) : source_(*source) {}
    absl::StatusOr<std::uint64_t> Size() override { return source_.total(); }
    absl::StatusOr<std::size_t> Read(std::uint64_t offset, char* buffer, std::size_t size) override {
      source_.largest_read = std::max(source_.largest_read, size);
      const std::uint64_t end_of_line = source_.before_.size() + source_.size_;
      std::size_t got = 0;
      if (offset < source_.before_.size()) {
        got = source_.before_.copy(buffer, size, static_cast<std::size_t>(offset));
      } else if (offset < end_of_line) {
        got = static_cast<std::size_t>(std::min<std::uint64_t>(size, end_of_line - offset));
        std::memset(buffer, 'x', got);
      } else {
        got = source_.after_.copy(buffer, size, static_cast<std::size_t>(offset - end_of_line));
      }
      source_.bytes_given += got;
      return got;
    }

   private:
    GeneratingSource& source_;
  };

  const std::string before_;
  const std::string after_;
  const std::uint64_t size_;
};

TEST(LineLimits, LineOfAGibibyteIsSkippedInLittleMemory) {
  GeneratingSource source(std::uint64_t{1} << 30);
  ReadCounts counts;
  const Collector pulled = Pull(&source, std::uint64_t{16} << 20, &counts);
  EXPECT_EQ(pulled.events.size(), 2u);
  EXPECT_EQ(pulled.problems, std::vector<std::string>{std::string(kName) + ":3: longer than 16777216 bytes"});
  EXPECT_LE(source.largest_read, std::size_t{64} << 10);
  EXPECT_EQ(counts.bytes_read, source.total());
  EXPECT_LE(source.bytes_given, source.total() + (std::uint64_t{1} << 20)) << "read once";
}

TEST(LineLimits, PushedLineOfAGibibyte) {
  Collector collector;
  EventReader reader(&collector);
  reader.BeginFile(kName);
  ASSERT_TRUE(reader.Feed(HeaderLine() + RowLine()).ok());
  const std::string piece(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 1024; ++i) ASSERT_TRUE(reader.Feed(piece).ok());
  ASSERT_TRUE(reader.Feed("\n" + RowLine()).ok());
  ASSERT_TRUE(reader.EndFile().ok());
  EXPECT_EQ(collector.events.size(), 2u);
  EXPECT_EQ(collector.problems, std::vector<std::string>{std::string(kName) + ":3: longer than 16777216 bytes"});
}

}  // namespace
}  // namespace telex
