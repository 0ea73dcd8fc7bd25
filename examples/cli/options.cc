#include "options.h"

#include <set>

#include "text.h"

namespace telex_cli {
namespace {

constexpr std::string_view kDashes = "--";

bool BeginsWithDashes(std::string_view text) { return text.substr(0, kDashes.size()) == kDashes; }

class Parser {
 public:
  Parser(const Command& command, const std::vector<std::string>& arguments)
      : command_(command), arguments_(arguments) {}

  ParsedArguments Parse() {
    bool options_ended = false;
    for (; next_ < arguments_.size() && result_.error.empty() && !result_.help;) {
      const std::string& argument = arguments_[next_++];
      const bool is_option = !options_ended && argument.size() > 1 && argument[0] == '-';
      if (!is_option) {
        TakeOperand(argument);
      } else if (argument == kDashes) {
        options_ended = true;
      } else {
        TakeOption(argument);
      }
    }
    const bool folder_missing = !command_.folder_help.empty() && !result_.folder;
    if (result_.error.empty() && !result_.help && folder_missing) {
      result_.error = "DIR is missing: the folder that holds the telemetry files";
    }
    return std::move(result_);
  }

 private:
  void TakeOperand(const std::string& operand) {
    if (command_.folder_help.empty()) {
      result_.error = command_.name + " takes options only, not " + Quoted(operand);
    } else if (result_.folder) {
      result_.error = "one DIR at a time: " + Quoted(*result_.folder) + " was given, and then " + Quoted(operand);
    } else if (operand.empty()) {
      result_.error = "DIR is empty: name the folder that holds the telemetry files";
    } else {
      result_.folder = operand;
    }
  }

  void TakeOption(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    const std::string shown = argument.substr(0, equals);
    std::optional<std::string> value;
    if (equals != std::string::npos) value = argument.substr(equals + 1);
    if (shown == "--help" && !value) {
      result_.help = true;
      return;
    }
    const Option* option = Find(shown);
    if (option == nullptr) {
      result_.error = Unknown(shown);
    } else if (!seen_.insert(option->name).second) {
      result_.error = shown + " is given twice";
    } else if (option->value_name.empty()) {
      result_.error = value ? shown + " takes no value" : Set(*option, "");
    } else if (value || TakeNextAsValue(*option, &value)) {
      result_.error = Set(*option, *value);
    }
  }

  const Option* Find(std::string_view shown) const {
    if (!BeginsWithDashes(shown)) return nullptr;
    for (const OptionGroup& group : command_.groups) {
      for (const Option& option : group.options) {
        if (option.name == shown.substr(kDashes.size())) return &option;
      }
    }
    return nullptr;
  }

  std::string Unknown(const std::string& shown) const {
    std::vector<std::string> known = {"--help"};
    for (const OptionGroup& group : command_.groups) {
      for (const Option& option : group.options) known.push_back(std::string(kDashes) + option.name);
    }
    const std::string nearest = NearestWord(shown, known);
    return command_.name + " has no option " + Quoted(shown) +
           (nearest.empty() ? "" : ": did you mean " + nearest + "?");
  }

  bool TakeNextAsValue(const Option& option, std::optional<std::string>* value) {
    const std::string name = std::string(kDashes) + option.name;
    if (next_ == arguments_.size()) {
      result_.error = name + " needs a value: " + name + " " + option.value_name;
      return false;
    }
    // As a rule the value was forgotten; taking the next option for it would write a file of that name.
    if (BeginsWithDashes(arguments_[next_])) {
      const std::string next = Printable(arguments_[next_]);
      result_.error = name + " needs a value before " + Quoted(next) + ": " + name + " " + option.value_name +
                      " (a value that begins with -- is given as " + name + "=" + next + ")";
      return false;
    }
    *value = arguments_[next_++];
    return true;
  }

  static std::string Set(const Option& option, std::string_view value) {
    const std::string problem = option.set(value);
    return problem.empty() ? "" : std::string(kDashes) + option.name + " " + problem;
  }

  const Command& command_;
  const std::vector<std::string>& arguments_;
  std::size_t next_ = 0;
  std::set<std::string> seen_;
  ParsedArguments result_;
};

}  // namespace

ParsedArguments ParseArguments(const Command& command, const std::vector<std::string>& arguments) {
  return Parser(command, arguments).Parse();
}

}  // namespace telex_cli
