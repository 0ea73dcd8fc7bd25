// Proves of each deflater that zlib inflates what it makes to what it took, whatever the level, the document and the
// cuts between Appends, which do not show, on any thread; and which one NewDeflater chooses, also beyond 4 GiB.
#include "write/deflater.h"

#include <zlib.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "telex/output.h"
#include "tests/write/deflaters.h"
#include "tests/write/output_helpers.h"

namespace telex::internal {
namespace {

constexpr std::size_t kHeldBytes = 64 << 20;
constexpr std::uint32_t kSeed = 20261125;

// What inflating gives, in this much memory.
class Inflated {
 public:
  explicit Inflated(bool keeps_bytes) : keeps_bytes_(keeps_bytes) {}
  Inflated(const Inflated&) = delete;
  Inflated& operator=(const Inflated&) = delete;

  // "" where `bytes` is one whole deflate stream.
  std::string Inflate(std::string_view bytes) {
    z_stream stream = {};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return "no memory";
    stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::vector<char> buffer(256 * 1024);
    int result = Z_OK;
    while (result == Z_OK) {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      result = inflate(&stream, Z_NO_FLUSH);
      const std::size_t count = buffer.size() - stream.avail_out;
      crc32 = ::crc32(crc32, reinterpret_cast<const Bytef*>(buffer.data()), static_cast<uInt>(count));
      size += count;
      if (keeps_bytes_) text.append(buffer.data(), count);
    }
    const bool used_all = stream.avail_in == 0;
    inflateEnd(&stream);
    if (result != Z_STREAM_END) return "inflate: " + std::to_string(result);
    return used_all ? "" : "bytes behind the end";
  }

  std::string text;
  std::uint64_t size = 0;
  uLong crc32 = 0;

