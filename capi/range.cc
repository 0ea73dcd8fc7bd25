// What a user interface asks: presets, date checks, ranges, suggested names, file-dialog filters.
#include <algorithm>
#include <string>

#include "guard.h"
#include "option_values.h"
#include "telex.h"
#include "telex/date_range.h"
#include "telex/format.h"

namespace telex::capi {
namespace {

// Without a handle, the text goes to the caller's buffer.
template <typename Body>
telex_status GuardMessage(char* message, std::size_t message_size, Body&& body) noexcept {
  telex_status status = TELEX_OK;
  try {
    const Outcome outcome = body();
    status = outcome.status();
    if (message_size > 0) {
      const std::size_t length = std::min(outcome.text().size(), message_size - 1);
      outcome.text().copy(message, length);
      message[length] = '\0';
    }
  } catch (const std::bad_alloc&) {
    status = TELEX_OUT_OF_MEMORY;
    if (message_size > 0) message[0] = '\0';
  } catch (...) {
    status = TELEX_INTERNAL;
    if (message_size > 0) message[0] = '\0';
  }
  return status;
}

Outcome MessageForUser(std::string message) {
  return message.empty() ? Outcome() : Outcome::InvalidArgument(std::move(message));
}

telex_text TimeText(const std::optional<Instant>& instant, std::string* kept) {
  if (!instant) return kAbsentText;
  *kept = FormatInstant(*instant);
  return TextOf(*kept);
}

}  // namespace
}  // namespace telex::capi

using telex::DateRange;
using telex::capi::Guard;
using telex::capi::Outcome;
using telex::capi::ReadText;
using telex::capi::RequirePointer;
using telex::capi::TextOf;

telex_status telex_preset(size_t index, telex_text* id, telex_text* label) {
  if (index >= DateRange::kPresets.size() || id == nullptr || label == nullptr) return TELEX_INVALID_ARGUMENT;
  *id = TextOf(DateRange::PresetId(DateRange::kPresets[index]));
  *label = TextOf(DateRange::PresetLabel(DateRange::kPresets[index]));
  return TELEX_OK;
}

telex_status telex_validate_date(const char* text, size_t length, char* message, size_t message_size) {
  if (message == nullptr && message_size > 0) return TELEX_INVALID_ARGUMENT;
  return telex::capi::GuardMessage(message, message_size, [&]() -> Outcome {
    std::string_view date;
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(text, length, "text", &date));
    return telex::capi::MessageForUser(DateRange::ValidateDate(date));
  });
}

telex_status telex_validate_date_range(const char* from, size_t from_length, const char* to, size_t to_length,
                                       char* message, size_t message_size) {
  if (message == nullptr && message_size > 0) return TELEX_INVALID_ARGUMENT;
  return telex::capi::GuardMessage(message, message_size, [&]() -> Outcome {
    std::string_view from_date, to_date;
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(from, from_length, "from", &from_date));
    TELEX_CAPI_RETURN_IF_FAILED(ReadText(to, to_length, "to", &to_date));
    return telex::capi::MessageForUser(DateRange::ValidateDateRange(from_date, to_date));
  });
}

telex_status telex_options_range(telex_options* options, telex_range* range) {
  return Guard(options, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(range, "range"));
    const absl::StatusOr<DateRange> resolved = options->values.ResolveRange(options->values.now());
    if (!resolved.ok()) return resolved.status();
    telex_range ours = {};
    options->texts[0] = resolved->label();
    ours.label = TextOf(options->texts[0]);
    ours.start = telex::capi::TimeText(resolved->start(), &options->texts[1]);
    ours.end = telex::capi::TimeText(resolved->end(), &options->texts[2]);
    options->texts[3] = resolved->file_name_part();
    ours.file_name = TextOf(options->texts[3]);
    return telex::capi::FillStruct(range, "range", ours);
  });
}

telex_status telex_options_suggested_file_name(telex_options* options, telex_text* file_name) {
  return Guard(options, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(file_name, "file_name"));
    const absl::StatusOr<DateRange> range = options->values.ResolveRange(options->values.now());
    if (!range.ok()) return range.status();
    options->texts[0] = range->SuggestedFileName(options->values.format());
    *file_name = TextOf(options->texts[0]);
    return {};
  });
}

telex_status telex_options_file_filter(telex_options* options, telex_text* label, telex_text* extension) {
  return Guard(options, [&]() -> Outcome {
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(label, "label"));
    TELEX_CAPI_RETURN_IF_FAILED(RequirePointer(extension, "extension"));
    const telex::FileFilter filter = telex::FormatFileFilter(options->values.format());
    *label = TextOf(filter.label);
    *extension = TextOf(filter.extension);
    return {};
  });
}
