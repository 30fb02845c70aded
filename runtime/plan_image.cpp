#include "runtime/plan_image.h"
#include <cstring>
#include <type_traits>

using namespace assay;

// One description of a plan's fields serves both directions: it is instantiated with a Writer and a
// constant plan, and with a Reader and one to be filled in. Structures go field by field, so that
// no padding gets into the bytes.

namespace {

template <class T>
concept Plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

struct Writer {
  std::string bytes;

  void value(Plain auto value) {
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
  }
  void text(llvm::StringRef text) {
    value(text.size());
    bytes.append(text.data(), text.size());
  }
  std::size_t count(std::size_t count) {
    value(count);
    return count;
  }
};

struct Reader {
  llvm::StringRef left;
  bool good = true;

  void value(Plain auto &value) {
    if (left.size() < sizeof value) {
      good = false;
      return;
    }
    std::memcpy(&value, left.data(), sizeof value);
    left = left.drop_front(sizeof value);
  }
  void text(llvm::StringRef &text) {
    const std::size_t size = count(0);
    text = left.take_front(size);
    left = left.drop_front(size);
  }
  void text(std::string &text) {
    llvm::StringRef borrowed;
    this->text(borrowed);
    text = borrowed.str();
  }
  /// Everything that is counted takes at least one byte.
  std::size_t count(std::size_t) {
    std::size_t count = 0;
    value(count);
    if (count <= left.size())
      return count;
    good = false;
    return 0;
  }
};

template <class List> void list(auto &code, List &items, auto each) {
  const std::size_t count = code.count(items.size());
  if constexpr (!std::is_const_v<List>)
    items.resize(count);
  for (auto &item : items)
    each(item);
}

void entries(auto &code, auto &items) {
  list(code, items, [&](auto &entry) {
    code.value(entry.kind);
    code.text(entry.path);
    code.text(entry.source);
    code.text(entry.text);
    code.value(entry.mode);
    code.value(entry.attributes);
  });
}

void texts(auto &code, auto &items) {
  list(code, items, [&](auto &text) { code.text(text); });
}

void room(auto &code, auto &plan) {
  code.value(plan.namespaces);
  code.value(plan.identity.inside);
  code.value(plan.identity.insideGroup);
  code.value(plan.identity.outside);
  code.value(plan.identity.outsideGroup);
  code.value(plan.identity.dropGroups);
  code.value(plan.bringLoopbackUp);
  code.text(plan.root.options);
  entries(code, plan.root.room);
}

void landlock(auto &code, auto &plan) {
  code.value(plan.abi);
  code.value(plan.handledFiles);
  code.value(plan.handledNetwork);
  code.value(plan.scopes);
  list(code, plan.rules, [&](auto &rule) {
    code.text(rule.path);
    code.value(rule.access);
  });
}

void program(auto &code, auto &plan) {
  code.text(plan.root.programOptions);
  entries(code, plan.root.program);
  landlock(code, plan.landlock);
  for (auto &limit : plan.limits) {
    code.value(limit.resource);
    code.value(limit.value.rlim_cur);
    code.value(limit.value.rlim_max);
  }
  list(code, plan.filter, [&](auto &instruction) {
    code.value(instruction.code);
    code.value(instruction.jt);
    code.value(instruction.jf);
    code.value(instruction.k);
  });
  code.value(plan.passWorkspace);
  code.text(plan.executable);
  code.text(plan.folder);
  texts(code, plan.arguments);
  texts(code, plan.environment);
  code.value(plan.executableDescriptor);
}

} // namespace

std::string assay::encodeRoom(const ChildPlan &plan) {
  Writer writer;
  room(writer, plan);
  return std::move(writer.bytes);
}

std::string assay::encodeProgram(const ChildPlan &plan) {
  Writer writer;
  program(writer, plan);
  return std::move(writer.bytes);
}

bool assay::decodeRoom(llvm::StringRef image, ChildPlan &plan) {
  Reader reader{image};
  room(reader, plan);
  return reader.good && reader.left.empty();
}

bool assay::decodeProgram(llvm::StringRef image, ChildPlan &plan) {
  Reader reader{image};
  program(reader, plan);
  return reader.good && reader.left.empty();
}
