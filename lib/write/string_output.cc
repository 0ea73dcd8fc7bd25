#include <memory>
#include <string>
#include <string_view>

#include "telex/output.h"
#include "write/checked_output.h"

namespace telex {
namespace {

class StringOutput : public internal::CheckedOutput {
 public:
  explicit StringOutput(std::string* target) : target_(target) {}

 protected:
  absl::Status AppendBytes(std::string_view bytes) override {
    target_->append(bytes);
    return absl::OkStatus();
  }
  absl::Status Complete() override { return absl::OkStatus(); }

 private:
  std::string* target_;
};

}  // namespace

std::unique_ptr<Output> NewStringOutput(std::string* target) { return std::make_unique<StringOutput>(target); }

}  // namespace telex
