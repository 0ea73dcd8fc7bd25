#include "route/resource_blocks.h"

namespace telex {
namespace {

constexpr JsonValue SessionContext::*kMembers[] = {
    &SessionContext::extension_version, &SessionContext::machine_id,    &SessionContext::session_id,
    &SessionContext::os_version,        &SessionContext::platform_name, &SessionContext::platform_version,
    &SessionContext::deployment_url};

// Joined by lengths, so that no text can look like two.
void AppendJoined(std::string_view text, std::string& out) {
  out.append(std::to_string(text.size()));
  out.push_back(':');
  out.append(text);
}

// What two contexts have in common if and only if they are written as the same resource attributes.
void AppendAttributes(const SessionContext& context, std::string& out) {
  std::string scratch;
  for (const auto member : kMembers) AppendJoined((context.*member).DecodedView(scratch), out);
  AppendJoined(HostArch(context.host_arch.DecodedView(scratch)), out);
  AppendJoined(OsType(context.os_type.DecodedView(scratch)), out);
}

// Equal stored texts are equal attributes; this is the cheap first question.
void AppendRaw(const SessionContext& context, std::string& out) {
  for (const auto member : kMembers) AppendJoined((context.*member).text(), out);
  AppendJoined(context.host_arch.text(), out);
  AppendJoined(context.os_type.text(), out);
}

}  // namespace

std::string_view HostArch(std::string_view host_arch) {
  if (host_arch == "x64") return "amd64";
  if (host_arch == "ia32") return "x86";
  if (host_arch == "arm") return "arm32";
  return host_arch;
}

std::string OsType(std::string_view os_type) {
  std::string lower(os_type);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (lower == "win32") return "windows";
  if (lower == "sunos") return "solaris";
  return lower;
}

std::uint64_t ResourceBlocks::Next(const Event& event) {
  const SessionContext& context = *event.context;
  if (block_ != 0 && event.session == session_) {
    const bool same_header = context.serial != 0 && context.serial == serial_;
    if (same_header && context.deployment_url.text() == deployment_url_) return block_;
    scratch_.clear();
    AppendRaw(context, scratch_);
    if (scratch_ != raw_) {
      raw_.swap(scratch_);
      scratch_.clear();
      AppendAttributes(context, scratch_);
      if (scratch_ != attributes_) {
        attributes_.swap(scratch_);
        ++block_;
      }
    }
  } else {
    raw_.clear();
    AppendRaw(context, raw_);
    attributes_.clear();
    AppendAttributes(context, attributes_);
    ++block_;
  }
  session_ = event.session;
  serial_ = context.serial;
  deployment_url_.assign(context.deployment_url.text());
  return block_;
}

}  // namespace telex
