// An output that somebody else closes.
#ifndef TELEX_WRITE_BORROWED_OUTPUT_H_
#define TELEX_WRITE_BORROWED_OUTPUT_H_

#include <memory>

#include "telex/output.h"

namespace telex::internal {

// Appends to `inner`, which is not owned and stays open: Close does nothing.
std::unique_ptr<Output> NewBorrowedOutput(Output* inner);

}  // namespace telex::internal

#endif  // TELEX_WRITE_BORROWED_OUTPUT_H_
