#include "analyzer/suppression.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace assay;

namespace {

constexpr llvm::StringLiteral form =
    "write `assay: allow <rule-id> -- <reason> (until YYYY-MM-DD)`";

/// A reason is a sentence, not a document.
constexpr std::size_t maxReasonBytes = 500;

/// What stands between the marks of a comment, on its first line.
llvm::StringRef contentOf(llvm::StringRef comment, const Language &language) {
  for (llvm::StringRef marks : language.commentMarks) {
    const auto [opening, closing] = marks.split(' ');
    if (!comment.consume_front(opening))
      continue;
    if (!closing.empty())
      comment.consume_back(closing);
    return comment.take_until([](char c) { return c == '\n' || c == '\r'; }).trim();
  }
  return {};
}

/// Whether somebody who wrote `verb` wanted a suppression: a slip of "allow", or another tool's
/// word. Other words after "assay:" are prose.
bool meansAllow(llvm::StringRef verb) {
  constexpr unsigned slip = 2;
  return verb.edit_distance("allow", /*AllowReplacements=*/true, slip) <= slip ||
         llvm::StringSwitch<bool>(verb)
             .Cases("ignore", "disable", "suppress", "skip", "nosec", "noqa", true)
             .Default(false);
}

std::optional<std::chrono::year_month_day> readDate(llvm::StringRef text) {
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                      !text.take_front(4).getAsInteger(10, year) &&
                      !text.substr(5, 2).getAsInteger(10, month) &&
                      !text.substr(8, 2).getAsInteger(10, day);
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(month), std::chrono::day(day)};
  if (!shaped || !date.ok())
    return std::nullopt;
  return date;
}

std::string malformed(const llvm::Twine &what) { return (what + "; " + form).str(); }

/// Takes "(until ...)" off the end of the reason. An empty string: all is well.
std::string takeDate(SuppressionRequest &request) {
  constexpr llvm::StringLiteral opening = "(until";
  const std::size_t at = request.reason.rfind(opening);
  if (at == llvm::StringRef::npos || !request.reason.ends_with(")"))
    return {};
  const llvm::StringRef date = request.reason.substr(at + opening.size()).drop_back().trim();
  request.until = readDate(date);
  if (!request.until)
    return malformed("`" + date.take_front(20) + "` is not a date of the calendar");
  request.reason = request.reason.take_front(at).rtrim();
  return {};
}

std::string takeRules(llvm::StringRef list, SuppressionRequest &request) {
  llvm::SmallVector<llvm::StringRef, 2> parts;
  list.split(parts, ',');
  for (llvm::StringRef part : parts) {
    const llvm::StringRef id = part.trim();
    if (id.empty())
      return malformed("no rule is named");
    if (id.find_first_of(" \t") != llvm::StringRef::npos)
      return malformed("between the rule and the reason there is no `--`");
    request.rules.push_back(id);
  }
  return {};
}

} // namespace

std::variant<std::monostate, SuppressionRequest, std::string>
assay::readSuppression(llvm::StringRef comment, const Language &language) {
  llvm::StringRef content = contentOf(comment, language);
  if (!content.consume_front("assay:"))
    return std::monostate{};
  content = content.ltrim();
  const llvm::StringRef verb = content.take_while([](char c) { return llvm::isAlpha(c); });
  if (verb != "allow") {
    if (!meansAllow(verb))
      return std::monostate{};
    return malformed("`" + verb + "` is not a word that assay knows");
  }

  SuppressionRequest request;
  const auto [list, reason] = content.drop_front(verb.size()).split("--");
  if (std::string problem = takeRules(list, request); !problem.empty())
    return problem;
  request.reason = reason.trim();
  if (std::string problem = takeDate(request); !problem.empty())
    return problem;
  if (llvm::none_of(request.reason, [](char c) { return llvm::isAlnum(c) || (c & 0x80); }))
    return malformed("there is no reason");
  if (request.reason.size() > maxReasonBytes)
    return malformed("the reason is longer than 500 bytes");
  return request;
}
