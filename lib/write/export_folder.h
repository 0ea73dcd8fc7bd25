// Which folders an export may replace: an empty one, and one that an export made and nobody added to.
#ifndef TELEX_WRITE_EXPORT_FOLDER_H_
#define TELEX_WRITE_EXPORT_FOLDER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telex::internal {

inline constexpr char kManifestName[] = "manifest.json";
// A greater one is not read: no export has so many documents.
inline constexpr std::uint64_t kMaxManifestBytes = std::uint64_t{64} << 20;

struct FolderEntry {
  std::string name;
  bool is_regular_file = false;  // not by way of a link
};

// Whether the text is a whole manifest, as an export writes it.
bool IsExportManifest(const std::string& text);

// OK where the folder `path` with these entries may be replaced; else InvalidArgument that names what stands against
// it. `read_manifest` gives the text of its manifest.json and is called at most once, only where there is one.
absl::Status CheckReplaceable(const std::string& path, std::vector<FolderEntry> entries,
                              const std::function<absl::StatusOr<std::string>()>& read_manifest);

}  // namespace telex::internal

#endif  // TELEX_WRITE_EXPORT_FOLDER_H_
