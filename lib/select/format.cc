#include "telex/format.h"

namespace telex {
namespace {

struct FormatInfo {
  Format format;
  std::string_view id;
  std::string_view extension;
  FileFilter filter;
};

constexpr FormatInfo kFormats[] = {
    {Format::kJson, "json", "json", {"JSON files", "json"}},
    {Format::kOtlp, "otlp", "otlp.zip", {"Zip files", "zip"}},
    {Format::kOtlpJsonl, "otlp-jsonl", "otlp.jsonl.zip", {"Zip files", "zip"}},
};

const FormatInfo& InfoOf(Format format) {
  for (const FormatInfo& info : kFormats) {
    if (info.format == format) return info;
  }
  return kFormats[0];  // only for a number that is no Format
}

}  // namespace

std::string_view FormatId(Format format) { return InfoOf(format).id; }

std::optional<Format> ParseFormat(std::string_view id) {
  for (const FormatInfo& info : kFormats) {
    if (info.id == id) return info.format;
  }
  return std::nullopt;
}

std::string_view FormatExtension(Format format) { return InfoOf(format).extension; }

FileFilter FormatFileFilter(Format format) { return InfoOf(format).filter; }

}  // namespace telex
