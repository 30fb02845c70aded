#include "tools/report/place.h"
#include "analyzer/rule.h"
#include "tools/report/fingerprint.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace assay;

namespace {

/// Turns columns in bytes into columns in characters. Knows where lines begin.
class CharacterColumns {
public:
  explicit CharacterColumns(llvm::StringRef text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n')
        starts_.push_back(i + 1);
  }

  [[nodiscard]] Range rangeOf(const Range &range) const {
    return {positionOf(range.begin), positionOf(range.end)};
  }

private:
  [[nodiscard]] Position positionOf(Position position) const {
    const std::size_t line = std::min<std::size_t>(position.line, starts_.size()) - 1;
    const llvm::StringRef before = text_.substr(starts_[line], position.column - 1);
    const auto inner = llvm::count_if(
        before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; });
    return {position.line, position.column - static_cast<std::uint32_t>(inner)};
  }

  llvm::StringRef text_;
  std::vector<std::size_t> starts_;
};

/// A finding and where its place is to be put.
struct Entry {
  const Finding *finding;
  FindingPlace *place;
};

/// In the order of the text, so that equal findings get the same numbers whether or not a comment
/// accepts one of them.
std::vector<Entry> inOrder(const Assessment &assessment, AssessmentPlaces &places) {
  places.findings.resize(assessment.findings.size());
  places.suppressed.resize(assessment.suppressed.size());
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < assessment.findings.size(); ++i)
    entries.push_back({&assessment.findings[i], &places.findings[i]});
  for (std::size_t i = 0; i < assessment.suppressed.size(); ++i)
    entries.push_back({&assessment.suppressed[i].finding, &places.suppressed[i]});
  std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
    return a.finding->range < b.finding->range;
  });
  return entries;
}

} // namespace

AssessmentPlaces assay::placesOf(const SourceFile &file, const Assessment &assessment,
                                 llvm::StringRef path, bool lineHashes) {
  AssessmentPlaces places;
  const std::vector<Entry> entries = inOrder(assessment, places);
  if (entries.empty())
    return places;
  const CharacterColumns columns(file.text());
  Fingerprints fingerprints(file, path);
  const std::vector<std::string> hashes =
      lineHashes ? lineHashesOf(file.text()) : std::vector<std::string>();
  for (const auto &[finding, place] : entries) {
    place->excerpt = excerptOf(file, finding->span);
    place->characters = columns.rangeOf(finding->range);
    for (const TraceStep &step : finding->trace)
      place->steps.push_back(step.path.empty() ? columns.rangeOf(step.range) : step.range);
    place->fingerprint = fingerprints.next(finding->rule->id, finding->span);
    if (const std::size_t line = finding->range.begin.line; line - 1 < hashes.size())
      place->lineHash = hashes[line - 1];
  }
  return places;
}
