// Where a handle's events come from: a folder, or a host's table.
#ifndef TELEX_CAPI_HOST_SOURCE_H_
#define TELEX_CAPI_HOST_SOURCE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "host_calls.h"
#include "outcome.h"
#include "telex.h"
#include "telex/source.h"

namespace telex::capi {

// What telex_X_set_source… has set.
class SourceChoice {
 public:
  Outcome SetFolder(const char* path, std::size_t length);
  // `list_alone`: the other callbacks need not be there.
  Outcome SetTable(const telex_source* source, void* user_data, bool list_alone = false);

  bool set() const { return is_table_ || !folder_.empty(); }
  bool is_folder() const { return !is_table_ && !folder_.empty(); }
  const std::string& folder() const { return folder_; }

  // `calls` must outlive the source; one must be set().
  std::unique_ptr<Source> Make(HostCalls& calls) const;
  // Likewise; it opens and reads nothing once `calls` are cancelled, so that who reads it comes to an end at once.
  std::unique_ptr<Source> MakeCancellable(HostCalls& calls) const;

 private:
  bool is_table_ = false;
  std::string folder_;
  telex_source table_ = {};
  void* user_data_ = nullptr;
};

}  // namespace telex::capi

#endif  // TELEX_CAPI_HOST_SOURCE_H_
