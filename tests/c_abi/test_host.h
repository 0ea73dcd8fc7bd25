// A host whose callbacks are counted and can be made to fail, one at a time.
#ifndef TELEX_TESTS_C_ABI_TEST_HOST_H_
#define TELEX_TESTS_C_ABI_TEST_HOST_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "telex.h"

namespace telex_test {

struct Host {
  std::map<std::string, std::string> files;      // what its source holds
  std::map<std::string, std::string> documents;  // what its target was given and closed
  std::string stream;                            // what its output was given
  bool stream_closed = false;
  bool stream_aborted = false;
  int commits = 0;
  int events = 0;
  int problems = 0;
  int finishes = 0;
  int open_files = 0;
  int open_documents = 0;

  int calls = 0;     // of callbacks that can fail
  int fail_at = -1;  // the number of the call that fails
  telex_status fail_with = TELEX_CALLBACK_FAILED;
  std::string fail_text = "the host says no";
  std::string failed;                  // the name of the callback that failed
  std::function<void()> during_write;  // called in the sink

  // Counts a call; whether it is the one that fails.
  bool Fails(const char* name, telex_error* error);
};

// A good session of one file: a log, a span and a metric event.
Host HostWithFiles();

extern const telex_source kSource;
extern const telex_target kTarget;
extern const telex_output kOutput;
extern const telex_sink kSink;
extern const telex_visitor kVisitor;
telex_status OnProgress(const telex_progress* progress, telex_error* error, void* user_data);

// Handles that free themselves.
template <typename Handle, void (*kFree)(Handle*)>
struct Free {
  void operator()(Handle* handle) const { kFree(handle); }
};
using Options = std::unique_ptr<telex_options, Free<telex_options, telex_options_free>>;
using Export = std::unique_ptr<telex_export, Free<telex_export, telex_export_free>>;
using Reader = std::unique_ptr<telex_reader, Free<telex_reader, telex_reader_free>>;
using Iterator = std::unique_ptr<telex_iterator, Free<telex_iterator, telex_iterator_free>>;
using Files = std::unique_ptr<telex_files, Free<telex_files, telex_files_free>>;

Options NewOptions(const char* format, const char* package = "zip");
telex_text Text(const char* text);
std::string ToString(const telex_text& text);
std::int64_t Count(const telex_report* report, const char* name);
// The reasons of a report's problems, joined by newlines.
std::string Reasons(const telex_report* report);

}  // namespace telex_test

#endif  // TELEX_TESTS_C_ABI_TEST_HOST_H_
