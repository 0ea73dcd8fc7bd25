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

// Enough that a sink's small last pieces do not cost a call of the system each; big pieces pass it by.
constexpr std::size_t kBufferBytes = 64 * 1024;

class FileOutput : public CheckedOutput {
 public:
  explicit FileOutput(std::unique_ptr<PendingFile> file) : file_(std::move(file)) {}

 protected:
  absl::Status AppendBytes(std::string_view bytes) override {
    if (buffer_.size() + bytes.size() <= kBufferBytes) {
      buffer_.append(bytes);
      return absl::OkStatus();
    }
    absl::Status status = Flush();
    if (!status.ok()) return status;
    if (bytes.size() >= kBufferBytes) return file_->Write(bytes);
    buffer_.append(bytes);
    return absl::OkStatus();
  }

  absl::Status Complete() override {
    absl::Status status = Flush();
    if (!status.ok()) return status;
    status = file_->Publish();
    file_.reset();
    return status;
  }

 private:
  absl::Status Flush() {
    if (buffer_.empty()) return absl::OkStatus();
    absl::Status status = file_->Write(buffer_);
    buffer_.clear();
    return status;
  }

  std::unique_ptr<PendingFile> file_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<Output> NewBufferedFileOutput(std::unique_ptr<PendingFile> file) {
  return std::make_unique<FileOutput>(std::move(file));
}

}  // namespace internal

absl::StatusOr<std::unique_ptr<Output>> NewFileOutput(std::string path, Overwrite overwrite) {
  absl::StatusOr<std::unique_ptr<internal::PendingFile>> file = internal::NewPendingFile(std::move(path), overwrite);
  if (!file.ok()) return file.status();
  return internal::NewBufferedFileOutput(*std::move(file));
}

}  // namespace telex
