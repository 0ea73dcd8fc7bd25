#include "host_sink.h"

namespace telex::capi {

SignalSet HostSink::signals() const {
  if (table_.signals == 0) return SignalSet::All();
  SignalSet wanted;
  for (const Signal signal : {Signal::kLog, Signal::kTrace, Signal::kMetric}) {
    if ((table_.signals & SignalNumber(signal)) != 0) wanted = wanted | SignalSet::Of(signal);
  }
  return wanted;
}

absl::Status HostSink::Write(const Event& event, Signal signal) {
  if (table_.write == nullptr) return absl::OkStatus();
  const BoundEvent bound(event_, event, router_);
  return calls_.Run("write",
                    [&](telex_error* error) { return table_.write(&event_, SignalNumber(signal), error, user_data_); });
}

absl::Status HostSink::EndSession(std::uint32_t session) {
  if (table_.end_session == nullptr) return absl::OkStatus();
  return calls_.Run("end_session", [&](telex_error* error) { return table_.end_session(session, error, user_data_); });
}

absl::Status HostSink::Finish() {
  if (table_.finish == nullptr) return absl::OkStatus();
  return calls_.Run("finish", [&](telex_error* error) { return table_.finish(error, user_data_); });
}

}  // namespace telex::capi
