#ifndef ASSAY_TOOLS_ASSAY_FLOW_BYTES_H
#define ASSAY_TOOLS_ASSAY_FLOW_BYTES_H

#include "analyzer/flow/foreign.h"
#include "tools/assay/byte_stream.h"

// What files of a scan tell each other as bytes: the cache keeps it beside their judgements.

namespace assay {

void writeFlow(ByteWriter &out, const FileFlow &flow);
/// The last thing to read. `files` are in the scan, and all that it speaks of are among them. False
/// if the bytes are not of that form; `flow` is then of no use.
bool readFlow(ByteReader &in, FileId files, FileFlow &flow);

void writeName(ByteWriter &out, const ForeignName &name);
void writeFunction(ByteWriter &out, const ForeignFunction &function);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_FLOW_BYTES_H
