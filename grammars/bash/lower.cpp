#include "grammars/lowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

// Bash: a command line is a call, and so is each command that another one starts (sudo, xargs, find
// -exec). Text handed to an interpreter (bash -c, python -c, a here-document) is EmbeddedCode.

namespace assay::bash {

void command(Lowering &lowering);
void pipeline(Lowering &lowering);
void unset(Lowering &lowering);
void redirected(Lowering &lowering);
void fileRedirect(Lowering &lowering);
void standardInput(Lowering &lowering);

namespace {

llvm::StringRef constantText(const Lowering &lowering, ValueId id) {
  const Value &value = lowering.facts.value(id);
  return value.kind == ValueKind::Literal ? lowering.facts.text(value.text) : llvm::StringRef();
}

/// Statements of a block in front of a pipe that are looked at, from its end.
constexpr std::size_t maxBlockStatements = 64;

/// Commands whose arguments are another command, with the options that take a value.
struct Wrapper {
  llvm::StringLiteral name;
  llvm::StringLiteral optionsWithValue;
};
constexpr Wrapper wrappers[] = {
    {"sudo", "ugpChrtTDR"}, {"doas", "uC"},    {"env", "uCS"},     {"nohup", ""},
    {"nice", "n"},          {"ionice", "cnp"}, {"time", "fo"},     {"timeout", "ks"},
    {"exec", "a"},          {"command", ""},   {"builtin", ""},    {"xargs", "aEIdLnPsR"},
    {"setsid", ""},         {"stdbuf", "ioe"}, {"chroot", ""},     {"busybox", ""},
    {"then", ""},           {"coproc", ""},    {"watch", "n"},     {"strace", "eopsu"},
    {"unbuffer", ""},       {"setpriv", ""},   {"parallel", "jS"}, {"!", ""}};

/// Interpreters and the option behind which their code stands.
struct Interpreter {
  llvm::StringLiteral name;
  llvm::StringLiteral option;
  llvm::StringLiteral language;
};
constexpr Interpreter interpreters[] = {
    {"bash", "-c", "bash"},       {"sh", "-c", "bash"},           {"dash", "-c", "bash"},
    {"ksh", "-c", "bash"},        {"zsh", "-c", "bash"},          {"su", "-c", "bash"},
    {"python", "-c", "python"},   {"python3", "-c", "python"},    {"python2", "-c", "python"},
    {"node", "-e", "javascript"}, {"nodejs", "-e", "javascript"}, {"perl", "-e", "perl"},
    {"ruby", "-e", "ruby"},       {"php", "-r", "php"},           {"lua", "-e", "lua"}};

const Interpreter *findInterpreter(llvm::StringRef name) {
  const auto *at =
      llvm::find_if(interpreters, [&](const Interpreter &i) { return i.name == name; });
  return at == std::end(interpreters) ? nullptr : at;
}

/// The code in `python3 -c CODE`; an option group such as -lc counts as -c.
void embedOption(Lowering &lowering, llvm::StringRef name, llvm::ArrayRef<Operand> arguments) {
  const Interpreter *interpreter = findInterpreter(name);
  if (!interpreter)
    return;
  for (std::size_t at = 0; at + 1 < arguments.size(); ++at) {
    const llvm::StringRef option = constantText(lowering, arguments[at].value);
    if (option.size() >= 2 && option[0] == '-' && option[1] != '-' &&
        option.back() == interpreter->option.back())
      return lowering.embed(interpreter->language, arguments[at + 1].value);
  }
}

/// What a command that starts a command starts: the arguments from there on; empty if nothing.
llvm::ArrayRef<Operand> wrapped(const Lowering &lowering, llvm::StringRef name,
                                llvm::ArrayRef<Operand> arguments) {
  if (name == "find") {
    for (std::size_t at = 0; at + 1 < arguments.size(); ++at) {
      const llvm::StringRef option = constantText(lowering, arguments[at].value);
      if (option == "-exec" || option == "-execdir" || option == "-ok")
        return arguments.drop_front(at + 1);
    }
    return {};
  }
  const auto *wrapper = llvm::find_if(wrappers, [&](const Wrapper &w) { return w.name == name; });
  if (wrapper == std::end(wrappers))
    return {};
  bool skipsNumber = name == "timeout" || name == "chroot";
  while (!arguments.empty()) {
    const llvm::StringRef text = constantText(lowering, arguments[0].value);
    if (text.size() == 2 && text[0] == '-' && wrapper->optionsWithValue.contains(text[1]))
      arguments = arguments.drop_front(std::min<std::size_t>(2, arguments.size()));
    else if (text.starts_with("-") || text.contains('=') || skipsNumber)
      skipsNumber = skipsNumber && text.starts_with("-"), arguments = arguments.drop_front();
    else
      break;
  }
  return arguments;
}

/// Builds the call of one command line and of the commands it starts; the innermost is the result,
/// for it is what reads standard input.
ValueId buildCall(Lowering &lowering, ValueId callee, llvm::SmallVector<Operand, 8> arguments) {
  if (constantText(lowering, callee) == "printf" && arguments.size() > 2 &&
      constantText(lowering, arguments[0].value) == "-v") {
    const ValueId printed =
        lowering.call(callee, llvm::ArrayRef(arguments).drop_front(2), lowering.span);
    const TextId variable = lowering.facts.intern(constantText(lowering, arguments[1].value));
    lowering.assign(lowering.name(variable, lowering.span), printed, lowering.span, true);
    return printed;
  }
  // A line of n words can hold at most n commands.
  for (;;) {
    const Value value = lowering.facts.value(callee);
    const llvm::StringRef name =
        llvm::sys::path::filename(constantText(lowering, callee), llvm::sys::path::Style::posix);
    if (!name.empty())
      callee = lowering.name(lowering.facts.intern(name), value.span);
    const ValueId call = lowering.call(callee, arguments, lowering.span);
    embedOption(lowering, name, arguments);
    const llvm::ArrayRef<Operand> inner = wrapped(lowering, name, arguments);
    if (inner.empty())
      return call;
    lowering.evaluate(call, lowering.span);
    callee = inner[0].value;
    arguments = llvm::SmallVector<Operand, 8>(inner.drop_front());
  }
}

/// The grammar takes `cat`, a new line and `python3` behind two pipes for one command: words on
/// lines of their own, with no backslash between the lines, are the words of the next command.
bool isNextCommand(const Lowering &lowering, std::uint32_t wordEnd, std::uint32_t nextWord) {
  if (nextWord <= wordEnd)
    return false;
  llvm::StringRef between = lowering.text({wordEnd, nextWord});
  for (; between.contains('\n'); between = between.split('\n').second)
    if (!between.split('\n').first.rtrim('\r').ends_with("\\"))
      return true;
  return false;
}

/// Of several commands that the grammar takes for one, see command(): the one that reads what is
/// piped in, and the one that a redirection belongs to.
ValueId firstOf(const Lowering &lowering, ValueId commands) {
  const Value &value = lowering.facts.value(commands);
  const auto calls = lowering.facts.operandsOf(commands);
  return value.kind == ValueKind::Unknown && !calls.empty() ? calls.front().value : commands;
}
ValueId lastOf(const Lowering &lowering, ValueId commands) {
  const Value &value = lowering.facts.value(commands);
  const auto calls = lowering.facts.operandsOf(commands);
  return value.kind == ValueKind::Unknown && !calls.empty() ? calls.back().value : commands;
}

/// Gives a command its standard input.
void feed(Lowering &lowering, ValueId call, ValueId input) {
  if (!call || !input || lowering.facts.value(call).kind != ValueKind::Call)
    return;
  lowering.append(call, {input, lowering.facts.intern("stdin"), false});
  const Operand callee = lowering.facts.operandsOf(call)[0];
  const Value &name = lowering.facts.value(callee.value);
  if (name.kind != ValueKind::Name)
    return;
  // An interpreter without a script reads its code from there.
  const Interpreter *interpreter = findInterpreter(lowering.facts.text(name.text));
  bool hasScript = false;
  for (const Operand &argument : lowering.facts.operandsOf(call).drop_front())
    hasScript |= !argument.name && !constantText(lowering, argument.value).starts_with("-");
  if (interpreter && !hasScript)
    lowering.embed(interpreter->language, input);
}

} // namespace

/// Carries out a redirection for `body`, the value that is written or that reads; 0 for a block of
/// commands.
static void redirect(Lowering &lowering, ValueId body, const Child &child) {
  const Value value = lowering.facts.value(child.value);
  if (value.kind == ValueKind::Call && child.name == 0) {
    if (body)
      lowering.append(child.value, {body, 0, false});
    lowering.evaluate(child.value, child.span);
  } else {
    feed(lowering, body, child.value);
  }
}

/// {a,b} are the words a and b; braces inside braces are left as they are.
static llvm::SmallVector<Operand, 4> bracedWords(Lowering &lowering, const Child &child) {
  llvm::StringRef text = lowering.text(child.span);
  llvm::SmallVector<Operand, 4> words;
  if (!text.consume_front("{") || !text.consume_back("}") || !text.contains(',') ||
      text.find_first_of("{}$'\"\\` ") != llvm::StringRef::npos) {
    words.push_back({child.value, child.name, child.spread});
    return words;
  }
  llvm::SmallVector<llvm::StringRef, 8> parts;
  text.split(parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    const auto begin = static_cast<std::uint32_t>(part.data() - lowering.source.data());
    words.push_back(
        {lowering.string(part, {begin, begin + static_cast<std::uint32_t>(part.size())}), 0,
         false});
  }
  return words;
}

void command(Lowering &lowering) {
  const Child *callee = lowering.find(Role::Callee);
  if (!callee || !callee->value)
    return;
  llvm::SmallVector<Operand, 2> calls;
  const llvm::SmallVector<Operand, 4> first = bracedWords(lowering, *callee);
  ValueId name = first.empty() ? callee->value : first[0].value;
  std::uint32_t end = callee->span.end;
  llvm::SmallVector<Operand, 8> words(first.begin() + (first.empty() ? 0 : 1), first.end());
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (child.role != Role::Argument || !child.value)
      continue;
    if (isNextCommand(lowering, end, child.span.begin)) {
      calls.push_back({buildCall(lowering, name, words)});
      words.clear();
      name = child.value;
    } else {
      words.append(bracedWords(lowering, child));
    }
    end = child.span.end;
  }
  const ValueId call = buildCall(lowering, name, words);
  calls.push_back({call});
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.role == Role::Operand && child.value)
      redirect(lowering, call, child);
  lowering.result.value =
      calls.size() == 1 ? call : lowering.make(ValueKind::Unknown, lowering.span, calls);
}

