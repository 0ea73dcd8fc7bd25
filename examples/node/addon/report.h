// Reports, as JavaScript values.
#ifndef TELEX_NODE_REPORT_H_
#define TELEX_NODE_REPORT_H_

#include <napi.h>

#include "telex.h"

namespace telex_node {

// The fields by their names in telex.h, dots included, counts as BigInt; `problems` and `documents` as arrays of
// objects. lib/report.cjs gives it its shape. `report` may be NULL: then undefined.
Napi::Value ReportOf(Napi::Env env, const telex_report* report);

}  // namespace telex_node

#endif  // TELEX_NODE_REPORT_H_
