// Proves that a zip passes the bounds of the plain format (4 GiB, 65,535 entries), and stays plain below them.
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "telex/output.h"
#include "tests/write/output_helpers.h"
#include "tests/write/zip_reader.h"
#include "write/zip_writer.h"

namespace telex::internal {
namespace {

using test::SparseBytes;
using test::ZipEntry;
using test::ZipReader;

constexpr std::uint64_t kBound = 0xFFFFFFFF;

DeflatedContent Stored(std::uint64_t bytes) {
  DeflatedContent content;
  content.uncompressed_bytes = content.compressed_bytes = bytes;
  return content;
}

class Zip64 : public testing::Test {
 protected:
  // Begins a zip after `first_offset` bytes of something else.
  void Begin(std::uint64_t first_offset = 0) {
    first_offset_ = first_offset;
    bytes_.SkipTo(first_offset);
    output_ = test::NewSparseOutput(&bytes_);
    writer_ = std::make_unique<ZipWriter>(output_.get(), first_offset);
  }
  void Add(const std::string& name, const DeflatedContent& content) {
    // A payload of zeros, without the time to append them.
    absl::Status status = writer_->AddEntry(name, content, [&](Output&) {
      bytes_.SkipTo(bytes_.size() + content.compressed_bytes);
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }
  ZipReader Finish() {
    EXPECT_TRUE(writer_->Finish().ok());
    ZipReader reader([this](std::uint64_t offset, std::size_t count) { return bytes_.Read(offset, count); },
                     bytes_.size(), first_offset_);
    EXPECT_EQ(reader.error(), "");
    return reader;
  }

  std::uint64_t first_offset_ = 0;
  SparseBytes bytes_;
  std::unique_ptr<Output> output_;
  std::unique_ptr<ZipWriter> writer_;
};

TEST_F(Zip64, UncompressedSizeOf4GiB) {
  Begin();
  for (std::uint64_t size : {kBound - 1, kBound, kBound + 1, kBound * 1000}) {
    DeflatedContent content;
    content.method = ZipMethod::kDeflated;
    content.uncompressed_bytes = size;
    content.compressed_bytes = 100;
    Add("size " + std::to_string(size), content);
  }
  Add("small", Stored(10));
  const ZipReader reader = Finish();
  ASSERT_EQ(reader.entries().size(), 5u);
  const bool zip64[] = {false, true, true, true, false};
  for (std::size_t i = 0; i < 5; ++i) {
    const ZipEntry& entry = reader.entries()[i];
    EXPECT_EQ(entry.zip64_sizes, zip64[i]) << entry.name;
    EXPECT_EQ(entry.version_needed, zip64[i] ? 45u : 20u) << entry.name;
    EXPECT_FALSE(entry.zip64_offset);
  }
  EXPECT_EQ(reader.entries()[3].uncompressed_bytes, kBound * 1000);
  EXPECT_FALSE(reader.has_zip64_end());
}

TEST_F(Zip64, CompressedSizeOf4GiB) {
  Begin();
  Add("big", Stored(kBound + 1000));
  Add("after", Stored(7));
  const ZipReader reader = Finish();
  ASSERT_EQ(reader.entries().size(), 2u);
  EXPECT_TRUE(reader.entries()[0].zip64_sizes);
  EXPECT_EQ(reader.entries()[0].compressed_bytes, kBound + 1000);
  EXPECT_TRUE(reader.entries()[1].zip64_offset);
  EXPECT_FALSE(reader.entries()[1].zip64_sizes);
  EXPECT_TRUE(reader.has_zip64_end());
}

TEST_F(Zip64, OffsetOf4GiB) {
  // The first entry begins below the bound, the second at it or above.
  for (std::uint64_t first_offset : {kBound - 30 - 5 - 10, kBound - 20}) {
    SCOPED_TRACE(first_offset);
    bytes_ = SparseBytes();
    Begin(first_offset);
    Add("first", Stored(10));
    Add("second", Stored(10));
    const ZipReader reader = Finish();
    ASSERT_EQ(reader.entries().size(), 2u);
    EXPECT_FALSE(reader.entries()[0].zip64_offset);
    EXPECT_TRUE(reader.entries()[1].zip64_offset);
    EXPECT_EQ(reader.entries()[1].header_offset, first_offset + 45);
    EXPECT_TRUE(reader.has_zip64_end());
  }
}

TEST_F(Zip64, DirectoryAt4GiB) {
  const std::uint64_t entry_bytes = 30 + 5 + 10;
  for (std::uint64_t directory : {kBound - 1, kBound, kBound + 1}) {
    SCOPED_TRACE(directory);
    bytes_ = SparseBytes();
    Begin(directory - entry_bytes);
    Add("first", Stored(10));
    const ZipReader reader = Finish();
    EXPECT_EQ(reader.has_zip64_end(), directory >= kBound);
  }
}

TEST_F(Zip64, EntriesThat16BitsDoNotCount) {
  for (std::size_t count : {std::size_t{65534}, std::size_t{65535}, std::size_t{65536}, std::size_t{70000}}) {
    SCOPED_TRACE(count);
    bytes_ = SparseBytes();
    Begin();
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_NO_FATAL_FAILURE(Add(std::to_string(i), Stored(0)));
    }
    const ZipReader reader = Finish();
    EXPECT_EQ(reader.entries().size(), count);
    EXPECT_EQ(reader.has_zip64_end(), count >= 65535);  // 65535 itself says "see Zip64"
  }
}

TEST_F(Zip64, NameThat16BitsDoNotCount) {
  Begin();
  Add(std::string(65535, 'n'), Stored(1));
  const auto nothing = [](Output&) { return absl::OkStatus(); };
  EXPECT_EQ(writer_->AddEntry(std::string(65536, 'n'), Stored(0), nothing).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Finish().entries().size(), 1u);
}

}  // namespace
}  // namespace telex::internal
