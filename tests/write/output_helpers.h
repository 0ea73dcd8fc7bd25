// Outputs for tests of what writes to them: one that fails when asked to, one that holds gigabytes of zeros in little.
#ifndef TELEX_TESTS_WRITE_OUTPUT_HELPERS_H_
#define TELEX_TESTS_WRITE_OUTPUT_HELPERS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "telex/output.h"

namespace telex::test {

inline std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

// Bytes that neither repeat nor compress; the same for the same seed everywhere.
inline std::string RandomBytes(std::size_t count, std::uint64_t seed) {
  std::string bytes;
  bytes.reserve(count);
  std::uint64_t state = seed * 2654435769u + 1;
  while (bytes.size() < count) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    bytes += static_cast<char>(state >> 32);
  }
  return bytes;
}

// Something like a document of telemetry: text that compresses.
inline std::string SomeText(std::size_t count, std::uint64_t seed) {
  std::string text;
  for (std::uint64_t i = 0; text.size() < count; ++i) {
    text += "{\"eventSequence\":" + std::to_string(seed * 1000 + i) + ",\"body\":\"" + RandomBytes(1, seed + i % 97) +
            "ordinary\"},\n";
  }
  text.resize(count);
  return text;
}

// What an output went through; outlives it.
struct OutputLog {
  int calls = 0;
  int appends_after_failure = 0;
  bool failed = false;
  bool closed = false;
  bool destroyed = false;
  std::string bytes;
};

// Fails at call number `fail_at` (from 1; Append and Close both count) with DataLoss and a message of its own.
class FailingOutput : public Output {
 public:
  FailingOutput(OutputLog* log, int fail_at) : log_(log), fail_at_(fail_at) {}
  ~FailingOutput() override { log_->destroyed = true; }

  static std::string Message(int call) { return "call " + std::to_string(call) + " met a broken disk"; }

  absl::Status Append(std::string_view bytes) override {
    if (log_->failed) ++log_->appends_after_failure;
    absl::Status status = Count();
    if (status.ok()) log_->bytes.append(bytes);
    return status;
  }
  absl::Status Close() override {
    absl::Status status = Count();
    log_->closed = status.ok();
    return status;
  }

 private:
  absl::Status Count() {
    if (++log_->calls != fail_at_) return absl::OkStatus();
    log_->failed = true;
    return absl::Status(absl::StatusCode::kDataLoss, Message(log_->calls));
  }

  OutputLog* log_;
  int fail_at_;
};

// Holds only the pieces that are not all zeros.
class SparseBytes {
 public:
  static constexpr std::size_t kPieceBytes = 64 * 1024;

  void Append(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t place = static_cast<std::size_t>(size_ % kPieceBytes);
      const std::size_t count = std::min(bytes.size(), kPieceBytes - place);
      const std::string_view part = bytes.substr(0, count);
      static const std::string zeros(kPieceBytes, '\0');
      if (std::memcmp(part.data(), zeros.data(), count) != 0) {
        std::string& piece = pieces_[size_ / kPieceBytes];
        piece.resize(kPieceBytes);
        std::copy(part.begin(), part.end(), piece.begin() + static_cast<std::ptrdiff_t>(place));
      }
      size_ += count;
      bytes.remove_prefix(count);
    }
  }
  void SkipTo(std::uint64_t size) { size_ = size; }
  std::uint64_t size() const { return size_; }

  std::string Read(std::uint64_t offset, std::size_t count) const {
    std::string bytes;
    while (bytes.size() < count) {
      const std::uint64_t at = offset + bytes.size();
      const std::size_t place = static_cast<std::size_t>(at % kPieceBytes);
      const std::size_t part = std::min(count - bytes.size(), kPieceBytes - place);
      const auto piece = pieces_.find(at / kPieceBytes);
      bytes.append(piece == pieces_.end() ? std::string(part, '\0') : piece->second.substr(place, part));
    }
    return bytes;
  }

  // As a file with holes.
  bool WriteTo(const std::string& path) const {
    std::ofstream file(path, std::ios::binary);
    for (const auto& [number, piece] : pieces_) {
      const std::uint64_t offset = number * kPieceBytes;
      file.seekp(static_cast<std::streamoff>(offset));
      file.write(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(kPieceBytes, size_ - offset)));
    }
    file.close();
    return file.good();
  }

 private:
  std::map<std::uint64_t, std::string> pieces_;
  std::uint64_t size_ = 0;
};

inline std::unique_ptr<Output> NewSparseOutput(SparseBytes* bytes) {
  return NewCallbackOutput([bytes](std::string_view piece) {
    bytes->Append(piece);
    return absl::OkStatus();
  });
}

}  // namespace telex::test

#endif  // TELEX_TESTS_WRITE_OUTPUT_HELPERS_H_
