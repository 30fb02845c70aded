#include "grammars/powershell/words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

// PowerShell: a command is a call, its parameters are named arguments, and what comes down a pipe
// is its last positional argument. Programs get their words as they stand. Code that is handed to
// an interpreter is EmbeddedCode.

namespace assay::powershell {

void pipeline(Lowering &lowering);
void command(Lowering &lowering);
void redirection(Lowering &lowering);

namespace {

/// Programs that are no commands of PowerShell: their options are words like others. A name that
/// ends in .exe is one as well.
constexpr llvm::StringLiteral programs[] = {
    "powershell", "pwsh",    "cmd",      "reg",      "schtasks", "net",     "wmic",     "certutil",
    "bitsadmin",  "mshta",   "rundll32", "regsvr32", "vssadmin", "bcdedit", "netsh",    "git",
    "attrib",     "icacls",  "takeown",  "wevtutil", "cipher",   "format",  "shutdown", "taskkill",
    "ssh",        "scp",     "python",   "python3",  "node",     "bash",    "sh",       "npm",
    "pip",        "wbadmin", "msiexec",  "cscript",  "wscript",  "docker",  "whoami",   "nltest",
    "diskpart",   "fsutil",  "sdelete",  "psexec",   "ncat",     "nc",      "tar",      "robocopy"};

/// Parameters that take no value, of the commands that matter here.
constexpr llvm::StringLiteral switches[] = {"recurse",
                                            "force",
                                            "verbose",
                                            "debug",
                                            "noprofile",
                                            "usebasicparsing",
                                            "nonewline",
                                            "append",
                                            "asplaintext",
                                            "wait",
                                            "passthru",
                                            "raw",
                                            "confirm",
                                            "whatif",
                                            "nonewwindow",
                                            "asjob",
                                            "noclobber",
                                            "directory",
                                            "hidden",
                                            "file",
                                            "name",
                                            "leaf",
                                            "parent",
                                            "quiet",
                                            "asstring",
                                            "asbytestream",
                                            "simplematch",
                                            "usessl",
                                            "passive",
                                            "allmatches",
                                            "disablename",
                                            "skipcertificatecheck",
                                            "useDefaultCredentials"};

/// Interpreters and the option behind which their code stands.
struct Interpreter {
  llvm::StringLiteral name;
  llvm::StringLiteral option;
  llvm::StringLiteral language;
};
constexpr Interpreter interpreters[] = {{"bash", "-c", "bash"},
                                        {"sh", "-c", "bash"},
                                        {"python", "-c", "python"},
                                        {"python3", "-c", "python"},
                                        {"node", "-e", "javascript"}};

void embed(Lowering &lowering, llvm::StringRef language, ValueId code) {
  lowering.facts.statements.push_back({.kind = StatementKind::EmbeddedCode,
                                       .span = lowering.facts.value(code).span,
                                       .scope = lowering.scope,
                                       .region = lowering.region,
                                       .value = code,
                                       .name = lowering.facts.intern(language)});
}

ValueId callNamed(Lowering &lowering, llvm::StringRef dotted, llvm::ArrayRef<Operand> arguments) {
  return lowering.call(typeNamed(lowering, dotted, lowering.span), arguments, lowering.span);
}

/// What -EncodedCommand takes: base64 of UTF-16.
ValueId decodedCommand(Lowering &lowering, ValueId text) {
  const ValueId bytes = callNamed(lowering, "Convert.FromBase64String", {{text}});
  return callNamed(lowering, "Text.Encoding.Unicode.GetString", {{bytes}});
}

/// powershell -enc TEXT, powershell -c CODE: options may be cut short (about_PowerShell_exe).
void embedPowerShell(Lowering &lowering, llvm::ArrayRef<Operand> words) {
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const std::string option = constantText(lowering, words[at].value).lower();
    if (option.size() < 2 || (option[0] != '-' && option[0] != '/'))
      continue;
    const llvm::StringRef name = llvm::StringRef(option).drop_front();
    if (name == "ec" || llvm::StringRef("encodedcommand").starts_with(name)) {
      const ValueId code = decodedCommand(lowering, words[at + 1].value);
      lowering.evaluate(code, lowering.span);
      return embed(lowering, "powershell", code);
    }
    if (llvm::StringRef("command").starts_with(name))
      return embed(lowering, "powershell", words[at + 1].value);
  }
}

void embedOption(Lowering &lowering, llvm::StringRef name, llvm::ArrayRef<Operand> words) {
  if (name == "powershell" || name == "pwsh")
    return embedPowerShell(lowering, words);
  for (const Interpreter &interpreter : interpreters)
    for (std::size_t at = 0; interpreter.name == name && at + 1 < words.size(); ++at)
      if (constantText(lowering, words[at].value) == interpreter.option)
        return embed(lowering, interpreter.language, words[at + 1].value);
}

bool isMarked(const Lowering &lowering, const Child &child, llvm::StringRef mark) {
  return child.name && lowering.facts.text(child.name) == mark;
}

/// The words of a command after its name, as arguments.
Operands argumentsOf(Lowering &lowering, bool isProgram) {
  Operands arguments;
  TextId pending = 0;
  Span last{};
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children)) {
    if (child.role != Role::Argument || !child.value || isMarked(lowering, child, redirectionMark))
      continue;
    const bool isParameter = isMarked(lowering, child, parameterMark);
    if (pending && isParameter) {
      arguments.push_back(
          {lowering.make(ValueKind::Literal, last, {}, intern(lowering, "true"), ValueDetail::True),
           pending});
      pending = 0;
    }
    if (isParameter && !isProgram) {
      const std::string name = constantText(lowering, child.value).drop_front().lower();
      pending = intern(lowering, name);
      last = child.span;
      if (!llvm::is_contained(switches, llvm::StringRef(name)))
        continue;
      arguments.push_back(
          {lowering.make(ValueKind::Literal, last, {}, intern(lowering, "true"), ValueDetail::True),
           pending});
      pending = 0;
    } else if (isMarked(lowering, child, argumentsMark) && !arguments.empty() &&
               child.span.begin == last.end) {
      // The grammar takes the parentheses of a method for an argument of the command.
      Operand &method = arguments.back();
      method.value = lowering.call(method.value, entriesOf(lowering, child.value), lowering.span);
    } else {
      arguments.push_back({child.value, pending, child.spread});
      pending = 0;
    }
    last = child.span;
  }
  if (pending)
    arguments.push_back(
        {lowering.make(ValueKind::Literal, last, {}, intern(lowering, "true"), ValueDetail::True),
         pending});
  return arguments;
}

