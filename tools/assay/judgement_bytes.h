#ifndef ASSAY_TOOLS_ASSAY_JUDGEMENT_BYTES_H
#define ASSAY_TOOLS_ASSAY_JUDGEMENT_BYTES_H

#include "tools/assay/byte_stream.h"
#include "tools/report/report.h"

// What is thought of a file as bytes: what the cache keeps. Not a file format: both ends are one
// build of assay, since its build id is part of every key.

namespace assay {

/// All but the path and the language, which whoever asks knows, and `known`, which is empty before
/// a scan is over.
void writeJudgement(ByteWriter &out, const JudgedFile &file);
/// False if the bytes are not of that form, or name a rule or language that is not there; `file` is
/// then of no use. Takes its path and language as they are.
bool readJudgement(ByteReader &in, const RuleSet &rules, JudgedFile &file);

void writeTrace(ByteWriter &out, const Trace &trace);
void readTrace(ByteReader &in, Trace &trace);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_JUDGEMENT_BYTES_H
