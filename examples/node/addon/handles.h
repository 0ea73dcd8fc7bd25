// telex's handles, freed with their owner, and the text of their last failure by one name.
#ifndef TELEX_NODE_HANDLES_H_
#define TELEX_NODE_HANDLES_H_

#include <memory>

#include "telex.h"

namespace telex_node {

struct FreeHandle {
  void operator()(telex_options* handle) const { telex_options_free(handle); }
  void operator()(telex_export* handle) const { telex_export_free(handle); }
  void operator()(telex_iterator* handle) const { telex_iterator_free(handle); }
  void operator()(telex_files* handle) const { telex_files_free(handle); }
};

inline const char* ErrorText(const telex_options* handle) { return telex_options_error(handle); }
inline const char* ErrorText(const telex_export* handle) { return telex_export_error(handle); }
inline const char* ErrorText(const telex_iterator* handle) { return telex_iterator_error(handle); }
inline const char* ErrorText(const telex_files* handle) { return telex_files_error(handle); }
inline const char* ErrorText(const telex_report* handle) { return telex_report_error(handle); }

template <typename T>
using Handle = std::unique_ptr<T, FreeHandle>;

}  // namespace telex_node

#endif  // TELEX_NODE_HANDLES_H_
