#include "telex/event_reader.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "read/file_parser.h"

namespace telex {

class EventReader::Impl {
 public:
  Impl(EventVisitor* visitor, EventReaderOptions options)
      : visitor_(visitor),
        max_line_bytes_(std::clamp<std::uint64_t>(options.max_line_bytes, 1, std::uint64_t{1} << 30)) {}

  void BeginFile(std::string_view name) {
    name_.assign(name);
    parser_.BeginFile(name_);
    held_.clear();
    too_long_ = false;
  }

  absl::Status Feed(std::string_view bytes) {
    while (!bytes.empty()) {
      const void* newline = std::memchr(bytes.data(), '\n', bytes.size());
      if (newline == nullptr) {
        Hold(bytes);
        return absl::OkStatus();
      }
      const auto size = static_cast<std::size_t>(static_cast<const char*>(newline) - bytes.data());
      const std::string_view line = bytes.substr(0, size);
      const bool in_place = held_.empty() && !too_long_ && bytes.size() - size >= kScanPadding;
      if (!in_place) Hold(line);
      bytes.remove_prefix(size + 1);
      absl::Status status = in_place ? EndLine(line, false) : EndHeldLine(false);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status EndFile() {
    if (held_.empty() && !too_long_) return absl::OkStatus();
    return EndHeldLine(true);
  }

 private:
  // A longer line loses what was held: it is only counted. A CR before the newline does not count.
  void Hold(std::string_view bytes) {
    if (too_long_) return;
    if (held_.size() + bytes.size() > max_line_bytes_ + 1) {
      too_long_ = true;
      std::string().swap(held_);
      return;
    }
    held_.append(bytes);
  }

  absl::Status EndHeldLine(bool torn) {
    const std::size_t size = held_.size();
    held_.append(kScanPadding, '\0');
    absl::Status status = EndLine(std::string_view(held_).substr(0, size), torn);
    held_.clear();
    too_long_ = false;
    return status;
  }

  // `line` ends as the scanner wants it.
  absl::Status EndLine(std::string_view line, bool torn) {
    const std::size_t carriage_return = !torn && !line.empty() && line.back() == '\r' ? 1 : 0;
    const bool too_long = too_long_ || line.size() - carriage_return > max_line_bytes_;
    const FileParser::Outcome outcome =
        too_long ? parser_.SkipLongLine(max_line_bytes_) : parser_.Parse(line.data(), line.data() + line.size(), torn);
    if (outcome == FileParser::Outcome::kEvent) return visitor_->OnEvent(parser_.event());
    if (outcome == FileParser::Outcome::kProblem) visitor_->OnProblem(name_, parser_.line(), parser_.reason());
    return absl::OkStatus();
  }

  EventVisitor* const visitor_;
  const std::uint64_t max_line_bytes_;
  std::string name_;
  ParserScratch scratch_;
  FileParser parser_{&scratch_};
  std::string held_;
  bool too_long_ = false;
};

EventReader::EventReader(EventVisitor* visitor, EventReaderOptions options)
    : impl_(std::make_unique<Impl>(visitor, options)) {}
EventReader::~EventReader() = default;
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;

void EventReader::BeginFile(std::string_view name) { impl_->BeginFile(name); }
absl::Status EventReader::Feed(std::string_view bytes) { return impl_->Feed(bytes); }
absl::Status EventReader::EndFile() { return impl_->EndFile(); }

}  // namespace telex
