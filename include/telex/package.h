// Several named documents that appear together or not at all: a folder, a zip, or a host's own.
#ifndef TELEX_PACKAGE_H_
#define TELEX_PACKAGE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "telex/output.h"

namespace telex {

// Used from one thread at a time.
class Package {
 public:
  // A package that is destroyed before Commit, or whose Commit failed, leaves nothing behind. It must outlive the
  // documents that it created.
  virtual ~Package() = default;

  // Begins a document; several may be open at once. Names are plain file names, each used once.
  virtual absl::StatusOr<std::unique_ptr<Output>> Create(std::string_view name) = 0;

  // Completes the package; every document must have been closed. Called once.
  virtual absl::Status Commit() = 0;
};

// A folder `path` (UTF-8), mode 0700, of files, mode 0600, which appears by one rename. With Overwrite::kYes it
// replaces a folder that is empty or holds an export's manifest.json and the documents that names, and nothing else;
// InvalidArgument otherwise. Errors and `threads` as for NewFileOutput.
absl::StatusOr<std::unique_ptr<Package>> NewFolderPackage(std::string path, Overwrite overwrite, int threads = 1);

struct ZipOptions {
  int level = 3;  // 0 (no compression) to 9 (smallest)
  // Compressed bytes of one open document that are held in memory before they move to a temporary file.
  std::size_t max_held_bytes = std::size_t{256} << 10;
  // The folder (UTF-8) of that temporary file; it is unnamed, or removed at once, and has mode 0600.
  // Empty: the system's folder for temporary files.
  std::string temporary_folder;
  // Up to 4: with n of them, n - 1 threads of the package's own compress, each document on one at a time; where they are
  // behind, the caller's, too.
  int threads = 1;
};

// A zip (deflate, Zip64 where needed, entry times 1980-01-01) written to `output` front to back, so that any Output
// will do. Entries stand in the order in which their documents were closed. Commit closes `output`.
// InvalidArgument where the level is none.
absl::StatusOr<std::unique_ptr<Package>> NewZipPackage(std::unique_ptr<Output> output, ZipOptions options = {});

// Documents by name; `*documents` is filled as each is closed. The caller keeps it alive.
std::unique_ptr<Package> NewMemoryPackage(std::map<std::string, std::string>* documents);

// A host's own: `create` gives each document's output, `commit` (may be empty) completes the whole.
std::unique_ptr<Package> NewCallbackPackage(
    std::function<absl::StatusOr<std::unique_ptr<Output>>(std::string_view name)> create,
    std::function<absl::Status()> commit = nullptr);

}  // namespace telex

#endif  // TELEX_PACKAGE_H_
