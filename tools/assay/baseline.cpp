#include "tools/assay/baseline.h"
#include "analyzer/rescore.h"
#include "tools/gate/session.h"
#include "tools/report/json.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include <filesystem>

using namespace assay;
namespace json = llvm::json;

namespace {

constexpr llvm::StringLiteral schema = "assay.baseline/1";

/// Some 300 bytes a finding: more findings than anybody accepts.
constexpr std::size_t maxBaselineBytes = 64u << 20;

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

json::Object toEntry(const JudgedFile &file, const Finding &finding, const FindingPlace &place) {
  return json::Object{{"fingerprint", place.fingerprint}, {"path", jsonText(file.rootPath)},
                      {"line", finding.range.begin.line}, {"rule", jsonText(finding.rule->id)},
                      {"level", nameOf(finding.level)},   {"message", jsonText(finding.message)}};
}

/// Takes the elements out whose number is in `taken`, which ascends.
template <class T> void eraseAt(std::vector<T> &list, const std::vector<std::size_t> &taken) {
  for (std::size_t i = taken.size(); i-- > 0;)
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(taken[i]));
}

} // namespace

llvm::Expected<std::vector<BaselineEntry>> assay::readBaseline(const std::string &file) {
  auto text = readText(file, maxBaselineBytes);
  if (!text)
    return text.takeError();
  auto document = parseDocument(*text);
  if (!document)
    return failure(file + ": the baseline is no JSON: " + llvm::toString(document.takeError()));
  const json::Object *object = document->getAsObject();
  if (!object || object->getString("schema") != llvm::StringRef(schema))
    return failure(file + ": not a baseline: `schema` must be \"" + schema + "\"");
  const json::Array *findings = object->getArray("findings");
  if (!findings)
    return failure(file + ": not a baseline: `findings` must be a list");
  std::vector<BaselineEntry> entries;
  for (const json::Value &value : *findings) {
    const json::Object *finding = value.getAsObject();
    const auto print = finding ? finding->getString("fingerprint") : std::nullopt;
    const auto path = finding ? finding->getString("path") : std::nullopt;
    if (!print || !path)
      return failure(file + ": finding " + llvm::Twine(entries.size() + 1) +
                     " of the baseline has no `fingerprint` or no `path`");
    entries.push_back({print->str(), path->str()});
  }
  return entries;
}

llvm::Error assay::writeBaseline(const ScanResult &result, const std::string &file) {
  std::error_code error;
  llvm::raw_fd_ostream out(file, error, llvm::sys::fs::CD_CreateNew);
  if (error == std::errc::file_exists)
    return failure(file + " exists; a baseline is never overwritten: remove it first");
  if (error)
    return failure("cannot write " + file + ": " + error.message());
  json::OStream stream(out, /*IndentSize=*/1);
  stream.object([&] {
    stream.attribute("schema", schema);
    stream.attributeArray("findings", [&] {
      for (const auto &[judged, finding, place] : findingsOf(result, RiskLevel::Low))
        stream.value(toEntry(*judged, *finding, *place));
    });
  });
  out << '\n';
  out.close();
  error = out.error();
  out.clear_error();
  return error ? failure("cannot write " + file + ": " + error.message()) : llvm::Error::success();
}

void assay::takeKnown(const llvm::StringSet<> &fingerprints, const RuleSet &rules,
                      const AssessmentPolicy &policy, JudgedFile &file) {
  std::vector<std::size_t> taken;
  for (std::size_t i = 0; i < file.places.findings.size(); ++i)
    if (fingerprints.contains(file.places.findings[i].fingerprint)) {
      taken.push_back(i);
      file.known.push_back({file.assessment.findings[i], file.places.findings[i]});
    }
  if (taken.empty())
    return;
  eraseAt(file.assessment.findings, taken);
  eraseAt(file.places.findings, taken);
  rescore(rules, policy, file.assessment);
}

void assay::applyBaseline(llvm::ArrayRef<BaselineEntry> baseline, llvm::StringRef root,
                          const RuleSet &rules, const AssessmentPolicy &policy,
                          ScanResult &result) {
  llvm::StringSet<> fingerprints;
  for (const BaselineEntry &entry : baseline)
    fingerprints.insert(entry.fingerprint);
  llvm::StringSet<> judged, found;
  for (JudgedFile &file : result.files) {
    takeKnown(fingerprints, rules, policy, file);
    judged.insert(file.rootPath);
    for (const KnownFinding &known : file.known)
      found.insert(known.place.fingerprint);
    // What a comment accepts by now is there all the same.
    for (const FindingPlace &place : file.places.suppressed)
      found.insert(place.fingerprint);
  }
  const auto isGone = [&](const std::string &path) {
    std::error_code error;
    return !std::filesystem::exists(std::filesystem::path(root.str()) / path, error);
  };
  for (const BaselineEntry &entry : baseline)
    if (!found.contains(entry.fingerprint) && (judged.contains(entry.path) || isGone(entry.path)))
      ++result.stale;
}
