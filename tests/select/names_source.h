// A source that has names and nothing else: whoever opens a file of it has gone too far.
#ifndef TELEX_TESTS_SELECT_NAMES_SOURCE_H_
#define TELEX_TESTS_SELECT_NAMES_SOURCE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "telex/source.h"

namespace telex {

class NamesSource final : public Source {
 public:
  explicit NamesSource(std::vector<std::string> names) : names_(std::move(names)) {}

  absl::Status List(const std::function<void(std::string_view)>& visit) override {
    for (const std::string& name : names_) visit(std::string(name));  // a view that ends with the call
    return list_status;
  }
  std::uint64_t SizeHint(std::string_view) override { return ++touched, 0; }
  absl::StatusOr<std::unique_ptr<SourceFile>> Open(std::string_view) override {
    ++touched;
    return absl::InternalError("not to be opened");
  }

  absl::Status list_status;  // what List ends with
  int touched = 0;

 private:
  std::vector<std::string> names_;
};

}  // namespace telex

#endif  // TELEX_TESTS_SELECT_NAMES_SOURCE_H_
