// Names for what is not there for good, and the words for what is there already.
#ifndef TELEX_WRITE_HIDDEN_NAME_H_
#define TELEX_WRITE_HIDDEN_NAME_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace telex::internal {

// A name for something beside `name`: `.NAME.XXXXXX.telex-tmp`, NAME cut to fit. Each attempt gives another one; what is made
// under it must be made exclusively.
std::string HiddenName(std::string_view name, int attempt);
inline constexpr int kHiddenNameAttempts = 100;
// Whether HiddenName(name, …) can give `entry`.
bool IsHiddenNameOf(std::string_view entry, std::string_view name);

absl::Status ExistsAlready(const std::string& path);

}  // namespace telex::internal

#endif  // TELEX_WRITE_HIDDEN_NAME_H_