/// A keyword to the grammar, a command to people; its arguments are names.
void unset(Lowering &lowering) {
  llvm::SmallVector<Operand, 8> names;
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.value)
      names.push_back({lowering.string(lowering.text(child.span), child.span)});
  const ValueId callee = lowering.name(lowering.facts.intern("unset"), lowering.span);
  lowering.result.value = lowering.call(callee, names, lowering.span);
}

/// What the commands of a block print: they are evaluated where the block stands.
static ValueId printedBy(Lowering &lowering, Span block) {
  llvm::SmallVector<Operand, 4> calls;
  std::size_t seen = 0;
  for (const Statement &statement : llvm::reverse(lowering.facts.statements)) {
    if (statement.span.begin < block.begin || ++seen > maxBlockStatements)
      break;
    if (statement.kind == StatementKind::Evaluate && statement.span.end <= block.end)
      calls.push_back({statement.value});
  }
  return calls.empty() ? 0 : lowering.make(ValueKind::Unknown, block, calls);
}

void pipeline(Lowering &lowering) {
  ValueId previous = 0;
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (!child.value) {
      if (!previous)
        previous = printedBy(lowering, child.span);
      continue;
    }
    if (previous) {
      lowering.evaluate(previous, lowering.span);
      feed(lowering, firstOf(lowering, child.value), previous);
    }
    previous = child.value;
  }
  lowering.result.value = previous;
}

