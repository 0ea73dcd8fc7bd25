// What a killed export leaves under a hidden name, told from what one at work has there by a lock, which the system ends
// with the program. For POSIX systems.
//
// Whoever makes a hidden entry locks it, and then looks whether it still has its name; whoever clears takes the lock, and
// then looks as well. So an entry that was cleared before its maker had the lock is one that the maker knows to be gone
// and makes again, and one whose maker has the lock is never cleared. No moment between needs an age or a wait.
#ifndef TELEX_WRITE_HIDDEN_ENTRY_H_
#define TELEX_WRITE_HIDDEN_ENTRY_H_

#include <string>

namespace telex::internal {

// Locks what is open, until its last descriptor is closed. False: another has the lock. Where the file system has no
// locks this does nothing, and nothing is cleared.
bool Lock(int fd);

// Locks the entry `name` that was just made in `folder`, and is open. False: it is being cleared, or was.
bool LockHidden(int folder, const std::string& name, int fd);

// Removes what dead exports to the target `name` left in `folder`: files, and folders of an export's files, all of this
// user's. Links are not followed, and what is anything else stays. Nothing is told: an export does not need it.
// While the target has no name, whole folders stay, since one may be what it was before a replacement that was cut off;
// true where there are any.
bool ClearDead(int folder, const std::string& name);

}  // namespace telex::internal

#endif  // TELEX_WRITE_HIDDEN_ENTRY_H_
