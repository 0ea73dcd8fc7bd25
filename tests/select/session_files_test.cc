// Proves: chosen files are grouped into sessions in the order of their first files, and stay within 128 bytes a file
// while a large folder is listed, ordered and grouped.
#include "select/session_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "select/names_source.h"
#include "telex/telemetry_files.h"

namespace {

// What this program holds on the heap, and the most that it held since the last reset; and how often it asked.
struct Heap {
  std::size_t held = 0;
  std::size_t most = 0;
  std::size_t requests = 0;
};
Heap heap;
constexpr std::size_t kSizeAt = alignof(std::max_align_t);  // the size of a block stands before it

void* Take(std::size_t size) {
  void* block = std::malloc(size + kSizeAt);
  if (block == nullptr) throw std::bad_alloc();
  *static_cast<std::size_t*>(block) = size;
  heap.held += size;
  heap.most = std::max(heap.most, heap.held);
  ++heap.requests;
  return static_cast<char*>(block) + kSizeAt;
}

void Give(void* memory) {
  if (memory == nullptr) return;
  void* block = static_cast<char*>(memory) - kSizeAt;
  heap.held -= *static_cast<std::size_t*>(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return Take(size); }
void* operator new[](std::size_t size) { return Take(size); }
void operator delete(void* memory) noexcept { Give(memory); }
void operator delete[](void* memory) noexcept { Give(memory); }
void operator delete(void* memory, std::size_t) noexcept { Give(memory); }
void operator delete[](void* memory, std::size_t) noexcept { Give(memory); }

namespace telex::internal {
namespace {

using Names = std::vector<std::string>;

// `session: name name` for each session.
Names Describe(const SessionFiles& files) {
  Names lines;
  for (std::size_t session = 0; session < files.session_count(); ++session) {
    std::string line(files.session_name(session));
    line += ':';
    for (const std::uint32_t file : files.files_of(session)) line += " " + std::string(files.name(file));
    lines.push_back(line);
  }
  return lines;
}

TEST(SessionFiles, GroupsInTheOrderOfTheFirstFiles) {
  const SessionFiles files = SessionFiles::Group({
      "telemetry-2026-05-01-c.jsonl",
      "telemetry-2026-05-01-b.10.jsonl",
      "telemetry-2026-05-01-b.9.jsonl",
      "telemetry-2026-05-02-a.jsonl",
      "telemetry-2026-05-02-c.jsonl",
      "telemetry-2026-05-02-c.jsonl",
      "telemetry-2026-05-03-b.jsonl",
      "telemetry-2026-05-03.jsonl",
  });
  EXPECT_EQ(Describe(files),
            (Names{"b: telemetry-2026-05-01-b.9.jsonl telemetry-2026-05-01-b.10.jsonl telemetry-2026-05-03-b.jsonl",
                   "c: telemetry-2026-05-01-c.jsonl telemetry-2026-05-02-c.jsonl", "a: telemetry-2026-05-02-a.jsonl"}));
  ASSERT_EQ(files.file_count(), 6u);
  EXPECT_EQ(files.name(0), "telemetry-2026-05-01-b.9.jsonl");
  EXPECT_EQ(files.name(5), "telemetry-2026-05-03-b.jsonl");
}

TEST(SessionFiles, MayBeEmpty) {
  for (const SessionFiles& files : {SessionFiles(), SessionFiles::Group({}), SessionFiles::Group({"a"})}) {
    EXPECT_EQ(files.file_count(), 0u);
    EXPECT_EQ(files.session_count(), 0u);
  }
}

TEST(SessionFiles, ViewsOutliveAMove) {
  SessionFiles files = SessionFiles::Group({"telemetry-2026-05-01-a.jsonl"});
  const std::string_view name = files.name(0);
  const SessionFiles moved = std::move(files);
  EXPECT_EQ(name, "telemetry-2026-05-01-a.jsonl");
  EXPECT_EQ(moved.name(0).data(), name.data());
}

TEST(SessionFiles, KeepsNamesOfAnyLength) {
  const std::string long_session(100'000, 'x');
  const SessionFiles files = SessionFiles::Group({"telemetry-2026-05-01-" + long_session + ".jsonl",
                                                  "telemetry-2026-05-01-b.jsonl", "telemetry-2026-05-01-a.jsonl"});
  ASSERT_EQ(files.session_count(), 3u);
  EXPECT_EQ(files.session_name(1), "b");
  EXPECT_EQ(files.session_name(2), long_session);
}

TEST(SessionFiles, SelectsWhatSelectFilesSelects) {
  constexpr unsigned kSeed = 3;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  Names names = {"notes.txt"};
  for (int i = 0; i < 2000; ++i) {
    const std::string day = std::to_string(10 + random() % 20);
    names.push_back("telemetry-2026-05-" + day + "-" + std::to_string(random() % 50) + "." +
                    std::to_string(random() % 20) + ".jsonl");
  }
  NamesSource source(std::move(names));
  const DateRange range = *DateRange::FromDates("2026-05-12", "2026-05-20");
  const Names selected = *SelectFiles(source, range, 1);
  const SessionFiles files = *SessionFiles::Select(source, range, 1);
  ASSERT_EQ(files.file_count(), selected.size());
  std::map<std::string, Names> by_session;
  Names session_order;
  for (std::size_t i = 0; i < selected.size(); ++i) {
    ASSERT_EQ(files.name(i), selected[i]);
    const std::string session(TelemetryFileName::Parse(selected[i])->session);
    if (by_session[session].empty()) session_order.push_back(session);
    by_session[session].push_back(selected[i]);
  }
  ASSERT_EQ(files.session_count(), session_order.size());
  for (std::size_t session = 0; session < session_order.size(); ++session) {
    ASSERT_EQ(files.session_name(session), session_order[session]);
    Names of_session;
    for (const std::uint32_t file : files.files_of(session)) of_session.emplace_back(files.name(file));
    ASSERT_EQ(of_session, by_session[session_order[session]]);
  }
}

TEST(SessionFiles, FailsAsTheListFails) {
  NamesSource source({});
  source.list_status = absl::NotFoundError("gone");
  EXPECT_EQ(SessionFiles::Select(source, DateRange(), 0).status(), source.list_status);
}

// Lists names without holding any, `days` days of `per_day` sessions that last one day each.
class LargeFolder final : public Source {
 public:
  LargeFolder(int days, int per_day, const char* session_format)
      : days_(days), per_day_(per_day), session_format_(session_format) {}

  absl::Status List(const std::function<void(std::string_view)>& visit) override {
    char name[128];
    char session[64];
    for (int i = 0; i < per_day_; ++i) {
      for (int day = 0; day < days_; ++day) {
        std::snprintf(session, sizeof session, session_format_, static_cast<unsigned>(i * 7919 + day) * 2654435761u);
        const int size =
            std::snprintf(name, sizeof name, "telemetry-2026-%02d-%02d-%s.jsonl", 1 + day / 28, 1 + day % 28, session);
        visit(std::string_view(name, static_cast<std::size_t>(size)));
      }
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view) override { return absl::InternalError("no"); }

 private:
  const int days_;
  const int per_day_;
  const char* const session_format_;
};

constexpr char kShortSession[] = "%08x";                             // names of 35 bytes
constexpr char kUuidSession[] = "%08x-0000-4000-8000-000000000000";  // names of 63 bytes

TEST(SessionFiles, HoldsAtMost128BytesPerFile) {
  for (const char* session_format : {kShortSession, kUuidSession}) {
    LargeFolder folder(1, 65'537, session_format);  // just after the vector has grown
    heap.most = heap.held;
    const std::size_t before = heap.held;
    const SessionFiles files = *SessionFiles::Select(folder, DateRange(), 0);
    ASSERT_EQ(files.file_count(), 65'537u);
    EXPECT_EQ(files.session_count(), 65'537u);
    EXPECT_LE((heap.most - before) / files.file_count(), 128u) << session_format;
  }
}

TEST(SelectFiles, HoldsAtMost128BytesPerFileWithOrdinaryNames) {
  LargeFolder folder(100, 1000, kShortSession);
  heap.most = heap.held;
  const std::size_t before = heap.held;
  const Names names = *SelectFiles(folder, DateRange());
  ASSERT_EQ(names.size(), 100'000u);
  EXPECT_LE((heap.most - before) / names.size(), 128u);
}

TEST(SelectFiles, CostsNoMemoryForFilesThatAreNotChosen) {
  LargeFolder folder(280, 360, kUuidSession);  // 100,800 names
  const DateRange week = *DateRange::FromDates("2026-02-01", "2026-02-07");
  heap.most = heap.held;
  const Heap before = heap;
  const Names names = *SelectFiles(folder, week);
  ASSERT_EQ(names.size(), 7u * 360u);
  EXPECT_LE(heap.requests - before.requests, names.size() + 50);
  const Heap between = heap;
  const SessionFiles files = *SessionFiles::Select(folder, week, 0);
  ASSERT_EQ(files.file_count(), names.size());
  EXPECT_LE(heap.requests - between.requests, 80u);
}

}  // namespace
}  // namespace telex::internal
