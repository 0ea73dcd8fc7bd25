// What stands around the records of a resource block.
#ifndef TELEX_ENCODE_RESOURCE_TEXT_H_
#define TELEX_ENCODE_RESOURCE_TEXT_H_

#include <string>

#include "telex/event.h"
#include "telex/otlp_options.h"
#include "telex/router.h"

namespace telex {

// The member names of one signal's envelope.
struct EnvelopeShape {
  Signal signal;
  const char* collection;  // `resourceLogs`
  const char* scopes;      // `scopeLogs`
  const char* records;     // `logRecords`
};

// From the block's opening brace to where its first record, or metric, begins: in place of what `text` holds.
void OpenResourceBlock(const SessionContext& context, const OtlpOptions& options, const EnvelopeShape& shape,
                       std::string* text);

}  // namespace telex

#endif  // TELEX_ENCODE_RESOURCE_TEXT_H_
