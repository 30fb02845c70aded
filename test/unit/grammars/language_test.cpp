#include "grammars/language.h"
#include <gtest/gtest.h>

using namespace assay;

static std::string detect(llvm::StringRef path, llvm::StringRef text = "") {
  const Language *language = detectLanguage(path, text);
  return language ? language->name.str() : "none";
}

TEST(Language, IsFoundByExtensionNameAndInterpreter) {
  EXPECT_EQ(detect("a/b.py"), "python");
  EXPECT_EQ(detect("x/.bashrc"), "bash");
  EXPECT_EQ(detect("tool", "#!/usr/bin/env -S python3.11 -u\n"), "python");
  EXPECT_EQ(detect("tool", "#!/bin/sh\n"), "bash");
  EXPECT_EQ(detect("tool", "no shebang"), "none");
  EXPECT_EQ(detect("README.md"), "none");
}

TEST(Language, TheNameDecidesBeforeTheFirstLine) {
  EXPECT_EQ(detect("a.js", "#!/bin/sh\n"), "javascript");
}

TEST(Language, TableIsSortedAndComplete) {
  llvm::StringRef last;
  for (const Language &language : languages()) {
    EXPECT_LT(last.str(), language.name.str());
    last = language.name;
    EXPECT_NE(language.grammar == nullptr, language.split == nullptr) << last.str();
    EXPECT_TRUE(language.split || !language.symbols.rows.empty()) << last.str();
    EXPECT_EQ(findLanguage(language.name), &language);
  }
}
