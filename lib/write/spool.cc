#include "write/spool.h"

#include <algorithm>
#include <utility>

namespace telex::internal {

Spool::Spool(std::size_t max_held_bytes, std::string temporary_folder)
    : max_held_bytes_(max_held_bytes), temporary_folder_(std::move(temporary_folder)) {}

absl::Status Spool::Append(std::string_view bytes) {
  if (bytes.size() > max_held_bytes_ - held_.size()) {
    absl::Status status = Spill(held_);
    if (!status.ok()) return status;
    held_.clear();
    if (bytes.size() >= max_held_bytes_) return Spill(bytes);
  }
  const std::size_t needed = held_.size() + bytes.size();
  // Doubles, but never past the bound.
  if (needed > held_.capacity()) {
    held_.reserve(std::min(max_held_bytes_, std::max(needed, 2 * held_.capacity())));
  }
  held_.append(bytes);
  return absl::OkStatus();
}

absl::Status Spool::Spill(std::string_view bytes) {
  if (file_ == nullptr) {
    absl::StatusOr<std::unique_ptr<TemporaryFile>> file = NewTemporaryFile(temporary_folder_);
    if (!file.ok()) return file.status();
    file_ = *std::move(file);
  }
  absl::Status status = file_->Append(bytes);
  if (status.ok()) spilled_bytes_ += bytes.size();
  return status;
}

absl::Status Spool::CopyTo(Output& output) const {
  constexpr std::uint64_t kPieceBytes = std::uint64_t{64} << 10;
  std::string piece(static_cast<std::size_t>(std::min(kPieceBytes, spilled_bytes_)), '\0');
  for (std::uint64_t offset = 0; offset < spilled_bytes_; offset += piece.size()) {
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), spilled_bytes_ - offset));
    absl::Status status = file_->ReadAt(offset, piece.data(), count);
    if (status.ok()) status = output.Append(std::string_view(piece).substr(0, count));
    if (!status.ok()) return status;
  }
  return output.Append(held_);
}

}  // namespace telex::internal
