#include "grammars/table/fact_pattern.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include <optional>

using namespace assay;

namespace {

struct Name {
  llvm::StringLiteral name;
  unsigned value;
};

constexpr Name actions[] = {
#define ACTION(enumerator, name) {name, static_cast<unsigned>(Action::enumerator)},
#include "grammars/fact_actions.def"
#undef ACTION
};
constexpr Name roles[] = {
#define ROLE(enumerator, name) {name, static_cast<unsigned>(Role::enumerator)},
#include "grammars/fact_actions.def"
#undef ROLE
};

std::optional<unsigned> enumeratorOf(llvm::ArrayRef<Name> names, llvm::StringRef wanted) {
  for (const Name &name : names)
    if (name.name == wanted)
      return name.value;
  return std::nullopt;
}

class Reader {
public:
  Reader(llvm::StringRef file, llvm::StringRef text) : file_(file), rest_(text) {}

  llvm::Expected<std::vector<FactPattern>> read() {
    std::vector<FactPattern> patterns;
    while (!atEnd()) {
      const std::size_t first = patterns.size();
      if (accept('[')) {
        while (!accept(']')) {
          auto pattern = readPattern();
          if (!pattern)
            return pattern.takeError();
          patterns.push_back(std::move(*pattern));
        }
      } else {
        auto pattern = readPattern();
        if (!pattern)
          return pattern.takeError();
        patterns.push_back(std::move(*pattern));
      }
      if (auto error = readActions(llvm::MutableArrayRef(patterns).drop_front(first)))
        return error;
    }
    return patterns;
  }

private:
  llvm::Error error(const llvm::Twine &message) const {
    return llvm::createStringError(
        (file_ + ":" + llvm::Twine(line_) + ": " + message).str().c_str());
  }

  void skipSpace() {
    while (!rest_.empty()) {
      if (rest_.front() == ';')
        rest_ = rest_.drop_until([](char c) { return c == '\n'; });
      else if (llvm::isSpace(rest_.front())) {
        line_ += rest_.front() == '\n';
        rest_ = rest_.drop_front();
      } else
        return;
    }
  }
  bool atEnd() {
    skipSpace();
    return rest_.empty();
  }
  bool accept(char c) {
    skipSpace();
    return rest_.consume_front(llvm::StringRef(&c, 1));
  }
  llvm::StringRef word() {
    skipSpace();
    const llvm::StringRef found = rest_.take_while(
        [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.' || c == '-'; });
    rest_ = rest_.drop_front(found.size());
    return found;
  }

  llvm::Expected<FactPattern> readPattern() {
    FactPattern pattern;
    if (!accept('('))
      return error("want a pattern: (kind ...)");
    pattern.line = line_;
    pattern.kind = word().str();
    if (pattern.kind.empty())
      return error("want the kind of a node");
    while (!accept(')')) {
      auto child = readChild();
      if (!child)
        return child.takeError();
      pattern.children.push_back(std::move(*child));
    }
    return pattern;
  }

  llvm::Expected<ChildPattern> readChild() {
    ChildPattern child;
    child.line = line_;
    if (atEnd())
      return error("a pattern is not closed: want )");
    if (rest_.front() != '(' && rest_.front() != '"') {
      child.field = word().str();
      if (child.field.empty() || !accept(':'))
        return error("want `field: (kind)`, `(kind)` or a token in quotes");
    }
    if (accept('"')) {
      child.isToken = true;
      child.kind = rest_.take_until([](char c) { return c == '"'; }).str();
      rest_ = rest_.drop_front(child.kind.size());
      if (!accept('"'))
        return error("a token is not closed: want \"");
    } else {
      if (!accept('('))
        return error("want (kind) or (_)");
      child.kind = word().str();
      if (child.kind == "_")
        child.kind.clear();
      if (!accept(')'))
        return error("patterns have one level of children: want )");
    }
    if (accept('@')) {
      const llvm::StringRef name = word();
      const auto role = enumeratorOf(roles, name);
      if (!role)
        return error("unknown role @" + name + ", see fact_actions.def");
      child.hasRole = true;
      child.role = static_cast<Role>(*role);
    }
    return child;
  }

  llvm::Error readActions(llvm::MutableArrayRef<FactPattern> patterns) {
    bool any = false;
    while (accept('@')) {
      llvm::StringRef name = word();
      any = true;
      for (FactPattern &pattern : patterns) {
        llvm::StringRef function = name;
        if (function.consume_front("leaf.")) {
          pattern.leaf = function.str();
        } else if (function.consume_front("lower.")) {
          pattern.action = Action::Lower;
          pattern.lower = function.str();
        } else if (const auto action = enumeratorOf(actions, name)) {
          pattern.action = static_cast<Action>(*action);
        } else {
          return error("unknown action @" + name + ", see fact_actions.def");
        }
      }
    }
    return any ? llvm::Error::success() : error("want an action: @name");
  }

  llvm::StringRef file_;
  llvm::StringRef rest_;
  unsigned line_ = 1;
};

} // namespace

llvm::Expected<std::vector<FactPattern>> assay::readFactPatterns(llvm::StringRef file,
                                                                 llvm::StringRef text) {
  return Reader(file, text).read();
}
