// Asks an event, a report for everything that they can tell, and reads it to its end.
#ifndef TELEX_TESTS_FUZZ_C_ABI_FIELDS_H_
#define TELEX_TESTS_FUZZ_C_ABI_FIELDS_H_

#include "capi/telex.h"

namespace telex::fuzz {

// Each field and attribute in each form.
void ReadEvent(const telex_event* event);
// Each field, problem and document, and the JSON.
void ReadReport(const telex_report* report);

}  // namespace telex::fuzz

#endif  // TELEX_TESTS_FUZZ_C_ABI_FIELDS_H_
