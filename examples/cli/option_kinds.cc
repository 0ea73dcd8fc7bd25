#include "option_kinds.h"

namespace telex_cli {
namespace {

// A run of digits, as many as there are; saturates at kNoLimit.
std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (number > (kNoLimit - digit) / 10) return kNoLimit;
    number = number * 10 + digit;
  }
  return number;
}

std::string BoundsText(std::uint64_t least, std::uint64_t most) {
  if (most == kNoLimit) return std::to_string(least) + " or more";
  return std::to_string(least) + " to " + std::to_string(most);
}

Option BoundedNumberOption(std::string name, std::string help, std::uint64_t default_value, std::uint64_t least,
                           std::uint64_t most, std::function<void(std::uint64_t)> take) {
  help += " " + BoundsText(least, most) + "; default: " + std::to_string(default_value) + ".";
  const Setter set = [least, most, take = std::move(take)](std::string_view value) -> std::string {
    const std::optional<std::uint64_t> number = ParseNumber(value);
    if (!number || *number < least || *number > most) {
      return "takes a whole number, " + BoundsText(least, most) + ", not " + Quoted(value);
    }
    take(*number);
    return "";
  };
  return {std::move(name), "N", std::move(help), set};
}

}  // namespace

Option FlagOption(std::string name, std::string help, bool* target) {
  const Setter set = [target](std::string_view) -> std::string {
    *target = true;
    return "";
  };
  return {std::move(name), "", std::move(help), set};
}

Option TextOption(std::string name, std::string value_name, std::string help, std::string* target) {
  if (!target->empty()) help += " Default: " + *target + ".";
  const Setter set = [target](std::string_view value) -> std::string {
    *target = std::string(value);
    return "";
  };
  return {std::move(name), std::move(value_name), std::move(help), set};
}

Option OptionalTextOption(std::string name, std::string value_name, std::string help,
                          std::optional<std::string>* target) {
  const Setter set = [target](std::string_view value) -> std::string {
    *target = std::string(value);
    return "";
  };
  return {std::move(name), std::move(value_name), std::move(help), set};
}

Option InstantOption(std::string name, std::string help, std::optional<telex::Instant>* target) {
  const Setter set = [target](std::string_view value) -> std::string {
    *target = telex::ParseInstant(value);
    return *target ? ""
                   : "takes a time such as 2026-05-04T12:00:00Z or 2026-05-04T14:00:00.5+02:00, not " + Quoted(value);
  };
  return {std::move(name), "T", std::move(help), set};
}

Option NumberOption(std::string name, std::string help, std::uint64_t* target, std::uint64_t least,
                    std::uint64_t most) {
  return BoundedNumberOption(std::move(name), std::move(help), *target, least, most,
                             [target](std::uint64_t number) { *target = number; });
}

Option NumberOption(std::string name, std::string help, int* target, int least, int most) {
  return BoundedNumberOption(std::move(name), std::move(help), static_cast<std::uint64_t>(*target),
                             static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(most),
                             [target](std::uint64_t number) { *target = static_cast<int>(number); });
}

}  // namespace telex_cli
