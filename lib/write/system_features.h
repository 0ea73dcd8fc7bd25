// What the system can do for an atomic appearance. All of it is tried first; a test turns parts off to see the ways
// that other systems need.
#ifndef TELEX_WRITE_SYSTEM_FEATURES_H_
#define TELEX_WRITE_SYSTEM_FEATURES_H_

namespace telex::internal {

struct SystemFeatures {
  bool unnamed_files = true;     // O_TMPFILE, and a link to what it made
  bool exclusive_rename = true;  // a rename that fails where the target exists
  bool hard_links = true;
  bool exchange = true;  // a rename that swaps two names
};

}  // namespace telex::internal

#endif  // TELEX_WRITE_SYSTEM_FEATURES_H_
