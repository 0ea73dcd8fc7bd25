#include "write/zip_package.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "write/background_threads.h"
#include "write/checked_output.h"
#include "write/spool.h"
#include "write/tracking_package.h"
#include "write/zip_writer.h"

namespace telex {
namespace internal {
namespace {

// Documents are compressed side by side, each into a spool; a document becomes an entry, whole, when it is closed.
class ZipPackage : public TrackingPackage {
 public:
  ZipPackage(std::unique_ptr<Output> output, ZipOptions options, DeflaterFactory new_deflater)
      : output_(std::move(output)),
        options_(std::move(options)),
        new_deflater_(std::move(new_deflater)),
        writer_(output_.get()) {
    const int threads = std::min(options_.threads - 1, BackgroundThreads::kMostThreads);
    if (threads > 0) threads_ = std::make_shared<BackgroundThreads>(threads);
  }

 protected:
  absl::StatusOr<std::unique_ptr<Output>> CreateDocument(const std::string& name) override {
    auto document = std::make_unique<Document>(&writer_, name, options_, threads_);
    absl::Status status = document->Open(new_deflater_, options_.level);
    if (!status.ok()) return status;
    return document;
  }

  absl::Status CommitDocuments() override {
    absl::Status status = writer_.Finish();
    return status.ok() ? output_->Close() : status;
  }

 private:
  class Document : public CheckedOutput {
   public:
    Document(ZipWriter* writer, std::string name, const ZipOptions& options, std::shared_ptr<BackgroundThreads> threads)
        : writer_(writer),
          name_(std::move(name)),
          spool_(options.max_held_bytes, options.temporary_folder),
          stream_(std::move(threads), [this](std::string_view bytes) { return deflater_->Append(bytes); }) {}

    absl::Status Open(const DeflaterFactory& new_deflater, int level) {
      absl::StatusOr<std::unique_ptr<Deflater>> deflater = new_deflater(level, &spool_);
      if (!deflater.ok()) return deflater.status();
      deflater_ = *std::move(deflater);
      return absl::OkStatus();
    }

   protected:
    absl::Status AppendBytes(std::string_view bytes) override { return stream_.Append(bytes); }

    absl::Status Complete() override {
      if (absl::Status status = stream_.Flush(); !status.ok()) return status;
      absl::StatusOr<DeflatedContent> content = deflater_->Finish();
      if (!content.ok()) return content.status();
      deflater_.reset();
      return writer_->AddEntry(name_, *content, [this](Output& output) { return spool_.CopyTo(output); });
    }

   private:
    ZipWriter* writer_;
    std::string name_;
    Spool spool_;
    std::unique_ptr<Deflater> deflater_;
    BackgroundStream stream_;
  };

  std::unique_ptr<Output> output_;
  ZipOptions options_;
  DeflaterFactory new_deflater_;
  ZipWriter writer_;
  std::shared_ptr<BackgroundThreads> threads_;  // of all documents
};

}  // namespace

absl::StatusOr<std::unique_ptr<Package>> NewZipPackageWith(std::unique_ptr<Output> output, ZipOptions options,
                                                           DeflaterFactory new_deflater) {
  if (options.level < 0 || options.level > 9) {
    return absl::Status(absl::StatusCode::kInvalidArgument,
                        "The compression level is 0 to 9, not " + std::to_string(options.level) + ".");
  }
  return std::make_unique<ZipPackage>(std::move(output), std::move(options), std::move(new_deflater));
}

}  // namespace internal

absl::StatusOr<std::unique_ptr<Package>> NewZipPackage(std::unique_ptr<Output> output, ZipOptions options) {
  return internal::NewZipPackageWith(std::move(output), std::move(options), internal::NewDeflater);
}

}  // namespace telex
