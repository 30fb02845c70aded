// Build-time tool: turns the files of runtime/profiles into the C++ table that profile.cpp
// includes.
//
//     assay-profile-table OUT a.yaml b.yaml ...
//
// It is not part of any library: what builds jails reads no YAML.
#include <exception>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace {

const std::set<std::string> knownKeys{
    "summary",          "interpreters", "arguments",        "file", "environment", "threads",
    "executableMemory", "compilers",    "compilerArguments"};

std::string quoted(const std::string &text) {
  std::ostringstream out;
  out << '"';
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out << '\\';
    out << c;
  }
  out << '"';
  return out.str();
}

void checkKeys(const YAML::Node &root) {
  for (const auto &entry : root)
    if (!knownKeys.count(entry.first.as<std::string>()))
      throw YAML::RepresentationException(entry.first.Mark(),
                                          "unknown key `" + entry.first.as<std::string>() + "`");
  for (const std::string &key : knownKeys)
    if (!root[key])
      throw YAML::RepresentationException(root.Mark(), "key `" + key + "` is missing");
}

void printTexts(std::ostream &out, const std::string &name, const YAML::Node &list) {
  if (!list.size())
    return;
  out << "constexpr llvm::StringLiteral " << name << "[] = {";
  for (const auto &entry : list)
    out << quoted(entry.as<std::string>()) << ", ";
  out << "};\n";
}

void printArrays(std::ostream &out, const std::string &name, const YAML::Node &root) {
  printTexts(out, name + "Interpreters", root["interpreters"]);
  printTexts(out, name + "Arguments", root["arguments"]);
  printTexts(out, name + "Compilers", root["compilers"]);
  printTexts(out, name + "CompilerArguments", root["compilerArguments"]);
  out << "constexpr Profile::Variable " << name << "Environment[] = {";
  for (const auto &entry : root["environment"])
    out << '{' << quoted(entry.first.as<std::string>()) << ", "
        << quoted(entry.second.as<std::string>()) << "}, ";
  out << "};\n";
}

std::string arrayOrNone(const std::string &name, const YAML::Node &list) {
  return list.size() ? name : "{}";
}

void printRow(std::ostream &out, const std::string &name, const YAML::Node &root) {
  out << "    {" << quoted(name) << ", " << quoted(root["summary"].as<std::string>()) << ", "
      << arrayOrNone(name + "Interpreters", root["interpreters"]) << ", "
      << arrayOrNone(name + "Arguments", root["arguments"]) << ", "
      << arrayOrNone(name + "Compilers", root["compilers"]) << ", "
      << arrayOrNone(name + "CompilerArguments", root["compilerArguments"]) << ", "
      << quoted(root["file"].as<std::string>()) << ", " << name << "Environment, "
      << root["threads"].as<unsigned>() << ", " << std::boolalpha
      << root["executableMemory"].as<bool>() << "},\n";
}

/// "python3" for runtime/profiles/python3.yaml; also the prefix of C++ names.
std::string stemOf(const std::string &path) {
  const std::size_t start = path.rfind('/') + 1;
  return path.substr(start, path.rfind('.') - start);
}

void printTable(std::ostream &out, const std::vector<std::string> &paths, std::string &current) {
  std::ostringstream rows;
  out << "namespace {\n";
  for (const std::string &path : paths) {
    current = path;
    const YAML::Node root = YAML::LoadFile(path);
    checkKeys(root);
    printArrays(out, stemOf(path), root);
    printRow(rows, stemOf(path), root);
  }
  out << "constexpr Profile profileTable[] = {\n" << rows.str() << "};\n} // namespace\n";
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 3) {
    std::cerr << "usage: assay-profile-table OUT PROFILE.yaml...\n";
    return 2;
  }
  std::string current;
  try {
    std::ostringstream table;
    printTable(table, {argv + 2, argv + argc}, current);
    std::ofstream out(argv[1]);
    out << table.str();
    out.close();
    if (out)
      return 0;
    std::cerr << argv[1] << ": cannot be written\n";
  } catch (const YAML::Exception &error) {
    std::cerr << current << ':' << error.mark.line + 1 << ':' << error.mark.column + 1 << ": "
              << error.msg << '\n';
  } catch (const std::exception &error) {
    std::cerr << current << ": " << error.what() << '\n';
  }
  return 1;
}
