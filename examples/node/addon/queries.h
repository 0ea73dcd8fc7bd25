// What a user interface asks: presets, date checks, names, filters, files. All of them answer at once.
#ifndef TELEX_NODE_QUERIES_H_
#define TELEX_NODE_QUERIES_H_

#include <napi.h>

namespace telex_node {

void DefineQueries(Napi::Env env, Napi::Object exports);

}  // namespace telex_node

#endif  // TELEX_NODE_QUERIES_H_
