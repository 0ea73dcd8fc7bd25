#include "telex/sink.h"

#include "encode/held_sink.h"

namespace telex {

std::unique_ptr<internal::HeldSink> Sink::NewHeldSink() { return nullptr; }

}  // namespace telex
