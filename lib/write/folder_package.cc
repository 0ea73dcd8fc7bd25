#include <memory>
#include <string>
#include <utility>

#include "telex/package.h"
#include "write/pending_file.h"
#include "write/pending_folder.h"
#include "write/tracking_package.h"

namespace telex {
namespace {

class FolderPackage : public internal::TrackingPackage {
 public:
  FolderPackage(std::unique_ptr<internal::PendingFolder> folder, std::shared_ptr<internal::BackgroundThreads> threads)
      : folder_(std::move(folder)), threads_(std::move(threads)) {}

 protected:
  absl::StatusOr<std::unique_ptr<Output>> CreateDocument(const std::string& name) override {
    absl::StatusOr<std::unique_ptr<internal::PendingFile>> file = folder_->NewFile(name);
    if (!file.ok()) return file.status();
    return internal::NewBufferedFileOutput(*std::move(file), threads_);
  }
  absl::Status CommitDocuments() override { return folder_->Publish(); }

 private:
  std::unique_ptr<internal::PendingFolder> folder_;
  std::shared_ptr<internal::BackgroundThreads> threads_;  // of all documents
};

}  // namespace

absl::StatusOr<std::unique_ptr<Package>> NewFolderPackage(std::string path, Overwrite overwrite, int threads) {
  absl::StatusOr<std::unique_ptr<internal::PendingFolder>> folder =
      internal::NewPendingFolder(std::move(path), overwrite);
  if (!folder.ok()) return folder.status();
  return std::make_unique<FolderPackage>(*std::move(folder),
                                         threads > 1 ? std::make_shared<internal::BackgroundThreads>(1) : nullptr);
}

}  // namespace telex
