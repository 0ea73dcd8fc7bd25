// Included before a source, to compile on Linux what macOS gets of it: the system's headers are there already, what only
// Linux has is taken away, and what only macOS has is declared as in its SDK.
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <telex/export.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#undef __linux__
#undef O_TMPFILE
#undef O_PATH
#undef AT_EMPTY_PATH
#undef STATX_BTIME
#undef SYS_renameat2
#undef MADV_HUGEPAGE
#define st_birthtimespec st_ctim

#define RENAME_SWAP 0x00000002
#define RENAME_EXCL 0x00000004
extern "C" int renameatx_np(int from_folder, const char* from, int to_folder, const char* to, unsigned int flags);
// The last: headers above look at it, too.
#define __APPLE__ 1
