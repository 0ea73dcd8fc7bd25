#include "encode/resource_text.h"

#include <string_view>

#include "route/resource_blocks.h"
#include "telex/version.h"
#include "text/utf8.h"

namespace telex {
namespace {

constexpr std::string_view kSchemaUrl = "https://opentelemetry.io/schemas/1.44.0";

void AppendAttribute(std::string_view key, std::string_view value, std::string& out) {
  if (out.back() != '[') out.push_back(',');
  out.append("{\"key\":\"").append(key).append("\",\"value\":{\"stringValue\":\"");
  AppendJsonEscaped(value, out);
  out.append("\"}}");
}

}  // namespace

void OpenResourceBlock(const SessionContext& context, const OtlpOptions& options, const EnvelopeShape& shape,
                       std::string* text) {
  std::string& out = *text;
  out.assign("{\"resource\":{\"attributes\":[");
  std::string scratch;
  const auto add = [&](std::string_view key, const JsonValue& value) {
    AppendAttribute(key, value.DecodedView(scratch), out);
  };
  AppendAttribute("service.name", options.service_name, out);
  add("service.version", context.extension_version);
  add("service.instance.id", context.session_id);
  add("host.id", context.machine_id);
  AppendAttribute("host.arch", HostArch(context.host_arch.DecodedView(scratch)), out);
  AppendAttribute("os.type", OsType(context.os_type.DecodedView(scratch)), out);
  add("os.version", context.os_version);
  add("vscode.platform.name", context.platform_name);
  add("vscode.platform.version", context.platform_version);
  if (!context.deployment_url.empty()) add("coder.deployment.url", context.deployment_url);
  out.append("]},\"schemaUrl\":\"").append(kSchemaUrl).append("\",\"").append(shape.scopes);
  out.append("\":[{\"scope\":{\"name\":\"");
  AppendJsonEscaped(options.scope_name, out);
  out.append("\",\"version\":\"" TELEX_VERSION_STRING "\"},\"schemaUrl\":\"").append(kSchemaUrl);
  out.append("\",\"").append(shape.records).append("\":[");
}

}  // namespace telex
