// Proves the outputs that are no files: what they append, and that a failure is final.
#include "telex/output.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/write/output_helpers.h"
#include "write/counting_output.h"
#include "write/pending_file.h"

namespace telex {
namespace {

using test::FailingOutput;
using test::MessageOf;
using test::OutputLog;

TEST(StringOutput, AppendsAsItGoes) {
  std::string target = "before ";
  std::unique_ptr<Output> output = NewStringOutput(&target);
  EXPECT_TRUE(output->Append("one").ok());
  EXPECT_EQ(target, "before one");
  EXPECT_TRUE(output->Append("").ok());
  EXPECT_TRUE(output->Append(std::string_view("\0two", 4)).ok());
  EXPECT_TRUE(output->Close().ok());
  EXPECT_EQ(target, std::string("before one\0two", 14));
}

TEST(AnyOutput, IsOverAfterClose) {
  std::string target;
  std::unique_ptr<Output> output = NewStringOutput(&target);
  EXPECT_TRUE(output->Close().ok());
  EXPECT_EQ(output->Append("late").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(output->Close().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(target, "");
}

TEST(CallbackOutput, CallsForEachPieceAndOnceForTheEnd) {
  std::vector<std::string> pieces;
  int closed = 0;
  std::unique_ptr<Output> output = NewCallbackOutput(
      [&](std::string_view piece) {
        pieces.emplace_back(piece);
        return absl::OkStatus();
      },
      [&] {
        ++closed;
        return absl::OkStatus();
      });
  EXPECT_TRUE(output->Append("a").ok());
  EXPECT_TRUE(output->Append("").ok());
  EXPECT_TRUE(output->Append("bc").ok());
  EXPECT_EQ(closed, 0);
  EXPECT_TRUE(output->Close().ok());
  EXPECT_EQ(pieces, (std::vector<std::string>{"a", "bc"}));
  EXPECT_EQ(closed, 1);
}

TEST(CallbackOutput, NeedsNoCloseButAnAppend) {
  EXPECT_TRUE(NewCallbackOutput([](std::string_view) { return absl::OkStatus(); })->Close().ok());
  EXPECT_EQ(NewCallbackOutput(nullptr)->Append("x").code(), absl::StatusCode::kInvalidArgument);
}

TEST(CallbackOutput, NeverSucceedsAfterAFailure) {
  int calls = 0;
  bool closed = false;
  std::unique_ptr<Output> output = NewCallbackOutput(
      [&](std::string_view) {
        ++calls;
        return absl::Status(absl::StatusCode::kUnavailable, "the line is dead");
      },
      [&] {
        closed = true;
        return absl::OkStatus();
      });
  for (int i = 0; i < 2; ++i) {
    absl::Status status = output->Append("x");
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(MessageOf(status), "the line is dead");
  }
  EXPECT_EQ(MessageOf(output->Close()), "the line is dead");
  EXPECT_EQ(calls, 1) << "nothing is appended after a failure";
  EXPECT_FALSE(closed) << "a failed output is destroyed unclosed";
}

TEST(CallbackOutput, GivesTheFailureOfItsClose) {
  std::unique_ptr<Output> output =
      NewCallbackOutput([](std::string_view) { return absl::OkStatus(); },
                        [] { return absl::Status(absl::StatusCode::kAborted, "no, after all"); });
  EXPECT_TRUE(output->Append("x").ok());
  EXPECT_EQ(MessageOf(output->Close()), "no, after all");
  EXPECT_EQ(MessageOf(output->Close()), "no, after all");
}

TEST(CountingOutput, CountsWhatWasTaken) {
  OutputLog log;
  std::uint64_t bytes = 10;
  std::unique_ptr<Output> output = internal::NewCountingOutput(std::make_unique<FailingOutput>(&log, 3), &bytes);
  EXPECT_TRUE(output->Append("12345").ok());
  EXPECT_TRUE(output->Append("678").ok());
  EXPECT_EQ(bytes, 18u);
  EXPECT_EQ(MessageOf(output->Append("9")), FailingOutput::Message(3));
  EXPECT_EQ(bytes, 18u);
  output.reset();
  EXPECT_TRUE(log.destroyed);
  EXPECT_EQ(log.bytes, "12345678");
}

// Notes what the system would get.
class NotingFile : public internal::PendingFile {
 public:
  explicit NotingFile(std::vector<std::string>* writes) : writes_(writes) {}
  absl::Status Write(std::string_view bytes) override {
    writes_->emplace_back(bytes);
    return absl::OkStatus();
  }
  absl::Status Publish() override {
    writes_->push_back("published");
    return absl::OkStatus();
  }

 private:
  std::vector<std::string>* writes_;
};

// Pieces of any size become whole blocks, so that each write begins where a block of the file does.
TEST(BufferedFileOutput, WritesWholeBlocks) {
  std::vector<std::string> writes;
  std::unique_ptr<Output> output = internal::NewBufferedFileOutput(std::make_unique<NotingFile>(&writes), nullptr);
  std::string expected;
  const auto append = [&](const std::string& piece) {
    ASSERT_TRUE(output->Append(piece).ok());
    expected += piece;
  };
  for (std::size_t i = 0; i < kOutputBlockBytes / 3; ++i) append("seven b");
  EXPECT_EQ(writes.size(), 2u) << "small pieces are gathered";
  append(test::RandomBytes(kOutputBlockBytes - expected.size() % kOutputBlockBytes, 1));
  ASSERT_EQ(writes.size(), 3u) << "a block that is full does not wait";
  append(test::RandomBytes(3 * kOutputBlockBytes, 2));
  ASSERT_EQ(writes.size(), 4u) << "blocks that come together are written together";
  append("x");
  append(test::RandomBytes(3 * kOutputBlockBytes, 3));
  append("end");
  ASSERT_TRUE(output->Close().ok());
  ASSERT_EQ(writes.back(), "published");
  writes.pop_back();
  std::string all;
  for (const std::string& piece : writes) {
    EXPECT_EQ(all.size() % kOutputBlockBytes, 0u);
    all += piece;
  }
  EXPECT_EQ(all, expected);
}

}  // namespace
}  // namespace telex
