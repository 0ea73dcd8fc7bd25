#include "progress_line.h"

#include <algorithm>
#include <string>

#include "platform.h"
#include "text.h"

namespace telex_cli {
namespace {

constexpr std::chrono::milliseconds kInterval{100};

std::string ProgressText(const telex::Progress& progress) {
  std::string text;
  if (progress.bytes_total > 0) {
    const double part = static_cast<double>(progress.bytes_read) / static_cast<double>(progress.bytes_total);
    text = std::to_string(static_cast<int>(100 * std::min(part, 1.0))) + "%  ";  // files may grow meanwhile
  }
  return text + Bytes(progress.bytes_read) + " of " + Bytes(std::max(progress.bytes_total, progress.bytes_read)) +
         "  " + Counted(progress.events, "event");
}

}  // namespace

ProgressLine::~ProgressLine() { Erase(); }

void ProgressLine::Draw(const telex::Progress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_draw_) return;
  next_draw_ = now + kInterval;
  std::string text = ProgressText(progress);
  const std::size_t columns = text.size();
  text.resize(std::max(columns, drawn_columns_), ' ');
  drawn_columns_ = columns;
  // Progress that cannot be shown is no reason to stop.
  (void)Write(Stream::kError, "\r" + text).ok();
}

void ProgressLine::Erase() {
  if (drawn_columns_ == 0) return;
  (void)Write(Stream::kError, "\r" + std::string(drawn_columns_, ' ') + "\r").ok();
  drawn_columns_ = 0;
}

}  // namespace telex_cli
