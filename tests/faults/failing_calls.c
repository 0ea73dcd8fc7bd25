// A library to preload: makes one call of the program's, counted over all that are wrapped, fail, come back short or kill.
//   TELEX_FAULT_LOG      a file that gets one line per wrapped call: its number and name, the path that it is about, flags
//                        and mode
//   TELEX_FAULT_AT       the number of the call, from 1
//   TELEX_FAULT_DO       what it does: an errno as a number, "short", "kill" or "stop" (until SIGCONT)
//   TELEX_FAULT_UNNAMED  "no": O_TMPFILE is never supported
// Calls that libc makes for itself, and those on the standard streams, are not counted.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;
static long fault_at;
static int fault_errno;
static int fault_short;
static int fault_signal;
static int no_unnamed;
static const char* log_path;

__attribute__((constructor)) static void ReadSettings(void) {
  const char* at = getenv("TELEX_FAULT_AT");
  const char* what = getenv("TELEX_FAULT_DO");
  const char* unnamed = getenv("TELEX_FAULT_UNNAMED");
  fault_at = at != NULL ? atol(at) : 0;
  if (what != NULL) {
    fault_short = strcmp(what, "short") == 0;
    if (strcmp(what, "kill") == 0) fault_signal = SIGKILL;
    if (strcmp(what, "stop") == 0) fault_signal = SIGSTOP;
    fault_errno = atoi(what);
  }
  no_unnamed = unnamed != NULL && strcmp(unnamed, "no") == 0;
  log_path = getenv("TELEX_FAULT_LOG");
}

// The path that a call is about: `path` in the folder `fd`, or what `fd` is open on.
static void Resolve(const char* path, long fd, char* resolved, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%ld", fd);
  const long length = path[0] == '/' || fd < 0 ? 0 : syscall(SYS_readlinkat, AT_FDCWD, link, resolved, size);
  const size_t used = length > 0 ? (size_t)length : 0;
  if (used >= size) abort();
  snprintf(resolved + used, size - used, "%s%s", used > 0 && path[0] != '\0' ? "/" : "", path);
}

static void Log(long number, const char* name, const char* path, long flags, long mode) {
  char line[4600];
  const int size = snprintf(line, sizeof line, "%ld\t%s\t%s\t%lo\t%lo\n", number, name, path, flags, mode);
  const long log = syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 || size <= 0) abort();
  if (syscall(SYS_write, log, line, (size_t)size) != size) abort();
  syscall(SYS_close, log);
}

// Counts a call; nonzero where it is the one. A kill does not come back.
static int IsTheOne(const char* name, const char* path, long fd, long flags, long mode) {
  const int saved = errno;
  const long number = atomic_fetch_add(&calls, 1) + 1;
  if (log_path != NULL) {
    char resolved[4300];
    Resolve(path, fd, resolved, sizeof resolved);
    Log(number, name, resolved, flags, mode);
  }
  errno = saved;
  if (number != fault_at) return 0;
  if (fault_signal != 0) kill(getpid(), fault_signal);
  return 1;
}

static int Fails(const char* name, const char* path, long fd, long flags, long mode) {
  if (!IsTheOne(name, path, fd, flags, mode) || fault_errno == 0) return 0;
  errno = fault_errno;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int OpenAt(const char* name, int folder, const char* path, int flags, mode_t mode) {
  if (Fails(name, path, folder, flags, mode)) return -1;
  if (no_unnamed && (flags & O_TMPFILE) == O_TMPFILE) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return REAL(openat)(folder, path, flags, mode);
}

static mode_t ModeOf(int flags, va_list rest) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name, ...)                    \
  va_list rest;                            \
  va_start(rest, flags);                   \
  const mode_t mode = ModeOf(flags, rest); \
  va_end(rest);                            \
  return OpenAt(name, __VA_ARGS__, path, flags, mode)

int open(const char* path, int flags, ...) { OPEN("open", AT_FDCWD); }
int open64(const char* path, int flags, ...) { OPEN("open", AT_FDCWD); }
int openat(int folder, const char* path, int flags, ...) { OPEN("openat", folder); }
int openat64(int folder, const char* path, int flags, ...) { OPEN("openat", folder); }

// How many bytes of a call are let through.
static size_t Shortened(size_t size) { return size > 1 ? size / 2 : size; }

