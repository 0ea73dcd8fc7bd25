// One line on a terminal that says how far an export is.
#ifndef TELEX_EXAMPLES_CLI_PROGRESS_LINE_H_
#define TELEX_EXAMPLES_CLI_PROGRESS_LINE_H_

#include <chrono>
#include <cstddef>

#include "telex/exporter.h"

namespace telex_cli {

// On standard error; redrawn at most ten times a second. The destructor erases it.
class ProgressLine {
 public:
  ProgressLine() = default;
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Draw(const telex::Progress& progress);
  void Erase();

 private:
  std::size_t drawn_columns_ = 0;  // 0: nothing stands there
  std::chrono::steady_clock::time_point next_draw_;
};

}  // namespace telex_cli

#endif  // TELEX_EXAMPLES_CLI_PROGRESS_LINE_H_
