// From JavaScript's values to telex's options, and from telex's failures to JavaScript's errors.
#ifndef TELEX_NODE_OPTIONS_H_
#define TELEX_NODE_OPTIONS_H_

#include <napi.h>

#include <string>

#include "handles.h"
#include "telex.h"

namespace telex_node {

// An Error whose `code` is the status's name; lib/errors.cjs makes it the one that the user sees.
Napi::Error StatusError(Napi::Env env, telex_status status, const std::string& message);

// Throws StatusError where `status`, of a call on `handle`, is a failure. Takes the handle and not its text: that would
// be read before the call, or after it, as the compiler likes.
template <typename T>
void Check(Napi::Env env, telex_status status, const T* handle) {
  if (status < 0) throw StatusError(env, status, ErrorText(handle));
}

// Throws where telex_X_new has returned NULL.
template <typename T>
Handle<T> Owned(Napi::Env env, T* handle) {
  if (handle == nullptr) throw StatusError(env, TELEX_OUT_OF_MEMORY, "out of memory");
  return Handle<T>(handle);
}

// `entries` is an array of [name, value]: the ABI's name of an option, and a string, a safe integer, a boolean or an
// array of strings; lib/options.cjs has seen to the types. Throws an Error that has also the name, as `option`.
Handle<telex_options> OptionsOf(const Napi::Value& entries);

inline Napi::String TextOf(Napi::Env env, const telex_text& text) {
  return Napi::String::New(env, text.data == nullptr ? "" : text.data, text.length);
}

}  // namespace telex_node

#endif  // TELEX_NODE_OPTIONS_H_
