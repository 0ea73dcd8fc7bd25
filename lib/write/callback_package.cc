#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "telex/package.h"
#include "write/tracking_package.h"

namespace telex {
namespace {

using CreateCallback = std::function<absl::StatusOr<std::unique_ptr<Output>>(std::string_view name)>;

class CallbackPackage : public internal::TrackingPackage {
 public:
  CallbackPackage(CreateCallback create, std::function<absl::Status()> commit)
      : create_(std::move(create)), commit_(std::move(commit)) {}

 protected:
  absl::StatusOr<std::unique_ptr<Output>> CreateDocument(const std::string& name) override {
    if (!create_)
      return absl::Status(absl::StatusCode::kInvalidArgument, "The package has no callback to create with.");
    absl::StatusOr<std::unique_ptr<Output>> document = create_(name);
    if (document.ok() && *document == nullptr) {
      return absl::Status(absl::StatusCode::kInvalidArgument, "There is no output for the document \"" + name + "\".");
    }
    return document;
  }
  absl::Status CommitDocuments() override { return commit_ ? commit_() : absl::OkStatus(); }

 private:
  CreateCallback create_;
  std::function<absl::Status()> commit_;
};

}  // namespace

std::unique_ptr<Package> NewCallbackPackage(CreateCallback create, std::function<absl::Status()> commit) {
  return std::make_unique<CallbackPackage>(std::move(create), std::move(commit));
}

}  // namespace telex
