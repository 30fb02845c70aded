#include "analyzer/flow/rounds.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/bit.h"
#include <algorithm>

using namespace assay;

FlowRounds::FlowRounds(llvm::ArrayRef<llvm::StringRef> paths,
                       llvm::ArrayRef<const Language *> languages)
    : modules_(paths, languages), flows_(paths.size()), asked_(paths.size()) {}

FlowExchange FlowRounds::exchangeFor(FileId file) {
  flows_[file] = {};
  return {&modules_, file, &known_, &flows_[file], asked_[file]};
}

// What a file calls does not depend on what it is told, so its last judgement says what it asks
// for.
std::vector<std::pair<ForeignName, const ForeignFunction *>>
FlowRounds::knownTo(FileId file) const {
  std::vector<std::pair<ForeignName, const ForeignFunction *>> known;
  for (const ForeignUse &use : flows_[file].uses)
    if (const auto at = known_.find(use.name); at != known_.end())
      known.emplace_back(use.name, &at->second.function);
  return known;
}

std::vector<ForeignName> FlowRounds::calledNames() const {
  std::vector<ForeignName> called;
  for (const FileFlow &flow : flows_)
    for (const ForeignUse &use : flow.uses)
      called.push_back(use.name);
  llvm::sort(called);
  called.erase(std::unique(called.begin(), called.end()), called.end());
  return called;
}

/// What a file means by a name that it has from others: the names it passes on one by one come
/// before those it passes on all together.
static void targetsOf(const FileFlow &flow, const ForeignName &name,
                      llvm::SmallVectorImpl<ForeignName> &targets) {
  for (const bool isAll : {false, true})
    for (const ForeignAlias &alias : flow.aliases)
      if (alias.head == (isAll ? 0 : name.head))
        targets.push_back({alias.file, isAll ? name.head : alias.symbol, name.rest});
}

/// Adds what is called under names of files that have it from others, and returns which is whose.
FlowRounds::Aliases FlowRounds::followAliases(std::vector<ForeignName> &called) const {
  Aliases aliases;
  std::size_t first = 0;
  for (unsigned depth = 0; depth < maxAliases; ++depth) {
    std::vector<ForeignName> found;
    llvm::SmallVector<ForeignName, 4> targets;
    for (const ForeignName &name : llvm::ArrayRef(called).drop_front(first)) {
      targets.clear();
      targetsOf(flows_[name.file], name, targets);
      for (const ForeignName &target : targets)
        if (aliases.emplace(target, name).second)
          found.push_back(target);
    }
    first = called.size();
    called.insert(called.end(), found.begin(), found.end());
  }
  llvm::sort(called);
  called.erase(std::unique(called.begin(), called.end()), called.end());
  return aliases;
}

/// False if that was known. Of several files that may have what a name means, the first counts.
bool FlowRounds::add(const ForeignName &name, const ForeignName &origin,
                     const ForeignFunction &function) {
  const auto [at, isNew] = known_.try_emplace(name, KnownFunction{function, origin});
  if (isNew)
    return true;
  KnownFunction &known = at->second;
  if (known.origin != origin || known.function == function)
    return false;
  known = {function, origin};
  return true;
}

/// Notes a function under all its names.
void FlowRounds::spread(const ForeignName &origin, const ForeignFunction &function,
                        const Aliases &aliases) {
  std::vector<ForeignName> names = {origin};
  for (std::size_t next = 0; next < names.size(); ++next) {
    if (!add(names[next], origin, function))
      continue;
    for (auto at = aliases.lower_bound({names[next], {}});
         at != aliases.end() && at->first == names[next]; ++at)
      names.push_back(at->second);
  }
}

/// Takes over what the round learned of functions that somebody calls.
void FlowRounds::takeOver(const std::vector<ForeignName> &called, const Aliases &aliases) {
  for (auto &entry : known_)
    entry.second.isNew = false;
  for (const FileFlow &flow : flows_)
    sources_ |= flow.sources;
  for (FileId file = 0; file < flows_.size(); ++file) {
    for (auto &[text, function] : flows_[file].exports) {
      const ForeignName name = ForeignName::of(modules_.moduleOf(file), text);
      if (!std::binary_search(called.begin(), called.end(), name))
        continue;
      // Where nothing comes from, nothing gets to.
      llvm::erase_if(function.sinks,
                     [&](const ForeignSink &sink) { return !(sink.wanted & sources_); });
      if (function.sources || !function.sinks.empty() || function.cleaned)
        spread(name, function, aliases);
    }
    flows_[file].exports.clear();
  }
}

/// The functions that data of findings passes through, under all their names.
std::set<ForeignName> FlowRounds::carriersOf(const Aliases &aliases) const {
  std::set<ForeignName> names;
  for (const FileFlow &flow : flows_)
    for (const ForeignUse &use : flow.uses)
      if (use.carriesHit)
        names.insert(use.name);
  for (unsigned depth = 0; depth < maxAliases; ++depth)
    for (const auto &[target, name] : aliases)
      if (names.contains(name))
        names.insert(target);
  return names;
}

