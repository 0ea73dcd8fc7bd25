#include "event_batches.h"

#include <string>
#include <utility>

#include "background_task.h"
#include "options.h"

namespace telex_node {
namespace {

// Enough to make a thread for each cheap, and little enough for JSON.parse to hold up the event loop for a millisecond.
constexpr std::size_t kBatchBytes = 64 * 1024;

}  // namespace

class EventCursor {
 public:
  EventCursor(Napi::Env env, const Napi::Value& entries, const std::string& source)
      : handle_(Owned(env, telex_iterator_new(OptionsOf(entries).get()))) {
    telex_iterator* iterator = handle_.get();
    Check(env, telex_iterator_set_source_folder(iterator, source.data(), source.size()), iterator);
  }

  telex_iterator* handle() const { return handle_.get(); }
  bool busy() const { return busy_; }
  void set_busy(bool busy) { busy_ = busy; }
  void Free() { handle_.reset(); }

 private:
  Handle<telex_iterator> handle_;
  bool busy_ = false;  // a task has it; of the event loop's thread
};

namespace {

class BatchTask final : public BackgroundTask {
 public:
  BatchTask(std::shared_ptr<EventCursor> cursor, const Napi::Function& on_end)
      : cursor_(std::move(cursor)), on_end_(Napi::Persistent(on_end)) {}

 protected:
  void Run() override {
    telex_iterator* iterator = cursor_->handle();
    while (text_.size() < kBatchBytes) {
      const telex_event* event = nullptr;
      telex_text json = {};
      status_ = telex_iterator_next(iterator, &event);
      if (status_ < 0 || event == nullptr) break;
      status_ = telex_event_json(event, &json);
      if (status_ < 0) break;
      text_ += text_.empty() ? '[' : ',';
      text_.append(json.data, json.length);
    }
    if (!text_.empty()) text_ += ']';
  }

  void StopRun() override { telex_iterator_cancel(cursor_->handle()); }
  void OnPosted(Napi::Env) override {}

  void OnEnd(Napi::Env env) override {
    cursor_->set_busy(false);
    const auto status = Napi::Number::New(env, status_);
    const auto code = Napi::String::New(env, telex_status_name(status_));
    const auto message = Napi::String::New(env, ErrorText(cursor_->handle()));
    Napi::Value text = env.Undefined();
    if (!text_.empty()) text = Napi::String::New(env, text_);
    on_end_.Call({status, code, message, text});
  }

 private:
  const std::shared_ptr<EventCursor> cursor_;
  Napi::FunctionReference on_end_;
  telex_status status_ = TELEX_OK;
  std::string text_;
};

}  // namespace

Napi::Function EventBatches::Define(Napi::Env env) {
  return DefineClass(env, "EventBatches",
                     {InstanceMethod("next", &EventBatches::Next), InstanceMethod("cancel", &EventBatches::Cancel),
                      InstanceMethod("close", &EventBatches::Close)});
}

EventBatches::EventBatches(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<EventBatches>(info),
      cursor_(std::make_shared<EventCursor>(info.Env(), info[0], info[1].As<Napi::String>())) {}

void EventBatches::Next(const Napi::CallbackInfo& info) {
  if (cursor_->busy() || cursor_->handle() == nullptr) {
    throw Napi::Error::New(info.Env(), cursor_->busy() ? "a batch is under way" : "the events are closed");
  }
  BackgroundTask::Start(info.Env(), std::make_unique<BatchTask>(cursor_, info[0].As<Napi::Function>()));
  cursor_->set_busy(true);
}

void EventBatches::Cancel(const Napi::CallbackInfo&) { telex_iterator_cancel(cursor_->handle()); }

void EventBatches::Close(const Napi::CallbackInfo&) {
  if (!cursor_->busy()) cursor_->Free();
}

}  // namespace telex_node
