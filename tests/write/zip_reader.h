// Reads a zip by the letter of the format (APPNOTE.TXT), strictly: every header is compared with every other.
#ifndef TELEX_TESTS_WRITE_ZIP_READER_H_
#define TELEX_TESTS_WRITE_ZIP_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace telex::test {

struct ZipEntry {
  std::string name;
  unsigned made_by = 0;
  unsigned version_needed = 0;
  unsigned flags = 0;
  unsigned method = 0;
  std::uint32_t dos_date_time = 0;
  std::uint32_t crc32 = 0;
  std::uint32_t external_attributes = 0;
  std::uint64_t compressed_bytes = 0;
  std::uint64_t uncompressed_bytes = 0;
  std::uint64_t header_offset = 0;
  std::uint64_t payload_offset = 0;
  bool zip64_sizes = false;   // in its local header
  bool zip64_offset = false;  // in the directory
};

class ZipReader {
 public:
  using ReadAt = std::function<std::string(std::uint64_t offset, std::size_t count)>;

  // `first_offset`: where the zip's first byte is. Errors are in error().
  ZipReader(ReadAt read_at, std::uint64_t size, std::uint64_t first_offset = 0);
  explicit ZipReader(const std::string& bytes);

  // Empty where all is well.
  const std::string& error() const { return error_; }
  const std::vector<ZipEntry>& entries() const { return entries_; }
  bool has_zip64_end() const { return has_zip64_end_; }
  std::vector<std::string> names() const;
  // Inflated, size and CRC-32 checked; otherwise the text of what is wrong.
  std::string Content(const ZipEntry& entry) const;

 private:
  struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t entries = 0;
    std::uint64_t end = 0;  // where it must end
  };

  bool FindDirectory(Directory* directory);
  bool ReadDirectory(const Directory& directory, std::uint64_t first_offset);
  bool ReadLocalHeader(ZipEntry* entry);
  bool Fail(const std::string& error);

  ReadAt read_at_;
  std::uint64_t size_;
  std::string error_;
  std::vector<ZipEntry> entries_;
  bool has_zip64_end_ = false;
};

}  // namespace telex::test

#endif  // TELEX_TESTS_WRITE_ZIP_READER_H_
