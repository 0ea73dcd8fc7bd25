// Room in Abseil's hash maps for one more, made so that a failed allocation harms nothing.
#ifndef TELEX_TEXT_HASH_ROOM_H_
#define TELEX_TEXT_HASH_ROOM_H_

#include <iterator>
#include <utility>

namespace telex {

// Call before an insertion. Abseil's maps are no longer fit to be destroyed after an allocation failed while they grew,
// but their constructor is safe. For maps that nothing is erased from.
template <typename Map>
void MakeRoom(Map* map) {
  if (map->size() * 4 < map->capacity() * 3) return;
  Map larger(map->size() * 2 + 1);
  larger.insert(std::make_move_iterator(map->begin()), std::make_move_iterator(map->end()));
  *map = std::move(larger);
}

}  // namespace telex

#endif  // TELEX_TEXT_HASH_ROOM_H_
