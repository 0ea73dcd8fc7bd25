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

// Small pieces are gathered, so that they do not cost a call of the system each; to copy big ones would cost more.
constexpr std::size_t kBufferBytes = std::size_t{64} << 10;
constexpr std::size_t kBigBytes = std::size_t{16} << 10;

class FileOutput : public CheckedOutput {
 public:
  FileOutput(std::unique_ptr<PendingFile> file, std::shared_ptr<BackgroundThread> thread)
      : file_(std::move(file)),
        stream_(std::move(thread), [this](std::string_view bytes) { return file_->Write(bytes); }) {}

 protected:
  absl::Status AppendBytes(std::string_view bytes) override {
    if (bytes.size() >= kBigBytes || buffer_.size() + bytes.size() > kBufferBytes) {
      if (absl::Status status = Flush(); !status.ok()) return status;
    }
    if (bytes.size() >= kBigBytes) return stream_.Append(bytes);
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
                                              std::shared_ptr<BackgroundThread> thread) {
  return std::make_unique<FileOutput>(std::move(file), std::move(thread));
}

}  // namespace internal

absl::StatusOr<std::unique_ptr<Output>> NewFileOutput(std::string path, Overwrite overwrite, int threads) {
  absl::StatusOr<std::unique_ptr<internal::PendingFile>> file = internal::NewPendingFile(std::move(path), overwrite);
  if (!file.ok()) return file.status();
  return internal::NewBufferedFileOutput(*std::move(file),
                                         threads > 1 ? std::make_shared<internal::BackgroundThread>() : nullptr);
}

}  // namespace telex
