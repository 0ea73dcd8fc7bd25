// Where one resource block ends and the next begins, and what a context is as resource attributes.
#ifndef TELEX_ROUTE_RESOURCE_BLOCKS_H_
#define TELEX_ROUTE_RESOURCE_BLOCKS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "telex/event.h"

namespace telex {

// `host.arch` by the semantic conventions: `x64` is `amd64`, `ia32` is `x86`, `arm` is `arm32`, others are themselves.
std::string_view HostArch(std::string_view host_arch);
// `os.type`: ASCII lower case; `win32` is `windows`, `sunos` is `solaris`.
std::string OsType(std::string_view os_type);

// Numbers the resource blocks: maximal runs of a session's events with equal resource attributes, as written.
class ResourceBlocks {
 public:
  // The block of the next event, of whatever signal. Numbers count up from 1.
  std::uint64_t Next(const Event& event);

 private:
  std::uint64_t block_ = 0;
  std::uint32_t session_ = 0;
  std::uint64_t serial_ = 0;
  std::string raw_;  // the last context's stored texts, joined
  std::string deployment_url_;
  std::string attributes_;  // the last block's resource attributes, joined
  std::string scratch_;
};

}  // namespace telex

#endif  // TELEX_ROUTE_RESOURCE_BLOCKS_H_
