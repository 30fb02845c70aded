#include "tools/assay/print_assessment.h"
#include "tools/assay/terminal.h"
#include "tools/report/escape.h"
#include "tools/report/report.h"

using namespace assay;

void assay::printAssessment(const SourceFile &program, const Assessment &assessment, bool all,
                            llvm::raw_fd_ostream &out) {
  JudgedFile file;
  file.assessment = assessment;
  file.bytes = program.text().size();
  file.places = placesOf(program, assessment, assessment.path, /*lineHashes=*/false);
  ReportStyle style;
  style.colour = wantsColour(out);
  style.lowestListed = all ? RiskLevel::Low : RiskLevel::Medium;
  writeFindings(file, style, out);
  out << escaped(assessment.path) << ": " << nameOf(assessment.level) << ", score "
      << unsigned{assessment.score.total} << " of 100";
  for (unsigned i = 0; i < dimensionCount; ++i)
    if (assessment.score.points[i] != 0)
      out << ", " << nameOf(static_cast<Dimension>(i)) << ' '
          << unsigned{assessment.score.points[i]};
  out << '\n';
}
