#include "tools/assay/judgement_bytes.h"
#include "llvm/ADT/StringExtras.h"
#include <limits>

using namespace assay;

// Each write has its read below it, field by field in the same order.

namespace {

void write(ByteWriter &out, const Range &range) {
  for (const Position &place : {range.begin, range.end}) {
    out.number(place.line);
    out.number(place.column);
  }
}

void read(ByteReader &in, Range &range) {
  for (Position *place : {&range.begin, &range.end}) {
    place->line = take<std::uint32_t>(in);
    place->column = take<std::uint32_t>(in);
  }
}

void write(ByteWriter &out, const NestedStep &step) {
  out.text(step.language ? step.language->name : "");
  out.text(step.how);
  out.number(step.isDecoded);
  write(out, step.range);
}

void read(ByteReader &in, NestedStep &step) {
  const llvm::StringRef name = in.text();
  step.language = findLanguage(name);
  if (!step.language && !name.empty())
    in.fail();
  step.how = in.text().str();
  step.isDecoded = in.number(1) != 0;
  read(in, step.range);
}

/// 0 stands for none.
void write(ByteWriter &out, std::optional<Capability> capability) {
  out.number(capability ? static_cast<unsigned>(*capability) + 1 : 0);
}

void read(ByteReader &in, std::optional<Capability> &capability) {
  const std::uint64_t value = in.number(capabilities().size());
  capability.reset();
  if (value)
    capability = static_cast<Capability>(value - 1);
}

void write(ByteWriter &out, const Finding &finding) {
  out.text(finding.rule->id);
  out.text(finding.message);
  write(out, finding.capability);
  out.number(static_cast<unsigned>(finding.level));
  out.number(static_cast<unsigned>(finding.confidence));
  write(out, finding.range);
  out.number(finding.span.begin);
  out.number(finding.span.end);
  writeTrace(out, finding.trace);
  writeList(out, finding.nested, [&](const NestedStep &step) { write(out, step); });
}

void read(ByteReader &in, const RuleSet &rules, Finding &finding) {
  finding.rule = rules.find(in.text());
  if (!finding.rule)
    in.fail();
  finding.message = in.text().str();
  read(in, finding.capability);
  finding.level = static_cast<RiskLevel>(in.number(riskLevelCount - 1));
  finding.confidence = static_cast<Confidence>(in.number(2));
  read(in, finding.range);
  finding.span = {take<std::uint32_t>(in), 0};
  finding.span.end = take<std::uint32_t>(in);
  readTrace(in, finding.trace);
  readList(in, finding.nested, [&](NestedStep &step) { read(in, step); });
}

void write(ByteWriter &out, const RiskScore &score, const Complexity &complexity) {
  for (const std::uint8_t points : score.points)
    out.number(points);
  out.number(score.total);
  for (const std::uint32_t number :
       {complexity.lines, complexity.imports, complexity.controlFlow, complexity.stringOps})
    out.number(number);
}

void read(ByteReader &in, RiskScore &score, Complexity &complexity) {
  for (std::uint8_t &points : score.points)
    points = take<std::uint8_t>(in);
  score.total = take<std::uint8_t>(in);
  for (std::uint32_t *number :
       {&complexity.lines, &complexity.imports, &complexity.controlFlow, &complexity.stringOps})
    *number = take<std::uint32_t>(in);
}

void write(ByteWriter &out, const Assessment &assessment) {
  out.text(llvm::toStringRef(assessment.digest));
  out.number(static_cast<unsigned>(assessment.level));
  write(out, assessment.score, assessment.complexity);
  out.number(assessment.capabilities.bits());
  writeList(out, assessment.uses, [&](const CapabilityUse &use) {
    write(out, std::optional(use.capability));
    out.text(use.symbol);
    write(out, use.range);
  });
  writeList(out, assessment.findings, [&](const Finding &finding) { write(out, finding); });
  writeList(out, assessment.suppressed, [&](const SuppressedFinding &suppressed) {
    write(out, suppressed.finding);
    out.text(suppressed.reason);
    write(out, suppressed.comment);
  });
  writeList(out, assessment.suppressionProblems, [&](const SuppressionProblem &problem) {
    out.number(static_cast<unsigned>(problem.fault));
    write(out, problem.range);
    out.text(problem.message);
  });
  writeList(out, assessment.degraded, [&](const std::string &reason) { out.text(reason); });
}

void readUse(ByteReader &in, CapabilityUse &use) {
  std::optional<Capability> capability;
  read(in, capability);
  if (capability)
    use.capability = *capability;
  else
    in.fail();
  use.symbol = in.text().str();
  read(in, use.range);
}

void read(ByteReader &in, const RuleSet &rules, Assessment &assessment) {
  const llvm::StringRef digest = in.text();
  if (digest.size() == assessment.digest.size())
    llvm::copy(digest, assessment.digest.begin());
  else
    in.fail();
  assessment.level = static_cast<RiskLevel>(in.number(riskLevelCount - 1));
  read(in, assessment.score, assessment.complexity);
  assessment.capabilities = CapabilitySet(in.number());
  readList(in, assessment.uses, [&](CapabilityUse &use) { readUse(in, use); });
  readList(in, assessment.findings, [&](Finding &finding) { read(in, rules, finding); });
  readList(in, assessment.suppressed, [&](SuppressedFinding &suppressed) {
    read(in, rules, suppressed.finding);
    suppressed.reason = in.text().str();
    read(in, suppressed.comment);
  });
  readList(in, assessment.suppressionProblems, [&](SuppressionProblem &problem) {
    problem.fault =
        static_cast<SuppressionFault>(in.number(static_cast<unsigned>(SuppressionFault::Ignored)));
    read(in, problem.range);
    problem.message = in.text().str();
  });
  readList(in, assessment.degraded, [&](std::string &reason) { reason = in.text().str(); });
}

void write(ByteWriter &out, const std::vector<FindingPlace> &places) {
  writeList(out, places, [&](const FindingPlace &place) {
    out.text(place.excerpt.line);
    out.number(place.excerpt.markBegin);
    out.number(place.excerpt.markLength);
    write(out, place.characters);
    writeList(out, place.steps, [&](const Range &range) { write(out, range); });
    out.text(place.fingerprint);
    out.text(place.lineHash);
  });
}

void read(ByteReader &in, std::vector<FindingPlace> &places) {
  readList(in, places, [&](FindingPlace &place) {
    place.excerpt.line = in.text().str();
    place.excerpt.markBegin = take<unsigned>(in);
    place.excerpt.markLength = take<unsigned>(in);
    read(in, place.characters);
    readList(in, place.steps, [&](Range &range) { read(in, range); });
    place.fingerprint = in.text().str();
    place.lineHash = in.text().str();
  });
}

} // namespace

void assay::writeTrace(ByteWriter &out, const Trace &trace) {
  writeList(out, trace, [&](const TraceStep &step) {
    write(out, step.range);
    out.text(step.reason);
    out.text(step.path);
  });
}

void assay::readTrace(ByteReader &in, Trace &trace) {
  readList(in, trace, [&](TraceStep &step) {
    read(in, step.range);
    step.reason = in.text().str();
    step.path = in.text().str();
  });
}

void assay::writeJudgement(ByteWriter &out, const JudgedFile &file) {
  write(out, file.assessment);
  out.number(file.bytes);
  out.text(file.rootPath);
  write(out, file.places.findings);
  write(out, file.places.suppressed);
}

bool assay::readJudgement(ByteReader &in, const RuleSet &rules, JudgedFile &file) {
  read(in, rules, file.assessment);
  file.bytes = in.number(SourceFile::maxBytes);
  file.rootPath = in.text().str();
  read(in, file.places.findings);
  read(in, file.places.suppressed);
  // Reports walk both lists side by side.
  return file.places.findings.size() == file.assessment.findings.size() &&
         file.places.suppressed.size() == file.assessment.suppressed.size();
}
