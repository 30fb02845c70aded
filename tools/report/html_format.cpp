#include "tools/report/escape.h"
#include "tools/report/page.h"
#include "tools/report/report.h"
#include "llvm/ADT/StringMap.h"
#include <algorithm>

// The page's data: what scan.js draws. Tables are written once and named by number, since a page of
// a large repository is mostly names. Text is made safe to read here, as for a terminal: a browser
// would otherwise apply the bidirectional marks of judged code.

using namespace assay;
namespace json = llvm::json;

namespace {

/// A browser draws and filters that many at once; the worst are kept, and the page says how many
/// are not.
constexpr std::size_t maxListed = 20'000;

/// Tabs as two blanks: excerpts are narrow.
std::string shown(llvm::StringRef text) {
  std::string spaced;
  for (const char c : text)
    if (c == '\t')
      spaced += "  ";
    else
      spaced += c;
  return escaped(spaced);
}

/// What a browser counts in, for `text` that comes from shown().
std::size_t utf16Length(llvm::StringRef text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

enum class Standing { Counts, Known, Accepted };

struct Entry {
  std::size_t file;
  const Finding *finding;
  const FindingPlace *place;
  Standing standing = Standing::Counts;
  llvm::StringRef reason = "";
};

/// Writes the data of one scan.
class ScanData {
public:
  ScanData(const ScanResult &result, const ReportStyle &style, json::OStream &out)
      : result_(result), lowest_(style.lowestListed), out_(out) {
    for (std::size_t i = 0; i < result.files.size(); ++i)
      fileIndex_[result.files[i].assessment.path] = i;
    collect();
  }

  void write();

private:
  void collect();
  std::size_t ruleNumber(const Rule *rule);
  std::size_t languageNumber(const Language *language);
  void writeTables();
  void writeFiles();
  void writeFile(const JudgedFile &file);
  void writeFindings();
  void writeFinding(const Entry &entry);
  void writeSteps(const Entry &entry);
  void writePlace(std::size_t file, const Range &range);
  void writeGaps();
  void writeSummary();
  void text(llvm::StringRef name, llvm::StringRef value) { out_.attribute(name, shown(value)); }

  const ScanResult &result_;
  RiskLevel lowest_;
  json::OStream &out_;
  llvm::StringMap<std::size_t> fileIndex_;
  std::vector<Entry> entries_;
  std::size_t unlisted_ = 0;
  std::vector<const Rule *> rules_;
  std::vector<const Language *> languages_;
};

void ScanData::collect() {
  for (std::size_t i = 0; i < result_.files.size(); ++i) {
    const JudgedFile &file = result_.files[i];
    const Assessment &assessment = file.assessment;
    for (std::size_t n = 0; n < assessment.findings.size(); ++n)
      if (assessment.findings[n].level >= lowest_)
        entries_.push_back({i, &assessment.findings[n], &file.places.findings[n]});
    for (const KnownFinding &known : file.known)
      entries_.push_back({i, &known.finding, &known.place, Standing::Known});
    for (std::size_t n = 0; n < assessment.suppressed.size(); ++n)
      entries_.push_back({i, &assessment.suppressed[n].finding, &file.places.suppressed[n],
                          Standing::Accepted, assessment.suppressed[n].reason});
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry &a, const Entry &b) {
    return a.finding->level > b.finding->level;
  });
  unlisted_ = entries_.size() - std::min(entries_.size(), maxListed);
  entries_.resize(entries_.size() - unlisted_);
}

std::size_t ScanData::ruleNumber(const Rule *rule) {
  const auto at = std::find(rules_.begin(), rules_.end(), rule);
  if (at == rules_.end())
    rules_.push_back(rule);
  return static_cast<std::size_t>(std::find(rules_.begin(), rules_.end(), rule) - rules_.begin());
}

std::size_t ScanData::languageNumber(const Language *language) {
  const auto at = std::find(languages_.begin(), languages_.end(), language);
  const auto number = static_cast<std::size_t>(at - languages_.begin());
  if (at == languages_.end())
    languages_.push_back(language);
  return number;
}

void ScanData::writeTables() {
  out_.attributeArray("rules", [&] {
    for (const Rule *rule : rules_)
      out_.object([&] {
        text("id", rule->id);
        text("title", rule->title);
        text("why", rule->why);
        text("fix", rule->fix);
        out_.attributeArray("cwe", [&] {
          for (const std::uint16_t number : rule->cwe)
            out_.value(number);
        });
      });
  });
  out_.attributeArray("languages", [&] {
    for (const Language *language : languages_)
      out_.value(language->name);
  });
  out_.attributeArray("capabilities", [&] {
    for (const CapabilityRow &row : capabilities())
      out_.array([&] {
        out_.value(row.name);
        out_.value(row.meaning);
      });
  });
  out_.attributeArray("dimensions", [&] {
    for (unsigned i = 0; i < dimensionCount; ++i)
      out_.value(nameOf(static_cast<Dimension>(i)));
  });
}

void ScanData::writeFile(const JudgedFile &file) {
  const Assessment &assessment = file.assessment;
  text("path", file.rootPath);
  out_.attribute("language", languageNumber(assessment.language));
  out_.attribute("level", static_cast<unsigned>(assessment.level));
  out_.attribute("lines", assessment.complexity.lines);
  if (assessment.score.total > 0) {
    out_.attribute("score", assessment.score.total);
    out_.attributeArray("points", [&] {
      for (const std::uint8_t points : assessment.score.points)
        out_.value(points);
    });
  }
  if (!(assessment.capabilities == CapabilitySet()))
    out_.attributeArray("can", [&] {
      for (const CapabilityRow &row : capabilities())
        if (assessment.capabilities.contains(row.capability))
          out_.value(static_cast<unsigned>(&row - capabilities().data()));
    });
  if (!file.source.empty())
    out_.attributeObject("source", [&] {
      for (const SourceLine &line : file.source)
        text(std::to_string(line.number), line.text);
    });
}

void ScanData::writeFiles() {
  out_.attributeArray("files", [&] {
    for (const JudgedFile &file : result_.files)
      out_.object([&] { writeFile(file); });
  });
}

/// A line of a file and, where its text is at hand, which part of it.
void ScanData::writePlace(std::size_t file, const Range &range) {
  out_.attribute("line", range.begin.line);
  const std::vector<SourceLine> &source = result_.files[file].source;
  const auto line =
      std::lower_bound(source.begin(), source.end(), range.begin.line,
                       [](const SourceLine &a, std::uint32_t number) { return a.number < number; });
  if (line == source.end() || line->number != range.begin.line)
    return;
  const llvm::StringRef all = line->text;
  const std::size_t begin = range.begin.column - 1;
  const std::size_t end = range.end.line == range.begin.line ? range.end.column - 1 : all.size();
  if (begin >= all.size() || end <= begin)
    return;
  out_.attributeArray("mark", [&] {
    out_.value(utf16Length(shown(all.take_front(begin))));
    out_.value(utf16Length(shown(all.take_front(end))));
  });
}

void ScanData::writeSteps(const Entry &entry) {
  if (entry.finding->trace.empty())
    return;
  out_.attributeArray("steps", [&] {
    for (const TraceStep &step : entry.finding->trace)
      out_.object([&] {
        text("reason", step.reason);
        const auto other = fileIndex_.find(step.path);
        const bool isKnown = !step.path.empty() && other != fileIndex_.end();
        if (isKnown)
          out_.attribute("file", other->second);
        else if (!step.path.empty())
          text("path", step.path);
        if (step.path.empty() || isKnown)
          writePlace(isKnown ? other->second : entry.file, step.range);
        else
          out_.attribute("line", step.range.begin.line);
      });
  });
}

void ScanData::writeFinding(const Entry &entry) {
  const Finding &finding = *entry.finding;
  out_.attribute("id", entry.place->fingerprint);
  out_.attribute("file", entry.file);
  out_.attribute("rule", ruleNumber(finding.rule));
  out_.attribute("level", static_cast<unsigned>(finding.level));
  out_.attribute("confidence", nameOf(finding.confidence));
  out_.attribute("column", entry.place->characters.begin.column);
  text("message", finding.message);
  if (finding.capability)
    out_.attribute("can", static_cast<unsigned>(*finding.capability));
  if (entry.standing == Standing::Known)
    out_.attribute("known", true);
  if (entry.standing == Standing::Accepted)
    text("accepted", entry.reason);
  writePlace(entry.file, finding.range);
  if (result_.files[entry.file].source.empty())
    out_.attribute("excerpt", entry.place->excerpt.line);
  writeSteps(entry);
  if (!finding.nested.empty())
    out_.attributeArray("nested", [&] {
      for (const NestedStep &step : finding.nested)
        out_.value((step.language->name + " " + step.how).str());
    });
}

void ScanData::writeFindings() {
  out_.attributeArray("findings", [&] {
    for (const Entry &entry : entries_)
      out_.object([&] { writeFinding(entry); });
  });
}

/// What was not judged, or not fully.
void ScanData::writeGaps() {
  const auto row = [&](const auto &where, llvm::StringRef kind, llvm::StringRef message) {
    out_.object([&] {
      where();
      text("kind", kind);
      text("message", message);
    });
  };
  out_.attributeArray("gaps", [&] {
    for (const ScanError &error : result_.errors)
      row([&] { text("path", error.path); }, "not judged", error.message);
    for (std::size_t i = 0; i < result_.files.size(); ++i) {
      const Assessment &assessment = result_.files[i].assessment;
      for (const std::string &reason : assessment.degraded)
        row([&] { out_.attribute("file", i); }, "not fully analysed", reason);
      for (const SuppressionProblem &problem : assessment.suppressionProblems)
        row(
            [&] {
              out_.attribute("file", i);
              out_.attribute("line", problem.range.begin.line);
            },
            "comment " + nameOf(problem.fault).str(), problem.message);
    }
  });
}

void ScanData::writeSummary() {
  const ScanSummary summary = summaryOf(result_);
  out_.attribute("bytes", summary.bytes);
  out_.attribute("ignored", result_.ignored);
  out_.attribute("stale", result_.stale);
  out_.attribute("unlisted", unlisted_);
  out_.attribute("lowest", static_cast<unsigned>(lowest_));
  out_.attributeArray("counts", [&] {
    for (const std::uint64_t count : summary.findings)
      out_.value(count);
  });
}

void ScanData::write() {
  out_.object([&] {
    out_.attribute("version", ASSAY_VERSION);
    text("name", result_.name);
    writeSummary();
    writeFiles();
    writeFindings();
    writeGaps();
    // Last: only now it is known what they hold.
    writeTables();
  });
}

} // namespace

void assay::writeHtml(const ScanResult &result, const ReportStyle &style, llvm::raw_ostream &out) {
  static constexpr llvm::StringLiteral scripts[] = {"state.js", "treemap.js", "findings.js",
                                                    "tables.js", "scan.js"};
  const std::string title = result.name.empty() ? "Risk" : "Risk of " + result.name;
  writePage(
      {title, scripts}, [&](json::OStream &json) { ScanData(result, style, json).write(); }, out);
}
