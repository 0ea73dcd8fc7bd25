// Work off the event loop, on a thread of its own: libuv's pool has four threads for all of Node, and an export that
// waits for a slow event loop would keep one of them from everybody else.
#ifndef TELEX_NODE_BACKGROUND_TASK_H_
#define TELEX_NODE_BACKGROUND_TASK_H_

#include <napi.h>

#include <memory>
#include <set>
#include <thread>

namespace telex_node {

class BackgroundTask;

// What one environment (the main thread, or a worker) has under way. It is the environment's instance data.
struct RunningTasks {
  std::set<BackgroundTask*> tasks;
};

// All methods but Run, Post and StopRun belong to the thread of the event loop.
class BackgroundTask {
 public:
  BackgroundTask() = default;
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;
  virtual ~BackgroundTask() = default;

  // Keeps the event loop alive until OnEnd has returned, and then deletes the task. Throws where there is no thread.
  static void Start(Napi::Env env, std::unique_ptr<BackgroundTask> task);

  // Stops the run and waits for its end. For an environment that goes away: neither OnPosted nor OnEnd may follow.
  void Stop();

 protected:
  // On the task's thread.
  virtual void Run() = 0;
  // Makes Run return soon. Any thread, any number of times, also before Run.
  virtual void StopRun() = 0;
  // What Post has asked for, on the event loop.
  virtual void OnPosted(Napi::Env env) = 0;
  // Run has returned.
  virtual void OnEnd(Napi::Env env) = 0;

  // From Run: has OnPosted called. False where the event loop has gone.
  bool Post();

 private:
  enum class Message { kPosted, kEnded };
  static void OnMessage(Napi::Env env, Napi::Function unused, BackgroundTask* task, Message* message);
  using Channel = Napi::TypedThreadSafeFunction<BackgroundTask, Message, &BackgroundTask::OnMessage>;

  static void OnCleanup(void* task);
  void Launch();
  void Forget();
  bool Send(Message message);
  void Finish(Napi::Env env);

  Napi::Env env_{nullptr};
  Channel channel_;
  std::thread thread_;
};

}  // namespace telex_node

#endif  // TELEX_NODE_BACKGROUND_TASK_H_
