#include "background_task.h"

#include <system_error>

namespace telex_node {

namespace {

// False in a worker that is being terminated. It still hands over what has been posted.
bool CanRunScripts(Napi::Env env) {
  napi_value global = nullptr;
  bool has = false;
  return napi_get_global(env, &global) == napi_ok && napi_has_named_property(env, global, "telex", &has) == napi_ok;
}

}  // namespace

void BackgroundTask::Start(Napi::Env env, std::unique_ptr<BackgroundTask> task) {
  task->env_ = env;
  task->channel_ =
      Channel::New(env, "telex", 0, 1, task.get(), [](Napi::Env, void*, BackgroundTask* ended) { delete ended; });
  task.release()->Launch();
}

void BackgroundTask::Launch() {
  // After the channel's own hook, so that it runs before that one.
  napi_add_env_cleanup_hook(env_, &BackgroundTask::OnCleanup, this);
  env_.GetInstanceData<RunningTasks>()->tasks.insert(this);
  try {
    thread_ = std::thread([this] {
      Run();
      Send(Message::kEnded);
      channel_.Release();
    });
  } catch (const std::system_error& error) {
    const Napi::Env env = env_;
    Forget();
    channel_.Release();
    throw Napi::Error::New(env, std::string("cannot start a thread: ") + error.what());
  }
}

void BackgroundTask::Forget() {
  napi_remove_env_cleanup_hook(env_, &BackgroundTask::OnCleanup, this);
  env_.GetInstanceData<RunningTasks>()->tasks.erase(this);
}

void BackgroundTask::Stop() {
  StopRun();
  if (thread_.joinable()) thread_.join();
}

void BackgroundTask::OnCleanup(void* task) { static_cast<BackgroundTask*>(task)->Stop(); }

bool BackgroundTask::Post() { return Send(Message::kPosted); }

bool BackgroundTask::Send(Message message) {
  static Message posted = Message::kPosted;
  static Message ended = Message::kEnded;
  return channel_.NonBlockingCall(message == Message::kPosted ? &posted : &ended) == napi_ok;
}

void BackgroundTask::OnMessage(Napi::Env env, Napi::Function, BackgroundTask* task, Message* message) {
  // An event loop that goes away hands back what it has not delivered, after the channel's end: the task is gone then.
  if (env == nullptr) return;
  if (*message == Message::kPosted) {
    // Who cannot be asked does not agree: the environment's end stops the run.
    if (CanRunScripts(env)) task->OnPosted(env);
  } else {
    task->Finish(env);
  }
}

void BackgroundTask::Finish(Napi::Env env) {
  if (thread_.joinable()) thread_.join();
  Forget();
  OnEnd(env);
}

}  // namespace telex_node
