// Proves the zip package, with each deflater: contents, order, determinism, bounded spooling, any output.
#include "write/zip_package.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "telex/output.h"
#include "telex/package.h"
#include "tests/write/deflaters.h"
#include "tests/write/output_helpers.h"
#include "tests/write/zip_reader.h"

namespace telex {
namespace {

using test::MessageOf;
using test::ZipEntry;
using test::ZipReader;
using Names = std::vector<std::string>;

struct NamedText {
  std::string name;
  std::string text;
};

class ZipPackage : public testing::TestWithParam<test::NamedDeflater> {
 protected:
  absl::StatusOr<std::unique_ptr<Package>> NewZip(std::unique_ptr<Output> output, ZipOptions options = {}) {
    return internal::NewZipPackageWith(std::move(output), std::move(options), GetParam().factory);
  }

  // Writes the documents one after another, in pieces.
  std::string ZipOf(const std::vector<NamedText>& documents, ZipOptions options = {}, std::size_t piece = 10000) {
    std::string zip;
    absl::StatusOr<std::unique_ptr<Package>> package = NewZip(NewStringOutput(&zip), std::move(options));
    EXPECT_TRUE(package.ok()) << package.status();
    for (const NamedText& document : documents) {
      absl::StatusOr<std::unique_ptr<Output>> output = (*package)->Create(document.name);
      EXPECT_TRUE(output.ok()) << output.status();
      for (std::size_t at = 0; at < document.text.size(); at += piece) {
        EXPECT_TRUE((*output)->Append(std::string_view(document.text).substr(at, piece)).ok());
      }
      EXPECT_TRUE((*output)->Close().ok());
    }
    EXPECT_TRUE((*package)->Commit().ok());
    return zip;
  }
};

TEST_P(ZipPackage, HoldsItsDocuments) {
  const std::vector<NamedText> documents = {{"logs.json", test::SomeText(300000, 1)},
                                            {"empty.json", ""},
                                            {"one", "1"},
                                            {"noise.bin", test::RandomBytes(100000, 2)},
                                            {"caf\xc3\xa9.json", "{}"}};
  const std::string zip = ZipOf(documents);
  const ZipReader reader(zip);
  ASSERT_EQ(reader.error(), "");
  ASSERT_EQ(reader.entries().size(), documents.size());
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const ZipEntry& entry = reader.entries()[i];
    EXPECT_EQ(entry.name, documents[i].name);
    EXPECT_EQ(reader.Content(entry), documents[i].text) << entry.name;
    EXPECT_EQ(entry.dos_date_time, (0u << 25 | 1u << 21 | 1u << 16)) << "1980-01-01 00:00:00";
    EXPECT_EQ(entry.made_by >> 8, 3u) << "Unix";
    EXPECT_EQ(entry.external_attributes, 0100600u << 16) << "a regular file, 0600";
    EXPECT_EQ(entry.flags, entry.name == "caf\xc3\xa9.json" ? 0x800u : 0u) << "UTF-8 only where it is needed";
    EXPECT_EQ(entry.method, documents[i].text.empty() ? 0u : 8u);
    EXPECT_EQ(entry.version_needed, 20u);
    EXPECT_FALSE(entry.zip64_sizes || entry.zip64_offset);
  }
  EXPECT_FALSE(reader.has_zip64_end());
  EXPECT_LT(reader.entries()[0].compressed_bytes, 300000u / 4);
  EXPECT_EQ(reader.entries()[1].compressed_bytes, 0u);
}

TEST_P(ZipPackage, MayBeEmpty) {
  const ZipReader reader(ZipOf({}));
  EXPECT_EQ(reader.error(), "");
  EXPECT_TRUE(reader.entries().empty());
}

TEST_P(ZipPackage, RefusesLevelsThatAreNone) {
  for (int level : {-2, -1, 10, 100}) {
    std::string zip;
    ZipOptions options;
    options.level = level;
    absl::StatusOr<std::unique_ptr<Package>> package = NewZip(NewStringOutput(&zip), options);
    EXPECT_EQ(package.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(MessageOf(package.status()).find(std::to_string(level)), std::string::npos);
  }
}

TEST_P(ZipPackage, GivesTheSameBytesTwice) {
  const std::vector<NamedText> documents = {{"a", test::SomeText(200000, 1)}, {"b", test::RandomBytes(50000, 2)}};
  const std::string zip = ZipOf(documents);
  EXPECT_EQ(ZipOf(documents), zip);
  ZipOptions spilling;
  spilling.max_held_bytes = 100;
  EXPECT_EQ(ZipOf(documents, spilling), zip) << "where the bytes wait does not show";
  EXPECT_EQ(ZipOf(documents, {}, 200000), ZipOf(documents, {}, 200000));
}

// Three documents side by side, each far greater than what may be held, closed in another order than created.
void WriteInterleaved(Package& package, const std::vector<NamedText>& documents, const std::vector<int>& close_order) {
  std::vector<std::unique_ptr<Output>> outputs;
  for (const NamedText& document : documents) {
    absl::StatusOr<std::unique_ptr<Output>> output = package.Create(document.name);
    ASSERT_TRUE(output.ok());
    outputs.push_back(*std::move(output));
  }
  constexpr std::size_t kPiece = 4099;
  for (std::size_t at = 0; at < documents[0].text.size(); at += kPiece) {
    for (std::size_t i = 0; i < documents.size(); ++i) {
      ASSERT_TRUE(outputs[i]->Append(std::string_view(documents[i].text).substr(at, kPiece)).ok());
    }
  }
  for (int i : close_order) ASSERT_TRUE(outputs[static_cast<std::size_t>(i)]->Close().ok());
}

TEST_P(ZipPackage, InterleavesDocumentsBeyondWhatIsHeld) {
  const std::vector<NamedText> documents = {{"logs", test::RandomBytes(2000000, 1)},
                                            {"traces", test::RandomBytes(2000000, 2)},
                                            {"metrics", test::SomeText(2000000, 3)}};
  std::string zip;
  ZipOptions options;
  options.max_held_bytes = 64 * 1024;
  absl::StatusOr<std::unique_ptr<Package>> package = NewZip(NewStringOutput(&zip), options);
  ASSERT_TRUE(package.ok());
  ASSERT_NO_FATAL_FAILURE(WriteInterleaved(**package, documents, {2, 0, 1}));
  ASSERT_TRUE((*package)->Commit().ok());
  const ZipReader reader(zip);
  ASSERT_EQ(reader.error(), "");
  EXPECT_EQ(reader.names(), (Names{"metrics", "logs", "traces"})) << "in the order in which they were closed";
  EXPECT_EQ(reader.Content(reader.entries()[0]), documents[2].text);
  EXPECT_EQ(reader.Content(reader.entries()[1]), documents[0].text);
  EXPECT_EQ(reader.Content(reader.entries()[2]), documents[1].text);
}

TEST_P(ZipPackage, NeedsNothingButAppends) {
  // A callback cannot seek; what it got, in its order, is the zip. An entry comes when its document is closed.
  std::string zip;
  int closed = 0;
  absl::StatusOr<std::unique_ptr<Package>> package = NewZip(NewCallbackOutput(
      [&](std::string_view bytes) {
        zip.append(bytes);
        return absl::OkStatus();
      },
      [&] {
        ++closed;
        return absl::OkStatus();
      }));
  ASSERT_TRUE(package.ok());
  absl::StatusOr<std::unique_ptr<Output>> a = (*package)->Create("a");
  ASSERT_TRUE((*a)->Append(test::RandomBytes(1000000, 1)).ok());
  EXPECT_EQ(zip, "");
  ASSERT_TRUE((*a)->Close().ok());
  const std::string after_a = zip;
  EXPECT_GT(after_a.size(), 1000000u);
  absl::StatusOr<std::unique_ptr<Output>> b = (*package)->Create("b");
  ASSERT_TRUE((*b)->Close().ok());
  EXPECT_EQ(closed, 0);
  ASSERT_TRUE((*package)->Commit().ok());
  EXPECT_EQ(closed, 1);
  EXPECT_EQ(zip.substr(0, after_a.size()), after_a);
  EXPECT_EQ(ZipReader(zip).error(), "");
}

TEST_P(ZipPackage, RefusesNamesTwice) {
  std::string zip;
  absl::StatusOr<std::unique_ptr<Package>> package = NewZip(NewStringOutput(&zip));
  ASSERT_TRUE((*(*package)->Create("a"))->Close().ok());
  EXPECT_EQ((*package)->Create("a").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ((*package)->Create("a/b").status().code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE((*package)->Commit().ok());
  EXPECT_EQ(ZipReader(zip).names(), Names{"a"});
}

TEST_P(ZipPackage, AMissingFolderForTemporaryFilesIsAFailureOfTheDocument) {
  test::OutputLog log;
  ZipOptions options;
  options.max_held_bytes = 1000;
  options.temporary_folder = "/nonexistent/folder";
  absl::StatusOr<std::unique_ptr<Package>> package = NewZip(std::make_unique<test::FailingOutput>(&log, 0), options);
  absl::StatusOr<std::unique_ptr<Output>> document = (*package)->Create("a");
  absl::Status status = (*document)->Append(test::RandomBytes(1000000, 1));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ((*package)->Commit(), status);
  document->reset();
  package->reset();
  EXPECT_TRUE(log.destroyed);
  EXPECT_EQ(log.calls, 0);
}

// A compressor of another kind.
class UpsideDownDeflater : public internal::Deflater {
 public:
  explicit UpsideDownDeflater(internal::Spool* spool) : spool_(spool) {}
  absl::Status Append(std::string_view bytes) override {
    bytes_ += bytes.size();
    return spool_->Append(bytes);
  }
  absl::StatusOr<internal::DeflatedContent> Finish() override {
    internal::DeflatedContent content;
    content.uncompressed_bytes = content.compressed_bytes = bytes_;
    content.crc32 = 0x12345678;
    return content;
  }

 private:
  internal::Spool* spool_;
  std::uint64_t bytes_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Deflaters, ZipPackage, testing::ValuesIn(test::Deflaters()), test::NameOfDeflater);

// A small document and a greater one, each with a deflater of its own for the default level.
TEST(ZipLevels, AreTenAndTheDefaultIsTheThird) {
  const std::vector<std::string> texts = {test::SomeText(100000, 3), test::SomeText(500000, 3)};
  std::vector<std::string> zips;
  for (int level = -1; level <= 9; ++level) {
    ZipOptions options;
    if (level >= 0) options.level = level;
    std::string zip;
    absl::StatusOr<std::unique_ptr<Package>> package = NewZipPackage(NewStringOutput(&zip), options);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      absl::StatusOr<std::unique_ptr<Output>> document = (*package)->Create(std::to_string(i));
      ASSERT_TRUE((*document)->Append(texts[i]).ok());
      ASSERT_TRUE((*document)->Close().ok());
    }
    ASSERT_TRUE((*package)->Commit().ok());
    const ZipReader reader(zip);
    ASSERT_EQ(reader.error(), "");
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(reader.Content(reader.entries()[i]), texts[i]);
      EXPECT_EQ(reader.entries()[i].method, 8u);
    }
    zips.push_back(zip);
  }
  EXPECT_TRUE(zips[0] == zips[1 + 3]);
  EXPECT_FALSE(zips[0] == zips[1 + 2]);
  EXPECT_GT(zips[1].size(), texts[0].size() + texts[1].size());
  EXPECT_GT(zips[1].size(), zips[1 + 1].size());
  EXPECT_GE(zips[1 + 1].size(), zips[1 + 3].size());
  EXPECT_GE(zips[1 + 6].size(), zips[1 + 9].size());
}

TEST(AnotherDeflater, MayBeTaken) {
  std::string zip;
  absl::StatusOr<std::unique_ptr<Package>> package = internal::NewZipPackageWith(
      NewStringOutput(&zip), {},
      [](int level, internal::Spool* spool) -> absl::StatusOr<std::unique_ptr<internal::Deflater>> {
        EXPECT_EQ(level, 3);
        return std::make_unique<UpsideDownDeflater>(spool);
      });
  absl::StatusOr<std::unique_ptr<Output>> document = (*package)->Create("a");
  ASSERT_TRUE((*document)->Append("text").ok());
  ASSERT_TRUE((*document)->Close().ok());
  ASSERT_TRUE((*package)->Commit().ok());
  const ZipReader reader(zip);
  ASSERT_EQ(reader.error(), "");
  EXPECT_EQ(reader.entries()[0].crc32, 0x12345678u);
}

}  // namespace
}  // namespace telex
