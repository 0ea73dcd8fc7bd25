// Which names a document of a package may have.
#ifndef TELEX_WRITE_DOCUMENT_NAME_H_
#define TELEX_WRITE_DOCUMENT_NAME_H_

#include <string_view>

#include "absl/status/status.h"

namespace telex::internal {

// InvalidArgument, naming it, for what is not a plain file name on every system: 1 to 255 bytes of UTF-8 without
// separators, colons and control characters, and neither `.` nor `..`.
absl::Status CheckDocumentName(std::string_view name);

}  // namespace telex::internal

#endif  // TELEX_WRITE_DOCUMENT_NAME_H_
