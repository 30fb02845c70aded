#include "audit/record.h"

#include <algorithm>
#include <chrono>

namespace assay {

using namespace std::chrono;

/// With zeros before it, `width` digits in all; more if the number has more.
static void appendDigits(std::string &text, std::int64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  text.append(width - std::min(width, digits.size()), '0');
  text += digits;
}

std::string formatTime(std::int64_t microsecondsSince) {
  sys_time<microseconds> time{microseconds(microsecondsSince)};
  auto day = floor<days>(time);
  year_month_day date(day);
  hh_mm_ss clock(time - day);
  std::string text;
  text.reserve(27);
  appendDigits(text, static_cast<int>(date.year()), 4);
  appendDigits(text += '-', static_cast<unsigned>(date.month()), 2);
  appendDigits(text += '-', static_cast<unsigned>(date.day()), 2);
  appendDigits(text += 'T', clock.hours().count(), 2);
  appendDigits(text += ':', clock.minutes().count(), 2);
  appendDigits(text += ':', clock.seconds().count(), 2);
  appendDigits(text += '.', clock.subseconds().count(), 6);
  return text += 'Z';
}

/// Takes `width` digits off the front. Negative: there are none.
static int takeDigits(llvm::StringRef &text, std::size_t width) {
  if (text.size() < width)
    return -1;
  int value = 0;
  for (char c : text.take_front(width)) {
    if (c < '0' || c > '9')
      return -1;
    value = value * 10 + (c - '0');
  }
  text = text.drop_front(width);
  return value;
}

/// Reads "THH:MM[:SS[.ffffff]]Z". Negative: not such a time.
static std::int64_t parseClock(llvm::StringRef text) {
  if (!text.consume_front("T"))
    return -1;
  int hour = takeDigits(text, 2);
  int minute = text.consume_front(":") ? takeDigits(text, 2) : -1;
  int second = text.consume_front(":") ? takeDigits(text, 2) : 0;
  int fraction = text.consume_front(".") ? takeDigits(text, 6) : 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
      fraction < 0 || text != "Z")
    return -1;
  return ((hour * 60 + minute) * 60 + second) * std::int64_t{1000000} + fraction;
}

std::optional<std::int64_t> parseTime(llvm::StringRef text) {
  int y = takeDigits(text, 4);
  int m = text.consume_front("-") ? takeDigits(text, 2) : -1;
  int d = text.consume_front("-") ? takeDigits(text, 2) : -1;
  year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (y < 0 || m < 0 || d < 0 || !date.ok())
    return std::nullopt;
  std::int64_t clock = text.empty() ? 0 : parseClock(text);
  if (clock < 0)
    return std::nullopt;
  return duration_cast<microseconds>(sys_days(date).time_since_epoch()).count() + clock;
}

} // namespace assay
