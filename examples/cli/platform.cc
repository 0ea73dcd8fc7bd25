#include "platform.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#ifdef _WIN32
#include <windows.h>
// Windows' headers want it before these.
#include <fcntl.h>
#include <io.h>
#include <shellapi.h>
#else
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#endif

namespace telex_cli {
namespace {

// Windows' console and pipes take a write of limited size; elsewhere a limit does no harm.
constexpr std::size_t kLargestWrite = std::size_t{1} << 20;

// A handler has no other way to reach it.
telex::Cancellation* SignalCancellation() {
  static telex::Cancellation cancellation;
  return &cancellation;
}

absl::Status WriteError(Stream stream, int error) {
  const std::string name = stream == Stream::kOutput ? "standard output" : "standard error";
  const std::string message = "cannot write to " + name + ": " + std::generic_category().message(error);
  // Windows says EINVAL for a pipe whose reader has gone.
#ifdef _WIN32
  const bool reader_gone = error == EPIPE || error == EINVAL;
#else
  const bool reader_gone = error == EPIPE;
#endif
  return absl::Status(reader_gone ? absl::StatusCode::kAborted : absl::StatusCode::kUnavailable, message);
}

#ifdef _WIN32

std::string Utf8(const wchar_t* text) {
  const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (size <= 1) return "";
  std::string utf8(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8.data(), size, nullptr, nullptr);
  utf8.pop_back();  // the NUL
  return utf8;
}

long long WriteSome(Stream stream, std::string_view bytes) {
  return _write(static_cast<int>(stream), bytes.data(), static_cast<unsigned>(bytes.size()));
}

bool WaitUntilWritable(Stream) { return true; }

// The console shows bytes by a code page that is its own, and stays so after the program: put back at the end.
class Utf8Console {
 public:
  Utf8Console() : code_page_(GetConsoleOutputCP()) {
    if (code_page_ != 0) SetConsoleOutputCP(CP_UTF8);
  }
  ~Utf8Console() {
    if (code_page_ != 0) SetConsoleOutputCP(code_page_);
  }
  Utf8Console(const Utf8Console&) = delete;
  Utf8Console& operator=(const Utf8Console&) = delete;

 private:
  const UINT code_page_;  // 0 without a console
};

void InterruptWaits() {}
void EndInterruptions() {}

#else

long long WriteSome(Stream stream, std::string_view bytes) {
  return write(static_cast<int>(stream), bytes.data(), bytes.size());
}

bool WaitUntilWritable(Stream stream) {
  pollfd descriptor = {static_cast<int>(stream), POLLOUT, 0};
  return poll(&descriptor, 1, -1) >= 0 || errno == EINTR;
}

// A signal that comes just before a write begins to wait for its reader does not end the wait: so it knocks again, each
// second. alarm() is among the few calls that a handler may make.
void InterruptWaits() { alarm(1); }

extern "C" void OnAlarm(int) { InterruptWaits(); }

void EndInterruptions() { alarm(0); }

#endif

constexpr int kCancellingSignals[] = {
    SIGINT, SIGTERM,
#ifdef SIGHUP
    SIGHUP,
#endif
#ifdef SIGBREAK
    SIGBREAK,  // Windows: Ctrl-Break, or the console's window is closed
#endif
};

extern "C" void OnCancellingSignal(int) {
  SignalCancellation()->Cancel();
  InterruptWaits();
  for (const int number : kCancellingSignals) std::signal(number, SIG_DFL);
}

#ifdef _WIN32

void Handle(int number, void (*handler)(int)) { std::signal(number, handler); }
bool IsSpared(int) { return false; }

#else

// Without SA_RESTART: a write that waits for a slow reader must notice.
void Handle(int number, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(number, &action, nullptr);
}

// nohup's wish.
bool IsSpared(int number) {
  struct sigaction action = {};
  return number == SIGHUP && sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

#endif

}  // namespace

std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> arguments;
#ifdef _WIN32
  (void)argv;
  wchar_t** wide = CommandLineToArgvW(GetCommandLineW(), &argc);
  for (int i = 1; wide != nullptr && i < argc; ++i) arguments.push_back(Utf8(wide[i]));
  LocalFree(wide);
#else
  for (int i = 1; i < argc; ++i) arguments.emplace_back(argv[i]);
#endif
  return arguments;
}

void PrepareWriting() {
  SignalCancellation();  // made here, so that the handler never makes it
#ifdef _WIN32
  _setmode(static_cast<int>(Stream::kOutput), _O_BINARY);
  _setmode(static_cast<int>(Stream::kError), _O_BINARY);
  static const Utf8Console console;
#else
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int descriptor : {0, 1, 2}) {
    // The wrong mode on purpose: what goes through it fails.
    const int mode = descriptor == 0 ? O_WRONLY : O_RDONLY;
    if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) (void)!open("/dev/null", mode);
  }
#endif
}

void KeepLargeMemoryApart() {
#ifdef __GLIBC__
  // Its own threshold until something larger is freed, from when on it would be that. Where it cannot be set, it stays so.
  (void)mallopt(M_MMAP_THRESHOLD, 128 << 10);
#endif
}

bool IsTerminal(Stream stream) {
#ifdef _WIN32
  return _isatty(static_cast<int>(stream)) != 0;
#else
  return isatty(static_cast<int>(stream)) == 1;
#endif
}

absl::Status Write(Stream stream, std::string_view bytes, const telex::Cancellation* cancellation) {
  while (!bytes.empty()) {
    if (cancellation != nullptr && cancellation->cancelled()) return absl::CancelledError("cancelled");
    const long long written = WriteSome(stream, bytes.substr(0, kLargestWrite));
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      // A terminal or pipe that another program made non-blocking.
      if (!WaitUntilWritable(stream)) return WriteError(stream, errno);
    } else if (errno != EINTR) {
      return WriteError(stream, errno);
    }
  }
  return absl::OkStatus();
}

CancelOnSignals::CancelOnSignals() {
#ifdef SIGALRM
  Handle(SIGALRM, OnAlarm);
#endif
  for (const int number : kCancellingSignals) {
    if (!IsSpared(number)) Handle(number, OnCancellingSignal);
  }
}

CancelOnSignals::~CancelOnSignals() {
  for (const int number : kCancellingSignals) {
    if (!IsSpared(number)) Handle(number, SIG_DFL);
  }
  EndInterruptions();
#ifdef SIGALRM
  Handle(SIGALRM, SIG_DFL);
#endif
}

const telex::Cancellation* CancelOnSignals::cancellation() const { return SignalCancellation(); }

}  // namespace telex_cli
