// A host's own outputs and packages.
#ifndef TELEX_CAPI_HOST_TARGET_H_
#define TELEX_CAPI_HOST_TARGET_H_

#include <memory>

#include "host_calls.h"
#include "telex.h"
#include "telex/output.h"
#include "telex/package.h"

namespace telex::capi {

// `calls` must outlive what is made.
std::unique_ptr<Output> NewHostOutput(const telex_output& table, void* user_data, HostCalls& calls);
std::unique_ptr<Package> NewHostPackage(const telex_target& table, void* user_data, HostCalls& calls);

}  // namespace telex::capi

#endif  // TELEX_CAPI_HOST_TARGET_H_