 private:
  bool keeps_bytes_;
};

struct Deflated {
  DeflatedContent content;
  std::string bytes;
};

std::string BytesOf(const Spool& spool) {
  std::string bytes;
  const std::unique_ptr<Output> output = NewStringOutput(&bytes);
  EXPECT_TRUE(spool.CopyTo(*output).ok());
  return bytes;
}

// `next_piece` gives the size of the next Append, 0 included.
template <typename NextPiece>
Deflated Deflate(const DeflaterFactory& factory, int level, std::string_view text, NextPiece next_piece) {
  Spool spool(kHeldBytes, "");
  absl::StatusOr<std::unique_ptr<Deflater>> deflater = factory(level, &spool);
  EXPECT_TRUE(deflater.ok()) << deflater.status();
  while (!text.empty()) {
    const std::string piece(text.substr(0, next_piece()));  // a copy that is gone after the call
    EXPECT_TRUE((*deflater)->Append(piece).ok());
    text.remove_prefix(piece.size());
  }
  absl::StatusOr<DeflatedContent> content = (*deflater)->Finish();
  EXPECT_TRUE(content.ok()) << content.status();
  return {*content, BytesOf(spool)};
}

Deflated DeflateWhole(const DeflaterFactory& factory, int level, const std::string& text) {
  return Deflate(factory, level, text, [&] { return text.size(); });
}

void ExpectRoundTrip(const Deflated& deflated, const std::string& text) {
  EXPECT_EQ(deflated.content.uncompressed_bytes, text.size());
  EXPECT_EQ(deflated.content.compressed_bytes, deflated.bytes.size());
  if (text.empty()) {
    EXPECT_EQ(deflated.content.method, ZipMethod::kStored);
    EXPECT_EQ(deflated.bytes, "");
    EXPECT_EQ(deflated.content.crc32, 0u);
    return;
  }
  EXPECT_EQ(deflated.content.method, ZipMethod::kDeflated);
  Inflated inflated(/*keeps_bytes=*/true);
  EXPECT_EQ(inflated.Inflate(deflated.bytes), "");
  EXPECT_TRUE(inflated.text == text) << "of " << text.size() << " bytes";
  EXPECT_EQ(inflated.crc32, deflated.content.crc32);
}

// Sizes around those of windows and blocks; text, noise, and one byte again and again.
std::vector<std::string> Documents() {
  std::vector<std::string> documents;
  constexpr std::size_t kSizes[] = {0,     1,     2,      3,      257,    258,    4096,   32767,  32768,
                                    32769, 65536, 131071, 131072, 131073, 262144, 393217, 1000003};
  for (const std::size_t size : kSizes) {
    documents.push_back(test::SomeText(size, size));
    documents.push_back(test::RandomBytes(size, size));
    documents.push_back(std::string(size, 'x'));
  }
  documents.push_back(test::SomeText(200000, 1) + test::RandomBytes(200000, 2) + test::SomeText(200000, 3));
  return documents;
}

class EachDeflater : public testing::TestWithParam<test::NamedDeflater> {};

TEST_P(EachDeflater, GivesWhatZlibInflatesAtEachLevel) {
  for (const std::string& text : Documents()) {
    for (int level = 0; level <= 9; ++level) {
      SCOPED_TRACE(level);
      ExpectRoundTrip(DeflateWhole(GetParam().factory, level, text), text);
    }
  }
}

TEST_P(EachDeflater, TakesAnyCuts) {
  std::mt19937 random(kSeed);
  SCOPED_TRACE(kSeed);
  const std::string text = test::SomeText(500000, 1) + test::RandomBytes(300000, 2) + test::SomeText(100000, 3);
  for (std::size_t greatest : {3u, 100u, 5000u, 70000u, 140000u, 600000u}) {
    const std::string part = greatest == 3 ? text.substr(400000, 200000) : text;
    std::uniform_int_distribution<std::size_t> piece(0, greatest);
    ExpectRoundTrip(Deflate(GetParam().factory, 3, part, [&] { return piece(random); }), part);
  }
}

// The bytes must be the same for every number of threads, which cut documents differently.
TEST_P(EachDeflater, GivesTheSameBytesWhateverTheCuts) {
  std::mt19937 random(kSeed);
  SCOPED_TRACE(kSeed);
  for (const std::string& text : Documents()) {
    for (int level : {0, 1, 3, 6}) {
      const std::string whole = DeflateWhole(GetParam().factory, level, text).bytes;
      for (std::size_t greatest : {1000u, 65536u, 131072u, 300000u}) {
        std::uniform_int_distribution<std::size_t> piece(0, greatest);
        const Deflated cut = Deflate(GetParam().factory, level, text, [&] { return piece(random); });
        EXPECT_TRUE(cut.bytes == whole) << "level " << level << ", " << text.size() << " bytes, cut by " << greatest;
      }
    }
  }
}

TEST_P(EachDeflater, WorksOnAnotherThreadThanTheOneThatMadeIt) {
  const std::string text = test::SomeText(1000000, 1);
  constexpr std::size_t kThreads = 4;
  std::vector<std::unique_ptr<Spool>> spools;
  std::vector<std::unique_ptr<Deflater>> deflaters;
  for (std::size_t i = 0; i < kThreads; ++i) {
    spools.push_back(std::make_unique<Spool>(kHeldBytes, ""));
    deflaters.push_back(*GetParam().factory(3, spools.back().get()));
  }
  std::vector<Deflated> results(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const std::unique_ptr<Deflater> deflater = std::move(deflaters[i]);
      if (deflater->Append(text).ok()) results[i].content = *deflater->Finish();
      results[i].bytes = BytesOf(*spools[i]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Deflated& result : results) {
    ExpectRoundTrip(result, text);
    EXPECT_EQ(result.bytes, results[0].bytes);
  }
}

TEST_P(EachDeflater, EndsWithTheFailureOfItsSpool) {
  Spool spool(1000, "/nonexistent/folder");
  absl::StatusOr<std::unique_ptr<Deflater>> deflater = GetParam().factory(3, &spool);
  ASSERT_TRUE(deflater.ok());
  absl::Status status;
  const std::string noise = test::RandomBytes(100000, 1);
  for (int i = 0; i < 10 && status.ok(); ++i) status = (*deflater)->Append(noise);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
}

INSTANTIATE_TEST_SUITE_P(Deflaters, EachDeflater, testing::ValuesIn(test::Deflaters()), test::NameOfDeflater);

TEST(NewDeflater, HasIsalWhereItIsBuiltWithIt) { EXPECT_EQ(HasIsal(), TELEX_BUILT_WITH_ISAL != 0); }

TEST(NewDeflater, PassesTheBoundOf32Bits) {
  const std::string piece = test::SomeText(8 << 20, 1);
  constexpr std::uint64_t kPieces = 513;  // 4 GiB and 8 MiB
  Spool spool(std::size_t{1} << 30, "");
  absl::StatusOr<std::unique_ptr<Deflater>> deflater = NewDeflater(3, &spool);
  ASSERT_TRUE(deflater.ok());
  uLong crc = 0;
  const uLong piece_crc = ::crc32(0, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
  for (std::uint64_t i = 0; i < kPieces; ++i) {
    ASSERT_TRUE((*deflater)->Append(piece).ok());
    crc = crc32_combine(crc, piece_crc, static_cast<z_off_t>(piece.size()));
  }
  absl::StatusOr<DeflatedContent> content = (*deflater)->Finish();
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->uncompressed_bytes, kPieces * piece.size());
  EXPECT_EQ(content->compressed_bytes, spool.size());
  EXPECT_EQ(content->crc32, crc);
  Inflated inflated(/*keeps_bytes=*/false);
  EXPECT_EQ(inflated.Inflate(BytesOf(spool)), "");
  EXPECT_EQ(inflated.size, kPieces * piece.size());
  EXPECT_EQ(inflated.crc32, crc);
}

TEST(NewDeflater, GivesIsalsBytesAtItsLevelsAndZlibsAtTheOthers) {
  const std::string text = test::SomeText(300000, 1);
  for (int level = 0; level <= 9; ++level) {
    const bool is_isal = TELEX_BUILT_WITH_ISAL != 0 && level >= 1 && level <= 3;
    EXPECT_TRUE(DeflateWhole(NewDeflater, level, text).bytes ==
                DeflateWhole(is_isal ? NewIsalDeflater : NewZlibDeflater, level, text).bytes)
        << level;
  }
}

// The documents of a real, small export, as it was reviewed.
std::vector<std::string> GoldenDocuments() {
  std::vector<std::string> documents;
  for (const char* name : {"logs.json", "traces.json", "metrics.json", "manifest.json"}) {
    std::ifstream file(std::string(TELEX_SOURCE_DIR "/tests/golden/sample/otlp/") + name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    documents.push_back(text.str());
    EXPECT_FALSE(documents.back().empty()) << name;
  }
  return documents;
}

std::size_t DeflatedBytes(const DeflaterFactory& factory, int level, const std::vector<std::string>& documents) {
  std::size_t bytes = 0;
  for (const std::string& document : documents) bytes += DeflateWhole(factory, level, document).bytes.size();
  return bytes;
}

TEST(NewDeflater, MakesAnExportNoLargerThanZlibAndThanALowerLevel) {
  const std::vector<std::string> documents = GoldenDocuments();
  for (int level = 0; level <= 9; ++level) {
    const std::size_t bytes = DeflatedBytes(NewDeflater, level, documents);
    EXPECT_LE(bytes, DeflatedBytes(NewZlibDeflater, level, documents)) << level;
    EXPECT_LE(bytes, DeflatedBytes(NewDeflater, level == 0 ? 0 : level - 1, documents)) << level;
  }
}

}  // namespace
}  // namespace telex::internal
