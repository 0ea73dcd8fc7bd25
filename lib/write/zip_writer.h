// The zip container, written front to back around payloads that are compressed already.
#ifndef TELEX_WRITE_ZIP_WRITER_H_
#define TELEX_WRITE_ZIP_WRITER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "telex/output.h"
#include "write/deflater.h"

namespace telex::internal {

// The format is PKWARE's APPNOTE.TXT 6.3.10, whose sections the source names. An entry's sizes and CRC are known before
// its header is written, so that there is no data descriptor and nothing is patched: the output is only appended to. The
// records of Zip64 stand where a number needs them, and nowhere else.
// Used from one thread at a time. After a failure it is only destroyed.
class ZipWriter {
 public:
  // `output` is not owned. `first_offset` is how many bytes stand before the zip's: 0, but for tests of Zip64.
  explicit ZipWriter(Output* output, std::uint64_t first_offset = 0) : output_(output), offset_(first_offset) {}

  // Appends an entry. `copy_payload` appends exactly `content.compressed_bytes` to the output that it is given. A name of
  // more than 65,535 bytes is an InvalidArgument error.
  absl::Status AddEntry(const std::string& name, const DeflatedContent& content,
                        const std::function<absl::Status(Output&)>& copy_payload);

  // Appends the directory of the entries. The output is not closed.
  absl::Status Finish();

 private:
  Output* output_;
  std::uint64_t offset_;  // of what is appended next
  std::uint64_t entries_ = 0;
  std::string directory_;  // the entries' records of it
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_ZIP_WRITER_H_
