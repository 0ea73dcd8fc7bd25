// One export: `new Export(entries, source, out)`, `start(onProgress | undefined, onEnd)` once, `cancel()` at any time.
#ifndef TELEX_NODE_EXPORT_JOB_H_
#define TELEX_NODE_EXPORT_JOB_H_

#include <napi.h>

#include <memory>

namespace telex_node {

class ExportRun;

class ExportJob final : public Napi::ObjectWrap<ExportJob> {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit ExportJob(const Napi::CallbackInfo& info);

 private:
  void Start(const Napi::CallbackInfo& info);
  void Cancel(const Napi::CallbackInfo& info);

  std::shared_ptr<ExportRun> run_;  // shared with the task
};

}  // namespace telex_node

#endif  // TELEX_NODE_EXPORT_JOB_H_