/// What a function does not pass on matters where data of a finding passes through it.
void FlowRounds::takeOverDrops(const std::set<ForeignName> &carriers, const Aliases &aliases) {
  for (const ForeignName &name : carriers) {
    for (const FileId file : modules_.filesOf(name.file)) {
      const std::vector<ForeignDrop> &drops = flows_[file].drops;
      const auto at = std::lower_bound(drops.begin(), drops.end(), ForeignDrop{name, 0, false});
      if (at == drops.end() || at->name != name || known_.contains(name))
        continue;
      ForeignFunction function;
      function.passes = at->passes;
      function.isMethod = at->isMethod;
      spread(name, function, aliases);
    }
  }
}

static void forForeignBits(SourceMask sources, llvm::function_ref<void(unsigned bit)> visit) {
  for (SourceMask left = sources & foreignSources; left; left &= left - 1)
    visit(static_cast<unsigned>(llvm::countr_zero(left)) - firstForeignBit);
}

FlowRounds::Around FlowRounds::around(FileId file, const TrafficMap &traffic) const {
  const FileFlow &flow = flows_[file];
  Around around;
  const auto need = [&](SourceMask foreign, SourceMask sources) {
    forForeignBits(foreign, [&](unsigned bit) { around.needed[bit] |= sources; });
  };
  for (const ForeignUse &use : flow.uses)
    if (const auto at = known_.find(use.name); at != known_.end()) {
      around.brought[use.name.foreignBit()] |= at->second.function.sources;
      need(use.given, at->second.function.wanted());
    }
  for (const ForeignName &name : flow.forwarding)
    if (const auto at = traffic.find(name); at != traffic.end())
      around.given |= at->second.given;
  for (const auto &[name, foreign] : flow.returning)
    if (const auto at = traffic.find(name); at != traffic.end())
      need(foreign, at->second.needed);
  if (flow.isFollowed)
    return around;
  Traffic any;
  for (auto at = traffic.lower_bound({modules_.moduleOf(file), 0, 0});
       at != traffic.end() && at->first.file == modules_.moduleOf(file); ++at) {
    any.given |= at->second.given;
    any.needed |= at->second.needed;
  }
  around.given |= any.given;
  need(foreignSources, any.needed);
  return around;
}

SourceMask FlowRounds::givenTo(const ForeignUse &use, const Around &around) {
  SourceMask given = (use.given & ~foreignSources) | (use.isGivenParameter ? around.given : 0);
  forForeignBits(use.given, [&](unsigned bit) { given |= around.brought[bit]; });
  return given;
}

FlowRounds::TrafficMap FlowRounds::trafficOf(const std::vector<ForeignName> &called,
                                             const Aliases &aliases) const {
  TrafficMap traffic;
  for (const ForeignName &name : called)
    traffic.emplace_hint(traffic.end(), name, Traffic());
  // Through as many files as there are rounds to follow it.
  for (unsigned length = 0; length < maxRounds; ++length) {
    for (FileId file = 0; file < flows_.size(); ++file) {
      if (flows_[file].uses.empty())
        continue;
      const Around here = around(file, traffic);
      for (const ForeignUse &use : flows_[file].uses) {
        Traffic &there = traffic[use.name];
        there.given |= givenTo(use, here);
        there.needed |= use.wanted | here.needed[use.name.foreignBit()];
      }
    }
    for (const auto &[target, name] : aliases) {
      traffic[target].given |= traffic[name].given;
      traffic[target].needed |= traffic[name].needed;
    }
  }
  return traffic;
}

/// Notes the files whose functions data of findings passes through, and that were not followed.
std::vector<FileId> FlowRounds::ask(const std::set<ForeignName> &carriers) {
  std::vector<FileId> fresh;
  for (const ForeignName &name : carriers)
    for (const FileId file : modules_.filesOf(name.file))
      if (!flows_[file].isFollowed && !asked_[file]) {
        asked_[file] = true;
        fresh.push_back(file);
      }
  return fresh;
}

/// The news may make a difference in the file, or to those that call it.
bool FlowRounds::concerns(const FileFlow &flow, const Around &around, bool isHitThrough) const {
  return llvm::any_of(flow.uses, [&](const ForeignUse &use) {
    const auto at = known_.find(use.name);
    if (at == known_.end() || !at->second.isNew)
      return false;
    const ForeignFunction &function = at->second.function;
    return (function.wanted() & givenTo(use, around)) ||
           (function.sources & (use.wanted | around.needed[use.name.foreignBit()])) ||
           use.carriesHit || (isHitThrough && use.isGivenParameter && function.cleaned);
  });
}

std::vector<FileId> FlowRounds::next() {
  if (flows_.size() < 2 || round_++ == maxRounds)
    return {};
  std::vector<ForeignName> called = calledNames();
  const Aliases aliases = followAliases(called);
  takeOver(called, aliases);
  const std::set<ForeignName> carriers = carriersOf(aliases);
  takeOverDrops(carriers, aliases);
  const TrafficMap traffic = trafficOf(called, aliases);
  std::vector<FileId> again = ask(carriers);
  for (FileId file = 0; file < flows_.size(); ++file) {
    const FileId module = modules_.moduleOf(file);
    const auto carrier = carriers.lower_bound({module, 0, 0});
    const bool isHitThrough = carrier != carriers.end() && carrier->file == module;
    if (concerns(flows_[file], around(file, traffic), isHitThrough))
      again.push_back(file);
  }
  llvm::sort(again);
  again.erase(std::unique(again.begin(), again.end()), again.end());
  return again;
}
