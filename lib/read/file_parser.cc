#include "read/file_parser.h"

#include <array>
#include <utility>

#include "absl/base/attributes.h"
#include "read/line_judge.h"

namespace telex {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The members of SessionContext in the order of ParsedContext::keys.
constexpr std::array<JsonValue SessionContext::*, kContextKeyCount + 1> kContextMembers = {
    &SessionContext::extension_version, &SessionContext::machine_id,       &SessionContext::session_id,
    &SessionContext::os_type,           &SessionContext::os_version,       &SessionContext::host_arch,
    &SessionContext::platform_name,     &SessionContext::platform_version, &SessionContext::deployment_url};

ABSL_ATTRIBUTE_NOINLINE void SetSyntaxReason(const LineError& error, bool torn, std::string* reason) {
  if (torn) {
    *reason = "torn tail: the unfinished last line is not a JSON object";
  } else if (error.error == ScanError::kUtf8) {
    *reason = "invalid UTF-8";
  } else if (error.error == ScanError::kNesting) {
    *reason = "nested deeper than " + std::to_string(kMaxNesting) + " levels";
  } else {
    *reason = "not a JSON object";
  }
  *reason += " (near byte " + std::to_string(error.offset + 1) + ")";
}

}  // namespace

void FileParser::BeginFile(std::string_view name) {
  event_.file = name;
  line_number_ = 0;
  header_line_ = 0;
}

FileParser::Outcome FileParser::Parse(const char* begin, const char* end, bool torn) {
  ++line_number_;
  if (line_number_ == 1 && static_cast<std::size_t>(end - begin) >= kByteOrderMark.size() &&
      std::memcmp(begin, kByteOrderMark.data(), kByteOrderMark.size()) == 0) {
    begin += kByteOrderMark.size();
  }
  begin = SkipSpace(begin);
  if (begin == end) return Outcome::kNothing;
  LineError error;
  if (!ParseLine(begin, end, &scratch_.line, &error)) {
    SetSyntaxReason(error, torn, &scratch_.reason);
    return Outcome::kProblem;
  }
  return scratch_.line.state(Field::kKind) == FieldState::kMissing ? ParseRow() : ParseKind();
}

ABSL_ATTRIBUTE_NOINLINE FileParser::Outcome FileParser::ParseKind() {
  bool ok = false;
  const bool is_header = JudgeKind(scratch_.line, &ok, &scratch_.reason);
  if (!ok) return Outcome::kProblem;
  return is_header ? ParseHeader() : ParseRow();
}

FileParser::Outcome FileParser::SkipLongLine(std::uint64_t max_line_bytes) {
  ++line_number_;
  scratch_.reason = "longer than " + std::to_string(max_line_bytes) + " bytes";
  return Outcome::kProblem;
}

void FileParser::Resume(std::string_view name, std::uint64_t line, std::uint64_t header_line, const char* begin,
                        const char* end) {
  BeginFile(name);
  if (begin != nullptr) {
    LineError error;
    line_number_ = header_line;
    // It was parsed before, behind a byte order mark perhaps.
    if (static_cast<unsigned char>(*begin) == 0xEF) begin += kByteOrderMark.size();
    if (ParseLine(begin, end, &scratch_.line, &error)) KeepHeader();
  }
  line_number_ = line;
}

FileParser::Outcome FileParser::ParseHeader() {
  if (!JudgeHeader(scratch_.line, &scratch_.reason)) {
    scratch_.reason = "bad header: " + scratch_.reason;
    return Outcome::kProblem;
  }
  if (header_line_ != 0) {
    scratch_.reason = "a second header: that of line " + std::to_string(header_line_) + " holds";
    return Outcome::kProblem;
  }
  KeepHeader();
  return Outcome::kNothing;
}

// Its memory is used again, unless somebody may still have a view of it.
void FileParser::RetireHeader() {
  if (header_lent_ && scratch_.retired != nullptr) scratch_.retired->Keep(std::move(header_text_));
  header_lent_ = false;
  header_text_.clear();
}

