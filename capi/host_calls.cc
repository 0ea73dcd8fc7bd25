#include "host_calls.h"

#include "guard.h"

namespace telex::capi {

absl::Status HostCalls::Fail(const char* name, telex_status status, std::string text, bool ends_run) {
  if (text.empty() && status == TELEX_OUT_OF_MEMORY) text = "out of memory";  // as a rule told by telex_names_add
  if (text.empty()) text = std::string("the host's ") + name + " failed (" + telex_status_name(status) + ")";
  const bool pinned = status <= TELEX_NO_EVENTS && status >= TELEX_INTERNAL;
  const Outcome outcome(pinned ? status : TELEX_CALLBACK_FAILED, std::move(text));
  if (ends_run && !failure_) failure_ = outcome;
  // What the library does not take for a failure of the run (a file of a source) must end there too.
  if (status == TELEX_CANCELLED) cancellation_.Cancel();
  return absl::Status(CodeOf(outcome.status()), outcome.text());
}

}  // namespace telex::capi

void telex_error_set(telex_error* error, const char* text, size_t length) {
  if (error == nullptr || text == nullptr) return;
  try {
    if (length == TELEX_NUL_TERMINATED) {
      error->text.assign(text);
    } else {
      error->text.assign(text, length);
    }
  } catch (...) {
    // The failure comes out with a text of ours instead.
    error->text.clear();
  }
}
