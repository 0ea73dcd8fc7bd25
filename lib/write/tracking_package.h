// What every package of this library has in common: names are used once, a failure is final, and Commit waits for the
// last document.
#ifndef TELEX_WRITE_TRACKING_PACKAGE_H_
#define TELEX_WRITE_TRACKING_PACKAGE_H_

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/package.h"

namespace telex::internal {

class TrackingPackage : public Package {
 public:
  absl::StatusOr<std::unique_ptr<Output>> Create(std::string_view name) final;
  absl::Status Commit() final;

 protected:
  // Called with good names only, each once.
  virtual absl::StatusOr<std::unique_ptr<Output>> CreateDocument(const std::string& name) = 0;
  // Called once, when every document was closed and nothing failed.
  virtual absl::Status CommitDocuments() = 0;

 private:
  class Document;

  absl::Status failure_;
  bool committed_ = false;
  std::unordered_set<std::string> names_;
  std::unordered_set<std::string> unfinished_;  // of names_: not closed, or destroyed before that
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_TRACKING_PACKAGE_H_
