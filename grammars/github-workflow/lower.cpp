#include "grammars/yaml_parts.h"
#include "llvm/ADT/StringSwitch.h"

// Workflows and composite actions of GitHub Actions: the `run:` of each step in the language of its
// `shell:`, and the script that actions/github-script gets (docs.github.com, "Workflow syntax"). An
// expression `${{ ... }}` in such a text is pasted into the code before it runs: each is a call of
// workflow.interpolate with the expression.

namespace assay::github_workflow {

void split(Lowering &lowering);

namespace {

class Splitter {
public:
  explicit Splitter(Lowering &lowering) : lowering_(lowering), parts_(lowering) {}

  void run() {
    const YamlNode *root = parts_.root();
    if (const YamlNode *action = YamlParts::find(root, "runs"))
      steps(YamlParts::find(action, "steps"), "bash");
    const llvm::StringRef shell = defaultShell(root);
    if (const YamlNode *jobs = YamlParts::find(root, "jobs"))
      for (const YamlEntry &job : jobs->entries)
        runJob(job.second, shell);
  }

private:
  static llvm::StringRef defaultShell(const YamlNode *map) {
    return YamlParts::textAt(YamlParts::find(YamlParts::find(map, "defaults"), "run"), "shell");
  }

  void runJob(const YamlNode &job, llvm::StringRef outer) {
    llvm::StringRef shell = defaultShell(&job);
    if (shell.empty())
      shell = outer;
    if (shell.empty())
      shell = YamlParts::textAt(&job, "runs-on").contains_insensitive("windows") ? "pwsh" : "bash";
    steps(YamlParts::find(&job, "steps"), shell);
  }

  void steps(const YamlNode *list, llvm::StringRef jobShell) {
    if (!list)
      return;
    std::vector<ValueId> together;
    for (const YamlNode &step : list->items) {
      const llvm::StringRef own = YamlParts::textAt(&step, "shell");
      const llvm::StringRef language = languageOf(own.empty() ? jobShell : own);
      if (const YamlNode *run = YamlParts::find(&step, "run")) {
        const ValueId part = embed(language, *run);
        if (language == "bash")
          together.push_back(part);
      }
      if (YamlParts::textAt(&step, "uses").starts_with("actions/github-script@"))
        if (const YamlNode *script = YamlParts::find(YamlParts::find(&step, "with"), "script"))
          embed("javascript", *script);
    }
    embedTogether(lowering_, "bash", together);
  }

  /// A shell is a command line, "bash -e {0}".
  llvm::StringRef languageOf(llvm::StringRef shell) {
    const llvm::StringRef program = shell.split(' ').first;
    const llvm::StringRef language = llvm::StringSwitch<llvm::StringRef>(program)
                                         .Cases("sh", "bash", "bash")
                                         .Cases("pwsh", "powershell", "powershell")
                                         .Cases("python", "python3", "python")
                                         .Case("node", "javascript")
                                         .Default(program);
    if (!findLanguage(language))
      cutShort(lowering_, "its shell " + program + " is in no language that assay knows");
    return language;
  }

  /// The code with a variable in place of each expression.
  ValueId embed(llvm::StringRef language, const YamlNode &scalar) {
    if (scalar.kind != YamlNode::Kind::Scalar)
      return 0;
    const llvm::StringRef text = lowering_.facts.copy(scalar.scalar);
    const TextMap map = parts_.mapOf(scalar);
    llvm::SmallVector<Operand, 8> pieces;
    std::size_t done = 0;
    const auto add = [&](llvm::StringRef meaning, std::size_t begin, std::size_t end) {
      if (begin < end)
        pieces.push_back({lowering_.string(meaning, map.outerOf(spanOf(begin, end)))});
    };
    for (std::size_t at = text.find("${{"); at != llvm::StringRef::npos;
         at = text.find("${{", done)) {
      const std::size_t end = std::min(text.find("}}", at), text.size() - 2) + 2;
      add(text.slice(done, at), done, at);
      add("${expression}", at, end);
      interpolate(text.slice(at + 3, end - 2).trim(), map.outerOf(spanOf(at, end)));
      done = end;
    }
    add(text.substr(done), done, text.size());
    if (pieces.empty())
      return 0;
    const ValueId code = pieces.size() == 1
                             ? pieces[0].value
                             : lowering_.make(ValueKind::Concat, map.extent(), pieces);
    lowering_.embed(language, code);
    return code;
  }

  void interpolate(llvm::StringRef expression, Span span) {
    addCall(lowering_, "workflow.interpolate", {lowering_.string(expression, span)}, span);
  }

  static Span spanOf(std::size_t begin, std::size_t end) {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  Lowering &lowering_;
  YamlParts parts_;
};

} // namespace

void split(Lowering &lowering) { Splitter(lowering).run(); }

} // namespace assay::github_workflow
