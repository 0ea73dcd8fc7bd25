// The module: what lib/*.cjs finds in it. It is loaded once in each thread that asks for it.
#include <napi.h>

#include <string>
#include <vector>

#include "background_task.h"
#include "event_batches.h"
#include "export_job.h"
#include "queries.h"
#include "telex.h"

namespace {

// stopAll(): ends what is under way, and waits for that. For a process that exits.
void StopAll(const Napi::CallbackInfo& info) {
  for (telex_node::BackgroundTask* task : info.Env().GetInstanceData<telex_node::RunningTasks>()->tasks) task->Stop();
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  if (telex_abi_version() < TELEX_ABI_VERSION) {
    throw Napi::Error::New(env, "telex: the addon was built for version " + std::to_string(TELEX_ABI_VERSION) +
                                    " of the C ABI, the library has version " + std::to_string(telex_abi_version()));
  }
  env.SetInstanceData(new telex_node::RunningTasks);
  exports.Set("version", telex_version());
  exports.Set("Export", telex_node::ExportJob::Define(env));
  exports.Set("EventBatches", telex_node::EventBatches::Define(env));
  exports.Set("stopAll", Napi::Function::New<StopAll>(env, "stopAll"));
  telex_node::DefineQueries(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(telex, Init)
