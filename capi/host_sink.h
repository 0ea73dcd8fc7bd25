// A host's sink.
#ifndef TELEX_CAPI_HOST_SINK_H_
#define TELEX_CAPI_HOST_SINK_H_

#include "event_handle.h"
#include "host_calls.h"
#include "telex.h"
#include "telex/router.h"
#include "telex/sink.h"

namespace telex::capi {

class HostSink final : public Sink {
 public:
  // `calls` and `router` must outlive it.
  HostSink(const telex_sink& table, void* user_data, HostCalls& calls, const Router& router)
      : table_(table), user_data_(user_data), calls_(calls), router_(router) {}

  SignalSet signals() const override;
  // One that is only told of ends costs an export no routing.
  bool needs_signals() const override { return table_.write != nullptr; }
  bool needs_blocks() const override { return table_.needs_blocks != 0; }
  absl::Status Write(const Event& event, Signal signal) override;
  absl::Status EndSession(std::uint32_t session) override;
  absl::Status Finish() override;

 private:
  telex_sink table_;
  void* user_data_;
  HostCalls& calls_;
  const Router& router_;
  telex_event event_;
};

}  // namespace telex::capi

#endif  // TELEX_CAPI_HOST_SINK_H_
