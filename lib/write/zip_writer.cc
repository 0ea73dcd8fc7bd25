#include "write/zip_writer.h"

#include <zip.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace telex::internal {
namespace {

// Where the format's 32-bit sizes and its 16-bit count of entries end.
constexpr std::uint64_t kZip64Bytes = 0xFFFFFFFF;
constexpr std::uint64_t kZip64Entries = 0xFFFF;
constexpr std::size_t kEndRecordBytes = 22;
// 1980-01-01 00:00:00, the first time that the format knows: the same export gives the same bytes.
constexpr uLong kDosDate = (1u << 21) | (1u << 16) | 0;
constexpr uLong kUnixRegularFile0600 = 0100600u << 16;
constexpr uLong kMadeByUnix20 = (3u << 8) | 20u;
constexpr uLong kUtf8Flag = 1u << 11;
// No header takes more than this beside the name.
constexpr std::size_t kMaxHeaderBytes = 128;

// What minizip takes for its file. It writes an entry's local header, then the payload, then goes back and patches the
// header; so the header is recorded, the payload only counted, and both are appended to the output after the patch.
class Recorder {
 public:
  explicit Recorder(std::uint64_t first_offset) : position_(first_offset) {}

  // What is written from here on is recorded. minizip calls back through C, where nothing must be thrown: the memory is
  // there before.
  void Record(std::size_t max_bytes) {
    start_ = position_;
    recorded_.clear();
    recorded_.reserve(max_bytes);
    counting_ = false;
  }
  // What is written from here on is counted only, except where it patches what was recorded.
  void Count() { counting_ = true; }
  const std::string& recorded() const { return recorded_; }
  std::uint64_t recorded_from() const { return start_; }

  zlib_filefunc64_def Functions() {
    zlib_filefunc64_def functions = {};
    functions.zopen64_file = [](voidpf recorder, const void*, int) { return recorder; };
    functions.zread_file = [](voidpf, voidpf, void*, uLong) -> uLong { return 0; };
    functions.zwrite_file = [](voidpf recorder, voidpf, const void* bytes, uLong size) -> uLong {
      return static_cast<Recorder*>(recorder)->Write(static_cast<const char*>(bytes), size) ? size : 0;
    };
    functions.ztell64_file = [](voidpf recorder, voidpf) -> ZPOS64_T {
      return static_cast<Recorder*>(recorder)->position_;
    };
    functions.zseek64_file = [](voidpf recorder, voidpf, ZPOS64_T offset, int origin) -> long {
      if (origin != ZLIB_FILEFUNC_SEEK_SET) return -1;
      static_cast<Recorder*>(recorder)->position_ = offset;
      return 0;
    };
    functions.zclose_file = [](voidpf, voidpf) { return 0; };
    functions.zerror_file = [](voidpf, voidpf) { return 0; };
    functions.opaque = this;
    return functions;
  }

 private:
  bool Write(const char* bytes, std::size_t size) {
    if (position_ < start_) return false;
    const std::uint64_t place = position_ - start_;
    if (place < recorded_.size()) {
      if (size > recorded_.size() - place) return false;
      std::copy_n(bytes, size, recorded_.begin() + static_cast<std::ptrdiff_t>(place));
    } else if (!counting_) {
      if (size > recorded_.capacity() - recorded_.size()) return false;
      recorded_.append(bytes, size);
    }
    position_ += size;
    return true;
  }

  std::uint64_t position_;
  std::uint64_t start_ = 0;  // of what is recorded
  std::string recorded_;
  bool counting_ = false;
};

absl::Status Failure(int result, const std::string& name) {
  return absl::Status(absl::StatusCode::kInternal,
                      "minizip failed with " + std::to_string(result) + " at \"" + name + "\".");
}

void AppendNumber(std::uint64_t number, int bytes, std::string* to) {
  for (int i = 0; i < bytes; ++i) to->push_back(static_cast<char>(number >> 8 * i & 0xFF));
}

// The records by which a reader learns of more entries than 16 bits count.
std::string Zip64End(std::uint64_t entries, std::uint64_t directory_bytes, std::uint64_t directory_offset) {
  std::string end;
  AppendNumber(0x06064b50, 4, &end);
  AppendNumber(44, 8, &end);  // what follows of this record
  AppendNumber(45, 2, &end);  // made by, and needed to read: version 4.5
  AppendNumber(45, 2, &end);
  AppendNumber(0, 8, &end);  // the one disk, twice
  AppendNumber(entries, 8, &end);
  AppendNumber(entries, 8, &end);
  AppendNumber(directory_bytes, 8, &end);
  AppendNumber(directory_offset, 8, &end);
  AppendNumber(0x07064b50, 4, &end);
  AppendNumber(0, 4, &end);
  AppendNumber(directory_offset + directory_bytes, 8, &end);  // where the record stands
  AppendNumber(1, 4, &end);
  return end;
}

// Whether a directory and its end, as minizip wrote them, lack the records for Zip64.
bool LacksZip64End(const std::string& directory_and_end) {
  // The directory's size stands in the last record but ten bytes.
  std::uint64_t directory_bytes = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const char byte = directory_and_end[directory_and_end.size() - kEndRecordBytes + 12 + i];
    directory_bytes |= std::uint64_t{static_cast<unsigned char>(byte)} << 8 * i;
  }
  return directory_and_end.size() == directory_bytes + kEndRecordBytes;
}

