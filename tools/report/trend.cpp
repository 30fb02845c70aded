#include "tools/report/trend.h"
#include "tools/report/escape.h"
#include "tools/report/page.h"
#include <algorithm>

using namespace assay;
namespace json = llvm::json;

static llvm::Error wrong(llvm::StringRef field, llvm::StringRef want) {
  return llvm::createStringError("`" + field + "` must be " + want);
}

static llvm::Error take(const json::Object &object, llvm::StringRef field, std::string &text) {
  const auto given = object.getString(field);
  if (!given)
    return wrong(field, "a text");
  text = given->str();
  return llvm::Error::success();
}

static llvm::Error take(const json::Object &object, llvm::StringRef field, std::uint64_t &number) {
  const auto given = object.getInteger(field);
  if (!given || *given < 0)
    return wrong(field, "a number from 0");
  number = static_cast<std::uint64_t>(*given);
  return llvm::Error::success();
}

static llvm::Error takeLevels(const json::Object &object, HistoryEntry &entry) {
  const json::Object *levels = object.getObject("levels");
  if (!levels)
    return wrong("levels", "an object: the number of files by level");
  for (unsigned i = 0; i < riskLevelCount; ++i)
    if (llvm::Error error = take(*levels, nameOf(static_cast<RiskLevel>(i)), entry.files[i]))
      return error;
  return llvm::Error::success();
}

llvm::Expected<HistoryEntry> assay::readHistoryEntry(const json::Value &value) {
  const json::Object *object = value.getAsObject();
  if (!object)
    return llvm::createStringError("want an object a line");
  HistoryEntry entry;
  if (llvm::Error error = take(*object, "commit", entry.commit))
    return error;
  // A clock may have been before 1970.
  const auto time = object->getInteger("time");
  if (!time)
    return wrong("time", "a number of seconds");
  entry.time = *time;
  if (llvm::Error error = take(*object, "subject", entry.subject))
    return error;
  if (llvm::Error error = takeLevels(*object, entry))
    return error;
  if (llvm::Error error = take(*object, "score", entry.score))
    return error;
  if (llvm::Error error = take(*object, "findings", entry.findings))
    return error;
  return entry;
}

static void writeEntry(const HistoryEntry &entry, json::OStream &out) {
  out.object([&] {
    out.attribute("commit", escaped(entry.commit));
    out.attribute("time", entry.time);
    out.attribute("subject", escaped(entry.subject));
    out.attributeArray("files", [&] {
      for (const std::uint64_t files : entry.files)
        out.value(files);
    });
    out.attribute("score", entry.score);
    out.attribute("findings", entry.findings);
  });
}

void assay::writeTrendPage(llvm::StringRef name, std::vector<HistoryEntry> entries,
                           llvm::raw_ostream &out) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const HistoryEntry &a, const HistoryEntry &b) { return a.time < b.time; });
  static constexpr llvm::StringLiteral scripts[] = {"trend.js"};
  const std::string title = "Risk of " + name.str() + " over time";
  writePage(
      {title, scripts},
      [&](json::OStream &page) {
        page.object([&] {
          page.attribute("version", ASSAY_VERSION);
          page.attribute("name", escaped(name));
          page.attributeArray("commits", [&] {
            for (const HistoryEntry &entry : entries)
              writeEntry(entry, page);
          });
        });
      },
      out);
}