/// The command line of a program as one text.
void wholeLine(Lowering &lowering, llvm::StringRef name, llvm::ArrayRef<Operand> words) {
  Operands parts{{lowering.string(lowering.facts.copy(name), lowering.span)}};
  for (const Operand &word : words) {
    parts.push_back({lowering.string(" ", lowering.span)});
    parts.push_back({word.value});
  }
  lowering.make(ValueKind::Format, lowering.span, parts);
}

/// Set-Alias NAME COMMAND, New-Object TYPE: commands that name something. 0 if it is none.
ValueId naming(Lowering &lowering, llvm::StringRef name, llvm::ArrayRef<Operand> arguments) {
  const auto constant = [&](std::size_t position, llvm::StringRef parameter) {
    for (const Operand &argument : arguments) {
      if (argument.name ? lowering.facts.text(argument.name) == parameter : position-- == 0)
        return constantText(lowering, argument.value);
    }
    return llvm::StringRef();
  };
  if (name == "set-alias" || name == "new-alias" || name == "sal" || name == "nal") {
    const llvm::StringRef alias = constant(0, "name");
    const llvm::StringRef target = constant(1, "value");
    if (!alias.empty() && !target.empty())
      lowering.import(lowering.facts.intern(target), 0, intern(lowering, alias.lower()),
                      lowering.span);
    return 0;
  }
  if (name != "new-object" || arguments.empty())
    return 0;
  llvm::StringRef type = constant(0, "typename");
  if (type.empty())
    type = constant(1, "comobject");
  if (type.empty())
    return 0;
  Operands rest;
  for (const Operand &argument : arguments)
    if (constantText(lowering, argument.value) != type)
      rest.append(entriesOf(lowering, argument.value));
  return callNamed(lowering, type, rest);
}

/// The constant name of a command; empty if it is computed.
std::string commandSpelling(const Lowering &lowering, ValueId id) {
  const Value &value = lowering.facts.value(id);
  const llvm::StringRef text = lowering.facts.text(value.text);
  const bool isName = value.kind == ValueKind::Name && !text.starts_with("$");
  return isName || value.kind == ValueKind::Literal ? text.lower() : std::string();
}

