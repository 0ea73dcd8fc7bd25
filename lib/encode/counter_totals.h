// The running totals of cumulative Sums.
#ifndef TELEX_ENCODE_COUNTER_TOTALS_H_
#define TELEX_ENCODE_COUNTER_TOTALS_H_

#include <cstdint>
#include <unordered_map>

#include "absl/container/flat_hash_map.h"
#include "encode/attribute_list.h"

namespace telex {

// Per session; some 50 bytes per series.
class CounterTotals {
 public:
  // When the series of these resource attributes began: `start`, in ns, at the first call for them.
  std::uint64_t StartOf(std::uint32_t session, const Hash128& resource, std::uint64_t start);

  // The series' total with `count` (>= 0) added. It stays at 2^63 - 1, `*capped`, where it would be more.
  std::int64_t Add(std::uint32_t session, const Hash128& series, std::int64_t count, bool* capped);

  void EndSession(std::uint32_t session) { sessions_.erase(session); }

 private:
  struct Session {
    absl::flat_hash_map<Hash128, std::uint64_t> starts;
    absl::flat_hash_map<Hash128, std::int64_t> totals;
  };
  std::unordered_map<std::uint32_t, Session> sessions_;
};

}  // namespace telex

#endif  // TELEX_ENCODE_COUNTER_TOTALS_H_
