#include "write/zip_writer.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace telex::internal {
namespace {

// A field that holds this says that the number stands in a record of Zip64 (section 4.4.1.4).
constexpr std::uint64_t kMax16 = 0xFFFF;
constexpr std::uint64_t kMax32 = 0xFFFFFFFF;
// 1980-01-01 00:00:00, the first time that the format knows: the same export gives the same bytes.
constexpr std::uint64_t kDosTime = 0;
constexpr std::uint64_t kDosDate = 1u << 5 | 1u;
constexpr std::uint64_t kUnixRegularFile0600 = std::uint64_t{0100600} << 16;
constexpr std::uint64_t kMadeByUnix = 3u << 8;
constexpr std::uint64_t kVersion20 = 20;  // deflate
constexpr std::uint64_t kVersion45 = 45;  // Zip64
constexpr std::uint64_t kUtf8Flag = 1u << 11;
constexpr std::uint64_t kZip64ExtraId = 1;

void AppendNumber(std::uint64_t number, int bytes, std::string* to) {
  for (int i = 0; i < bytes; ++i) to->push_back(static_cast<char>(number >> 8 * i & 0xFF));
}
void Append16(std::uint64_t number, std::string* to) { AppendNumber(std::min(number, kMax16), 2, to); }
void Append32(std::uint64_t number, std::string* to) { AppendNumber(std::min(number, kMax32), 4, to); }
void Append64(std::uint64_t number, std::string* to) { AppendNumber(number, 8, to); }

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

bool SizesNeedZip64(const DeflatedContent& content) {
  return content.uncompressed_bytes >= kMax32 || content.compressed_bytes >= kMax32;
}

// The extra field that holds 64-bit numbers (section 4.5.3), without its numbers.
void AppendZip64Extra(std::uint64_t bytes, std::string* to) {
  Append16(kZip64ExtraId, to);
  Append16(bytes, to);
}

// What it takes to read an entry. Its only extra field is that of Zip64.
std::uint64_t VersionNeeded(std::uint64_t extra_bytes) { return extra_bytes > 0 ? kVersion45 : kVersion20; }

// What the local header and the directory's record of an entry have in common, up to the length of the extra field.
void AppendCommon(const std::string& name, const DeflatedContent& content, std::uint64_t extra_bytes, std::string* to) {
  Append16(VersionNeeded(extra_bytes), to);
  Append16(IsAscii(name) ? 0 : kUtf8Flag, to);
  Append16(static_cast<std::uint64_t>(content.method), to);
  Append16(kDosTime, to);
  Append16(kDosDate, to);
  Append32(content.crc32, to);
  const bool sizes_apart = SizesNeedZip64(content);
  Append32(sizes_apart ? kMax32 : content.compressed_bytes, to);
  Append32(sizes_apart ? kMax32 : content.uncompressed_bytes, to);
  Append16(name.size(), to);
  Append16(extra_bytes, to);
}

// Section 4.3.7.
std::string LocalHeader(const std::string& name, const DeflatedContent& content) {
  const bool zip64 = SizesNeedZip64(content);
  std::string header;
  Append32(0x04034b50, &header);
  AppendCommon(name, content, zip64 ? 20 : 0, &header);
  header += name;
  if (zip64) {
    AppendZip64Extra(16, &header);
    Append64(content.uncompressed_bytes, &header);
    Append64(content.compressed_bytes, &header);
  }
  return header;
}

// Section 4.3.12.
std::string DirectoryRecord(const std::string& name, const DeflatedContent& content, std::uint64_t header_offset) {
  const bool sizes_apart = SizesNeedZip64(content);
  const bool offset_apart = header_offset >= kMax32;
  const std::uint64_t extra = (sizes_apart ? 16u : 0u) + (offset_apart ? 8u : 0u);
  std::string record;
  Append32(0x02014b50, &record);
  const std::uint64_t extra_bytes = extra > 0 ? 4 + extra : 0;
  Append16(kMadeByUnix | VersionNeeded(extra_bytes), &record);
  AppendCommon(name, content, extra_bytes, &record);
  Append16(0, &record);  // no comment
  Append16(0, &record);  // the one disk
  Append16(0, &record);  // internal attributes: none
  Append32(kUnixRegularFile0600, &record);
  Append32(header_offset, &record);
  record += name;
  if (extra > 0) AppendZip64Extra(extra, &record);
  if (sizes_apart) {
    Append64(content.uncompressed_bytes, &record);
    Append64(content.compressed_bytes, &record);
  }
  if (offset_apart) Append64(header_offset, &record);
  return record;
}

// Sections 4.3.14 and 4.3.15.
void AppendZip64End(std::uint64_t entries, std::uint64_t directory_bytes, std::uint64_t directory_offset,
                    std::string* to) {
  Append32(0x06064b50, to);
  Append64(44, to);  // what follows of this record
  Append16(kMadeByUnix | kVersion45, to);
  Append16(kVersion45, to);
  Append32(0, to);  // the one disk, twice
  Append32(0, to);
  Append64(entries, to);
  Append64(entries, to);
  Append64(directory_bytes, to);
  Append64(directory_offset, to);
  Append32(0x07064b50, to);
  Append32(0, to);
  Append64(directory_offset + directory_bytes, to);  // where the record stands
  Append32(1, to);                                   // disks
}

// What follows the entries' records of the directory: section 4.3.16, after Zip64's where a number needs it.
std::string End(std::uint64_t entries, std::uint64_t directory_bytes, std::uint64_t directory_offset) {
  std::string end;
  if (entries >= kMax16 || directory_bytes >= kMax32 || directory_offset >= kMax32) {
    AppendZip64End(entries, directory_bytes, directory_offset, &end);
  }
  Append32(0x06054b50, &end);
  Append16(0, &end);  // the one disk, twice
  Append16(0, &end);
  Append16(entries, &end);
  Append16(entries, &end);
  Append32(directory_bytes, &end);
  Append32(directory_offset, &end);
  Append16(0, &end);  // no comment
  return end;
}

}  // namespace

absl::Status ZipWriter::AddEntry(const std::string& name, const DeflatedContent& content,
                                 const std::function<absl::Status(Output&)>& copy_payload) {
  if (name.size() > kMax16) {
    return absl::Status(absl::StatusCode::kInvalidArgument,
                        "A zip holds names of up to 65535 bytes, not of " + std::to_string(name.size()) + ".");
  }
  const std::string header = LocalHeader(name, content);
  directory_ += DirectoryRecord(name, content, offset_);
  ++entries_;
  offset_ += header.size() + content.compressed_bytes;
  absl::Status status = output_->Append(header);
  return status.ok() ? copy_payload(*output_) : status;
}

absl::Status ZipWriter::Finish() {
  absl::Status status = output_->Append(directory_);
  return status.ok() ? output_->Append(End(entries_, directory_.size(), offset_)) : status;
}

}  // namespace telex::internal
