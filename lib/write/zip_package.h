// The zip package with its compressor open to replacement.
#ifndef TELEX_WRITE_ZIP_PACKAGE_H_
#define TELEX_WRITE_ZIP_PACKAGE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "telex/output.h"
#include "telex/package.h"
#include "write/deflater.h"

namespace telex::internal {

absl::StatusOr<std::unique_ptr<Package>> NewZipPackageWith(std::unique_ptr<Output> output, ZipOptions options,
                                                           DeflaterFactory new_deflater);

}  // namespace telex::internal

#endif  // TELEX_WRITE_ZIP_PACKAGE_H_
