#include "write/deflater.h"

namespace telex::internal {
namespace {

// Up to this level ISA-L makes exports no larger than zlib does, several times as fast; above it zlib's are smaller.
constexpr int kLastIsalLevel = 3;

}  // namespace

absl::StatusOr<std::unique_ptr<Deflater>> NewDeflater(int level, Spool* spool) {
  if (level >= 1 && level <= kLastIsalLevel && HasIsal()) return NewIsalDeflater(level, spool);
  return NewZlibDeflater(level, spool);
}

}  // namespace telex::internal
