"""lit configuration: every test gets a home, a configuration folder and an audit log of its own."""
import atexit
import os
import shutil
import tempfile
import lit.formats

config.name = "assay"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test"]
config.test_source_root = os.path.join(config.source_root, "test")
config.test_exec_root = os.path.join(config.build_root, "test", "lit")

bin_dir = os.path.join(config.build_root, "bin")
# not, split-file and FileCheck stand in LLVM's own folder.
config.environment["PATH"] = os.pathsep.join(
    [bin_dir, config.llvm_tools, "/usr/bin", "/bin", "/usr/sbin", "/sbin"])
# An empty home for all tests; one that counts records brings a log of its own. Without it a policy or
# a log of whoever runs the tests would take part.
# Several suites may run at the same time, each by a lit of its own.
os.makedirs(config.test_exec_root, exist_ok=True)
home = tempfile.mkdtemp(prefix="home-", dir=config.test_exec_root)
atexit.register(shutil.rmtree, home, True)
config.environment["HOME"] = home
config.environment["ASSAY_LOG"] = os.path.join(home, "log")
config.environment["LC_ALL"] = "C.UTF-8"
config.environment["NO_COLOR"] = "1"
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

config.substitutions += [
    ("%source", config.source_root),
    ("%inputs", os.path.join(config.test_source_root, "inputs")),
    ("%python", config.python),
    ("%tidy", os.path.join(config.build_root, "lib", "assay", "llvm-19", "AssayTidyModule.so")),
    ("%plugin", os.path.join(config.build_root, "lib", "assay", "llvm-19", "AssayClangPlugin.so")),
    ("%packages", os.path.join(config.build_root, "lib", "cmake")),
    ("%library", os.path.join(config.build_root, "lib", "libassay.so")),
    ("FileCheck", config.filecheck + " --allow-unused-prefixes=false"),
]
# Programs of other people, where test/people/clients put them.
clients = os.path.join(config.build_root, "test", "clients")
config.substitutions.append(("%clients", clients))
for feature, path in (("pre-commit", "python/bin/pre-commit"),
                      ("sarif-multitool", "node_modules/@microsoft/sarif-multitool-linux"),
                      ("mcp-sdk", "node_modules/@modelcontextprotocol/sdk"),
                      ("mcp-client", "node_modules/@modelcontextprotocol/client"),
                      ("mcp-conformance", "node_modules/@modelcontextprotocol/conformance")):
    if os.path.exists(os.path.join(clients, path)):
        config.available_features.add(feature)
for feature, path in (("neovim", "/usr/bin/nvim"),
                      ("emacs", "/usr/share/emacs/site-lisp/elpa/eglot-1.9"),
                      ("vim", "/usr/share/vim-ale/autoload/ale.vim"),
                      ("fish", "/usr/bin/fish"), ("zsh", "/usr/bin/zsh"), ("groff", "/usr/bin/groff")):
    if os.path.exists(path):
        config.available_features.add(feature)
# Where test/people/page_clients put what judges reports.
if os.path.exists("/usr/bin/chromium") and os.path.exists(os.path.join(clients, "page/node_modules/playwright-core")):
    config.available_features.add("browser")
if os.path.exists(os.path.join(clients, "page/python/lib")):
    config.available_features.add("cmarkgfm")
# Where tools/spark/setup put PySpark.
if shutil.which("java") and os.path.exists(os.path.join(clients, "spark/bin/spark-submit")):
    config.available_features.add("spark")
if config.sanitizer:
    config.available_features.add("sanitizer")
