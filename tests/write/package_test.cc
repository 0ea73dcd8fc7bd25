// Proves what every package keeps to (names, order of calls, final failures), and the packages in memory and by
// callback.
#include "telex/package.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/write/output_helpers.h"
#include "write/counting_output.h"

namespace telex {
namespace {

using test::FailingOutput;
using test::MessageOf;
using test::OutputLog;

using Documents = std::map<std::string, std::string>;

std::unique_ptr<Output> CreateOrFail(Package& package, std::string_view name) {
  absl::StatusOr<std::unique_ptr<Output>> document = package.Create(name);
  EXPECT_TRUE(document.ok()) << document.status();
  return document.ok() ? *std::move(document) : nullptr;
}

TEST(MemoryPackage, HoldsEachDocumentOnceItIsClosed) {
  Documents documents;
  std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  std::unique_ptr<Output> a = CreateOrFail(*package, "a.json");
  std::unique_ptr<Output> b = CreateOrFail(*package, "b.json");
  ASSERT_TRUE(a->Append("1").ok());
  ASSERT_TRUE(b->Append("2").ok());
  ASSERT_TRUE(a->Append("3").ok());
  EXPECT_TRUE(documents.empty());
  ASSERT_TRUE(b->Close().ok());
  EXPECT_EQ(documents, (Documents{{"b.json", "2"}}));
  ASSERT_TRUE(a->Close().ok());
  ASSERT_TRUE(package->Commit().ok());
  package.reset();
  EXPECT_EQ(documents, (Documents{{"a.json", "13"}, {"b.json", "2"}}));
}

TEST(MemoryPackage, LeavesNothingWithoutCommit) {
  Documents documents = {{"mine", "stays"}};
  std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  ASSERT_TRUE(CreateOrFail(*package, "a.json")->Close().ok());
  EXPECT_EQ(documents.size(), 2u);
  package.reset();
  EXPECT_EQ(documents, (Documents{{"mine", "stays"}}));
}

TEST(AnyPackage, RefusesNamesThatAreNotPlain) {
  Documents documents;
  std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  const std::string bad[] = {"",
                             ".",
                             "..",
                             "a/b",
                             "/a",
                             "..\\a",
                             "c:a",
                             "a\nb",
                             "a\x7f",
                             "a\xff",
                             "\xc3",
                             "\xed\xa0\x80",
                             std::string("a\0b", 3),
                             std::string(256, 'x')};
  for (const std::string& name : bad) {
    absl::StatusOr<std::unique_ptr<Output>> document = package->Create(name);
    EXPECT_EQ(document.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_NE(MessageOf(document.status()).find("\"" + name + "\""), std::string::npos) << document.status();
  }
  for (const std::string& name :
       {std::string("..."), std::string(".hidden"), std::string("caf\xc3\xa9 \xf0\x9f\x98\x80"), std::string(255, 'x'),
        std::string("a b")}) {
    EXPECT_TRUE(CreateOrFail(*package, name)->Close().ok()) << name;
  }
  EXPECT_TRUE(package->Commit().ok()) << "a refused name does not spoil the package";
}

TEST(AnyPackage, RefusesANameTwice) {
  Documents documents;
  std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  std::unique_ptr<Output> open = CreateOrFail(*package, "a");
  EXPECT_EQ(package->Create("a").status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(open->Close().ok());
  EXPECT_EQ(package->Create("a").status().code(), absl::StatusCode::kInvalidArgument) << "also after it was closed";
  EXPECT_TRUE(package->Commit().ok());
}

TEST(AnyPackage, DoesNotCommitAnOpenDocument) {
  Documents documents;
  std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  std::unique_ptr<Output> open = CreateOrFail(*package, "open.json");
  absl::Status status = package->Commit();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(MessageOf(status).find("open.json"), std::string::npos);
  ASSERT_TRUE(open->Close().ok());
  EXPECT_TRUE(package->Commit().ok());
}

TEST(AnyPackage, DoesNotCommitADroppedDocument) {
  Documents documents;
  std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  CreateOrFail(*package, "dropped").reset();
  EXPECT_EQ(package->Commit().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(AnyPackage, IsOverAfterCommit) {
  Documents documents;
  std::unique_ptr<Package> package = NewMemoryPackage(&documents);
  ASSERT_TRUE(package->Commit().ok());
  EXPECT_EQ(package->Commit().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(package->Create("late").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(CallbackPackage, HandsEverythingToItsHost) {
  Documents documents;
  std::vector<std::string> created;
  int committed = 0;
  std::unique_ptr<Package> package = NewCallbackPackage(
      [&](std::string_view name) -> absl::StatusOr<std::unique_ptr<Output>> {
        created.emplace_back(name);
        return NewStringOutput(&documents[std::string(name)]);
      },
      [&] {
        ++committed;
        return absl::OkStatus();
      });
  std::unique_ptr<Output> a = CreateOrFail(*package, "a");
  ASSERT_TRUE(a->Append("text").ok());
  ASSERT_TRUE(a->Close().ok());
  EXPECT_EQ(committed, 0);
  ASSERT_TRUE(package->Commit().ok());
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(created, std::vector<std::string>{"a"});
  EXPECT_EQ(documents, (Documents{{"a", "text"}}));
}

TEST(CallbackPackage, NeedsNoCommit) {
  std::string text;
  std::unique_ptr<Package> package = NewCallbackPackage(
      [&](std::string_view) -> absl::StatusOr<std::unique_ptr<Output>> { return NewStringOutput(&text); });
  ASSERT_TRUE(CreateOrFail(*package, "a")->Close().ok());
  EXPECT_TRUE(package->Commit().ok());
}

TEST(CallbackPackage, RefusesAMissingOutput) {
  std::unique_ptr<Package> package = NewCallbackPackage(
      [](std::string_view) -> absl::StatusOr<std::unique_ptr<Output>> { return std::unique_ptr<Output>(); });
  EXPECT_EQ(package->Create("a").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(NewCallbackPackage(nullptr)->Create("a").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(CallbackPackage, AFailureIsFinalForTheWholePackage) {
  OutputLog log;
  bool committed = false;
  std::string other_text;
  std::unique_ptr<Package> package = NewCallbackPackage(
      [&](std::string_view name) -> absl::StatusOr<std::unique_ptr<Output>> {
        if (name == "bad") return std::make_unique<FailingOutput>(&log, 2);
        return NewStringOutput(&other_text);
      },
      [&] {
        committed = true;
        return absl::OkStatus();
      });
  std::unique_ptr<Output> bad = CreateOrFail(*package, "bad");
  std::unique_ptr<Output> other = CreateOrFail(*package, "other");
  ASSERT_TRUE(bad->Append("x").ok());
  EXPECT_EQ(MessageOf(bad->Append("y")), FailingOutput::Message(2));
  EXPECT_EQ(MessageOf(bad->Close()), FailingOutput::Message(2));
  EXPECT_EQ(MessageOf(other->Append("z")), FailingOutput::Message(2));
  EXPECT_EQ(MessageOf(package->Create("third").status()), FailingOutput::Message(2));
  EXPECT_EQ(MessageOf(package->Commit()), FailingOutput::Message(2));
  EXPECT_FALSE(committed);
  EXPECT_FALSE(log.closed);
  EXPECT_EQ(log.appends_after_failure, 0);
  EXPECT_EQ(other_text, "");
}

TEST(CallbackPackage, GivesTheFailureOfCreateAndCommit) {
  std::unique_ptr<Package> package =
      NewCallbackPackage([](std::string_view) -> absl::StatusOr<std::unique_ptr<Output>> {
        return absl::Status(absl::StatusCode::kUnavailable, "no room");
      });
  EXPECT_EQ(MessageOf(package->Create("a").status()), "no room");
  EXPECT_EQ(MessageOf(package->Commit()), "no room");

  package = NewCallbackPackage(nullptr, [] { return absl::Status(absl::StatusCode::kAborted, "not now"); });
  EXPECT_EQ(MessageOf(package->Commit()), "not now");
}

TEST(CountingPackage, SumsItsDocuments) {
  Documents documents;
  std::uint64_t bytes = 0;
  std::unique_ptr<Package> package = internal::NewCountingPackage(NewMemoryPackage(&documents), &bytes);
  std::unique_ptr<Output> a = CreateOrFail(*package, "a");
  std::unique_ptr<Output> b = CreateOrFail(*package, "b");
  ASSERT_TRUE(a->Append("123").ok());
  ASSERT_TRUE(b->Append("4567").ok());
  ASSERT_TRUE(a->Close().ok());
  ASSERT_TRUE(b->Close().ok());
  EXPECT_FALSE(package->Create("a").ok());
  ASSERT_TRUE(package->Commit().ok());
  EXPECT_EQ(bytes, 7u);

  std::unique_ptr<Package> inner = NewMemoryPackage(&documents);
  {
    std::unique_ptr<Package> outer = internal::NewCountingPackage(inner.get(), &bytes);
    std::unique_ptr<Output> c = CreateOrFail(*outer, "c");
    ASSERT_TRUE(c->Append("89").ok());
    ASSERT_TRUE(c->Close().ok());
  }
  EXPECT_TRUE(inner->Commit().ok());
  EXPECT_EQ(bytes, 9u);
}

}  // namespace
}  // namespace telex
