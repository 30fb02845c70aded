#include "resolved.h"
#include <gtest/gtest.h>

using namespace assay;

// Which library function a call means, however it is spelt. One line per way to spell it.

namespace {

struct Spelling {
  const char *language;
  const char *code;
  const char *symbol;
};

void expectCalls(std::initializer_list<Spelling> spellings) {
  for (const Spelling &spelling : spellings) {
    const Resolved resolved(spelling.language, spelling.code);
    EXPECT_TRUE(resolved.callsSymbol(spelling.symbol))
        << spelling.language << ": " << spelling.code << " should call " << spelling.symbol;
  }
}

TEST(Resolution, FollowsImportsAndTheirAliases) {
  expectCalls(
      {{"python", "import os as o\no.system('x')", "os.system"},
       {"python", "from os import system as s\ns('x')", "os.system"},
       {"python", "from subprocess import *\nrun(['x'])", "subprocess.run"},
       {"python", "import os.path as p\np.join('a')", "os.path.join"},
       {"javascript", "const { exec: e } = require('child_process'); e('x')", "child_process.exec"},
       {"javascript", "import * as cp from 'child_process'; cp.exec('x')", "child_process.exec"},
       {"lua", "local o = require 'os'\no.execute('x')", "os.execute"},
       {"cpp", "using std::system; void f() { system(\"x\"); }", "system"},
       {"cpp", "namespace fs = std::filesystem; void f() { fs::remove(\"x\"); }",
        "std.filesystem.remove"},
       {"cpp", "using namespace std; void f() { ofstream out(\"x\"); }", "std.ofstream"},
       {"powershell", "Set-Alias go Invoke-Expression\ngo 'x'", "Invoke-Expression"}});
}

TEST(Resolution, FollowsVariablesThatHoldFunctions) {
  expectCalls(
      {{"python", "import os\nf = os.system\nf('x')", "os.system"},
       {"python", "import os\na = b = os\nb.system('x')", "os.system"},
       {"python", "import os\nd = {'k': os.system}\nd['k']('x')", "os.system"},
       {"python", "import os\na, b = os.system, os.popen\nb('x')", "os.popen"},
       {"javascript", "const cp = require('child_process'); const f = cp.exec; f('x')",
        "child_process.exec"},
       {"javascript", "const o = { run: require('fs').unlinkSync }; o.run('x')", "fs.unlinkSync"},
       {"lua", "local t = { run = os.execute }\nt.run('x')", "os.execute"}});
}

TEST(Resolution, FindsModulesThatAreImportedByAText) {
  expectCalls(
      {{"python", "__import__('o' + 's').system('x')", "os.system"},
       {"python", "import importlib\nimportlib.import_module('os').system('x')", "os.system"},
       {"python", "import sys\nsys.modules['os'].system('x')", "os.system"},
       {"javascript", "require('child' + '_process').exec('x')", "child_process.exec"},
       {"javascript", "require(['child', 'process'].join('_')).exec('x')", "child_process.exec"}});
}

TEST(Resolution, FindsMembersThatAreNamedByAText) {
  expectCalls({{"python", "import os\ngetattr(os, 'sys' + 'tem')('x')", "os.system"},
               {"python", "globals()['ev' + 'al']('x')", "eval"},
               {"python", "vars()['eval']('x')", "eval"},
               {"python", "__builtins__.__dict__['eval']('x')", "eval"},
               {"python", "getattr(__builtins__, 'ex' + 'ec')('x')", "exec"},
               {"python", "import builtins\nbuiltins.eval('x')", "builtins.eval"},
               {"python", "globals().get('eval')('x')", "eval"},
               {"javascript", "globalThis['ev' + 'al']('x')", "globalThis.eval"},
               {"javascript", "window['ev' + 'al']('x')", "window.eval"},
               {"javascript", "require('fs')['unlink' + 'Sync']('x')", "fs.unlinkSync"},
               {"javascript", "Reflect.get(globalThis, 'eval')('x')", "globalThis.eval"},
               {"javascript", "[]['filter']['constructor']('x')()", "*.filter.constructor"},
               {"lua", "_G['os']['exec' .. 'ute']('x')", "os.execute"},
               {"lua", "_ENV.os.execute('x')", "os.execute"}});
}

TEST(Resolution, TakesATextThatIsCalledForAName) {
  expectCalls({{"php", "<?php $f = 'sys' . 'tem'; $f('x');", "system"},
               {"bash", "x=rm\n$x -rf a", "rm"},
               {"bash", "\"r\"'m' -rf a", "rm"},
               {"bash", "$'\\x72m' -rf a", "rm"},
               {"powershell", "& ('i' + 'ex') 'x'", "Invoke-Expression"},
               {"powershell", "$c = '{1}{0}' -f 'ex','i'\n& $c 'x'", "Invoke-Expression"}});
}

TEST(Resolution, IgnoresTheCaseOfNamesWhereTheLanguageDoes) {
  expectCalls(
      {{"powershell", "iNvOkE-eXpReSsIoN 'x'", "Invoke-Expression"},
       {"powershell", "i`e`X 'x'", "Invoke-Expression"},
       {"powershell", "[system.convert]::frombase64string('x')", "Convert.FromBase64String"},
       {"php", "<?php SYSTEM('x');", "system"}});
  EXPECT_FALSE(Resolved("python", "Eval('x')").callsSymbol("eval"));
}

TEST(Resolution, KnowsTheTypeOfWhatACallGives) {
  expectCalls(
      {{"python", "import socket\ns = socket.socket()\ns.connect(a)", "socket.socket().connect"},
       {"cpp", "void f() { std::ofstream out; out.open(\"x\"); }", "std.ofstream().open"},
       {"cpp", "void f() { auto p = new Runner(1); p->run(); }", "Runner().run"},
       {"powershell", "(New-Object Net.WebClient).DownloadString('x')",
        "Net.WebClient().DownloadString"},
       {"powershell", "[Net.WebClient]::new().DownloadString('x')",
        "Net.WebClient().DownloadString"}});
}

TEST(Resolution, DoesNotTakeAFunctionOfTheFileForTheLibrary) {
  EXPECT_FALSE(Resolved("python", "def eval(x): pass\neval('x')").callsSymbol("eval"));
  EXPECT_FALSE(Resolved("lua", "local function load(x) end\nload('x')").callsSymbol("load"));
  EXPECT_FALSE(Resolved("cpp", "int system(const char *x);\nstatic int popen(int x) { return x; }\n"
                               "void f() { popen(1); }")
                   .callsSymbol("popen"));
}

TEST(Resolution, EndsForNamesThatMeanEachOther) {
  EXPECT_FALSE(Resolved("python", "a = b\nb = a\na('x')").callsSymbol("eval"));
  EXPECT_FALSE(Resolved("powershell", "Set-Alias a b\nSet-Alias b a\na 'x'").callsSymbol("eval"));
}

} // namespace
