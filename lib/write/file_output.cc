#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "telex/output.h"
#include "write/checked_output.h"
#include "write/pending_file.h"

namespace telex {
namespace internal {
namespace {

class FileOutput : public CheckedOutput {
 public:
  FileOutput(std::unique_ptr<PendingFile> file, std::shared_ptr<BackgroundThreads> threads)
      : file_(std::move(file)),
        stream_(std::move(threads), [this](std::string_view bytes) { return file_->Write(bytes); }) {}

 protected:
  // Whole blocks go on from where they stand; what comes between is gathered to a block, which also saves small pieces
  // a call of the system each.
  absl::Status AppendBytes(std::string_view bytes) override {
    while (buffer_.size() + bytes.size() >= kOutputBlockBytes) {
      std::size_t taken;
      absl::Status status;
      if (buffer_.empty()) {
        taken = bytes.size() - bytes.size() % kOutputBlockBytes;
        status = stream_.Append(bytes.substr(0, taken));
      } else {
        taken = kOutputBlockBytes - buffer_.size();
        buffer_.append(bytes.substr(0, taken));
        status = Flush();
      }
      if (!status.ok()) return status;
      bytes.remove_prefix(taken);
    }
    if (buffer_.capacity() < kOutputBlockBytes && !bytes.empty()) buffer_.reserve(kOutputBlockBytes);
    buffer_.append(bytes);
    return absl::OkStatus();
  }

  absl::Status Complete() override {
    absl::Status status = Flush();
    if (status.ok()) status = stream_.Flush();
    if (!status.ok()) return status;
    status = file_->Publish();
    file_.reset();
    return status;
  }

 private:
  absl::Status Flush() {
    if (buffer_.empty()) return absl::OkStatus();
    absl::Status status = stream_.Append(buffer_);
    buffer_.clear();
    return status;
  }

  std::unique_ptr<PendingFile> file_;
  BackgroundStream stream_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<Output> NewBufferedFileOutput(std::unique_ptr<PendingFile> file,
                                              std::shared_ptr<BackgroundThreads> threads) {
  return std::make_unique<FileOutput>(std::move(file), std::move(threads));
}

}  // namespace internal

absl::StatusOr<std::unique_ptr<Output>> NewFileOutput(std::string path, Overwrite overwrite, int threads) {
  absl::StatusOr<std::unique_ptr<internal::PendingFile>> file = internal::NewPendingFile(std::move(path), overwrite);
  if (!file.ok()) return file.status();
  return internal::NewBufferedFileOutput(*std::move(file),
                                         threads > 1 ? std::make_shared<internal::BackgroundThreads>(1) : nullptr);
}

}  // namespace telex
