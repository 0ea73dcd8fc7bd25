// Where an export goes to, as telex_export_set_… has set it.
#ifndef TELEX_CAPI_TARGET_CHOICE_H_
#define TELEX_CAPI_TARGET_CHOICE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "host_calls.h"
#include "outcome.h"
#include "telex.h"
#include "telex/output.h"
#include "telex/package.h"

namespace telex::capi {

class TargetChoice {
 public:
  enum class Kind {
    kNone,       // sinks alone
    kPath,       // a file or a folder
    kDocuments,  // a host's package
    kStream,     // one output: a host's, or memory
  };

  Outcome SetPath(const char* path, std::size_t length);
  Outcome SetTarget(const telex_target* target, void* user_data);
  Outcome SetOutput(const telex_output* output, void* user_data);
  void SetMemory();

  Kind kind() const { return kind_; }
  bool is_memory() const { return kind_ == Kind::kStream && in_memory_; }
  const std::string& path() const { return path_; }
  // What memory holds; complete after a good end only.
  const std::string& bytes() const { return bytes_; }

  // Of kDocuments and kStream. `calls` must outlive what is made, and so must this.
  std::unique_ptr<Package> MakePackage(HostCalls& calls) const;
  std::unique_ptr<Output> MakeOutput(HostCalls& calls);

 private:
  Kind kind_ = Kind::kNone;
  bool in_memory_ = false;
  std::string path_;
  telex_target target_ = {};
  telex_output output_ = {};
  void* user_data_ = nullptr;
  std::string bytes_;
};

}  // namespace telex::capi

#endif  // TELEX_CAPI_TARGET_CHOICE_H_