void redirected(Lowering &lowering) {
  const Child *body = lowering.find(Role::Value);
  lowering.result.value = body ? body->value : 0;
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
    if (child.role == Role::Operand && child.value)
      redirect(lowering, lastOf(lowering, lowering.result.value), child);
}

/// `> FILE` is a call of `>`; `< FILE` the named value stdin. Descriptors and /dev/null are
/// neither.
void fileRedirect(Lowering &lowering) {
  const Child *file = lowering.find(Role::Argument);
  if (!file || !file->value)
    return;
  const llvm::StringRef spelling = lowering.text();
  const llvm::StringRef path = constantText(lowering, file->value);
  const std::size_t at = spelling.find_first_of("<>&");
  const llvm::StringRef mark = spelling.substr(at == llvm::StringRef::npos ? 0 : at);
  unsigned descriptor = 0;
  if (path == "/dev/null" || ((mark.starts_with(">&") || mark.starts_with("<&")) &&
                              (path == "-" || !path.getAsInteger(10, descriptor))))
    return;
  const bool reads = mark.starts_with("<") && !mark.starts_with("<>");
  const llvm::StringRef symbol = reads                                               ? "<"
                                 : mark.starts_with(">>") || mark.starts_with("&>>") ? ">>"
                                                                                     : ">";
  const ValueId callee = lowering.name(lowering.facts.intern(symbol), lowering.span);
  lowering.result.value = lowering.call(callee, {{file->value}}, lowering.span);
  lowering.result.name = reads ? lowering.facts.intern("stdin") : 0;
}

/// A here-document or here-string; a pipe may hang on the line of the first.
void standardInput(Lowering &lowering) {
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (!child.value || child.role == Role::Argument)
      continue;
    if (lowering.facts.value(child.value).kind != ValueKind::Call)
      lowering.result.value = child.value;
  }
  lowering.result.name = lowering.facts.intern("stdin");
  for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children)) {
    if (!child.value || child.value == lowering.result.value ||
        lowering.facts.value(child.value).kind != ValueKind::Call)
      continue;
    feed(lowering, child.value, lowering.result.value);
    lowering.evaluate(child.value, child.span);
  }
}

} // namespace assay::bash
