#include "export_job.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "background_task.h"
#include "options.h"
#include "report.h"

namespace telex_node {

// The export's handle, and what its thread and the event loop tell each other.
//
// Before an export's file appears under its name, its thread asks the event loop, once: the last progress is delivered
// then, and whoever aborts, or throws from the progress callback, is in time. So an export that has failed leaves no
// file, and one that has left its file has not failed.
class ExportRun {
 public:
  ExportRun(Napi::Env env, const Napi::Value& entries, const std::string& source, const std::string& out)
      : handle_(Owned(env, telex_export_new(OptionsOf(entries).get()))) {
    telex_export* run = handle_.get();
    Check(env, telex_export_set_source_folder(run, source.data(), source.size()), run);
    Check(env, telex_export_set_target_path(run, out.data(), out.size()), run);
  }

  telex_export* handle() const { return handle_.get(); }
  // What was exported is let go of, while JavaScript may still hold the job.
  void Free() { handle_.reset(); }

  void Cancel() {
    telex_export_cancel(handle_.get());
    const std::lock_guard<std::mutex> lock(mutex_);
    cancelled_ = true;
    answered_.notify_all();
  }

  // The export's thread. True where the event loop is to be told; false where it has not taken the last one yet.
  bool PutProgress(const telex_progress& progress) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const bool tell = !progress_;
    progress_ = progress;
    return tell;
  }
  std::optional<telex_progress> TakeProgress() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(progress_, std::nullopt);
  }

  // The export's thread, between the two: the event loop is told.
  void Ask() {
    const std::lock_guard<std::mutex> lock(mutex_);
    asked_ = true;
  }
  // Waits for the answer; false where the export was cancelled.
  bool Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    answered_.wait(lock, [this] { return cancelled_ || !asked_; });
    return !cancelled_;
  }
  void Answer() {
    const std::lock_guard<std::mutex> lock(mutex_);
    asked_ = false;
    answered_.notify_all();
  }

 private:
  Handle<telex_export> handle_;
  std::mutex mutex_;
  std::condition_variable answered_;
  bool cancelled_ = false;
  bool asked_ = false;
  std::optional<telex_progress> progress_;  // not delivered yet
};

namespace {

class ExportTask final : public BackgroundTask {
 public:
  ExportTask(std::shared_ptr<ExportRun> run, const Napi::Value& on_progress, const Napi::Value& on_end)
      : run_(std::move(run)), on_end_(Napi::Persistent(on_end.As<Napi::Function>())) {
    if (on_progress.IsFunction()) on_progress_ = Napi::Persistent(on_progress.As<Napi::Function>());
  }

 protected:
  void Run() override {
    telex_export* run = run_->handle();
    if (!on_progress_.IsEmpty()) telex_export_set_progress(run, &ExportTask::OnProgress, this);
    telex_sink last_sink = {};
    last_sink.size = sizeof last_sink;
    last_sink.signals = TELEX_SIGNAL_METRIC;
    last_sink.finish = &ExportTask::BeforePublishing;
    status_ = telex_export_add_sink(run, &last_sink, this);
    if (status_ >= 0) status_ = telex_export_run(run);
  }

  void StopRun() override { run_->Cancel(); }

  void OnPosted(Napi::Env env) override {
    DeliverProgress(env);
    run_->Answer();
  }

  void OnEnd(Napi::Env env) override {
    DeliverProgress(env);
    const Napi::Value report = ReportOf(env, telex_export_report(run_->handle()));
    const auto status = Napi::Number::New(env, status_);
    const auto code = Napi::String::New(env, telex_status_name(status_));
    const auto message = Napi::String::New(env, ErrorText(run_->handle()));
    run_->Free();
    on_end_.Call({status, code, message, report});
  }

 private:
  static telex_status OnProgress(const telex_progress* progress, telex_error*, void* task) {
    auto* self = static_cast<ExportTask*>(task);
    if (self->run_->PutProgress(*progress) && !self->Post()) return TELEX_CANCELLED;
    return TELEX_OK;
  }

  static telex_status BeforePublishing(telex_error*, void* task) {
    auto* self = static_cast<ExportTask*>(task);
    self->run_->Ask();
    if (!self->Post() || !self->run_->Wait()) return TELEX_CANCELLED;
    return TELEX_OK;
  }

  void DeliverProgress(Napi::Env env) {
    const std::optional<telex_progress> progress = run_->TakeProgress();
    if (!progress) return;
    const auto number = [env](std::uint64_t value) { return Napi::Number::New(env, static_cast<double>(value)); };
    on_progress_.Call({number(progress->bytes_read), number(progress->bytes_total), number(progress->events)});
  }

  const std::shared_ptr<ExportRun> run_;
  Napi::FunctionReference on_progress_;
  Napi::FunctionReference on_end_;
  telex_status status_ = TELEX_OK;
};

}  // namespace

Napi::Function ExportJob::Define(Napi::Env env) {
  return DefineClass(env, "Export",
                     {InstanceMethod("start", &ExportJob::Start), InstanceMethod("cancel", &ExportJob::Cancel)});
}

ExportJob::ExportJob(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<ExportJob>(info),
      run_(std::make_shared<ExportRun>(info.Env(), info[0], info[1].As<Napi::String>(), info[2].As<Napi::String>())) {}

void ExportJob::Start(const Napi::CallbackInfo& info) {
  BackgroundTask::Start(info.Env(), std::make_unique<ExportTask>(run_, info[0], info[1]));
}

void ExportJob::Cancel(const Napi::CallbackInfo&) { run_->Cancel(); }

}  // namespace telex_node
