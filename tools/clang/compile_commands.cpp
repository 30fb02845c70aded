#include "tools/clang/compile_commands.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace assay;

/// Chromium's has 60 MB.
static constexpr std::uint64_t maxDatabaseBytes = 256u << 20;

static std::string absolute(llvm::StringRef directory, llvm::StringRef file) {
  llvm::SmallString<256> path(file);
  llvm::sys::fs::make_absolute(directory, path);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

static llvm::Expected<CompileCommand> commandIn(const llvm::json::Value &entry,
                                                llvm::StringRef folder) {
  const llvm::json::Object *object = entry.getAsObject();
  const auto directory = object ? object->getString("directory") : std::nullopt;
  const auto file = object ? object->getString("file") : std::nullopt;
  if (!directory || !file)
    return llvm::createStringError(llvm::errc::invalid_argument,
                                   "want an object with \"directory\" and \"file\"");
  CompileCommand command;
  command.directory = absolute(folder, *directory);
  command.file = absolute(command.directory, *file);
  if (const llvm::json::Array *arguments = object->getArray("arguments")) {
    for (const llvm::json::Value &argument : *arguments)
      command.arguments.push_back(argument.getAsString().value_or("").str());
  } else if (const auto line = object->getString("command")) {
    llvm::BumpPtrAllocator memory;
    llvm::StringSaver saver(memory);
    llvm::SmallVector<const char *, 32> words;
    llvm::cl::TokenizeGNUCommandLine(*line, saver, words);
    command.arguments.assign(words.begin(), words.end());
  } else {
    return llvm::createStringError(llvm::errc::invalid_argument,
                                   "want \"arguments\" or \"command\"");
  }
  if (!command.arguments.empty())
    command.arguments.erase(command.arguments.begin());
  return command;
}

llvm::Expected<std::vector<CompileCommand>> assay::readCompileCommands(llvm::StringRef path) {
  const auto wrong = [&](const llvm::Twine &what) {
    return llvm::createStringError(llvm::errc::invalid_argument, path + ": " + what);
  };
  std::uint64_t size = 0;
  if (const std::error_code error = llvm::sys::fs::file_size(path, size))
    return wrong(error.message());
  if (size > maxDatabaseBytes)
    return wrong("is larger than 256 MiB; give the part of it that is to be judged");
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return wrong(buffer.getError().message());
  auto document = parseDocument((*buffer)->getBuffer());
  if (!document)
    return wrong("is not JSON: " + llvm::toString(document.takeError()));
  const llvm::json::Array *entries = document->getAsArray();
  if (!entries)
    return wrong("is no compilation database: want an array of commands");
  llvm::SmallString<256> folder(path);
  llvm::sys::fs::make_absolute(folder);
  llvm::sys::path::remove_filename(folder);
  std::vector<CompileCommand> commands;
  llvm::StringSet<> seen;
  for (const auto &[index, entry] : llvm::enumerate(*entries)) {
    auto command = commandIn(entry, folder);
    if (!command)
      return wrong("entry " + llvm::Twine(index) + ": " + llvm::toString(command.takeError()));
    if (seen.insert(command->file).second)
      commands.push_back(std::move(*command));
  }
  return commands;
}

std::optional<std::string> assay::findCompileCommands(llvm::StringRef path) {
  llvm::SmallString<256> folder(path);
  llvm::sys::fs::make_absolute(folder);
  if (!llvm::sys::fs::is_directory(folder))
    llvm::sys::path::remove_filename(folder);
  for (; !folder.empty(); folder = llvm::sys::path::parent_path(folder).str()) {
    for (const char *place : {"compile_commands.json", "build/compile_commands.json"}) {
      llvm::SmallString<256> candidate(folder);
      llvm::sys::path::append(candidate, place);
      if (llvm::sys::fs::is_regular_file(candidate))
        return candidate.str().str();
    }
  }
  return std::nullopt;
}
