#include "write/counting_output.h"

#include <string_view>
#include <utility>

namespace telex::internal {
namespace {

class CountingOutput : public Output {
 public:
  CountingOutput(std::unique_ptr<Output> inner, std::uint64_t* bytes) : inner_(std::move(inner)), bytes_(bytes) {}

  absl::Status Append(std::string_view bytes) override {
    absl::Status status = inner_->Append(bytes);
    if (status.ok()) *bytes_ += bytes.size();
    return status;
  }
  absl::Status Close() override { return inner_->Close(); }

 private:
  std::unique_ptr<Output> inner_;
  std::uint64_t* bytes_;
};

class CountingPackage : public Package {
 public:
  CountingPackage(std::unique_ptr<Package> owned, Package* inner, std::uint64_t* bytes)
      : owned_(std::move(owned)), inner_(inner), bytes_(bytes) {}

  absl::StatusOr<std::unique_ptr<Output>> Create(std::string_view name) override {
    absl::StatusOr<std::unique_ptr<Output>> document = inner_->Create(name);
    if (!document.ok()) return document;
    return NewCountingOutput(*std::move(document), bytes_);
  }
  absl::Status Commit() override { return inner_->Commit(); }

 private:
  std::unique_ptr<Package> owned_;
  Package* inner_;
  std::uint64_t* bytes_;
};

}  // namespace

std::unique_ptr<Output> NewCountingOutput(std::unique_ptr<Output> inner, std::uint64_t* bytes) {
  return std::make_unique<CountingOutput>(std::move(inner), bytes);
}

std::unique_ptr<Package> NewCountingPackage(std::unique_ptr<Package> inner, std::uint64_t* bytes) {
  Package* package = inner.get();
  return std::make_unique<CountingPackage>(std::move(inner), package, bytes);
}

std::unique_ptr<Package> NewCountingPackage(Package* inner, std::uint64_t* bytes) {
  return std::make_unique<CountingPackage>(nullptr, inner, bytes);
}

}  // namespace telex::internal
