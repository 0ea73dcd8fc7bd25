// What an entry point ends with: a status and, for a failure, its text; and the text as a handle keeps it.
#ifndef TELEX_CAPI_OUTCOME_H_
#define TELEX_CAPI_OUTCOME_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "telex.h"

namespace telex::capi {

class Outcome {
 public:
  Outcome() = default;
  Outcome(telex_status status, std::string text) : status_(status), text_(std::move(text)) {}
  Outcome(const absl::Status& status);  // NOLINT(google-explicit-constructor): entry points return either

  static Outcome Warnings() { return Outcome(TELEX_WARNINGS, std::string()); }
  static Outcome InvalidArgument(std::string text) { return Outcome(TELEX_INVALID_ARGUMENT, std::move(text)); }
  static Outcome InvalidState(std::string text) { return Outcome(TELEX_INVALID_STATE, std::move(text)); }
  static Outcome Null(const char* parameter) { return InvalidArgument(std::string(parameter) + " is NULL"); }
  static Outcome NoSuch(const char* what, const char* name) {
    return InvalidArgument(std::string("there is no ") + what + " \"" + name + "\"");
  }

  bool failed() const { return status_ < 0; }
  telex_status status() const { return status_; }
  const std::string& text() const { return text_; }

 private:
  telex_status status_ = TELEX_OK;
  std::string text_;
};

// The absl code that stands for a status on its way through the library.
absl::StatusCode CodeOf(telex_status status);

// The text of the last failure on a handle.
class ErrorText {
 public:
  const char* get() const noexcept { return shown_; }
  // Never fails: where the text cannot be kept, "out of memory" stands for it.
  void Set(std::string_view text) noexcept;
  void SetLiteral(const char* text) noexcept { shown_ = text; }

 private:
  std::string text_;
  const char* shown_ = "";
};

}  // namespace telex::capi

// Leaves the function with the outcome of `expression` where that has failed.
#define TELEX_CAPI_RETURN_IF_FAILED(expression)                 \
  do {                                                          \
    ::telex::capi::Outcome telex_capi_outcome = (expression);   \
    if (telex_capi_outcome.failed()) return telex_capi_outcome; \
  } while (false)

#endif  // TELEX_CAPI_OUTCOME_H_
