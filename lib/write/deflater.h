// How a document becomes the bytes of a zip entry. A faster library, or one that works on another thread, takes the
// place of zlib by implementing this and nothing else.
#ifndef TELEX_WRITE_DEFLATER_H_
#define TELEX_WRITE_DEFLATER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "write/spool.h"

namespace telex::internal {

// The compression methods of the zip format, by their numbers there.
enum class ZipMethod { kStored = 0, kDeflated = 8 };

// What a zip says of an entry's content.
struct DeflatedContent {
  ZipMethod method = ZipMethod::kStored;
  std::uint32_t crc32 = 0;  // of the document
  std::uint64_t uncompressed_bytes = 0;
  std::uint64_t compressed_bytes = 0;  // that went into the spool
};

// Compresses one document into the spool that it was made with. Between the first Append and the end of Finish nobody
// else touches that spool, so an implementation may fill it from a thread of its own. The same document gives the same
// bytes however its Appends are cut.
class Deflater {
 public:
  virtual ~Deflater() = default;
  // Bytes are not kept after the call. A failure is final.
  virtual absl::Status Append(std::string_view bytes) = 0;
  // Called once, after the last Append.
  virtual absl::StatusOr<DeflatedContent> Finish() = 0;
};

// `level` is 0 to 9; `spool` is not owned.
using DeflaterFactory = std::function<absl::StatusOr<std::unique_ptr<Deflater>>(int level, Spool* spool)>;

// zlib's; at level 0 deflate without compression. Holds some 310 KB while a document is open.
absl::StatusOr<std::unique_ptr<Deflater>> NewZlibDeflater(int level, Spool* spool);

// Whether telex is built with ISA-L, and the program is linked with it.
bool HasIsal();

// ISA-L's, where HasIsal(). Small documents, of less than 128 KiB, are zlib's at the level; for all others it has one level. Holds
// some 360 KB while a document is open.
absl::StatusOr<std::unique_ptr<Deflater>> NewIsalDeflater(int level, Spool* spool);

// The best for the level: ISA-L's for 1 to 3, where HasIsal(); else zlib's.
absl::StatusOr<std::unique_ptr<Deflater>> NewDeflater(int level, Spool* spool);

}  // namespace telex::internal

#endif  // TELEX_WRITE_DEFLATER_H_