/// & and . run what they are given, a name or a value.
ValueId invoked(Lowering &lowering, llvm::StringRef mark, const Child &what, Operands arguments) {
  const ValueId run = lowering.name(lowering.facts.intern(mark), lowering.span);
  Operands given{{what.value}};
  const ValueId call = lowering.call(run, given, lowering.span);
  lowering.evaluate(call, lowering.span);
  const ValueId callee =
      lowering.make(ValueKind::Index, what.span,
                    {{lowering.name(lowering.facts.intern("&"), what.span)}, {what.value}});
  return lowering.call(callee, arguments, lowering.span);
}

/// Commands that run a script block for each thing that comes down the pipe, as $_.
bool runsBlocks(llvm::StringRef name) {
  return name == "%" || name == "?" || name == "foreach" || name == "where" ||
         name == "foreach-object" || name == "where-object";
}

} // namespace

void command(Lowering &lowering) {
  const Child *found = lowering.find(Role::Callee);
  const Child *mark = lowering.find(Role::Key);
  if (!found || !found->value)
    return;
  const Child callee = *found;
  const std::string spelled = commandSpelling(lowering, callee.value);
  llvm::StringRef name = llvm::sys::path::filename(spelled, llvm::sys::path::Style::windows);
  const bool isExecutable = name.consume_back(".exe");
  const bool isProgram = isExecutable || llvm::is_contained(programs, name);
  const llvm::StringRef operation = mark ? lowering.text(mark->span) : "";
  const Operands arguments = argumentsOf(lowering, isProgram);
  if (const ValueId named = naming(lowering, name, arguments)) {
    lowering.result.value = named;
  } else if (name.empty() || (operation == "." && !spelled.empty())) {
    lowering.result.value = invoked(lowering, operation == "." ? "." : "&", callee, arguments);
  } else {
    const ValueId symbol = lowering.name(intern(lowering, name), callee.span);
    lowering.result.value = lowering.call(symbol, arguments, lowering.span);
  }
  if (isProgram) {
    wholeLine(lowering, name, arguments);
    embedOption(lowering, name, arguments);
  }
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children))
    if (isMarked(lowering, child, redirectionMark)) {
      lowering.append(child.value, {lowering.result.value});
      lowering.evaluate(child.value, child.span);
    }
}

void pipeline(Lowering &lowering) {
  Child previous;
  for (const Child &child : llvm::SmallVector<Child, 8>(lowering.children)) {
    if (!child.value)
      continue;
    const Value value = lowering.facts.value(child.value);
    if (isMarked(lowering, child, redirectionMark)) {
      lowering.append(child.value, {previous.value});
      lowering.evaluate(child.value, child.span);
      continue;
    }
    if (previous.value && value.kind == ValueKind::Call) {
      lowering.evaluate(previous.value, previous.span);
      const Value &callee = lowering.facts.value(lowering.facts.operandsOf(value)[0].value);
      if (callee.kind == ValueKind::Name && runsBlocks(lowering.facts.text(callee.text))) {
        const ScopeId inner = lowering.scope;
        lowering.scope = variableScope(lowering);
        lowering.assign(lowering.name(lowering.facts.intern("$_"), previous.span), previous.value,
                        previous.span, /*declares=*/true);
        lowering.scope = inner;
      }
      lowering.append(child.value, {previous.value});
    }
    previous = child;
  }
  lowering.result.value = previous.value;
  lowering.result.isStatement = previous.isStatement;
}

/// > FILE is a call of `>`, which the command around it gives what is written.
void redirection(Lowering &lowering) {
  const Operands file = valuesOf(lowering);
  if (file.empty())
    return;
  if (file.back().name && lowering.facts.text(file.back().name) == redirectionMark) {
    lowering.result.value = file.back().value;
  } else {
    const bool appends = lowering.text().contains(">>");
    lowering.result.value =
        lowering.call(lowering.name(lowering.facts.intern(appends ? ">>" : ">"), lowering.span),
                      {{file.back().value}}, lowering.span);
  }
  lowering.result.name = lowering.facts.intern(redirectionMark);
}

} // namespace assay::powershell
