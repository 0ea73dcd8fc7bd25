// What every entry point goes through: no exception leaves it, NULLs are told, structs may be of another size.
#ifndef TELEX_CAPI_GUARD_H_
#define TELEX_CAPI_GUARD_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "outcome.h"
#include "telex.h"

namespace telex::capi {

// Runs the body of an entry point; a failure's text goes to the handle.
template <typename Handle, typename Body>
telex_status Guard(Handle* handle, Body&& body) noexcept {
  if (handle == nullptr) return TELEX_INVALID_ARGUMENT;
  try {
    const Outcome outcome = body();
    if (outcome.failed()) handle->error.Set(outcome.text());
    return outcome.status();
  } catch (const std::bad_alloc&) {
    handle->error.SetLiteral("out of memory");
    return TELEX_OUT_OF_MEMORY;
  } catch (const std::exception& exception) {
    handle->error.Set(exception.what());
    return TELEX_INTERNAL;
  } catch (...) {
    handle->error.SetLiteral("unknown exception");
    return TELEX_INTERNAL;
  }
}

template <typename Handle>
const char* ErrorOf(const Handle* handle) noexcept {
  return handle == nullptr ? "the handle is NULL" : handle->error.get();
}

inline Outcome RequirePointer(const void* pointer, const char* parameter) {
  return pointer == nullptr ? Outcome::Null(parameter) : Outcome();
}

// Text in: a pointer and a length, or TELEX_NUL_TERMINATED.
inline Outcome ReadText(const char* data, std::size_t length, const char* parameter, std::string_view* text) {
  if (data == nullptr) return Outcome::Null(parameter);
  *text = std::string_view(data, length == TELEX_NUL_TERMINATED ? std::strlen(data) : length);
  return {};
}

// As a member of a struct: NULL is an empty text, unless it claims a length.
inline Outcome ReadMember(const telex_text& member, const char* name, std::string_view* text) {
  if (member.data == nullptr && member.length == 0) {
    *text = {};
    return {};
  }
  return ReadText(member.data, member.length, name, text);
}

// Bytes in: not text, so they have a length. NULL is none, unless it claims a length.
inline Outcome ReadBytes(const void* data, std::size_t length, const char* parameter, std::string_view* bytes) {
  if (data == nullptr && length > 0) return Outcome::Null(parameter);
  if (length == TELEX_NUL_TERMINATED) return Outcome::InvalidArgument("length is none: bytes have no NUL at their end");
  *bytes = std::string_view(static_cast<const char*>(data), length);
  return {};
}

// A path or a name that the system takes with a NUL at its end.
inline Outcome ReadPath(const char* data, std::size_t length, const char* parameter, std::string* path) {
  std::string_view text;
  TELEX_CAPI_RETURN_IF_FAILED(ReadText(data, length, parameter, &text));
  if (text.empty()) return Outcome::InvalidArgument(std::string(parameter) + " is empty");
  if (text.find('\0') != std::string_view::npos)
    return Outcome::InvalidArgument(std::string(parameter) + " holds a NUL");
  *path = std::string(text);
  return {};
}

// A struct that the host gives: members beyond its size are zero in `*ours`.
template <typename Struct>
Outcome ReadStruct(const Struct* given, const char* parameter, Struct* ours) {
  static_assert(std::is_trivially_copyable_v<Struct>);
  *ours = Struct{};
  if (given == nullptr) return Outcome::Null(parameter);
  // A host's struct may be shorter than ours: only its size may be touched before that is known.
  std::size_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < sizeof size) return Outcome::InvalidArgument(std::string(parameter) + " has no size");
  // Half a member is no member.
  size -= size % alignof(Struct);
  std::memcpy(static_cast<void*>(ours), given, std::min(size, sizeof(Struct)));
  return {};
}

// A struct that the host wants filled: as far as its size goes; members that this library does not know become zero.
template <typename Struct>
Outcome FillStruct(Struct* given, const char* parameter, const Struct& ours) {
  static_assert(std::is_trivially_copyable_v<Struct>);
  if (given == nullptr) return Outcome::Null(parameter);
  std::size_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < sizeof size) return Outcome::InvalidArgument(std::string(parameter) + " has no size");
  char* bytes = reinterpret_cast<char*>(given);
  const std::size_t known = std::min(size, sizeof(Struct));
  std::memcpy(bytes + sizeof size, reinterpret_cast<const char*>(&ours) + sizeof size, known - sizeof size);
  std::memset(bytes + known, 0, size - known);
  return {};
}

inline telex_text TextOf(std::string_view text) { return {text.data() != nullptr ? text.data() : "", text.size()}; }
inline constexpr telex_text kAbsentText = {nullptr, 0};

}  // namespace telex::capi

#endif  // TELEX_CAPI_GUARD_H_
