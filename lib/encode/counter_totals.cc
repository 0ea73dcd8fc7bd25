#include "encode/counter_totals.h"

#include <limits>

namespace telex {

std::uint64_t CounterTotals::StartOf(std::uint32_t session, const Hash128& resource, std::uint64_t start) {
  return sessions_[session].starts.try_emplace(resource, start).first->second;
}

std::int64_t CounterTotals::Add(std::uint32_t session, const Hash128& series, std::int64_t count, bool* capped) {
  std::int64_t& total = sessions_[session].totals[series];
  *capped = count > std::numeric_limits<std::int64_t>::max() - total;
  total = *capped ? std::numeric_limits<std::int64_t>::max() : total + count;
  return total;
}

}  // namespace telex
