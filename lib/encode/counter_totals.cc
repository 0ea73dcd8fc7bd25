#include "encode/counter_totals.h"

#include <limits>

#include "text/hash_room.h"

namespace telex {

std::uint64_t CounterTotals::StartOf(std::uint32_t session, const Hash128& resource, std::uint64_t start) {
  auto& starts = sessions_[session].starts;
  MakeRoom(&starts);
  return starts.try_emplace(resource, start).first->second;
}

std::int64_t CounterTotals::Add(std::uint32_t session, const Hash128& series, std::int64_t count, bool* capped) {
  auto& totals = sessions_[session].totals;
  MakeRoom(&totals);
  std::int64_t& total = totals[series];
  *capped = count > std::numeric_limits<std::int64_t>::max() - total;
  total = *capped ? std::numeric_limits<std::int64_t>::max() : total + count;
  return total;
}

}  // namespace telex
