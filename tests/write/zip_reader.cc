#include "tests/write/zip_reader.h"

#include <zlib.h>

#include <utility>

namespace telex::test {
namespace {

std::uint64_t Number(const std::string& bytes, std::size_t at, std::size_t count) {
  std::uint64_t number = 0;
  for (std::size_t i = count; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return number;
}
std::uint32_t Number32(const std::string& bytes, std::size_t at) {
  return static_cast<std::uint32_t>(Number(bytes, at, 4));
}
unsigned Number16(const std::string& bytes, std::size_t at) { return static_cast<unsigned>(Number(bytes, at, 2)); }

// The data of the extra field 1; the only one there may be.
bool Zip64Extra(const std::string& extra, std::string* data) {
  data->clear();
  if (extra.empty()) return true;
  if (extra.size() < 4 || Number16(extra, 0) != 1 || Number16(extra, 2) != extra.size() - 4) return false;
  *data = extra.substr(4);
  return true;
}

// A 32-bit field, or where it is all ones the next 8 bytes of the extra field.
bool Widen(std::uint32_t field, const std::string& extra, std::size_t* at, std::uint64_t* number) {
  *number = field;
  if (field != 0xFFFFFFFF) return true;
  if (*at + 8 > extra.size()) return false;
  *number = Number(extra, *at, 8);
  *at += 8;
  return true;
}

}  // namespace

ZipReader::ZipReader(ReadAt read_at, std::uint64_t size, std::uint64_t first_offset)
    : read_at_(std::move(read_at)), size_(size) {
  Directory directory;
  if (FindDirectory(&directory)) ReadDirectory(directory, first_offset);
}

ZipReader::ZipReader(const std::string& bytes)
    : ZipReader([bytes](std::uint64_t offset,
                        std::size_t count) { return bytes.substr(static_cast<std::size_t>(offset), count); },
                bytes.size()) {}

bool ZipReader::Fail(const std::string& error) {
  if (error_.empty()) error_ = error;
  return false;
}

bool ZipReader::FindDirectory(Directory* directory) {
  if (size_ < 22) return Fail("too short");
  const std::uint64_t end_offset = size_ - 22;  // no comment
  const std::string end = read_at_(end_offset, 22);
  if (Number32(end, 0) != 0x06054b50) return Fail("no end record");
  if (Number(end, 4, 4) != 0 || Number16(end, 20) != 0) return Fail("disks or a comment");
  if (Number16(end, 8) != Number16(end, 10)) return Fail("two counts of entries");
  directory->entries = Number16(end, 8);
  directory->bytes = Number32(end, 12);
  directory->offset = Number32(end, 16);
  directory->end = end_offset;
  const std::string locator = end_offset >= 76 ? read_at_(end_offset - 20, 20) : std::string(20, '\0');
  has_zip64_end_ = Number32(locator, 0) == 0x07064b50;
  if (has_zip64_end_) {
    if (Number32(locator, 4) != 0 || Number32(locator, 16) != 1) return Fail("zip64 disks");
    const std::uint64_t record_offset = Number(locator, 8, 8);
    if (record_offset != end_offset - 76) return Fail("zip64 record not before its locator");
    const std::string record = read_at_(record_offset, 56);
    if (Number32(record, 0) != 0x06064b50 || Number(record, 4, 8) != 44) return Fail("zip64 record");
    if (Number(record, 24, 8) != Number(record, 32, 8)) return Fail("zip64: two counts of entries");
    if (directory->entries != 0xFFFF && directory->entries != Number(record, 32, 8)) return Fail("counts differ");
    if (directory->bytes != 0xFFFFFFFF && directory->bytes != Number(record, 40, 8)) return Fail("sizes differ");
    if (directory->offset != 0xFFFFFFFF && directory->offset != Number(record, 48, 8)) return Fail("offsets differ");
    directory->entries = Number(record, 32, 8);
    directory->bytes = Number(record, 40, 8);
    directory->offset = Number(record, 48, 8);
    directory->end = record_offset;
  } else if (directory->offset == 0xFFFFFFFF || directory->entries == 0xFFFF) {
    return Fail("zip64 record missing");
  }
  if (directory->offset + directory->bytes != directory->end) return Fail("a gap around the directory");
  return true;
}

bool ZipReader::ReadDirectory(const Directory& directory, std::uint64_t first_offset) {
  const std::string bytes = read_at_(directory.offset, static_cast<std::size_t>(directory.bytes));
  std::uint64_t expected_offset = first_offset;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (at + 46 > bytes.size() || Number32(bytes, at) != 0x02014b50) return Fail("directory entry");
    ZipEntry entry;
    entry.made_by = Number16(bytes, at + 4);
    entry.version_needed = Number16(bytes, at + 6);
    entry.flags = Number16(bytes, at + 8);
    entry.method = Number16(bytes, at + 10);
    entry.dos_date_time = Number32(bytes, at + 12);
    entry.crc32 = Number32(bytes, at + 16);
    entry.external_attributes = Number32(bytes, at + 38);
    const std::size_t name_bytes = Number16(bytes, at + 28);
    const std::size_t extra_bytes = Number16(bytes, at + 30);
    if (Number16(bytes, at + 32) != 0 || Number(bytes, at + 34, 4) != 0) return Fail("comment, disk or internal");
    entry.name = bytes.substr(at + 46, name_bytes);
    std::string extra;
    if (!Zip64Extra(bytes.substr(at + 46 + name_bytes, extra_bytes), &extra)) return Fail("extra field");
    std::size_t extra_at = 0;
    if (!Widen(Number32(bytes, at + 24), extra, &extra_at, &entry.uncompressed_bytes) ||
        !Widen(Number32(bytes, at + 20), extra, &extra_at, &entry.compressed_bytes) ||
        !Widen(Number32(bytes, at + 42), extra, &extra_at, &entry.header_offset) || extra_at != extra.size()) {
      return Fail("zip64 field of " + entry.name);
    }
    entry.zip64_offset = Number32(bytes, at + 42) == 0xFFFFFFFF;
    if (entry.header_offset != expected_offset) return Fail("a gap before " + entry.name);
    if (!ReadLocalHeader(&entry)) return false;
    expected_offset = entry.payload_offset + entry.compressed_bytes;
    entries_.push_back(entry);
    at += 46 + name_bytes + extra_bytes;
  }
  if (at != bytes.size()) return Fail("something after the last directory entry");
  return expected_offset == directory.offset || Fail("a gap before the directory");
}

bool ZipReader::ReadLocalHeader(ZipEntry* entry) {
  const std::string fixed = read_at_(entry->header_offset, 30);
  if (fixed.size() != 30 || Number32(fixed, 0) != 0x04034b50) return Fail("local header of " + entry->name);
  const std::size_t name_bytes = Number16(fixed, 26);
  const std::size_t extra_bytes = Number16(fixed, 28);
  const std::string rest = read_at_(entry->header_offset + 30, name_bytes + extra_bytes);
  if (rest.substr(0, name_bytes) != entry->name) return Fail("two names: " + entry->name);
  std::string extra;
  if (!Zip64Extra(rest.substr(name_bytes), &extra)) return Fail("local extra field");
  std::size_t at = 0;
  std::uint64_t uncompressed = 0, compressed = 0;
  if (!Widen(Number32(fixed, 22), extra, &at, &uncompressed) || !Widen(Number32(fixed, 18), extra, &at, &compressed) ||
      at != extra.size()) {
    return Fail("local zip64 field of " + entry->name);
  }
  entry->zip64_sizes = !extra.empty();
  if (uncompressed != entry->uncompressed_bytes || compressed != entry->compressed_bytes) {
    return Fail("sizes differ: " + entry->name);
  }
  if (Number16(fixed, 6) != entry->flags || Number16(fixed, 8) != entry->method ||
      Number32(fixed, 10) != entry->dos_date_time || Number32(fixed, 14) != entry->crc32) {
    return Fail("headers differ: " + entry->name);
  }
  if (Number16(fixed, 4) > entry->version_needed) return Fail("versions differ: " + entry->name);
  entry->payload_offset = entry->header_offset + 30 + name_bytes + extra_bytes;
  return true;
}

std::vector<std::string> ZipReader::names() const {
  std::vector<std::string> names;
  for (const ZipEntry& entry : entries_) names.push_back(entry.name);
  return names;
}

std::string ZipReader::Content(const ZipEntry& entry) const {
  const std::string payload = read_at_(entry.payload_offset, static_cast<std::size_t>(entry.compressed_bytes));
  std::string content = payload;
  if (entry.method == 8) {
    content.assign(static_cast<std::size_t>(entry.uncompressed_bytes) + 1, '\0');
    z_stream stream = {};
    inflateInit2(&stream, -MAX_WBITS);
    stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(payload.data()));
    stream.avail_in = static_cast<uInt>(payload.size());
    stream.next_out = reinterpret_cast<Bytef*>(content.data());
    stream.avail_out = static_cast<uInt>(content.size());
    const int result = inflate(&stream, Z_FINISH);
    const bool used_all = stream.avail_in == 0;
    content.resize(content.size() - stream.avail_out);
    inflateEnd(&stream);
    if (result != Z_STREAM_END || !used_all) return "does not inflate";
  } else if (entry.method != 0) {
    return "unknown method";
  }
  if (content.size() != entry.uncompressed_bytes) return "wrong size";
  const uLong crc = ::crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
  return crc == entry.crc32 ? content : "wrong CRC-32";
}

}  // namespace telex::test
