#include "grammars/yaml.h"
#include <gtest/gtest.h>

using namespace assay;

static std::string errorOf(llvm::StringRef text) {
  auto document = YamlDocument::parse("f.yaml", text);
  return document ? "" : llvm::toString(document.takeError());
}

TEST(Yaml, SaysWhereASyntaxErrorIs) {
  EXPECT_EQ(errorOf("a: [1, 2\nb: 3\n").substr(0, 9), "f.yaml:2:");
}

TEST(Yaml, RefusesAnchorsAndAliases) {
  // The "billion laughs" of YAML starts like this.
  EXPECT_EQ(errorOf("a: &x [1, 1]\nb: [*x, *x]\n"),
            "f.yaml:1:4: anchors and aliases are not allowed here, write the value out");
}

TEST(Yaml, RefusesDeepNesting) {
  EXPECT_NE(errorOf(std::string(100, '[') + std::string(100, ']')).find("nested more than 32 deep"),
            std::string::npos);
}

TEST(Yaml, RefusesMoreThanOneDocument) {
  EXPECT_NE(errorOf("a: 1\n---\nb: 2\n").find("a second document"), std::string::npos);
}

TEST(Yaml, RefusesTags) {
  EXPECT_NE(errorOf("a: !!python/object:x {}\n").find("tags such as"), std::string::npos);
}

TEST(Yaml, SurvivesBytesThatAreNoText) {
  EXPECT_NE(errorOf(llvm::StringRef("\xff\x00\x01: [", 6)), "");
}

static std::string finish(llvm::StringRef text, std::initializer_list<llvm::StringRef> known) {
  auto document = llvm::cantFail(YamlDocument::parse("f.yaml", text));
  auto map = YamlMap::of(document.root(), "a thing");
  if (!map)
    return llvm::toString(map.takeError());
  for (llvm::StringRef key : known)
    map->find(key);
  return llvm::toString(map->finish());
}

TEST(Yaml, SuggestsTheKeyThatWasMeant) {
  EXPECT_EQ(finish("one: 1\ntresholds: 2\n", {"one", "thresholds"}),
            "f.yaml:2:1: unknown key `tresholds` in a thing, did you mean `thresholds`?");
  EXPECT_EQ(finish("one: 1\nzebra: 2\n", {"one", "thresholds"}),
            "f.yaml:2:1: unknown key `zebra` in a thing");
}

TEST(Yaml, RefusesAKeyGivenTwice) {
  EXPECT_EQ(finish("a: 1\na: 2\n", {"a"}), "f.yaml:2:1: the key `a` is given twice");
}

TEST(Yaml, RefusesTheWrongType) {
  EXPECT_EQ(finish("[1]\n", {}), "f.yaml:1:1: a thing must be a map, this is a list");
  auto document = llvm::cantFail(YamlDocument::parse("f.yaml", "n: twelve\nb: \"true\"\n"));
  auto map = llvm::cantFail(YamlMap::of(document.root(), "a thing"));
  std::int64_t number = 0;
  bool flag = false;
  EXPECT_EQ(llvm::toString(map.read("n", number, 0, 9)),
            "f.yaml:1:4: `n` must be a whole number from 0 to 9");
  EXPECT_EQ(llvm::toString(map.read("b", flag)), "f.yaml:2:4: `b` must be true or false");
}
