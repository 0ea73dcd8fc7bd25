#include "thread/quiet_thread.h"

#include <new>
#include <system_error>
#include <utility>

#ifndef _WIN32
#include <signal.h>
#endif

namespace telex::internal {
namespace {

// While one lives, a thread that is made takes no signals.
class WithoutSignals {
 public:
#ifdef _WIN32
  WithoutSignals() = default;
#else
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_;
#endif
};

}  // namespace

bool StartQuietThread(std::function<void()> run, std::thread* thread) {
  [[maybe_unused]] const WithoutSignals without_signals;  // on Windows it does nothing
  try {
    *thread = std::thread(std::move(run));
  } catch (const std::system_error&) {
    return false;
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

}  // namespace telex::internal
