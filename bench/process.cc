#include "process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>

namespace telex_bench {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double PeakRssMb(const rusage& usage) {
#if defined(__APPLE__)
  return 1e-6 * static_cast<double>(usage.ru_maxrss);
#else
  return 1024e-6 * static_cast<double>(usage.ru_maxrss);
#endif
}

// In the child, between fork and exec.
void Become(const std::vector<char*>& arguments, const ProcessOptions& options, int output) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(output >= 0 ? output : nowhere, STDOUT_FILENO);
  if (options.discard_errors) dup2(nowhere, STDERR_FILENO);
  if (options.max_descriptors > 0) {
    const auto limit = static_cast<rlim_t>(options.max_descriptors);
    const rlimit limits = {limit, limit};
    setrlimit(RLIMIT_NOFILE, &limits);
  }
  execv(arguments[0], arguments.data());
  _exit(127);
}

std::string ReadAll(int fd) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

ProcessResult RunProcess(const std::vector<std::string>& command, const ProcessOptions& options) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  std::array<int, 2> ends = {-1, -1};
  ProcessResult result;
  if (options.capture_output) {
    if (pipe(ends.data()) != 0) return result;
    for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  }

  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) Become(arguments, options, ends[1]);
  if (options.capture_output) {
    close(ends[1]);
    result.output = ReadAll(ends[0]);
    close(ends[0]);
  }
  if (child < 0) return result;
  int status = 0;
  rusage usage = {};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) continue;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  result.cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  result.peak_rss_mb = PeakRssMb(usage);
  result.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return result;
}

bool RunAside(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  if (child < 0) return false;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace telex_bench
