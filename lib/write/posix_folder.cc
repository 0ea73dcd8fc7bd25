#include "write/posix_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <utility>

#include "text/system_error.h"
#include "write/posix_file.h"

namespace telex::internal {
absl::StatusOr<std::vector<std::string>> ListNames(int folder, const std::string& path,
                                                   const std::function<bool(std::string_view)>& wanted) {
  // A second description: reading moves its position.
  FileDescriptor reader(OpenAt(folder, ".", O_RDONLY | O_DIRECTORY, 0));
  if (!reader.is_open()) return SystemError(errno, path);
  DIR* stream = fdopendir(reader.get());
  if (stream == nullptr) return SystemError(errno, path);
  (void)reader.Release();  // the stream's now
  const std::unique_ptr<DIR, int (*)(DIR*)> closer(stream, closedir);
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(stream);
    if (entry == nullptr) {
      if (errno != 0) return SystemError(errno, path);
      // Nothing depends on the order in which the system lists them.
      std::sort(names.begin(), names.end());
      return names;
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && wanted(name)) names.emplace_back(name);
  }
}

absl::StatusOr<std::vector<FolderEntry>> ListFolder(int folder, const std::string& path) {
  absl::StatusOr<std::vector<std::string>> names = ListNames(folder, path, [](std::string_view) { return true; });
  if (!names.ok()) return names.status();
  std::vector<FolderEntry> entries;
  for (std::string& name : *names) {
    std::string entry_path = path;
    entry_path.append("/").append(name);
    absl::StatusOr<EntryKind> kind = KindOf(folder, name, entry_path);
    if (!kind.ok()) return kind.status();
    entries.push_back({std::move(name), *kind == EntryKind::kRegularFile});
  }
  return entries;
}

absl::StatusOr<std::string> ReadManifest(int folder, const std::string& path) {
  const std::string manifest_path = path + "/" + kManifestName;
  FileDescriptor file(OpenAt(folder, kManifestName, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0));
  if (!file.is_open()) return SystemError(errno, manifest_path);
  std::string text;
  std::vector<char> buffer(std::size_t{64} << 10);
  while (true) {
    const ssize_t count = read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError(errno, manifest_path);
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > kMaxManifestBytes) {
      return absl::Status(absl::StatusCode::kInvalidArgument,
                          manifest_path + ": is in the way: it is too big for the manifest of an export");
    }
  }
}

absl::Status CheckExportFolder(int parent, const std::string& name, const std::string& path) {
  FileDescriptor folder(OpenAt(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0));
  if (!folder.is_open()) return SystemError(errno, path);
  absl::StatusOr<std::vector<FolderEntry>> entries = ListFolder(folder.get(), path);
  if (!entries.ok()) return entries.status();
  return CheckReplaceable(path, *std::move(entries), [&] { return ReadManifest(folder.get(), path); });
}

absl::Status RemoveFolder(int parent, const std::string& name, const std::string& path, bool* removed_any) {
  *removed_any = false;
  FileDescriptor folder(OpenAt(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0));
  if (!folder.is_open()) return SystemError(errno, path);
  absl::StatusOr<std::vector<FolderEntry>> entries = ListFolder(folder.get(), path);
  if (!entries.ok()) return entries.status();
  for (const FolderEntry& entry : *entries) {
    if (unlinkat(folder.get(), entry.name.c_str(), 0) != 0) return SystemError(errno, path + "/" + entry.name);
    *removed_any = true;
  }
  return unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 ? absl::OkStatus() : SystemError(errno, path);
}

}  // namespace telex::internal
