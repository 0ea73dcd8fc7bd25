#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <string_view>
#include <vector>

#include "write/hidden_entry.h"
#include "write/hidden_name.h"
#include "write/posix_file.h"
#include "write/posix_folder.h"

namespace telex::internal {
namespace {

// Whether `name` is gone, or another file's by now; not where the system does not say.
bool LostItsName(int folder, const std::string& name, int fd) {
  struct stat open_one;
  struct stat named_one;
  if (fstat(fd, &open_one) != 0) return false;
  if (fstatat(folder, name.c_str(), &named_one, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT;
  return open_one.st_dev != named_one.st_dev || open_one.st_ino != named_one.st_ino;
}

// A lock that says for certain that nobody else has it.
bool LockForCertain(int folder, const std::string& name, int fd) {
  return flock(fd, LOCK_EX | LOCK_NB) == 0 && !LostItsName(folder, name, fd);
}

bool IsMine(const struct stat& info) { return info.st_uid == geteuid(); }

void ClearFile(int folder, const std::string& name) {
  // Some file systems lock only what may be written. Nothing is.
  const FileDescriptor file(OpenAt(folder, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0));
  if (file.is_open() && LockForCertain(folder, name, file.get())) (void)unlinkat(folder, name.c_str(), 0);
}

// True where it is whole and `keep_whole`.
bool ClearFolder(int parent, const std::string& name, bool keep_whole) {
  const FileDescriptor folder(OpenAt(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0));
  if (!folder.is_open() || !LockForCertain(parent, name, folder.get())) return false;
  const auto entries = ListFolder(folder.get(), name);
  if (!entries.ok()) return false;
  bool has_manifest = false;
  for (const FolderEntry& entry : *entries) {
    if (!entry.is_regular_file) return false;
    has_manifest = has_manifest || entry.name == kManifestName;
  }
  bool is_whole = false;
  if (has_manifest) {
    const auto manifest = ReadManifest(folder.get(), name);
    if (!manifest.ok()) return false;
    is_whole = IsExportManifest(*manifest);  // else it was cut off
  }
  if (is_whole && keep_whole) return true;
  // Not where somebody put a file of their own into it.
  if (is_whole && !CheckExportFolder(parent, name, name).ok()) return false;
  bool removed_any;
  (void)RemoveFolder(parent, name, name, &removed_any);
  return false;
}

bool ClearEntries(int folder, const std::string& name) {
  const auto hidden = ListNames(folder, name, [&name](std::string_view entry) { return IsHiddenNameOf(entry, name); });
  if (!hidden.ok() || hidden->empty()) return false;
  const auto target = KindOf(folder, name, name);
  const bool keep_whole = !target.ok() || *target == EntryKind::kNothing;
  bool kept_any = false;
  for (const std::string& entry : *hidden) {
    struct stat info;
    if (fstatat(folder, entry.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0 || !IsMine(info)) continue;
    if (S_ISREG(info.st_mode)) ClearFile(folder, entry);
    if (S_ISDIR(info.st_mode)) kept_any = ClearFolder(folder, entry, keep_whole) || kept_any;
  }
  return kept_any;
}

}  // namespace

bool Lock(int fd) { return flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK; }

bool LockHidden(int folder, const std::string& name, int fd) { return Lock(fd) && !LostItsName(folder, name, fd); }

bool ClearDead(int folder, const std::string& name) {
  try {
    return ClearEntries(folder, name);
  } catch (const std::bad_alloc&) {
    return false;  // they can wait
  }
}

}  // namespace telex::internal
