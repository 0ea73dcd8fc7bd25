#include "write/export_folder.h"

#include <algorithm>
#include <set>
#include <string>

#include "telex/telemetry_files.h"
#include "text/rapidjson_memory.h"

namespace telex::internal {
namespace {

absl::Status Refuse(const std::string& message) { return absl::Status(absl::StatusCode::kInvalidArgument, message); }

const JsonDocument::ValueType* FindMember(const JsonDocument::ValueType& object, const char* key) {
  if (!object.IsObject()) return nullptr;
  const auto member = object.FindMember(key);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

// The documents that a manifest names, and the manifest; false where it is none of an export.
bool NamedFiles(const std::string& manifest, std::set<std::string>* names) {
  JsonDocument document;
  document.Parse<rapidjson::kParseIterativeFlag>(manifest.data(), manifest.size());
  if (document.HasParseError()) return false;
  const JsonDocument::ValueType* exporter = FindMember(document, "exporter");
  const JsonDocument::ValueType* exporter_name = exporter == nullptr ? nullptr : FindMember(*exporter, "name");
  if (exporter_name == nullptr || !exporter_name->IsString()) return false;
  const JsonDocument::ValueType* requests = FindMember(document, "requests");
  if (requests == nullptr || !requests->IsArray()) return false;
  for (const JsonDocument::ValueType& request : requests->GetArray()) {
    const JsonDocument::ValueType* path = FindMember(request, "path");
    if (path == nullptr || !path->IsString()) return false;
    // Telemetry is no part of an export, whatever a manifest says.
    if (TelemetryFileName::Parse({path->GetString(), path->GetStringLength()})) return false;
    names->emplace(path->GetString(), path->GetStringLength());
  }
  names->insert(kManifestName);
  return true;
}

}  // namespace

bool IsExportManifest(const std::string& text) {
  std::set<std::string> names;
  return NamedFiles(text, &names);
}

absl::Status CheckReplaceable(const std::string& path, std::vector<FolderEntry> entries,
                              const std::function<absl::StatusOr<std::string>()>& read_manifest) {
  if (entries.empty()) return absl::OkStatus();
  // The message does not depend on the order in which the system lists them.
  std::sort(entries.begin(), entries.end(), [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  const bool has_manifest = std::any_of(entries.begin(), entries.end(), [](const FolderEntry& entry) {
    return entry.name == kManifestName && entry.is_regular_file;
  });
  if (!has_manifest) {
    return Refuse(path + "/" + entries.front().name + ": is in the way: the folder holds no export's manifest.json");
  }
  absl::StatusOr<std::string> manifest = read_manifest();
  if (!manifest.ok()) return manifest.status();
  std::set<std::string> names;
  if (!NamedFiles(*manifest, &names)) {
    return Refuse(path + "/" + kManifestName + ": is in the way: it is not the manifest of an export");
  }
  for (const FolderEntry& entry : entries) {
    if (names.count(entry.name) == 0) {
      return Refuse(path + "/" + entry.name + ": is in the way: it is not part of the export in that folder");
    }
    if (!entry.is_regular_file) return Refuse(path + "/" + entry.name + ": is in the way: it is not a regular file");
  }
  return absl::OkStatus();
}

}  // namespace telex::internal
