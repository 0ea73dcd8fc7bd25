#include "tests/encode/json_tree.h"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "gtest/gtest.h"
#include "rapidjson/error/en.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"

namespace telex::test {
namespace {

// RapidJSON refuses numbers that overflow and forgets how they were written, and it refuses lone surrogates. So both
// are put into a form that it takes: a number becomes a string behind this mark, a surrogate a character for private use.
constexpr char kNumberMark[] = "\\u0001#";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The size of the number that `text` begins with; 0 where it does not.
std::size_t NumberSize(std::string_view text) {
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return k < text.size() ? text[k] : '\0'; };
  const auto digits = [&] {
    const std::size_t begin = i;
    while (IsDigit(at(i))) ++i;
    return i - begin;
  };
  if (at(i) == '-') ++i;
  const bool zero = at(i) == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return 0;
  if (at(i) == '.' && (++i, digits() == 0)) return 0;
  if (at(i) == 'e' || at(i) == 'E') {
    ++i;
    if (at(i) == '+' || at(i) == '-') ++i;
    if (digits() == 0) return 0;
  }
  return i;
}

int Unit(std::string_view escape) {  // `\uXXXX`; -1 for anything else
  if (escape.size() < 6 || escape[0] != '\\' || escape[1] != 'u') return -1;
  for (int i = 2; i < 6; ++i) {
    if (std::string_view("0123456789abcdefABCDEF").find(escape[static_cast<std::size_t>(i)]) ==
        std::string_view::npos) {
      return -1;
    }
  }
  return static_cast<int>(std::strtol(std::string(escape.substr(2, 4)).c_str(), nullptr, 16));
}

// Copies the escape at `i`, a pair as one, lone surrogates in their own form; returns its size.
std::size_t CopyEscape(std::string_view text, std::size_t i, std::string& out) {
  const int unit = Unit(text.substr(i));
  if (unit < 0) {
    out += text.substr(i, 2);
    return 2;
  }
  if (unit >= 0xD800 && unit < 0xDC00) {
    const int next = i + 6 < text.size() ? Unit(text.substr(i + 6)) : -1;
    if (next >= 0xDC00 && next < 0xE000) {
      out += text.substr(i, 12);
      return 12;
    }
  }
  char escape[16];
  std::snprintf(escape, sizeof escape, "\\u%04x", unit >= 0xD800 && unit < 0xE000 ? unit + 0x800 : unit);
  out += escape;
  return 6;
}

std::string Digestible(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (in_string && c == '\\' && i + 1 < text.size()) {
      i += CopyEscape(text, i, out);
      continue;
    }
    if (c == '"') in_string = !in_string;
    const std::size_t number = !in_string && (c == '-' || IsDigit(c)) ? NumberSize(text.substr(i)) : 0;
    if (number == 0) {
      out += c;
      ++i;
      continue;
    }
    out += "\"" + std::string(kNumberMark) + std::string(text.substr(i, number)) + "\"";
    i += number;
  }
  return out;
}

class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  explicit Builder(Json* root) : open_{root} {}

  bool Null() { return Put({}); }
  bool Bool(bool value) { return Put({value ? Json::Kind::kTrue : Json::Kind::kFalse, "", {}, {}}); }
  bool Default() { return false; }  // a number that was not marked
  bool String(const char* text, rapidjson::SizeType size, bool) {
    const std::string decoded(text, size);
    if (decoded.substr(0, 2) == "\x01#") return Put({Json::Kind::kNumber, decoded.substr(2), {}, {}});
    return Put({Json::Kind::kString, decoded, {}, {}});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    // A number in a key's place, which RapidJSON has not seen as one.
    if (std::string_view(text, size).substr(0, 2) == "\x01#") return false;
    open_.back()->members.emplace_back(std::string(text, size), Json());
    return true;
  }
  bool StartObject() { return Open(Json::Kind::kObject); }
  bool StartArray() { return Open(Json::Kind::kArray); }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

 private:
  Json* Place() {
    Json* parent = open_.back();
    if (!begun_) return begun_ = true, parent;
    if (parent->kind == Json::Kind::kObject) return &parent->members.back().second;
    parent->items.emplace_back();
    return &parent->items.back();
  }
  bool Put(Json json) {
    *Place() = std::move(json);
    return true;
  }
  bool Open(Json::Kind kind) {
    const bool root = !begun_;
    Json* place = Place();
    place->kind = kind;
    if (!root) open_.push_back(place);
    return true;
  }
  bool Close() {
    if (open_.size() > 1) open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;  // a parent's items do not move while a child is open
  bool begun_ = false;
};

