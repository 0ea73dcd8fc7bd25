// Proves that exporters on different threads do not disturb each other (run under the thread sanitizer too), and that one
// can be cancelled from another thread.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/whole_export/memory_export.h"
#include "tests/whole_export/whole_exports.h"

namespace telex {
namespace {

test::Documents ExportSample(Format format, Temporality temporality) {
  test::Documents documents;
  ExportOptions options = test::OptionsFor(format);
  options.otlp.temporality = temporality;
  const std::unique_ptr<Source> source = NewFolderSource(TELEX_SOURCE_DIR "/examples/sample-telemetry");
  const absl::Status status = ExportToPackage(*source, *NewMemoryPackage(&documents), options, nullptr);
  EXPECT_TRUE(status.ok()) << status;
  test::KeepPackage(documents);
  return documents;
}

TEST(ExportersOnThreads, GiveWhatTheyGiveAlone) {
  struct Job {
    Format format;
    Temporality temporality;
    test::Documents alone;
    test::Documents together;
  };
  std::vector<Job> jobs = {{Format::kJson, Temporality::kDelta, {}, {}},
                           {Format::kOtlp, Temporality::kDelta, {}, {}},
                           {Format::kOtlp, Temporality::kCumulative, {}, {}},
                           {Format::kOtlpJsonl, Temporality::kDelta, {}, {}}};
  for (Job& job : jobs) job.alone = ExportSample(job.format, job.temporality);
  for (int round = 0; round < 5; ++round) {
    std::vector<std::thread> threads;
    for (Job& job : jobs) {
      threads.emplace_back([&job] { job.together = ExportSample(job.format, job.temporality); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const Job& job : jobs) EXPECT_TRUE(job.together == job.alone) << FormatId(job.format);
  }
}

// The source has no end: only the other thread ends the export.
TEST(ExportersOnThreads, CancelledFromAnother) {
  Cancellation cancellation;
  std::atomic<bool> running{false};
  test::MemorySource source;
  std::string endless = test::HeaderLine();
  for (int i = 0; i < 1000; ++i) endless += test::RowLine();
  for (int i = 0; i < 20000; ++i) source.files["telemetry-2026-05-01-s" + std::to_string(i) + ".jsonl"];
  source.on_open = [&](const std::string& name, int) {
    source.files[name].content = endless;
    running = true;
  };
  ExportOptions options = test::OptionsFor(Format::kOtlp);
  options.cancellation = &cancellation;
  test::Documents documents;
  std::thread other([&] {
    while (!running) std::this_thread::yield();
    cancellation.Cancel();
  });
  const absl::Status status = ExportToPackage(source, *NewMemoryPackage(&documents), options, nullptr);
  other.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(documents.empty());
}

}  // namespace
}  // namespace telex
