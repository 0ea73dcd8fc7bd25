// What an export writes into. A program's own sink is a first-class citizen: see examples/cpp.
#ifndef TELEX_SINK_H_
#define TELEX_SINK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "telex/event.h"
#include "telex/router.h"

namespace telex {

namespace internal {
class HeldSink;
}

// A set of signals.
class SignalSet {
 public:
  constexpr SignalSet() = default;
  static constexpr SignalSet All() { return SignalSet(7); }
  static constexpr SignalSet Of(Signal signal) {
    return SignalSet(static_cast<std::uint8_t>(1u << static_cast<int>(signal)));
  }
  constexpr bool Has(Signal signal) const { return (bits_ >> static_cast<int>(signal) & 1) != 0; }
  friend constexpr SignalSet operator|(SignalSet a, SignalSet b) {
    return SignalSet(static_cast<std::uint8_t>(a.bits_ | b.bits_));
  }

 private:
  explicit constexpr SignalSet(std::uint8_t bits) : bits_(bits) {}
  std::uint8_t bits_ = 0;
};

// What a sink wrote, for the export's report.
struct SinkCounts {
  std::uint64_t records[kSignalCount] = {0, 0, 0};  // log records, spans, data points
  std::uint64_t derived_ids = 0;                    // ids that were replaced by one derived from their text
  std::uint64_t repaired = 0;                       // data points whose value or running total was changed
  std::uint64_t oversized = 0;                      // records alone in a document or line over the limit
};

// One document that a sink wrote into a package.
struct SinkDocument {
  std::string path;  // its name in the package
  Signal signal = Signal::kLog;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // before compression
  std::uint64_t lines = 0;  // of a document that is lines of envelopes; else 0
};

// Used from one thread at a time. Any failure stops the export with that status; the sink is then only destroyed.
class Sink {
 public:
  virtual ~Sink() = default;

  // The signals whose events it wants. Asked once, when it is added to an exporter.
  virtual SignalSet signals() const { return SignalSet::All(); }

  // Whether it uses the signal that Write is given, or the event's properties and measurements; where no sink of an
  // export does, events are not routed, and these lists are empty.
  virtual bool needs_signals() const { return true; }

  // Whether it reads Event::block, which costs a comparison of contexts.
  virtual bool needs_blocks() const { return false; }

  // One event, valid during the call only; its signal, if any sink of the export needs that. Events of one session come in their stored order.
  virtual absl::Status Write(const Event& event, Signal signal) = 0;

  // No more events of this session will come. Sinks that keep something per session let go of it here.
  virtual absl::Status EndSession(std::uint32_t session) {
    (void)session;
    return absl::OkStatus();
  }

  // The end of the export: what was written is completed. Without events a sink writes its empty form. Called once.
  virtual absl::Status Finish() = 0;

  virtual SinkCounts counts() const { return {}; }
  // The documents that it completed, in their order; complete after Finish.
  virtual std::vector<SinkDocument> documents() const { return {}; }

  // What sinks of the library may have: a part that encodes on another thread. nullptr otherwise.
  virtual std::unique_ptr<internal::HeldSink> NewHeldSink();
};

}  // namespace telex

#endif  // TELEX_SINK_H_
