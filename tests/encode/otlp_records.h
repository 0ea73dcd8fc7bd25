// The records of OTLP documents, each beside its resource, in their order.
#ifndef TELEX_TESTS_ENCODE_OTLP_RECORDS_H_
#define TELEX_TESTS_ENCODE_OTLP_RECORDS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "telex/router.h"
#include "tests/encode/json_tree.h"

namespace telex::test {

struct OtlpRecord {
  Json resource;  // its attributes as an object
  Json record;    // a log record, a span or a data point; lists of attributes as objects
  Json metric;    // of a data point: what stands around it, without its data points
};

// All that an envelope holds; failures of the test where resource, scope or shape is not as the contract says.
std::vector<OtlpRecord> RecordsOf(const Json& envelope, Signal signal);
// How many resource blocks it holds.
std::size_t BlocksOf(const Json& envelope, Signal signal);

// The envelopes of one signal in a package, in their order: of `logs.json`, `logs-2.json`, … or the lines of `logs.jsonl`.
std::vector<std::string> EnvelopesOf(const std::map<std::string, std::string>& documents, Signal signal);
// The records of all of them.
std::vector<OtlpRecord> RecordsOf(const std::map<std::string, std::string>& documents, Signal signal);

// `gauge` or `sum`, and what is in it.
std::string KindOf(const Json& metric);

}  // namespace telex::test

#endif  // TELEX_TESTS_ENCODE_OTLP_RECORDS_H_
