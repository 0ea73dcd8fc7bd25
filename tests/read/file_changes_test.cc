// Proves what becomes of files that vanish, shrink, grow, fail or are replaced while an export reads them: what a file
// held at its first opening counts, every other file is read, and the reason is reported.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "telex/event_iterator.h"
#include "tests/read/event_text.h"
#include "tests/read/memory_source.h"
#include "tests/read/telemetry_text.h"

namespace telex {
namespace {

using test::HeaderLine;
using test::MemorySource;
using test::Row;
using test::RowLine;
using test::TimeText;

std::string Name(int session) { return "telemetry-2026-05-01-s" + std::to_string(100 + session) + ".jsonl"; }

// `rows` rows, an hour apart from session to session's own rows, so that sessions take turns when merged by time.
std::string Content(int session, int rows) {
  std::string text = HeaderLine("session" + std::to_string(100 + session));
  for (int i = 0; i < rows; ++i) {
    text += RowLine("00000000000000a1", "s" + std::to_string(session) + "." + std::to_string(i),
                    TimeText(i * 3600000 + session));
  }
  return text;
}

MemorySource ThreeFiles() {
  return MemorySource({{Name(0), Content(0, 3)}, {Name(1), Content(1, 3)}, {Name(2), Content(2, 3)}});
}

struct Outcome {
  std::vector<std::string> names;  // of events
  std::vector<std::string> problems;
  ReadCounts counts;
};

Outcome ReadAll(MemorySource* source, EventOrder order = EventOrder::kBySession) {
  Outcome outcome;
  ReadOptions options;
  options.order = order;
  auto iterator = EventIterator::Open(source, options);
  EXPECT_TRUE(iterator.ok());
  for (;;) {
    absl::StatusOr<const Event*> event = (*iterator)->Next();
    EXPECT_TRUE(event.ok());
    if (!event.ok() || *event == nullptr) break;
    outcome.names.push_back((*event)->event_name.Decode());
  }
  for (const Problem& problem : (*iterator)->problems()) {
    outcome.problems.push_back(test::TextOf(problem.file, problem.line, problem.reason));
  }
  outcome.counts = (*iterator)->counts();
  return outcome;
}

const std::vector<std::string> kAll = {"s0.0", "s0.1", "s0.2", "s1.0", "s1.1", "s1.2", "s2.0", "s2.1", "s2.2"};
const std::vector<std::string> kWithoutSecond = {"s0.0", "s0.1", "s0.2", "s2.0", "s2.1", "s2.2"};

TEST(FileChanges, None) {
  MemorySource source = ThreeFiles();
  const Outcome outcome = ReadAll(&source);
  EXPECT_EQ(outcome.names, kAll);
  EXPECT_EQ(outcome.counts.files_selected, 3u);
  EXPECT_EQ(outcome.counts.files_skipped, 0u);
  EXPECT_EQ(outcome.counts.bytes_read, source.TotalSize());
}

TEST(FileChanges, VanishesBeforeItIsOpened) {
  MemorySource source = ThreeFiles();
  source.on_open = [&source](const std::string& name, int) {
    if (name == Name(0)) source.files.erase(Name(1));
  };
  const Outcome outcome = ReadAll(&source);
  EXPECT_EQ(outcome.names, kWithoutSecond);
  EXPECT_EQ(outcome.problems, std::vector<std::string>{Name(1) + ":0: no such file"});
  EXPECT_EQ(outcome.counts.files_selected, 3u);
  EXPECT_EQ(outcome.counts.files_skipped, 1u);
}

TEST(FileChanges, CannotBeRead) {
  MemorySource source = ThreeFiles();
  source.files[Name(1)].read_status = absl::DataLossError("Input/output error");
  const Outcome outcome = ReadAll(&source);
  EXPECT_EQ(outcome.names, kWithoutSecond);
  EXPECT_EQ(outcome.problems, std::vector<std::string>{Name(1) + ":0: Input/output error"});
  EXPECT_EQ(outcome.counts.files_skipped, 1u);
}

// Whatever is done to a file at its second read, the lines of its first read are there.
template <typename Change>
Outcome ReadWithChange(std::uint64_t at, Change change) {
  MemorySource source = ThreeFiles();
  source.max_read = 300;
  bool changed = false;
  source.on_read = [&](const std::string& name, std::uint64_t offset) {
    if (name == Name(1) && offset >= at && !changed) {
      changed = true;
      change(source.files[name]);
    }
  };
  return ReadAll(&source);
}

TEST(FileChanges, ShrinksWhileItIsRead) {
  const std::size_t two_rows = HeaderLine("session101").size() + RowLine("00000000000000a1", "s1.0").size() + 100;
  const Outcome outcome = ReadWithChange(600, [two_rows](MemorySource::File& file) { file.content.resize(two_rows); });
  EXPECT_EQ(outcome.names, (std::vector<std::string>{"s0.0", "s0.1", "s0.2", "s1.0", "s1.1", "s2.0", "s2.1", "s2.2"}));
  EXPECT_EQ(outcome.problems,
            std::vector<std::string>{Name(1) + ":0: shrank to 600 of " + std::to_string(Content(1, 3).size()) +
                                     " bytes while it was read"});
  EXPECT_EQ(outcome.counts.files_skipped, 1u);
  EXPECT_EQ(outcome.counts.lines_skipped, 0u);
}

TEST(FileChanges, GrowsWhileItIsRead) {
  const Outcome outcome =
      ReadWithChange(300, [](MemorySource::File& file) { file.content += RowLine("00000000000000a9", "late"); });
  EXPECT_EQ(outcome.names, kAll);
  EXPECT_EQ(outcome.problems, std::vector<std::string>());
}

TEST(FileChanges, FailsInTheMiddle) {
  const Outcome outcome = ReadWithChange(
      600, [](MemorySource::File& file) { file.read_status = absl::UnavailableError("Stale file handle"); });
  EXPECT_EQ(outcome.names, (std::vector<std::string>{"s0.0", "s0.1", "s0.2", "s1.0", "s1.1", "s2.0", "s2.1", "s2.2"}));
  EXPECT_EQ(outcome.problems, std::vector<std::string>{Name(1) + ":0: Stale file handle"});
}

// Many sessions that take turns: their files are closed and opened again for each row.
class Reopened : public testing::Test {
 protected:
  static constexpr int kSessions = 40;