class MinizipWriter : public ZipWriter {
 public:
  MinizipWriter(Output* output, std::uint64_t first_offset)
      : output_(output), recorder_(first_offset), filler_(kFillerBytes) {}

  ~MinizipWriter() override {
    // Frees what minizip holds; what it writes then is refused.
    if (zip_ != nullptr) (void)zipClose(zip_, nullptr);
  }

  absl::Status Open() {
    zlib_filefunc64_def functions = recorder_.Functions();
    zip_ = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
    if (zip_ != nullptr) return absl::OkStatus();
    return absl::Status(absl::StatusCode::kResourceExhausted, "There is not enough memory for a zip.");
  }

  absl::Status AddEntry(const std::string& name, const DeflatedContent& content,
                        const std::function<absl::Status(Output&)>& copy_payload) override {
    recorder_.Record(name.size() + kMaxHeaderBytes);
    int result = BeginEntry(name, content);
    recorder_.Count();
    // minizip counts the payload as it passes; what it is does not matter to it.
    for (std::uint64_t left = content.compressed_bytes; result == ZIP_OK && left > 0;) {
      const auto count = static_cast<unsigned>(std::min<std::uint64_t>(left, filler_.size()));
      result = zipWriteInFileInZip(zip_, filler_.data(), count);
      left -= count;
    }
    if (result == ZIP_OK) result = zipCloseFileInZipRaw64(zip_, content.uncompressed_bytes, content.crc32);
    if (result != ZIP_OK) return Failure(result, name);
    ++entries_;
    directory_bytes_ += name.size() + kMaxHeaderBytes;
    absl::Status status = output_->Append(recorder_.recorded());
    if (!status.ok()) return status;
    return copy_payload(*output_);
  }

  absl::Status Finish() override {
    recorder_.Record(directory_bytes_ + 2 * kMaxHeaderBytes);
    const int result = zipClose(std::exchange(zip_, nullptr), nullptr);
    if (result != ZIP_OK) return Failure(result, "the end");
    const std::string& end = recorder_.recorded();
    // Older releases of minizip write Zip64 for great offsets, but not for many entries.
    if (entries_ <= kZip64Entries || !LacksZip64End(end)) return output_->Append(end);
    const std::size_t directory_bytes = end.size() - kEndRecordBytes;
    absl::Status status = output_->Append(std::string_view(end).substr(0, directory_bytes));
    if (status.ok()) status = output_->Append(Zip64End(entries_, directory_bytes, recorder_.recorded_from()));
    if (status.ok()) status = output_->Append(std::string_view(end).substr(directory_bytes));
    return status;
  }

 private:
  static constexpr std::size_t kFillerBytes = 16 * 1024;

  int BeginEntry(const std::string& name, const DeflatedContent& content) {
    zip_fileinfo info = {};
    info.dosDate = kDosDate;
    info.external_fa = kUnixRegularFile0600;
    const bool is_ascii =
        std::all_of(name.begin(), name.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    const bool zip64 = content.uncompressed_bytes >= kZip64Bytes || content.compressed_bytes >= kZip64Bytes;
    return zipOpenNewFileInZip4_64(zip_, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                                   static_cast<int>(content.method), /*level=*/0, /*raw=*/1, -MAX_WBITS,
                                   /*memLevel=*/8, Z_DEFAULT_STRATEGY, /*password=*/nullptr, /*crcForCrypting=*/0,
                                   kMadeByUnix20, is_ascii ? 0 : kUtf8Flag, zip64 ? 1 : 0);
  }

  Output* output_;
  Recorder recorder_;
  std::vector<char> filler_;
  zipFile zip_ = nullptr;
  std::uint64_t entries_ = 0;
  std::size_t directory_bytes_ = 0;  // at most
};

}  // namespace

absl::StatusOr<std::unique_ptr<ZipWriter>> ZipWriter::Create(Output* output, std::uint64_t first_offset) {
  auto writer = std::make_unique<MinizipWriter>(output, first_offset);
  absl::Status status = writer->Open();
  if (!status.ok()) return status;
  return writer;
}

}  // namespace telex::internal
