#include "grammars/extract.h"
#include "grammars/fact_bytes.h"
#include "grammars/language.h"
#include "gtest/gtest.h"

using namespace assay;

namespace {

constexpr llvm::StringLiteral text = "import os\n"
                                     "class A(B):\n"
                                     "    def f(self, a=1, *rest):\n"
                                     "        for x in rest:\n"
                                     "            os.system('ls ' + a)  # why\n";

void readText(FactSet &facts) {
  const Language &python = *findLanguage("python");
  Parser parser;
  extract(parser.parse(text, python), text, python, facts);
}

TEST(FactBytes, ComeBackAsTheyWere) {
  FactSet before, after;
  readText(before);
  const std::string bytes = factBytes(before);
  ASSERT_FALSE(readFacts(bytes, text.size(), after));
  EXPECT_EQ(factBytes(after), bytes);
  // Names are found again, not added twice.
  EXPECT_EQ(after.text(after.intern("system")), "system");
  EXPECT_EQ(after.texts.size(), before.texts.size());
}

TEST(FactBytes, AreRefusedWhenCut) {
  FactSet facts;
  readText(facts);
  const std::string bytes = factBytes(facts);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    llvm::Error error = readFacts(llvm::StringRef(bytes).take_front(size), text.size(), facts);
    EXPECT_TRUE(static_cast<bool>(error)) << size;
    llvm::consumeError(std::move(error));
  }
}

/// Whatever byte is changed, what is accepted has no id that points nowhere: facts that are written
/// out again are read again.
TEST(FactBytes, ThatAreAcceptedAreSound) {
  FactSet facts;
  readText(facts);
  std::string bytes = factBytes(facts);
  unsigned refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char was = bytes[at];
    for (const char change : {'\x01', '\x7f', '\xff'}) {
      bytes[at] = static_cast<char>(was ^ change);
      if (llvm::Error error = readFacts(bytes, text.size(), facts)) {
        llvm::consumeError(std::move(error));
        ++refused;
        continue;
      }
      const std::string again = factBytes(facts);
      FactSet second;
      EXPECT_FALSE(static_cast<bool>(readFacts(again, text.size(), second))) << at;
    }
    bytes[at] = was;
  }
  EXPECT_GT(refused, bytes.size() / 2);
}

TEST(FactBytes, AreOfTheTextThatTheyAreSaidToBe) {
  FactSet facts;
  readText(facts);
  const std::string bytes = factBytes(facts);
  llvm::Error error = readFacts(bytes, 10, facts);
  EXPECT_EQ(llvm::toString(std::move(error)), "the facts are broken");
}

} // namespace
