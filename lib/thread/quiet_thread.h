// Threads of the library's own.
#ifndef TELEX_THREAD_QUIET_THREAD_H_
#define TELEX_THREAD_QUIET_THREAD_H_

#include <functional>
#include <thread>

namespace telex::internal {

// Starts a thread that takes no signals: those are the host's. False where the system gives none, or the
// memory for one is not there.
bool StartQuietThread(std::function<void()> run, std::thread* thread);

}  // namespace telex::internal

#endif  // TELEX_THREAD_QUIET_THREAD_H_
