// How many bytes went into outputs: what a report calls bytesWritten.
#ifndef TELEX_WRITE_COUNTING_OUTPUT_H_
#define TELEX_WRITE_COUNTING_OUTPUT_H_

#include <cstdint>
#include <memory>

#include "telex/output.h"
#include "telex/package.h"

namespace telex::internal {

// Hands everything on to `inner` and adds the bytes that it took to `*bytes` (not owned).
std::unique_ptr<Output> NewCountingOutput(std::unique_ptr<Output> inner, std::uint64_t* bytes);

// The same for the sum of all documents. For a zip count the output below it instead.
std::unique_ptr<Package> NewCountingPackage(std::unique_ptr<Package> inner, std::uint64_t* bytes);
// `inner` is not owned and outlives the result.
std::unique_ptr<Package> NewCountingPackage(Package* inner, std::uint64_t* bytes);

}  // namespace telex::internal

#endif  // TELEX_WRITE_COUNTING_OUTPUT_H_
