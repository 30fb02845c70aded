#include "grammars/yaml_parts.h"

// A pipeline of GitLab: script, before_script and after_script, of jobs, of `default` and of the
// file (docs.gitlab.com, "CI/CD YAML syntax reference"). Lists may hold lists.

namespace assay::gitlab_pipeline {

void split(Lowering &lowering);

namespace {

class Splitter {
public:
  explicit Splitter(Lowering &lowering) : lowering_(lowering), parts_(lowering) {}

  void run() {
    const YamlNode *root = parts_.root();
    if (!root)
      return;
    scripts(*root);
    for (const YamlEntry &job : root->entries)
      scripts(job.second);
  }

private:
  /// Of one job, in the order in which they run: before_script and script share a shell.
  void scripts(const YamlNode &job) {
    std::vector<ValueId> together;
    for (const llvm::StringRef key : {"before_script", "script", "after_script"}) {
      if (const YamlNode *script = YamlParts::find(&job, key))
        lines(*script, together);
      if (key == "script") {
        embedTogether(lowering_, "bash", together);
        together.clear();
      }
    }
    embedTogether(lowering_, "bash", together);
  }

  void lines(const YamlNode &script, std::vector<ValueId> &together) {
    llvm::SmallVector<const YamlNode *, 16> todo{&script};
    while (!todo.empty()) {
      const YamlNode *node = todo.pop_back_val();
      if (node->kind == YamlNode::Kind::Scalar) {
        const Span span = parts_.mapOf(*node).extent();
        if (const ValueId part = embedText(lowering_, "bash", node->scalar, span))
          together.push_back(part);
      }
      for (std::size_t at = node->items.size(); at-- > 0;)
        todo.push_back(&node->items[at]);
    }
  }

  Lowering &lowering_;
  YamlParts parts_;
};

} // namespace

void split(Lowering &lowering) { Splitter(lowering).run(); }

} // namespace assay::gitlab_pipeline
