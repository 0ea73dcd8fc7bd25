// A library event as a host sees it.
#ifndef TELEX_CAPI_EVENT_HANDLE_H_
#define TELEX_CAPI_EVENT_HANDLE_H_

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "outcome.h"
#include "telex.h"
#include "telex/event.h"
#include "telex/router.h"

// One per handle that gives events out, bound to one event after another. Its scratch is reused.
struct telex_event {
  // `router` is kept and must outlive the binding.
  void Bind(const telex::Event* new_event, const telex::Router* new_router) {
    event = new_event;
    router = new_router;
    json.clear();
    scratch_used = 0;
    if (scratch.size() > kKeptScratch) scratch.resize(kKeptScratch);
  }
  void Unbind() { event = nullptr; }

  // The decoded text, valid as long as the binding.
  std::string_view Decode(const telex::JsonValue& value) const {
    if (value.kind() == telex::JsonValue::Kind::kPlainString || !value.is_string()) return value.text();
    if (scratch_used == scratch.size()) scratch.emplace_back();
    return value.DecodedView(scratch[scratch_used++]);
  }

  const telex::Event* event = nullptr;  // nullptr outside of a binding
  const telex::Router* router = nullptr;
  mutable telex::capi::ErrorText error;
  mutable std::string json;  // empty until it is asked for

 private:
  static constexpr std::size_t kKeptScratch = 32;

  mutable std::deque<std::string> scratch;  // a deque: texts stay where they are as it grows
  mutable std::size_t scratch_used = 0;
};

namespace telex::capi {

// Binds for one callback.
class BoundEvent {
 public:
  BoundEvent(telex_event& handle, const Event& event, const Router& router) : handle_(handle) {
    handle_.Bind(&event, &router);
  }
  ~BoundEvent() { handle_.Unbind(); }
  BoundEvent(const BoundEvent&) = delete;
  BoundEvent& operator=(const BoundEvent&) = delete;

 private:
  telex_event& handle_;
};

// The number of TELEX_SIGNAL_… .
inline std::int32_t SignalNumber(Signal signal) { return 1 << static_cast<int>(signal); }

}  // namespace telex::capi

#endif  // TELEX_CAPI_EVENT_HANDLE_H_
