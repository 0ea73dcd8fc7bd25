// The zip container, written front to back. zlib's minizip writes the format; this gives it the files it lacks.
#ifndef TELEX_WRITE_ZIP_WRITER_H_
#define TELEX_WRITE_ZIP_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/output.h"
#include "write/deflater.h"

namespace telex::internal {

// Used from one thread at a time. After a failure it is only destroyed.
class ZipWriter {
 public:
  // `output` is not owned. `first_offset` is how many bytes stand before the zip's: 0, but for tests of Zip64.
  static absl::StatusOr<std::unique_ptr<ZipWriter>> Create(Output* output, std::uint64_t first_offset = 0);
  virtual ~ZipWriter() = default;

  // Appends an entry. `copy_payload` appends exactly `content.compressed_bytes` to the output that it is given.
  virtual absl::Status AddEntry(const std::string& name, const DeflatedContent& content,
                                const std::function<absl::Status(Output&)>& copy_payload) = 0;

  // Appends the directory of the entries. The output is not closed.
  virtual absl::Status Finish() = 0;
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_ZIP_WRITER_H_
