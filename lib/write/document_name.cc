#include "write/document_name.h"

#include <cstddef>
#include <string>

#include "text/utf8.h"

namespace telex::internal {
namespace {

constexpr std::size_t kMaxNameBytes = 255;

const char* Flaw(const std::string& name) {
  if (name.empty()) return "is empty";
  if (name.size() > kMaxNameBytes) return "is longer than 255 bytes";
  if (name == "." || name == "..") return "is not a name of a file";
  for (std::size_t i = 0; i < name.size();) {
    const unsigned char c = static_cast<unsigned char>(name[i]);
    if (c < 0x20 || c == 0x7F) return "has a control character";
    if (c == '/' || c == '\\' || c == ':') return "has a separator of paths";
    if (c < 0x80) {
      ++i;
      continue;
    }
    // The text's own NUL stops a sequence that the end cuts off.
    const std::size_t length = Utf8SequenceLength(name.c_str() + i);
    if (length == 0) return "is not UTF-8";
    i += length;
  }
  return nullptr;
}

}  // namespace

absl::Status CheckDocumentName(std::string_view name) {
  const std::string text(name);
  const char* flaw = Flaw(text);
  if (flaw == nullptr) return absl::OkStatus();
  return absl::Status(absl::StatusCode::kInvalidArgument, "The document name \"" + text + "\" " + flaw + ".");
}

}  // namespace telex::internal
