// A range's events, a batch at a time: `new EventBatches(entries, source)`; `next(onEnd)`, not again before its end;
// `cancel()` at any time; `close()` while no batch is under way.
#ifndef TELEX_NODE_EVENT_BATCHES_H_
#define TELEX_NODE_EVENT_BATCHES_H_

#include <napi.h>

#include <memory>

namespace telex_node {

class EventCursor;

class EventBatches final : public Napi::ObjectWrap<EventBatches> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit EventBatches(const Napi::CallbackInfo& info);

 private:
  // onEnd(status, code, message, text): the text is a JSON array of events, undefined at the end of the range.
  void Next(const Napi::CallbackInfo& info);
  void Cancel(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);

  std::shared_ptr<EventCursor> cursor_;  // shared with the task
};

}  // namespace telex_node

#endif  // TELEX_NODE_EVENT_BATCHES_H_
