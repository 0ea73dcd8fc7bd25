#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "text/system_error.h"
#include "write/blocks.h"
#include "write/deflater.h"

namespace telex::internal {
namespace {

// zlib counts in 32 bits.
constexpr std::size_t kMaxBytesPerCall = std::size_t{1} << 30;
static_assert(kMaxBytesPerCall <= std::numeric_limits<uInt>::max(), "");

// The CRC-32 and size of what was appended.
class Checksum {
 public:
  void Add(std::string_view bytes) {
    bytes_ += bytes.size();
    while (!bytes.empty()) {
      const std::size_t count = std::min(bytes.size(), kMaxBytesPerCall);
      crc_ = ::crc32(crc_, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(count));
      bytes.remove_prefix(count);
    }
  }
  void Describe(DeflatedContent* content) const {
    content->crc32 = static_cast<std::uint32_t>(crc_);
    content->uncompressed_bytes = bytes_;
  }

 private:
  uLong crc_ = 0;
  std::uint64_t bytes_ = 0;
};

class ZlibDeflater : public Deflater {
 public:
  explicit ZlibDeflater(Spool* spool) : spool_(spool), blocks_(kBlockBytes), buffer_(kBufferBytes) {}

  ~ZlibDeflater() override {
    if (started_) (void)deflateEnd(&stream_);
  }
  ZlibDeflater(const ZlibDeflater&) = delete;
  ZlibDeflater& operator=(const ZlibDeflater&) = delete;

  absl::Status Start(int level) {
    // A negative window: deflate alone, without zlib's own frame.
    const int result = deflateInit2(&stream_, level, Z_DEFLATED, -MAX_WBITS, kMemLevel, Z_DEFAULT_STRATEGY);
    if (result != Z_OK) return Failure(result);
    started_ = true;
    return absl::OkStatus();
  }

  absl::Status Append(std::string_view bytes) override {
    checksum_.Add(bytes);
    return blocks_.Append(bytes, [this](std::string_view block) { return Run(block, Z_NO_FLUSH); });
  }

  absl::StatusOr<DeflatedContent> Finish() override {
    DeflatedContent content;
    checksum_.Describe(&content);
    // No bytes deflate to two: such a document is stored.
    if (content.uncompressed_bytes == 0) return content;
    absl::Status status = Run(blocks_.rest(), Z_FINISH);
    if (!status.ok()) return status;
    content.method = ZipMethod::kDeflated;
    content.compressed_bytes = compressed_bytes_;
    return content;
  }

 private:
  static constexpr int kMemLevel = 8;  // zlib's default
  static constexpr std::size_t kBlockBytes = std::size_t{32} << 10;
  static constexpr std::size_t kBufferBytes = std::size_t{16} << 10;

  // Until all of the block is taken, or for Z_FINISH all output given.
  absl::Status Run(std::string_view block, int flush) {
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(block.data()));
    stream_.avail_in = static_cast<uInt>(block.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      const int result = deflate(&stream_, flush);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Failure(result);
      const std::size_t count = buffer_.size() - stream_.avail_out;
      compressed_bytes_ += count;
      if (count > 0) {
        absl::Status status = spool_->Append(std::string_view(buffer_.data(), count));
        if (!status.ok()) return status;
      }
    } while (stream_.avail_out == 0);
    return absl::OkStatus();
  }

  static absl::Status Failure(int result) {
    if (result == Z_MEM_ERROR) return OutOfMemoryError();
    return absl::Status(absl::StatusCode::kInternal, "zlib failed with " + std::to_string(result) + ".");
  }

  Spool* spool_;
  Checksum checksum_;
  z_stream stream_ = {};
  bool started_ = false;
  Blocks blocks_;
  std::vector<char> buffer_;
  std::uint64_t compressed_bytes_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Deflater>> NewZlibDeflater(int level, Spool* spool) {
  auto deflater = std::make_unique<ZlibDeflater>(spool);
  absl::Status status = deflater->Start(level);
  if (!status.ok()) return status;
  return deflater;
}

}  // namespace telex::internal