  Reopened() {
    for (int i = 0; i < kSessions; ++i) source_.files[Name(i)].content = Content(i, 4);
    source_.max_read = 100;  // less than a line
  }
  // Changes one file as it is opened again.
  void ChangeAt(int times, std::function<void(MemorySource::File&)> change) {
    source_.on_open = [this, times, change](const std::string& name, int opens) {
      if (name == Name(7) && opens == times) change(source_.files[name]);
    };
  }
  static std::vector<std::string> Merged(int rows_of_changed) {
    std::vector<std::string> names;
    for (int row = 0; row < 4; ++row) {
      for (int session = 0; session < kSessions; ++session) {
        if (session == 7 && row >= rows_of_changed) continue;
        names.push_back("s" + std::to_string(session) + "." + std::to_string(row));
      }
    }
    return names;
  }
  MemorySource source_;
};

TEST_F(Reopened, WithoutChange) {
  const Outcome outcome = ReadAll(&source_, EventOrder::kByTime);
  EXPECT_EQ(outcome.names, Merged(4));
  EXPECT_EQ(outcome.problems, std::vector<std::string>());
  EXPECT_GT(source_.opens[Name(7)], 1);
  EXPECT_LE(source_.most_open, 16);
  EXPECT_EQ(source_.open_now, 0);
  EXPECT_EQ(outcome.counts.bytes_read, source_.TotalSize()) << "each byte counted once";
}

TEST_F(Reopened, GrownMeanwhile) {
  ChangeAt(2, [](MemorySource::File& file) { file.content += RowLine("00000000000000a9", "late", TimeText(5)); });
  const Outcome outcome = ReadAll(&source_, EventOrder::kByTime);
  EXPECT_EQ(outcome.names, Merged(4));
  EXPECT_EQ(outcome.problems, std::vector<std::string>());
}

TEST_F(Reopened, ReplacedMeanwhile) {
  ChangeAt(2, [](MemorySource::File& file) {
    file.content = Content(8, 4);
    file.identity = 99;
  });
  const Outcome outcome = ReadAll(&source_, EventOrder::kByTime);
  EXPECT_EQ(outcome.names, Merged(1));
  EXPECT_EQ(outcome.problems, std::vector<std::string>{Name(7) + ":0: was replaced by another file while it was read"});
  EXPECT_EQ(outcome.counts.files_skipped, 1u);
}

TEST_F(Reopened, GoneMeanwhile) {
  ChangeAt(2, [](MemorySource::File& file) { file.open_status = absl::NotFoundError("No such file or directory"); });
  const Outcome outcome = ReadAll(&source_, EventOrder::kByTime);
  EXPECT_EQ(outcome.names, Merged(1));
  EXPECT_EQ(outcome.problems, std::vector<std::string>{Name(7) + ":0: No such file or directory"});
}

TEST_F(Reopened, ShrunkMeanwhile) {
  ChangeAt(3, [](MemorySource::File& file) { file.content.resize(10); });
  const Outcome outcome = ReadAll(&source_, EventOrder::kByTime);
  ASSERT_EQ(outcome.problems.size(), 1u);
  EXPECT_NE(outcome.problems[0].find(Name(7) + ":0: shrank to "), std::string::npos) << outcome.problems[0];
  EXPECT_LT(outcome.names.size(), Merged(4).size());
  EXPECT_GE(outcome.names.size(), Merged(1).size());
}

// Descriptors run out: those of other sessions are given back, and nothing is lost.
TEST_F(Reopened, FewDescriptors) {
  int refused = 0;
  source_.on_open = [&](const std::string& name, int) {
    const bool full = source_.open_now >= 3;
    refused += full ? 1 : 0;
    source_.files[name].open_status = full ? absl::ResourceExhaustedError("Too many open files") : absl::OkStatus();
  };
  const Outcome outcome = ReadAll(&source_, EventOrder::kByTime);
  EXPECT_EQ(outcome.names, Merged(4));
  EXPECT_EQ(outcome.problems, std::vector<std::string>());
  EXPECT_GT(refused, 10);
}

// None to give back: an export without those files would not be what was asked for.
TEST_F(Reopened, NoDescriptors) {
  for (const EventOrder order : {EventOrder::kBySession, EventOrder::kByTime}) {
    int failures = 0;
    for (int first_refused = 1;; ++first_refused) {
      int opens = 0;
      source_.on_open = [&](const std::string& name, int) {
        const bool full = ++opens >= first_refused;
        source_.files[name].open_status = full ? absl::ResourceExhaustedError("Too many open files") : absl::OkStatus();
      };
      ReadOptions options;
      options.order = order;
      const auto iterator = EventIterator::Open(&source_, options);
      ASSERT_TRUE(iterator.ok());
      absl::StatusOr<const Event*> event = (*iterator)->Next();
      while (event.ok() && *event != nullptr) event = (*iterator)->Next();
      EXPECT_EQ((*iterator)->counts().files_skipped, 0u);
      if (event.ok()) break;
      ++failures;
      EXPECT_EQ(event.status().code(), absl::StatusCode::kResourceExhausted);
      EXPECT_TRUE(absl::EndsWith(event.status().message(), ".jsonl: Too many open files")) << event.status();
    }
    EXPECT_GE(failures, static_cast<int>(source_.files.size()));
  }
}

TEST(FileChanges, ListFails) {
  MemorySource source = ThreeFiles();
  source.list_status = absl::PermissionDeniedError("/telemetry: Permission denied");
  const auto iterator = EventIterator::Open(&source, {});
  EXPECT_EQ(iterator.status(), absl::PermissionDeniedError("/telemetry: Permission denied"));
}

}  // namespace
}  // namespace telex
