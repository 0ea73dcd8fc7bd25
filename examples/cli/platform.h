// What differs between operating systems: arguments, standard streams, signals.
#ifndef TELEX_EXAMPLES_CLI_PLATFORM_H_
#define TELEX_EXAMPLES_CLI_PLATFORM_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "telex/exporter.h"

namespace telex_cli {

enum class Stream { kOutput = 1, kError = 2 };

// The arguments without the program's name, in UTF-8 (elsewhere than on Windows: the bytes that were given).
std::vector<std::string> Arguments(int argc, char** argv);

// Called first in main. A closed standard stream stays an error to write to, instead of becoming the first file that
// the program opens. A reader that goes away, or a limit on the size of files, is an error too, and no signal that ends
// the program. Bytes are written as they are.
void PrepareWriting();

// Called first in main. What is large goes back to the system when it is freed, where the C library would keep it in its
// heap: there small things settle in it, and the next large one, of another session's header, takes room of its own.
void KeepLargeMemoryApart();

bool IsTerminal(Stream stream);

// Writes all of `bytes`, unbuffered. Aborted where the reader has gone; Cancelled where `cancellation` (nullptr, or
// that of CancelOnSignals) is set, however long the reader lets it wait; else a failure whose message has the system's
// text.
absl::Status Write(Stream stream, std::string_view bytes, const telex::Cancellation* cancellation = nullptr);

// While it lives, SIGINT and SIGTERM (and SIGHUP, unless it is ignored) cancel; a second one ends the program at once.
// One at a time.
class CancelOnSignals {
 public:
  CancelOnSignals();
  ~CancelOnSignals();
  CancelOnSignals(const CancelOnSignals&) = delete;
  CancelOnSignals& operator=(const CancelOnSignals&) = delete;

  const telex::Cancellation* cancellation() const;
};

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_PLATFORM_H_
