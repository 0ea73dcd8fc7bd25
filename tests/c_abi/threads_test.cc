// Exports on several threads do not meet; any thread can cancel one; nothing stays behind.
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "test_host.h"

namespace telex_test {
namespace {

TEST(Threads, TwoExportsAtOnceGiveWhatOneGives) {
  const auto run_one = [](const char* format) {
    Host host = HostWithFiles();
    const Export run(telex_export_new(NewOptions(format).get()));
    telex_export_set_source(run.get(), &kSource, &host);
    telex_export_set_target(run.get(), &kTarget, &host);
    EXPECT_EQ(telex_export_run(run.get()), TELEX_OK) << telex_export_error(run.get());
    return host.documents;
  };
  const auto json = run_one("json");
  const auto otlp = run_one("otlp");
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 50; ++round) {
        EXPECT_EQ(run_one(i == 0 ? "json" : "otlp"), i == 0 ? json : otlp);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// The sink waits until another thread has cancelled.
TEST(Threads, AnotherThreadCancelsARun) {
  for (const char* format : {"json", "otlp", "otlp-jsonl"}) {
    Host host = HostWithFiles();
    const Export run(telex_export_new(NewOptions(format).get()));
    std::promise<void> writing;
    std::promise<void> cancelled;
    std::thread other([&] {
      writing.get_future().wait();
      telex_export_cancel(run.get());
      cancelled.set_value();
    });
    bool first = true;
    host.during_write = [&] {
      if (!first) return;
      first = false;
      writing.set_value();
      cancelled.get_future().wait();
    };
    telex_export_set_source(run.get(), &kSource, &host);
    telex_export_set_target(run.get(), &kTarget, &host);
    telex_export_add_sink(run.get(), &kSink, &host);
    EXPECT_EQ(telex_export_run(run.get()), TELEX_CANCELLED);
    other.join();
    EXPECT_EQ(host.events, 1) << "it ends within one event";
    EXPECT_EQ(host.finishes, 0);
    EXPECT_EQ(host.commits, 0);
    EXPECT_EQ(host.open_files, 0);
    EXPECT_EQ(host.open_documents, 0);
    EXPECT_FALSE(std::string(telex_export_error(run.get())).empty());
  }
}

// Events that the range leaves out are all there is: the call under way ends all the same.
TEST(Threads, AnotherThreadCancelsAnIteratorThatFindsNothing) {
  Host host = HostWithFiles();
  const Options options = NewOptions("json");
  telex_options_set_text(options.get(), "start", "2026-05-01T23:59:59Z", TELEX_NUL_TERMINATED);
  std::string& file = host.files["telemetry-2026-05-01-s.jsonl"];
  const std::string one = file;
  while (file.size() < (std::size_t{1} << 20)) file += one.substr(one.find('\n') + 1);
  static telex_iterator* to_cancel = nullptr;
  static int reads = 0;
  const Iterator iterator(telex_iterator_new(options.get()));
  to_cancel = iterator.get();
  reads = 0;
  telex_source source = kSource;
  source.read = [](void* opened, uint64_t offset, void* buffer, size_t capacity, size_t* length, telex_error* error,
                   void* user_data) {
    ++reads;
    std::thread([] { telex_iterator_cancel(to_cancel); }).join();
    return kSource.read(opened, offset, buffer, capacity < 4096 ? capacity : 4096, length, error, user_data);
  };
  const telex_event* event = nullptr;
  telex_iterator_set_source(iterator.get(), &source, &host);
  EXPECT_EQ(telex_iterator_next(iterator.get(), &event), TELEX_CANCELLED);
  EXPECT_EQ(reads, 1);
  EXPECT_EQ(event, nullptr);
  EXPECT_EQ(telex_iterator_next(iterator.get(), &event), TELEX_CANCELLED);
}

}  // namespace
}  // namespace telex_test
