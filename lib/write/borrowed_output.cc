#include "write/borrowed_output.h"

#include <string_view>

namespace telex::internal {
namespace {

class BorrowedOutput : public Output {
 public:
  explicit BorrowedOutput(Output* inner) : inner_(inner) {}

  absl::Status Append(std::string_view bytes) override { return inner_->Append(bytes); }
  absl::Status Close() override { return absl::OkStatus(); }

 private:
  Output* inner_;
};

}  // namespace

std::unique_ptr<Output> NewBorrowedOutput(Output* inner) { return std::make_unique<BorrowedOutput>(inner); }

}  // namespace telex::internal
