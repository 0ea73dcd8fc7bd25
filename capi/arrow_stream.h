// A run's events as an Arrow C stream.
#ifndef TELEX_CAPI_ARROW_STREAM_H_
#define TELEX_CAPI_ARROW_STREAM_H_

#include <cstdint>
#include <memory>

#include "iterator_run.h"
#include "telex.h"

namespace telex::capi {

// Makes `*stream` one that shares `run`, which is open. `rows_per_batch` is 1 or more.
void MakeArrowStream(std::shared_ptr<IteratorRun> run, std::int64_t rows_per_batch, ArrowArrayStream* stream);

}  // namespace telex::capi

#endif  // TELEX_CAPI_ARROW_STREAM_H_
