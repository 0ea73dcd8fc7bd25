// Calls of a host's callbacks: their failures keep status and text word for word, whatever lies between.
#ifndef TELEX_CAPI_HOST_CALLS_H_
#define TELEX_CAPI_HOST_CALLS_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "outcome.h"
#include "telex.h"
#include "telex/exporter.h"

struct telex_error {
  std::string text;
};

namespace telex::capi {

// The callbacks of one handle. Used from one thread at a time, except cancellation().
class HostCalls {
 public:
  // Runs `call(telex_error*)`, whose failure ends the run with it. `name` is for a host that leaves no text.
  template <typename Call>
  absl::Status Run(const char* name, Call&& call) {
    telex_error error;
    const telex_status status = call(&error);
    return status == TELEX_OK ? absl::OkStatus() : Fail(name, status, std::move(error.text), /*ends_run=*/true);
  }

  // Likewise, but the failure costs a file only, unless it is TELEX_CANCELLED.
  template <typename Call>
  absl::Status RunForFile(const char* name, Call&& call) {
    telex_error error;
    const telex_status status = call(&error);
    if (status == TELEX_OK) return absl::OkStatus();
    const bool ends_run = status == TELEX_CANCELLED;
    absl::Status failure = Fail(name, status, std::move(error.text), ends_run);
    // A source's own ResourceExhausted would end the run.
    return ends_run ? failure : absl::Status(absl::StatusCode::kUnknown, failure.message());
  }

  // The first failure that ends the run; nothing where there is none.
  const std::optional<Outcome>& failure() const { return failure_; }

  // What a run that ended with `status` is to tell the host: a failure of a callback goes before what came of it.
  Outcome Tell(const absl::Status& status) const { return !status.ok() && failure_ ? *failure_ : Outcome(status); }

  Cancellation& cancellation() { return cancellation_; }

 private:
  absl::Status Fail(const char* name, telex_status status, std::string text, bool ends_run);

  std::optional<Outcome> failure_;
  Cancellation cancellation_;
};

}  // namespace telex::capi

#endif  // TELEX_CAPI_HOST_CALLS_H_
