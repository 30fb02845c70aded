#include "tools/gate/policy_field.h"

// A policy document changes single values, so reading starts from the policy so far.

using namespace assay;

namespace {

using Path = llvm::SmallVector<std::string, 3>;

bool startsWith(llvm::ArrayRef<std::string> path, llvm::ArrayRef<std::string> prefix) {
  return path.size() >= prefix.size() && path.take_front(prefix.size()) == prefix;
}

/// A map of the document and the keys that lead to it.
struct Section {
  const YamlNode *node;
  Path path;
};

class Reader {
public:
  Reader(Policy &policy, std::vector<std::string> &set) : policy_(policy), set_(set) {}

  /// Reads the maps one by one; what stands in them decides which come next. The fields bound the
  /// depth, not the document.
  llvm::Error read(const YamlNode &root) {
    sections_.push_back({&root, {}});
    for (std::size_t i = 0; i < sections_.size(); ++i)
      if (llvm::Error error = readSection(Section(sections_[i])))
        return error;
    for (const PolicyCheck &check : policyChecks())
      for (const Section &section : sections_)
        if (section.path == check.section)
          if (const auto problem = check.problem(policy_))
            return section.node->error(*problem);
    return llvm::Error::success();
  }

private:
  llvm::Error readSection(const Section &section) {
    auto map = YamlMap::of(*section.node, section.path.empty() ? std::string("a policy")
                                                               : "`" + dotted(section.path) + "`");
    if (!map)
      return map.takeError();
    for (const PolicyField &field : policyFields()) {
      if (!startsWith(field.path, section.path))
        continue;
      if (llvm::Error error = readField(field, section.path, *map))
        return error;
    }
    return map->finish();
  }

  llvm::Error readField(const PolicyField &field, const Path &prefix, YamlMap &map) {
    const YamlNode *node = map.find(field.path[prefix.size()]);
    if (!node)
      return llvm::Error::success();
    if (field.path.size() == prefix.size() + 1) {
      set_.push_back(dotted(field.path));
      return field.set(*node, policy_);
    }
    if (sections_.back().node != node)
      sections_.push_back({node, Path(field.path.begin(), field.path.begin() + prefix.size() + 1)});
    return llvm::Error::success();
  }

  Policy &policy_;
  std::vector<std::string> &set_;
  std::vector<Section> sections_;
};

} // namespace

llvm::Expected<std::vector<std::string>> assay::applyPolicy(llvm::StringRef fileName,
                                                            llvm::StringRef yaml, Policy &policy) {
  auto document = YamlDocument::parse(fileName, yaml);
  if (!document)
    return document.takeError();
  Policy changed = policy;
  std::vector<std::string> set;
  if (llvm::Error error = Reader(changed, set).read(document->root()))
    return error;
  policy = std::move(changed);
  return set;
}
