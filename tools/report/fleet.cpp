#include "tools/report/fleet.h"
#include "tools/report/escape.h"
#include "tools/report/page.h"

using namespace assay;
namespace json = llvm::json;

namespace {

enum class FieldType : std::uint8_t { Text, Number };

struct Field {
  llvm::StringLiteral name;
  FieldType type;
};

struct TableShape {
  llvm::StringLiteral name;
  llvm::ArrayRef<Field> fields;
};

constexpr Field riskiest[] = {{"id", FieldType::Text},        {"rank", FieldType::Number},
                              {"score", FieldType::Number},   {"files", FieldType::Number},
                              {"blocked", FieldType::Number}, {"high", FieldType::Number},
                              {"medium", FieldType::Number},  {"lines", FieldType::Number}};
constexpr Field added[] = {{"id", FieldType::Text},     {"path", FieldType::Text},
                           {"line", FieldType::Number}, {"rule", FieldType::Text},
                           {"level", FieldType::Text},  {"message", FieldType::Text}};
constexpr Field capability[] = {{"capability", FieldType::Text},
                                {"repositories", FieldType::Number},
                                {"files", FieldType::Number}};
constexpr Field failed[] = {
    {"id", FieldType::Text}, {"status", FieldType::Text}, {"reason", FieldType::Text}};

constexpr TableShape shapes[] = {
    {"riskiest", riskiest}, {"new", added}, {"capabilities", capability}, {"failed", failed}};

llvm::Error wrong(const llvm::Twine &where, llvm::StringRef want) {
  return llvm::createStringError("`" + where + "` must be " + want);
}

llvm::Expected<json::Object> readRow(const TableShape &shape, const json::Value &value) {
  const json::Object *given = value.getAsObject();
  if (!given)
    return wrong(shape.name, "a list of objects");
  json::Object row;
  for (const Field &field : shape.fields) {
    if (field.type == FieldType::Number) {
      const auto number = given->getInteger(field.name);
      if (!number)
        return wrong(shape.name + "." + field.name, "a number");
      row[field.name] = *number;
      continue;
    }
    const auto text = given->getString(field.name);
    if (!text)
      return wrong(shape.name + "." + field.name, "a text");
    row[field.name] = escaped(*text);
  }
  return row;
}

llvm::Expected<FleetTable> readTable(const TableShape &shape, const json::Object &report) {
  const json::Array *given = report.getArray(shape.name);
  if (!given)
    return wrong(shape.name, "a list of objects");
  FleetTable table{shape.name.str(), {}};
  for (const json::Value &value : *given) {
    auto row = readRow(shape, value);
    if (!row)
      return row.takeError();
    table.rows.push_back(std::move(*row));
  }
  return table;
}

} // namespace

llvm::Expected<FleetReport> assay::readFleetReport(const json::Value &value) {
  const json::Object *given = value.getAsObject();
  if (!given)
    return llvm::createStringError("want an object");
  const auto run = given->getString("run");
  const auto repositories = given->getInteger("repositories"), files = given->getInteger("files");
  if (!run)
    return wrong("run", "a text");
  if (!repositories || *repositories < 0 || !files || *files < 0)
    return llvm::createStringError("`repositories` and `files` must be numbers from 0");
  FleetReport report;
  report.run = escaped(*run);
  report.before = escaped(given->getString("before").value_or(""));
  report.repositories = static_cast<std::uint64_t>(*repositories);
  report.files = static_cast<std::uint64_t>(*files);
  for (const TableShape &shape : shapes) {
    auto table = readTable(shape, *given);
    if (!table)
      return table.takeError();
    report.tables.push_back(std::move(*table));
  }
  return report;
}

void assay::writeFleetPage(const FleetReport &report, llvm::raw_ostream &out) {
  static constexpr llvm::StringLiteral scripts[] = {"fleet.js"};
  writePage(
      {"Risk of a fleet", scripts},
      [&](json::OStream &page) {
        page.object([&] {
          page.attribute("version", ASSAY_VERSION);
          page.attribute("run", report.run);
          page.attribute("before", report.before);
          page.attribute("repositories", report.repositories);
          page.attribute("files", report.files);
          for (const FleetTable &table : report.tables)
            page.attributeArray(table.name, [&] {
              for (const json::Value &row : table.rows)
                page.value(row);
            });
        });
      },
      out);
}
