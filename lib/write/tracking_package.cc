#include "write/tracking_package.h"

#include <algorithm>
#include <utility>

#include "write/checked_output.h"
#include "write/document_name.h"

namespace telex::internal {

// Tells its package how the document inside it ended.
class TrackingPackage::Document : public CheckedOutput {
 public:
  Document(TrackingPackage* package, std::string name, std::unique_ptr<Output> inner)
      : package_(package), name_(std::move(name)), inner_(std::move(inner)) {}

 protected:
  absl::Status AppendBytes(std::string_view bytes) override {
    return package_->failure_.ok() ? Note(inner_->Append(bytes)) : package_->failure_;
  }
  absl::Status Complete() override {
    if (!package_->failure_.ok()) return package_->failure_;
    absl::Status status = Note(inner_->Close());
    // What a document holds (a descriptor, a compressor) is not needed until its owner lets go of it.
    inner_.reset();
    if (status.ok()) package_->unfinished_.erase(name_);
    return status;
  }

 private:
  absl::Status Note(absl::Status status) {
    if (!status.ok()) package_->failure_ = status;
    return status;
  }

  TrackingPackage* package_;
  std::string name_;
  std::unique_ptr<Output> inner_;
};

absl::StatusOr<std::unique_ptr<Output>> TrackingPackage::Create(std::string_view name) {
  if (!failure_.ok()) return failure_;
  if (committed_) return absl::Status(absl::StatusCode::kFailedPrecondition, "The package is complete already.");
  absl::Status status = CheckDocumentName(name);
  if (!status.ok()) return status;
  std::string text(name);
  if (!names_.insert(text).second) {
    return absl::Status(absl::StatusCode::kInvalidArgument, "The document name \"" + text + "\" is used already.");
  }
  absl::StatusOr<std::unique_ptr<Output>> inner = CreateDocument(text);
  if (!inner.ok()) {
    failure_ = inner.status();
    return failure_;
  }
  unfinished_.insert(text);
  return std::make_unique<Document>(this, std::move(text), *std::move(inner));
}

absl::Status TrackingPackage::Commit() {
  if (!failure_.ok()) return failure_;
  if (committed_) return absl::Status(absl::StatusCode::kFailedPrecondition, "The package is complete already.");
  if (!unfinished_.empty()) {
    const std::string& name = *std::min_element(unfinished_.begin(), unfinished_.end());
    return absl::Status(absl::StatusCode::kFailedPrecondition, "The document \"" + name + "\" was not closed.");
  }
  committed_ = true;
  failure_ = CommitDocuments();
  return failure_;
}

}  // namespace telex::internal
