// Proves that an output that fails, at whichever of its calls, makes the package fail with that output's own message,
// is not used again, and leaves nothing behind.
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "telex/output.h"
#include "telex/package.h"
#include "tests/write/output_helpers.h"

namespace telex {
namespace {

using test::FailingOutput;
using test::MessageOf;
using test::OutputLog;

// Three documents side by side, the way sinks write them; the first failure ends it, as in an export.
absl::Status WriteThree(Package& package) {
  std::vector<std::unique_ptr<Output>> documents;
  for (const char* name : {"logs", "traces", "metrics"}) {
    absl::StatusOr<std::unique_ptr<Output>> document = package.Create(name);
    if (!document.ok()) return document.status();
    documents.push_back(*std::move(document));
  }
  for (std::uint64_t i = 0; i < 20; ++i) {
    for (const std::unique_ptr<Output>& document : documents) {
      absl::Status status = document->Append(test::RandomBytes(2000, i));
      if (!status.ok()) return status;
    }
  }
  for (const std::unique_ptr<Output>& document : documents) {
    absl::Status status = document->Close();
    if (!status.ok()) return status;
  }
  return package.Commit();
}

// Runs with the failure at call 1, 2, … until there is none; checks each, and gives the number of calls of a good run.
int FailAtEveryCall(const std::function<absl::StatusOr<std::unique_ptr<Package>>(std::unique_ptr<Output>)>& make) {
  for (int fail_at = 1; fail_at < 10000; ++fail_at) {
    SCOPED_TRACE(fail_at);
    OutputLog log;
    absl::StatusOr<std::unique_ptr<Package>> package = make(std::make_unique<FailingOutput>(&log, fail_at));
    EXPECT_TRUE(package.ok());
    if (!package.ok()) return 0;
    absl::Status status = WriteThree(**package);
    if (!log.failed) {
      EXPECT_TRUE(status.ok()) << status;
      EXPECT_TRUE(log.closed);
      return log.calls;
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(MessageOf(status), FailingOutput::Message(fail_at));
    EXPECT_EQ(MessageOf((*package)->Commit()), FailingOutput::Message(fail_at)) << "and not better a second time";
    EXPECT_FALSE(log.closed);
    EXPECT_EQ(log.appends_after_failure, 0);
    EXPECT_EQ(log.calls, fail_at) << "not used after it failed";
    package->reset();
    EXPECT_TRUE(log.destroyed);
  }
  ADD_FAILURE() << "never succeeds";
  return 0;
}

class OutputFaults : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("telex-faults-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + "-" +
               std::to_string(testing::UnitTest::GetInstance()->random_seed()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  void TearDown() override {
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
    std::filesystem::remove_all(folder_);
  }
  std::filesystem::path folder_;
};

TEST_F(OutputFaults, OfAZip) {
  for (std::size_t max_held_bytes : {std::size_t{1000}, std::size_t{1} << 20}) {
    const int calls = FailAtEveryCall([&](std::unique_ptr<Output> output) {
      ZipOptions options;
      options.max_held_bytes = max_held_bytes;
      options.temporary_folder = folder_.string();
      return NewZipPackage(std::move(output), options);
    });
    EXPECT_GE(calls, 3 * 2 + 1 + 1) << "header and payload of each, the directory, the end";
  }
}

TEST_F(OutputFaults, OfOneDocumentOfAPackage) {
  std::string others;
  FailAtEveryCall([&](std::unique_ptr<Output> output) -> absl::StatusOr<std::unique_ptr<Package>> {
    auto failing = std::make_shared<std::unique_ptr<Output>>(std::move(output));
    return NewCallbackPackage([failing, &others](std::string_view name) -> absl::StatusOr<std::unique_ptr<Output>> {
      if (name == "traces") return std::move(*failing);
      return NewStringOutput(&others);
    });
  });
}

}  // namespace
}  // namespace telex