#define TRANSFER(name, data, ...)                \
  if (fd > 2 && IsTheOne(#name, "", fd, 0, 0)) { \
    if (fault_short) size = Shortened(size);     \
    if (fault_errno != 0) {                      \
      errno = fault_errno;                       \
      return -1;                                 \
    }                                            \
  }                                              \
  return REAL(name)(fd, data, size, ##__VA_ARGS__)

ssize_t read(int fd, void* data, size_t size) { TRANSFER(read, data); }
ssize_t write(int fd, const void* data, size_t size) { TRANSFER(write, data); }
ssize_t pread(int fd, void* data, size_t size, off_t offset) { TRANSFER(pread, data, offset); }
ssize_t pread64(int fd, void* data, size_t size, off64_t offset) { TRANSFER(pread64, data, offset); }

// A close that fails has closed.
int close(int fd) {
  const int fails = fd > 2 && Fails("close", "", fd, 0, 0);
  const int result = REAL(close)(fd);
  if (!fails) return result;
  errno = fault_errno;
  return -1;
}

#define CALL(name, path, fd, mode, ...)           \
  if (Fails(#name, path, fd, 0, mode)) return -1; \
  return REAL(name)(__VA_ARGS__)

int fstatat64(int folder, const char* path, struct stat64* info, int flags) {
  CALL(fstatat64, path, folder, 0, folder, path, info, flags);
}
int statx(int folder, const char* path, int flags, unsigned mask, struct statx* info) {
  CALL(statx, path, folder, 0, folder, path, flags, mask, info);
}
int flock(int fd, int operation) { CALL(flock, "", fd, 0, fd, operation); }
int fstat(int fd, struct stat* info) { CALL(fstat, "", fd, 0, fd, info); }
int fstat64(int fd, struct stat64* info) { CALL(fstat64, "", fd, 0, fd, info); }
int fchmod(int fd, mode_t mode) { CALL(fchmod, "", fd, mode, fd, mode); }
int fchmodat(int folder, const char* path, mode_t mode, int flags) {
  CALL(fchmodat, path, folder, mode, folder, path, mode, flags);
}
int mkdirat(int folder, const char* path, mode_t mode) { CALL(mkdirat, path, folder, mode, folder, path, mode); }
int unlinkat(int folder, const char* path, int flags) { CALL(unlinkat, path, folder, 0, folder, path, flags); }
int renameat(int from, const char* old_path, int to, const char* path) {
  CALL(renameat, path, to, 0, from, old_path, to, path);
}
int linkat(int from, const char* old_path, int to, const char* path, int flags) {
  CALL(linkat, path, to, 0, from, old_path, to, path, flags);
}
int renameat2(int from, const char* old_path, int to, const char* path, unsigned flags) {
  CALL(renameat2, path, to, 0, from, old_path, to, path, flags);
}

// The exclusive rename and the exchange are called by number, and so are futexes, which are not counted.
long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long a[6];
  for (int i = 0; i < 6; ++i) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_renameat2 && Fails("renameat2", (const char*)a[3], a[2], a[4], 0)) return -1;
  return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

DIR* opendir(const char* path) {
  if (Fails("opendir", path, AT_FDCWD, 0, 0)) return NULL;
  return REAL(opendir)(path);
}

DIR* fdopendir(int fd) {
  if (Fails("fdopendir", "", fd, 0, 0)) return NULL;
  return REAL(fdopendir)(fd);
}

struct dirent64* readdir64(DIR* folder) {
  if (Fails("readdir64", "", dirfd(folder), 0, 0)) return NULL;
  return REAL(readdir64)(folder);
}

// Allocations are counted for themselves: TELEX_FAULT_ALLOCATION is the number of the one that fails.
extern void* __libc_malloc(size_t size);
static atomic_long allocations;
static long allocation_at;

__attribute__((constructor)) static void ReadAllocation(void) {
  const char* at = getenv("TELEX_FAULT_ALLOCATION");
  allocation_at = at != NULL ? atol(at) : 0;
}

void* malloc(size_t size) {
  if (atomic_fetch_add(&allocations, 1) + 1 == allocation_at) {
    errno = ENOMEM;
    return NULL;
  }
  return __libc_malloc(size);
}

__attribute__((destructor)) static void LogAllocations(void) {
  if (log_path != NULL) Log(atomic_load(&allocations), "allocations", "", 0, 0);
}
