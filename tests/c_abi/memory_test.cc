// Memory that runs out, at any allocation: a handle is NULL or the status says so; nothing crashes, leaks or is kept.
// Abseil's hash tables do not survive an allocation of their own that fails: where they are in use, only allocations of
// the size of buffers fail, which are the ones that grow with the input.
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <string>

#include "gtest/gtest.h"
#include "test_host.h"

namespace {

// Allocations left before one fails, and all that follow; negative: none does.
std::atomic<long> allocations_left{-1};
// Smaller ones do not count.
std::atomic<std::size_t> least_size{0};
// Whether one has failed since the last BeginFailing.
bool ran_out = false;

constexpr std::size_t kAnySize = 0;
constexpr std::size_t kBufferSize = 2048;

void BeginFailing(long allocations, std::size_t size) {
  ran_out = false;
  least_size.store(size);
  allocations_left.store(allocations);
}
// Checks of the test allocate, too.
void EndFailing() {
  if (allocations_left.exchange(-1) == 0) ran_out = true;
}

void* AllocateOrNull(std::size_t size) noexcept {
  if (size >= least_size.load() && allocations_left.load() >= 0 && allocations_left.fetch_sub(1) == 0) {
    allocations_left.store(0);
    return nullptr;
  }
  return std::malloc(size == 0 ? 1 : size);
}

void* Allocate(std::size_t size) {
  void* memory = AllocateOrNull(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return AllocateOrNull(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return AllocateOrNull(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace telex_test {
namespace {

constexpr long kMaxAllocations = 100'000;

// Callbacks of the host allocate nothing.
struct StillHost {
  const std::string* file = nullptr;
  int open_documents = 0;
  int commits = 0;
};

const telex_source kStillSource = {
    sizeof(telex_source),
    [](telex_names* names, telex_error*, void*) { return telex_names_add(names, "telemetry-2026-05-01-s.jsonl", 28); },
    [](const char*, size_t, void**, telex_error*, void*) { return telex_status{TELEX_OK}; },
    [](void*, uint64_t* bytes, telex_error*, void* user_data) {
      *bytes = static_cast<StillHost*>(user_data)->file->size();
      return telex_status{TELEX_OK};
    },
    [](void*, uint64_t offset, void* buffer, size_t capacity, size_t* length, telex_error*, void* user_data) {
      *length = static_cast<StillHost*>(user_data)->file->copy(static_cast<char*>(buffer), capacity,
                                                               static_cast<std::size_t>(offset));
      return telex_status{TELEX_OK};
    },
    nullptr,
    nullptr,
    nullptr};

const telex_target kStillTarget = {
    sizeof(telex_target),
    [](const char*, size_t, void**, telex_error*, void* user_data) {
      ++static_cast<StillHost*>(user_data)->open_documents;
      return telex_status{TELEX_OK};
    },
    [](void*, const void*, size_t, telex_error*, void*) { return telex_status{TELEX_OK}; },
    [](void*, telex_error*, void* user_data) {
      --static_cast<StillHost*>(user_data)->open_documents;
      return telex_status{TELEX_OK};
    },
    [](void*, void* user_data) { --static_cast<StillHost*>(user_data)->open_documents; },
    [](telex_error*, void* user_data) {
      ++static_cast<StillHost*>(user_data)->commits;
      return telex_status{TELEX_OK};
    }};

// Runs `attempt` with the first, the second, … allocation failing, until it succeeds.
template <typename Attempt>
void FailEachAllocation(std::size_t size, Attempt attempt) {
  for (long allocations = 0; allocations < kMaxAllocations; ++allocations) {
    BeginFailing(allocations, size);
    const telex_status status = attempt();
    EndFailing();
    if (status == TELEX_OK) {
      EXPECT_GT(allocations, 0);
      return;
    }
    ASSERT_EQ(status, TELEX_OUT_OF_MEMORY) << "allocation " << allocations;
    ASSERT_TRUE(ran_out);
  }
  FAIL() << "does not end";
}

TEST(Memory, AnExportThatRunsOut) {
  const std::string file = HostWithFiles().files["telemetry-2026-05-01-s.jsonl"];
  for (const std::string format : {"json", "otlp", "otlp-jsonl"}) {
    FailEachAllocation(format == "json" ? kAnySize : kBufferSize, [&]() -> telex_status {
      StillHost host;
      host.file = &file;
      const Options options(telex_options_new());
      if (options == nullptr) return TELEX_OUT_OF_MEMORY;
      telex_status status = telex_options_set_text(options.get(), "format", format.c_str(), TELEX_NUL_TERMINATED);
      const Export run(status == TELEX_OK ? telex_export_new(options.get()) : nullptr);
      if (run == nullptr) return TELEX_OUT_OF_MEMORY;
      status = telex_export_set_source(run.get(), &kStillSource, &host);
      if (status == TELEX_OK) status = telex_export_set_target(run.get(), &kStillTarget, &host);
      if (status == TELEX_OK) status = telex_export_run(run.get());
      EndFailing();
      if (status == TELEX_OUT_OF_MEMORY) {
        EXPECT_STREQ(telex_export_error(run.get()), "out of memory");
        EXPECT_EQ(host.commits, 0);
      }
      EXPECT_EQ(host.open_documents, 0);
      return status;
    });
  }
}

TEST(Memory, AnIteratorThatRunsOut) {
  const std::string file = HostWithFiles().files["telemetry-2026-05-01-s.jsonl"];
  FailEachAllocation(kAnySize, [&]() -> telex_status {
    StillHost host;
    host.file = &file;
    const Iterator iterator(telex_iterator_new(nullptr));
    if (iterator == nullptr) return TELEX_OUT_OF_MEMORY;
    telex_status status = telex_iterator_set_source(iterator.get(), &kStillSource, &host);
    const telex_event* event = nullptr;
    do {
      telex_text text = {};
      if (status == TELEX_OK) status = telex_iterator_next(iterator.get(), &event);
      if (status == TELEX_OK && event != nullptr) status = telex_event_json(event, &text);
      if (status == TELEX_OK && event != nullptr) status = telex_event_text(event, "event_name", &text);
    } while (status == TELEX_OK && event != nullptr);
    return status;
  });
}

TEST(Memory, AnArrowStreamThatRunsOut) {
  const std::string file = HostWithFiles().files["telemetry-2026-05-01-s.jsonl"];
  FailEachAllocation(kAnySize, [&]() -> telex_status {
    StillHost host;
    host.file = &file;
    const Iterator iterator(telex_iterator_new(nullptr));
    if (iterator == nullptr) return TELEX_OUT_OF_MEMORY;
    ArrowArrayStream stream = {};
    telex_status status = telex_iterator_set_source(iterator.get(), &kStillSource, &host);
    if (status == TELEX_OK) status = telex_iterator_arrow_stream(iterator.get(), 1, &stream);
    if (status != TELEX_OK) {
      EXPECT_EQ(stream.release, nullptr);
      return status;
    }
    ArrowSchema schema = {};
    int error = stream.get_schema(&stream, &schema);
    for (ArrowArray batch = {}; error == 0;) {
      error = stream.get_next(&stream, &batch);
      EXPECT_TRUE(error == 0 || batch.release == nullptr);
      if (batch.release == nullptr) break;
      batch.release(&batch);
    }
    EndFailing();
    if (error != 0) {
      EXPECT_EQ(error, ENOMEM);
      EXPECT_STREQ(stream.get_last_error(&stream), "out of memory");
    }
    if (schema.release != nullptr) schema.release(&schema);
    stream.release(&stream);
    return error == 0 ? TELEX_OK : TELEX_OUT_OF_MEMORY;
  });
}

TEST(Memory, ASchemaOfArrowThatRunsOut) {
  FailEachAllocation(kAnySize, [&]() -> telex_status {
    ArrowSchema schema = {};
    const telex_status status = telex_arrow_schema(&schema);
    EXPECT_EQ(schema.release != nullptr, status == TELEX_OK);
    if (schema.release != nullptr) schema.release(&schema);
    return status;
  });
}

TEST(Memory, AFedExportThatRunsOut) {
  const std::string file = HostWithFiles().files["telemetry-2026-05-01-s.jsonl"];
  FailEachAllocation(kBufferSize, [&]() -> telex_status {
    StillHost host;
    const Export run(telex_export_new(nullptr));
    if (run == nullptr) return TELEX_OUT_OF_MEMORY;
    telex_status status = telex_export_set_target(run.get(), &kStillTarget, &host);
    if (status == TELEX_OK) status = telex_export_begin_file(run.get(), "f", 1);
    if (status == TELEX_OK) status = telex_export_feed(run.get(), file.data(), file.size());
    if (status == TELEX_OK) status = telex_export_end_file(run.get());
    if (status == TELEX_OK) status = telex_export_finish(run.get());
    return status;
  });
}

}  // namespace
}  // namespace telex_test
