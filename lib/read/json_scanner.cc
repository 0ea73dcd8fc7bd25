#include "read/json_scanner.h"

#include "text/utf8.h"

namespace telex {
namespace {

bool IsHex4(const char* p) {
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    const auto letter = static_cast<unsigned char>((c | 0x20) - 'a');
    if (!IsDigit(c) && letter > 5) return false;
  }
  return true;
}

// Of four checked hex digits: whether they are a surrogate, and which.
bool IsSurrogate(const char* p, bool* high) {
  if ((p[0] | 0x20) != 'd') return false;
  const char c = static_cast<char>(p[1] | 0x20);
  *high = c == '8' || c == '9' || c == 'a' || c == 'b';
  return *high || c == 'c' || c == 'd' || c == 'e' || c == 'f';
}

// The escape whose backslash stands at `p`. nullptr where it is none.
const char* ScanEscape(const char* p, JsonValue::Kind* kind) {
  switch (p[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return p + 2;
    case 'u':
      break;
    default:
      return nullptr;
  }
  if (!IsHex4(p + 2)) return nullptr;
  bool high = false;
  if (!IsSurrogate(p + 2, &high)) return p + 6;
  bool next_high = true;
  if (high && p[6] == '\\' && p[7] == 'u' && IsHex4(p + 8) && IsSurrogate(p + 8, &next_high) && !next_high) {
    return p + 12;
  }
  *kind = JsonValue::Kind::kLoneSurrogateString;
  return p + 6;
}

const char* SkipObject(const char* p, int nesting, ScanError* error) {
  JsonValue key;
  p = SkipSpace(p + 1);
  if (*p == '}') return p + 1;
  for (;;) {
    if (*p != '"' || (p = ScanString(p + 1, &key, error)) == nullptr) return nullptr;
    p = SkipSpace(p);
    if (*p != ':') return nullptr;
    p = SkipValue(SkipSpace(p + 1), nesting, error);
    if (p == nullptr) return nullptr;
    p = SkipSpace(p);
    if (*p == '}') return p + 1;
    if (*p != ',') return nullptr;
    p = SkipSpace(p + 1);
  }
}

const char* SkipArray(const char* p, int nesting, ScanError* error) {
  p = SkipSpace(p + 1);
  if (*p == ']') return p + 1;
  for (;;) {
    p = SkipValue(p, nesting, error);
    if (p == nullptr) return nullptr;
    p = SkipSpace(p);
    if (*p == ']') return p + 1;
    if (*p != ',') return nullptr;
    p = SkipSpace(p + 1);
  }
}

// Scans what escapes and multi-byte characters a string holds, from the first such byte `p` on, to its closing quote.
// nullptr, and `*error`, where it is none.
const char* ScanStringSlow(const char* p, JsonValue::Kind* kind, ScanError* error) {
  for (;;) {
    if (*p == '"') return p;
    if (*p == '\\') {
      if (*kind == JsonValue::Kind::kPlainString) *kind = JsonValue::Kind::kEscapedString;
      p = ScanEscape(p, kind);
      if (p == nullptr) {
        *error = ScanError::kSyntax;
        return nullptr;
      }
    } else if (static_cast<std::uint8_t>(*p) >= 0x80) {
      const std::size_t length = Utf8SequenceLength(p);
      if (length == 0) {
        *error = ScanError::kUtf8;
        return nullptr;
      }
      p += length;
    } else {  // a raw control character, or the end of the line
      *error = ScanError::kSyntax;
      return nullptr;
    }
    p = SkipPlainCharacters(p);
  }
}

}  // namespace

const char* ScanUnusualString(const char* begin, const char* p, JsonValue* value, ScanError* error) {
  JsonValue::Kind kind = JsonValue::Kind::kPlainString;
  p = ScanStringSlow(p, &kind, error);
  if (p == nullptr) return nullptr;
  *value = JsonValue({begin, static_cast<std::size_t>(p - begin)}, kind);
  return p + 1;
}

const char* SkipValue(const char* p, int nesting, ScanError* error) {
  JsonValue value;
  JsonValue::Kind kind;
  if (*p == '"') return ScanString(p + 1, &value, error);
  const char* end = nullptr;
  if (*p == '{' || *p == '[') {
    if (nesting >= kMaxNesting) {
      *error = ScanError::kNesting;
      return nullptr;
    }
    end = *p == '{' ? SkipObject(p, nesting + 1, error) : SkipArray(p, nesting + 1, error);
  } else if (*p == '-' || IsDigit(*p)) {
    end = ScanNumber(p, &value);
  } else {
    end = ScanLiteral(p, &kind);
  }
  if (end == nullptr && *error == ScanError::kNone) *error = ScanError::kSyntax;
  return end;
}

const char* ScanLiteral(const char* p, JsonValue::Kind* kind) {
  if (std::memcmp(p, "true", 4) == 0) {
    *kind = JsonValue::Kind::kTrue;
    return p + 4;
  }
  if (std::memcmp(p, "false", 5) == 0) {
    *kind = JsonValue::Kind::kFalse;
    return p + 5;
  }
  if (std::memcmp(p, "null", 4) == 0) {
    *kind = JsonValue::Kind::kAbsent;
    return p + 4;
  }
  return nullptr;
}

}  // namespace telex
