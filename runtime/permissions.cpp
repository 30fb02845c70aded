#include "runtime/permissions.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;

namespace {

constexpr llvm::StringLiteral steersOthers = "a jailed program never steers other processes";
constexpr llvm::StringLiteral rulesTheHost = "a jailed program never administers the host";
constexpr llvm::StringLiteral notShown = "the jail does not show keys and tokens to anybody";
constexpr llvm::StringLiteral noDesktop = "the jail has no screen, keyboard or clipboard";
constexpr llvm::StringLiteral rawPackets = "raw packets need privileges that a jail never has";

constexpr CapabilityRule table[] = {
    {"code.deserialize"},
    {"code.eval"},
    {"code.import-dynamic"},
    {"code.native", &Permissions::executableMemory},
    {"code.reflect"},
    {"crypto.encrypt"},
    {"crypto.weak"},
    {"data.query"},
    {"env.read"},
    {"env.write"},
    {"fs.delete", &Permissions::writeFiles},
    {"fs.permission", &Permissions::writeFiles},
    {"fs.read"},
    {"fs.sensitive-read", nullptr, false, notShown},
    {"fs.temp"},
    {"fs.write", &Permissions::writeFiles},
    {"memory.unchecked"},
    {"net.connect", &Permissions::hostNetwork},
    {"net.http", &Permissions::hostNetwork},
    {"net.listen", &Permissions::privateNetwork},
    {"net.raw", nullptr, false, rawPackets},
    {"net.resolve", &Permissions::hostNetwork},
    {"obfuscation.decode"},
    {"obfuscation.opaque"},
    {"process.exec", &Permissions::exec},
    {"process.fork", &Permissions::fork},
    {"process.ptrace", nullptr, false, steersOthers},
    {"process.shell", &Permissions::exec},
    {"process.signal"},
    {"random.weak"},
    {"resource.unbounded"},
    {"secret.read"},
    {"system.info", &Permissions::systemFiles},
    {"system.kernel", nullptr, false, rulesTheHost},
    {"system.persistence", nullptr, false, rulesTheHost},
    {"system.privilege", nullptr, false, rulesTheHost},
    {"ui.capture", nullptr, false, noDesktop},
    {"web.markup"},
};

} // namespace

llvm::ArrayRef<CapabilityRule> assay::capabilityRules() { return table; }

const CapabilityRule *assay::findCapabilityRule(llvm::StringRef name) {
  const auto *found =
      llvm::find_if(table, [&](const CapabilityRule &rule) { return rule.name == name; });
  return found == std::end(table) ? nullptr : found;
}

Permissions assay::permissionsFor(const JailSpec &spec, const Profile &profile) {
  Permissions permissions;
  permissions.executableMemory = profile.executableMemory;
  for (const std::string &name : spec.capabilities)
    if (const CapabilityRule *rule = findCapabilityRule(name); rule && rule->opens)
      permissions.*rule->opens = true;
  // Starting a program takes both: the child is forked, then it executes.
  permissions.fork |= permissions.exec;
  // Sockets in the host's network can listen too; two networks at once do not exist.
  permissions.privateNetwork &= !permissions.hostNetwork;
  return permissions;
}