bool Parse(std::string_view text, Json* json, std::string* reason) {
  const std::string digestible = Digestible(text);
  if (digestible.find('\0') != std::string::npos) {  // where RapidJSON takes it for the end
    *reason = "NUL";
    return false;
  }
  // Its streams of strings read on behind a NUL in the middle of a character.
  rapidjson::MemoryStream stream(digestible.data(), digestible.size());
  rapidjson::Reader reader;
  *json = Json();
  Builder builder(json);
  const rapidjson::ParseResult result = reader.Parse<rapidjson::kParseValidateEncodingFlag>(stream, builder);
  if (result.IsError()) *reason = rapidjson::GetParseError_En(result.Code());
  return !result.IsError();
}

void AppendQuoted(const std::string& text, std::string& out) {
  out += "\"" + std::to_string(text.size()) + ":" + text + "\"";
}

}  // namespace

const Json& Json::operator[](std::string_view key) const {
  static const Json kNone;
  for (std::size_t i = members.size(); i-- > 0;) {
    if (members[i].first == key) return members[i].second;
  }
  return kNone;
}

bool Json::Has(std::string_view key) const {
  for (const auto& member : members) {
    if (member.first == key) return true;
  }
  return false;
}

bool ParseJson(std::string_view text, Json* json) {
  std::string reason;
  return Parse(text, json, &reason);
}

Json ParseJson(std::string_view text) {
  Json json;
  std::string reason;
  if (!Parse(text, &json, &reason)) ADD_FAILURE() << reason << " in " << text.substr(0, 2000);
  return json;
}

std::string Canonical(const Json& json, Numbers numbers) {
  switch (json.kind) {
    case Json::Kind::kNull:
      return "null";
    case Json::Kind::kFalse:
      return "false";
    case Json::Kind::kTrue:
      return "true";
    case Json::Kind::kNumber: {
      if (numbers == Numbers::kAsText) return json.text;
      char text[40];
      std::snprintf(text, sizeof text, "%.17g", std::strtod(json.text.c_str(), nullptr));
      return text;
    }
    case Json::Kind::kString: {
      std::string out;
      AppendQuoted(json.text, out);
      return out;
    }
    case Json::Kind::kArray: {
      std::string out = "[";
      for (const Json& item : json.items) out += Canonical(item, numbers) + ",";
      return out + "]";
    }
    case Json::Kind::kObject:
      break;
  }
  std::map<std::string, std::string> sorted;
  for (const auto& [key, value] : json.members) sorted[key] = Canonical(value, numbers);
  std::string out = "{";
  for (const auto& [key, value] : sorted) {
    AppendQuoted(key, out);
    out += "=" + value + ",";
  }
  return out + "}";
}

Json AttributesAsObject(const Json& list) {
  Json object;
  object.kind = Json::Kind::kObject;
  EXPECT_EQ(list.kind, Json::Kind::kArray);
  for (const Json& attribute : list.items) {
    EXPECT_EQ(attribute.members.size(), 2u);
    EXPECT_FALSE(object.Has(attribute["key"].text)) << "twice: " << attribute["key"].text;
    EXPECT_NE(attribute["key"].text, "");
    object.members.emplace_back(attribute["key"].text, attribute["value"]);
  }
  return object;
}

Json WithAttributesAsObjects(const Json& json) {
  Json out = json;
  for (Json& item : out.items) item = WithAttributesAsObjects(item);
  for (auto& [key, value] : out.members) {
    const bool is_list = key == "attributes" && value.kind == Json::Kind::kArray;
    value = is_list ? AttributesAsObject(value) : WithAttributesAsObjects(value);
  }
  return out;
}

}  // namespace telex::test
