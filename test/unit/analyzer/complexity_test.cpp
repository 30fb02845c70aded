#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include <gtest/gtest.h>

using namespace assay;

namespace {

struct Case {
  llvm::StringRef language;
  llvm::StringRef text;
  unsigned count;
};

Complexity complexityOf(const Case &each) {
  static const RuleSet rules;
  static Assessor assessor(rules, {});
  const SourceFile file = llvm::cantFail(SourceFile::fromText("t", each.text));
  return assessor.assess(file, *findLanguage(each.language)).complexity;
}

} // namespace

TEST(Complexity, CountsDecisionsAlikeInEachLanguage) {
  const Case cases[] = {
      {"python", "if x:\n  f()\nelse:\n  g()\n", 1},
      {"python", "if x:\n  f()\nelif y:\n  g()\nelse:\n  h()\n", 2},
      {"python", "while x:\n  f()\nelse:\n  g()\n", 1},
      {"python", "for i in x:\n  f()\n", 1},
      {"python", "try:\n  f()\nexcept A:\n  g()\nfinally:\n  h()\n", 1},
      {"python", "a=b if c else d\n", 1},
      {"python", "a=[b for b in c if b]\n", 1},
      {"python", "match x:\n  case 1:\n    f()\n  case _:\n    g()\n", 2},
      {"python", "a and b or c\n", 0},
      {"javascript", "if(x){f()}else if(y){g()}else{h()}", 2},
      {"javascript", "if(x)f();else g();", 1},
      {"javascript", "for(const i of x){f()} for(;;){f()} do{f()}while(x)", 3},
      {"javascript", "try{f()}catch(e){g()}finally{h()}", 1},
      {"javascript", "switch(x){case 1:f();break;default:g()}", 2},
      {"javascript", "a=b?c:d", 1},
      {"bash", "if a; then b; elif c; then d; else e; fi\n", 2},
      {"bash", "for i in a; do b; done\nuntil a; do b; done\n", 2},
      {"bash", "case $x in a) b;; *) c;; esac\n", 2},
      {"bash", "a && b || c\n", 0},
      {"go", "package a\nfunc f(){if x {g()} else if y {h()}}", 2},
      {"go", "package a\nfunc f(){for {g()}\nfor i := range x {g()}}", 2},
      {"go", "package a\nfunc f(){switch x { case 1: g()\n default: h()}}", 2},
      {"go", "package a\nfunc f(){select { case <-c: g() }}", 1},
      {"java", "class A{void f(){if(x){g();}else if(y){h();}}}", 2},
      {"java", "class A{void f(){switch(x){case 1->g();default->h();}}}", 2},
      {"java", "class A{void f(){try{g();}catch(E e){h();}a=b?c:d;}}", 2},
      {"c", "void f(){if(x){g();}else if(y){h();}}", 2},
      {"c", "void f(){switch(x){case 1:g();break;default:h();}}", 2},
      {"ruby", "if x\n f\nelsif y\n g\nend\nf unless x\n", 3},
      {"ruby", "begin\n f\nrescue\n g\nend\n", 1},
      {"php", "<?php if($x){f();}elseif($y){g();}", 2},
      {"php", "<?php if($x){f();}else if($y){g();}", 2},
      {"php", "<?php foreach($x as $y){f();} $a=match($x){1=>f(),default=>g()};", 2},
      {"rust", "fn f(){if x {g();} else if y {h();} loop {g();}}", 3},
      {"rust", "fn f(){match x {1=>g(),_=>h()}}", 2},
      {"csharp", "class A{void f(){switch(x){case 1:g();break;default:h();break;}}}", 2},
      {"csharp", "class A{void f(){a=x switch{1=>b,_=>c};}}", 1},
  };
  for (const Case &each : cases)
    EXPECT_EQ(complexityOf(each).controlFlow, each.count) << each.text.str();
}

TEST(Complexity, CountsEachThingImported) {
  const Case cases[] = {
      {"python", "import a, b\nfrom a import b, c\nfrom a import *\n", 5},
      {"javascript", "import \"a\"; import a, {b, c} from \"a\"; const {d, e} = require(\"a\")", 5},
      {"go", "package a\nimport (\"b\"; c \"d\"; _ \"e\")", 3},
      {"java", "import a.b; import a.*; import static a.b.c;", 3},
      {"c", "#include <a.h>\n#include \"b.h\"\n", 2},
      {"ruby", "require 'a'\nrequire_relative 'b'\n", 2},
      {"php", "<?php use A\\{B, C}; require 'a'; include_once 'b';", 4},
      {"rust", "use a::{b, c as d}; use a::*;", 3},
      {"csharp", "using A; using B = A; using static A;", 3},
  };
  for (const Case &each : cases)
    EXPECT_EQ(complexityOf(each).imports, each.count) << each.text.str();
}

TEST(Complexity, CountsWhereTextIsPutTogether) {
  const Case cases[] = {
      {"python", "a='x'+y+z\nb=f'{x}'\nc='%s'%x\n", 4},
      {"python", "a='x'*3\nb=','.join(x)\nc='{}'.format(x)\n", 0},
      {"javascript", "a='x'+y; b=`${x}`; c=`x`", 2},
      {"bash", "a=\"x$y\"\nb=x\necho \"z$x\"\n", 2},
      {"php", "<?php $a='x'.$y; $a=\"x$y\"; $a.='x';", 3},
      {"ruby", "a=\"x#{y}\"\na='x'+y\n", 2},
      {"csharp", "class A{string a=$\"{x}\"; string b=\"x\"+y;}", 2},
      {"go", "package a\nvar a = \"x\"+y", 1},
      {"java", "class A{String a=\"x\"+y;}", 1},
  };
  for (const Case &each : cases)
    EXPECT_EQ(complexityOf(each).stringOps, each.count) << each.text.str();
}

TEST(Complexity, CountsAllLines) {
  EXPECT_EQ(complexityOf({"python", "", 0}).lines, 0U);
  EXPECT_EQ(complexityOf({"python", "# a\n\nx", 0}).lines, 3U);
}
