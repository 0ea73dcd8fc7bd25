#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telex/package.h"
#include "write/checked_output.h"
#include "write/tracking_package.h"

namespace telex {
namespace {

class MemoryPackage : public internal::TrackingPackage {
 public:
  explicit MemoryPackage(std::map<std::string, std::string>* documents) : documents_(documents) {}

  ~MemoryPackage() override {
    if (complete_) return;
    for (const std::string& name : added_) documents_->erase(name);
  }

 protected:
  absl::StatusOr<std::unique_ptr<Output>> CreateDocument(const std::string& name) override {
    return std::make_unique<Document>(this, name);
  }
  absl::Status CommitDocuments() override {
    complete_ = true;
    return absl::OkStatus();
  }

 private:
  class Document : public internal::CheckedOutput {
   public:
    Document(MemoryPackage* package, std::string name) : package_(package), name_(std::move(name)) {}

   protected:
    absl::Status AppendBytes(std::string_view bytes) override {
      content_.append(bytes);
      return absl::OkStatus();
    }
    absl::Status Complete() override {
      package_->added_.push_back(name_);
      (*package_->documents_)[name_] = std::move(content_);
      return absl::OkStatus();
    }

   private:
    MemoryPackage* package_;
    std::string name_;
    std::string content_;
  };

  std::map<std::string, std::string>* documents_;
  std::vector<std::string> added_;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Package> NewMemoryPackage(std::map<std::string, std::string>* documents) {
  return std::make_unique<MemoryPackage>(documents);
}

}  // namespace telex
