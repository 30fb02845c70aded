#include "grammars/container.h"
#include "grammars/json_text.h"
#include "llvm/ADT/StringSwitch.h"

// The package.json of npm: its scripts are command lines. Those that npm runs by itself, on the
// machine of whoever installs the package (docs.npmjs.com, "scripts", life cycle), are calls of
// npm.installHook with the name and the command line as well.

namespace assay::package_json {

void split(Lowering &lowering);

static bool runsAtInstall(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases("preinstall", "install", "postinstall", true)
      .Cases("preprepare", "prepare", "postprepare", "prepublish", true)
      .Cases("preuninstall", "uninstall", "postuninstall", true)
      .Default(false);
}

void split(Lowering &lowering) {
  auto root = parseJson(lowering.source);
  if (!root)
    return cutShort(lowering, llvm::toString(root.takeError()));
  const JsonNode *scripts = root->find("scripts");
  if (!scripts)
    return;
  for (const JsonNode &script : scripts->items) {
    if (script.kind != JsonNode::Kind::String)
      continue;
    embedText(lowering, "bash", script.text, script.span);
    if (!runsAtInstall(script.key))
      continue;
    const ValueId name = lowering.string(lowering.facts.copy(script.key), script.span);
    const ValueId line = lowering.string(lowering.facts.copy(script.text), script.span);
    addCall(lowering, "npm.installHook", {name, line}, script.span);
  }
}

} // namespace assay::package_json