void FileParser::ReleaseHeader() {
  RetireHeader();
  std::string().swap(header_text_);
}

void FileParser::KeepHeader() {
  const ParsedContext& context = scratch_.line.context;
  const char* const inside = scratch_.line.text.data() + context.members.begin;
  const std::size_t inside_size = context.members.end - context.members.begin;
  const std::string_view version = scratch_.line.value(Field::kSchemaVersion).text();
  RetireHeader();
  // One string holds it all: the members as they are stored, those that are passed on to rows, the version.
  header_text_.reserve((context.left_out.empty() ? 1 : 2) * inside_size + version.size());
  header_text_.assign(inside, inside_size);
  std::size_t members_begin = 0;
  if (!context.left_out.empty()) {
    members_begin = inside_size;
    std::uint32_t from = 0;
    for (const TextRange& range : context.left_out) {
      header_text_.append(inside + from, range.begin - from);
      from = range.end;
    }
    header_text_.append(inside + from, inside_size - from);
  }
  const std::size_t members_end = header_text_.size();
  header_text_.append(version);
  const std::string_view kept = header_text_;

  for (int i = 0; i < kContextKeyCount; ++i) {
    const auto index = static_cast<std::size_t>(i);
    const JsonValue& value = context.keys[index].value;
    const auto offset = static_cast<std::size_t>(value.text().data() - inside);
    inherited_.*kContextMembers[index] = JsonValue(kept.substr(offset, value.text().size()), value.kind());
  }
  inherited_.deployment_url = JsonValue::Plain("");
  inherited_.members_text = kept.substr(members_begin, members_end - members_begin);
  inherited_.schema_version_text = kept.substr(members_end);
  inherited_.serial = ++last_serial_;
  header_line_ = line_number_;
}

bool FileParser::SetContext() {
  if (scratch_.line.state(Field::kContext) == FieldState::kGood) {
    if (own_ == nullptr) own_ = std::make_unique<SessionContext>();
    for (std::size_t i = 0; i < kContextMembers.size(); ++i) {
      const StringField& field = scratch_.line.context.keys[i];
      own_.get()->*kContextMembers[i] = field.state == FieldState::kGood ? field.value : JsonValue::Plain("");
    }
    event_.context = own_.get();
    return true;
  }
  if (header_line_ == 0) return false;
  const bool known = scratch_.line.state(Field::kDeploymentUrl) == FieldState::kGood;
  inherited_.deployment_url = known ? scratch_.line.value(Field::kDeploymentUrl) : JsonValue::Plain("");
  event_.context = &inherited_;
  return true;
}

FileParser::Outcome FileParser::ParseRow() {
  if (!scratch_.line.keep_attributes &&
      (scratch_.line.wrong_properties != 0 || scratch_.line.wrong_measurements != 0)) {
    // Whether they count is seen from the members that come after them.
    LineError error;
    scratch_.line.keep_attributes = true;
    ParseLine(scratch_.line.text.data(), scratch_.line.text.data() + scratch_.line.text.size(), &scratch_.line, &error);
    const Outcome outcome = ParseRow();
    scratch_.line.keep_attributes = false;
    return outcome;
  }
  if (!JudgeRow(&scratch_.line, &scratch_.times, &event_, &scratch_.reason)) return Outcome::kProblem;
  if (!SetContext()) {
    scratch_.reason = "no context: the row has none, and there is no good header above it";
    return Outcome::kProblem;
  }
  event_.line = line_number_;
  // The views of the lists stay good: a swap does not move elements.
  if (!event_.properties.empty()) properties_.swap(scratch_.line.properties);
  if (!event_.measurements.empty()) measurements_.swap(scratch_.line.measurements);
  if (!event_.left_out.empty()) left_out_.swap(scratch_.line.left_out);
  return Outcome::kEvent;
}

}  // namespace telex
