#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "telex/output.h"
#include "write/checked_output.h"

namespace telex {
namespace {

class CallbackOutput : public internal::CheckedOutput {
 public:
  CallbackOutput(std::function<absl::Status(std::string_view)> append, std::function<absl::Status()> close)
      : append_(std::move(append)), close_(std::move(close)) {}

 protected:
  absl::Status AppendBytes(std::string_view bytes) override {
    if (!append_) return absl::Status(absl::StatusCode::kInvalidArgument, "The output has no callback to append with.");
    return append_(bytes);
  }
  absl::Status Complete() override { return close_ ? close_() : absl::OkStatus(); }

 private:
  std::function<absl::Status(std::string_view)> append_;
  std::function<absl::Status()> close_;
};

}  // namespace

std::unique_ptr<Output> NewCallbackOutput(std::function<absl::Status(std::string_view)> append,
                                          std::function<absl::Status()> close) {
  return std::make_unique<CallbackOutput>(std::move(append), std::move(close));
}

}  // namespace telex
