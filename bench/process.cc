#include "process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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
void Become(const std::vector<char*>& arguments, const ProcessOptions& options) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  int output = nowhere;
  if (!options.output_path.empty()) {
    output = open(options.output_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  }
  if (dup2(output, STDOUT_FILENO) < 0) _exit(127);
  if (options.discard_errors) dup2(nowhere, STDERR_FILENO);
  if (options.max_descriptors > 0) {
    const auto limit = static_cast<rlim_t>(options.max_descriptors);
    const rlimit limits = {limit, limit};
    setrlimit(RLIMIT_NOFILE, &limits);
  }
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

ProcessResult RunProcess(const std::vector<std::string>& command, const ProcessOptions& options) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  ProcessResult result;
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) Become(arguments, options);
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

}  // namespace telex_bench
