// A JSON scalar as it is stored: a view of its text, undecoded.
//
// telex copies text instead of decoding and encoding it again: a string that was escaped correctly in the input is
// escaped correctly in the output. What must be understood (keys, ids, names, times) is decoded where it is used.
#ifndef TELEX_JSON_VALUE_H_
#define TELEX_JSON_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace telex {

// A view: it owns nothing and is valid as long as the text it was made from. Copyable, 16 bytes.
// Thread-safety: immutable after construction, except by assignment.
class JsonValue {
 public:
  enum class Kind : std::uint8_t {
    kAbsent,               // no value at all
    kPlainString,          // no escapes: text() is the decoded value
    kEscapedString,        // escapes, none of them a lone surrogate: text() may be written as it is
    kLoneSurrogateString,  // at least one lone surrogate escape: must be repaired before it is written to OTLP
    kNumber,               // a number that is known to fit a double without overflow
    kLongNumber,           // a number with an exponent or many digits: may overflow a double
    kTrue,
    kFalse,
  };

  constexpr JsonValue() = default;
  // `text` is what stands between the quotes of a string, or the literal itself. It is not checked.
  constexpr JsonValue(std::string_view text, Kind kind)
      : data_(text.data()), size_(static_cast<std::uint32_t>(text.size())), kind_(kind) {}
  // A string that needs no escaping: no control character, quote or backslash, valid UTF-8. It is not checked.
  static constexpr JsonValue Plain(std::string_view text) { return JsonValue(text, Kind::kPlainString); }

  constexpr Kind kind() const { return kind_; }
  constexpr bool present() const { return kind_ != Kind::kAbsent; }
  constexpr bool is_string() const { return kind_ >= Kind::kPlainString && kind_ <= Kind::kLoneSurrogateString; }
  constexpr bool is_number() const { return kind_ == Kind::kNumber || kind_ == Kind::kLongNumber; }
  constexpr bool is_bool() const { return kind_ == Kind::kTrue || kind_ == Kind::kFalse; }

  // The stored text; of a string without its quotes. Valid UTF-8.
  constexpr std::string_view text() const { return {data_, size_}; }
  constexpr bool empty() const { return size_ == 0; }

  // The decoded string, lone surrogate escapes as U+FFFD; numbers and bools as their text.
  std::string Decode() const;
  // Likewise, appended to `out`.
  void AppendDecoded(std::string& out) const;
  // The decoded string: a view of the stored text where that has no escapes, else decoded into `scratch` (replaced).
  std::string_view DecodedView(std::string& scratch) const;
  // Whether the decoded string is `decoded`.
  bool Equals(std::string_view decoded) const {
    const bool escaped = kind_ == Kind::kEscapedString || kind_ == Kind::kLoneSurrogateString;
    return escaped ? EqualsDecoded(decoded) : text() == decoded;
  }

  // The number as the nearest double; ±infinity where it overflows; 0 for what is not a number.
  double AsDouble() const;

 private:
  bool EqualsDecoded(std::string_view decoded) const;

  const char* data_ = "";
  std::uint32_t size_ = 0;
  Kind kind_ = Kind::kAbsent;
};

}  // namespace telex

#endif  // TELEX_JSON_VALUE_H_
