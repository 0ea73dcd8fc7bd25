#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <cstddef>
#include <memory>
#include <string>

#include "write/blocks.h"
#include "write/deflater.h"

#ifdef TELEX_ISAL_IS_OPTIONAL
// A program may be linked without the shared library, as one that is static as a whole must be.
#pragma weak crc32_gzip_refl
#pragma weak isal_deflate
#pragma weak isal_deflate_init
#endif

namespace telex::internal {
namespace {

// Levels 2 and 1 are as fast; 3 is slower than zlib's level 3.
constexpr std::uint32_t kIsalLevel = 2;
constexpr std::uint32_t kWorkBytes = ISAL_DEF_LVL2_SMALL;

class IsalDeflater : public Deflater {
 public:
  IsalDeflater(int level, Spool* spool) : level_(level), spool_(spool), blocks_(kBlockBytes) {}

  absl::Status Append(std::string_view bytes) override {
    return blocks_.Append(bytes, [this](std::string_view block) { return Deflate(block, /*is_last=*/false); });
  }

  absl::StatusOr<DeflatedContent> Finish() override {
    if (stream_ == nullptr) return DeflateByZlib();
    DeflatedContent content;
    absl::Status status = Deflate(blocks_.rest(), /*is_last=*/true);
    if (!status.ok()) return status;
    content.method = ZipMethod::kDeflated;
    content.crc32 = crc32_;
    content.uncompressed_bytes = uncompressed_bytes_;
    content.compressed_bytes = compressed_bytes_;
    return content;
  }

 private:
  // The greater, the less of the history ISA-L has to copy. zlib makes the documents smaller that are no greater.
  static constexpr std::size_t kBlockBytes = std::size_t{128} << 10;
  static constexpr std::size_t kDeflatedBytes = std::size_t{16} << 10;

  absl::StatusOr<DeflatedContent> DeflateByZlib() {
    absl::StatusOr<std::unique_ptr<Deflater>> deflater = NewZlibDeflater(level_, spool_);
    if (!deflater.ok()) return deflater.status();
    absl::Status status = (*deflater)->Append(blocks_.rest());
    if (!status.ok()) return status;
    return (*deflater)->Finish();
  }

  // Memory without values, since a great part of it is never touched.
  void Start() {
    stream_.reset(new isal_zstream);
    work_.reset(new std::uint8_t[kWorkBytes]);
    deflated_.reset(new char[kDeflatedBytes]);
    isal_deflate_init(stream_.get());
    stream_->level = kIsalLevel;
    stream_->level_buf = work_.get();
    stream_->level_buf_size = kWorkBytes;
  }

  absl::Status Deflate(std::string_view block, bool is_last) {
    if (stream_ == nullptr) Start();
    crc32_ = crc32_gzip_refl(crc32_, reinterpret_cast<const unsigned char*>(block.data()), block.size());
    uncompressed_bytes_ += block.size();
    stream_->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(block.data()));
    stream_->avail_in = static_cast<std::uint32_t>(block.size());
    stream_->end_of_stream = is_last ? 1 : 0;
    do {
      stream_->next_out = reinterpret_cast<std::uint8_t*>(deflated_.get());
      stream_->avail_out = kDeflatedBytes;
      const int result = isal_deflate(stream_.get());
      if (result != COMP_OK) {
        return absl::Status(absl::StatusCode::kInternal, "ISA-L failed with " + std::to_string(result) + ".");
      }
      const std::size_t count = kDeflatedBytes - stream_->avail_out;
      compressed_bytes_ += count;
      if (count > 0) {
        absl::Status status = spool_->Append(std::string_view(deflated_.get(), count));
        if (!status.ok()) return status;
      }
    } while (stream_->avail_out == 0);
    return absl::OkStatus();
  }

  int level_;
  Spool* spool_;
  Blocks blocks_;
  std::unique_ptr<isal_zstream> stream_;  // none until a block is full
  std::unique_ptr<std::uint8_t[]> work_;
  std::unique_ptr<char[]> deflated_;
  std::uint32_t crc32_ = 0;
  std::uint64_t uncompressed_bytes_ = 0;
  std::uint64_t compressed_bytes_ = 0;
};

}  // namespace

bool HasIsal() {
#ifdef TELEX_ISAL_IS_OPTIONAL
  return crc32_gzip_refl != nullptr && isal_deflate != nullptr && isal_deflate_init != nullptr;
#else
  return true;
#endif
}

absl::StatusOr<std::unique_ptr<Deflater>> NewIsalDeflater(int level, Spool* spool) {
  return std::make_unique<IsalDeflater>(level, spool);
}

}  // namespace telex::internal
