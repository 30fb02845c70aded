#include "tools/assay/flow_bytes.h"
#include "tools/assay/judgement_bytes.h"

using namespace assay;

// Each write has its read, field by field in the same order.

namespace {

void read(ByteReader &in, FileId files, ForeignName &name) {
  name.file = static_cast<FileId>(in.number(files - 1));
  name.head = in.number();
  name.rest = in.number();
}

void read(ByteReader &in, ForeignFunction &function) {
  readList(in, function.parameters, [&](std::string &name) { name = in.text().str(); });
  function.passes = take<std::uint32_t>(in);
  function.cleaned = in.number();
  function.sources = take<SourceMask>(in);
  readTrace(in, function.sourceSteps);
  readList(in, function.sinks, [&](ForeignSink &sink) {
    sink.parameter = take<unsigned>(in);
    sink.capabilities = CapabilitySet(in.number());
    sink.wanted = take<SourceMask>(in);
    readTrace(in, sink.steps);
  });
  function.isMethod = in.number(1) != 0;
}

void writeUse(ByteWriter &out, const ForeignUse &use) {
  writeName(out, use.name);
  out.number(use.given);
  out.number(use.wanted);
  out.number(use.isGivenParameter | use.carriesHit << 1);
}

void read(ByteReader &in, FileId files, ForeignUse &use) {
  read(in, files, use.name);
  use.given = take<SourceMask>(in);
  use.wanted = take<SourceMask>(in);
  const std::uint64_t bits = in.number(3);
  use.isGivenParameter = (bits & 1) != 0;
  use.carriesHit = (bits & 2) != 0;
}

} // namespace

void assay::writeName(ByteWriter &out, const ForeignName &name) {
  out.number(name.file);
  out.number(name.head);
  out.number(name.rest);
}

void assay::writeFunction(ByteWriter &out, const ForeignFunction &function) {
  writeList(out, function.parameters, [&](const std::string &name) { out.text(name); });
  out.number(function.passes);
  out.number(function.cleaned);
  out.number(function.sources);
  writeTrace(out, function.sourceSteps);
  writeList(out, function.sinks, [&](const ForeignSink &sink) {
    out.number(sink.parameter);
    out.number(sink.capabilities.bits());
    out.number(sink.wanted);
    writeTrace(out, sink.steps);
  });
  out.number(function.isMethod);
}

void assay::writeFlow(ByteWriter &out, const FileFlow &flow) {
  writeList(out, flow.exports, [&](const auto &entry) {
    out.text(entry.first);
    writeFunction(out, entry.second);
  });
  writeList(out, flow.drops, [&](const ForeignDrop &drop) {
    writeName(out, drop.name);
    out.number(drop.passes);
    out.number(drop.isMethod);
  });
  writeList(out, flow.aliases, [&](const ForeignAlias &alias) {
    out.number(alias.head);
    out.number(alias.file);
    out.number(alias.symbol);
  });
  writeList(out, flow.uses, [&](const ForeignUse &use) { writeUse(out, use); });
  writeList(out, flow.forwarding, [&](const ForeignName &name) { writeName(out, name); });
  writeList(out, flow.returning, [&](const auto &entry) {
    writeName(out, entry.first);
    out.number(entry.second);
  });
  out.number(flow.sources);
  out.number(flow.isFollowed);
}

bool assay::readFlow(ByteReader &in, FileId files, FileFlow &flow) {
  const std::size_t count = in.count();
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = in.text().str();
    read(in, flow.exports[std::move(name)]);
  }
  readList(in, flow.drops, [&](ForeignDrop &drop) {
    read(in, files, drop.name);
    drop.passes = take<std::uint32_t>(in);
    drop.isMethod = in.number(1) != 0;
  });
  readList(in, flow.aliases, [&](ForeignAlias &alias) {
    alias.head = in.number();
    alias.file = static_cast<FileId>(in.number(files - 1));
    alias.symbol = in.number();
  });
  readList(in, flow.uses, [&](ForeignUse &use) { read(in, files, use); });
  readList(in, flow.forwarding, [&](ForeignName &name) { read(in, files, name); });
  readList(in, flow.returning, [&](auto &entry) {
    read(in, files, entry.first);
    entry.second = take<SourceMask>(in);
  });
  flow.sources = take<SourceMask>(in);
  flow.isFollowed = in.number(1) != 0;
  return in.isDone();
}
