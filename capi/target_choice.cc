#include "target_choice.h"

#include <utility>

#include "guard.h"
#include "host_target.h"

namespace telex::capi {

Outcome TargetChoice::SetPath(const char* path, std::size_t length) {
  std::string ours;
  TELEX_CAPI_RETURN_IF_FAILED(ReadPath(path, length, "path", &ours));
  path_ = std::move(ours);
  kind_ = Kind::kPath;
  return {};
}

Outcome TargetChoice::SetTarget(const telex_target* target, void* user_data) {
  telex_target ours;
  TELEX_CAPI_RETURN_IF_FAILED(ReadStruct(target, "target", &ours));
  if (ours.open == nullptr) return Outcome::Null("target.open");
  if (ours.write == nullptr) return Outcome::Null("target.write");
  if (ours.close == nullptr) return Outcome::Null("target.close");
  target_ = ours;
  user_data_ = user_data;
  kind_ = Kind::kDocuments;
  return {};
}

Outcome TargetChoice::SetOutput(const telex_output* output, void* user_data) {
  telex_output ours;
  TELEX_CAPI_RETURN_IF_FAILED(ReadStruct(output, "output", &ours));
  if (ours.write == nullptr) return Outcome::Null("output.write");
  output_ = ours;
  user_data_ = user_data;
  in_memory_ = false;
  kind_ = Kind::kStream;
  return {};
}

void TargetChoice::SetMemory() {
  in_memory_ = true;
  kind_ = Kind::kStream;
}

std::unique_ptr<Package> TargetChoice::MakePackage(HostCalls& calls) const {
  return NewHostPackage(target_, user_data_, calls);
}

std::unique_ptr<Output> TargetChoice::MakeOutput(HostCalls& calls) {
  return in_memory_ ? NewStringOutput(&bytes_) : NewHostOutput(output_, user_data_, calls);
}

}  // namespace telex::capi
