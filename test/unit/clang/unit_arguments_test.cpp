#include "tools/clang/unit_arguments.h"
#include "gmock/gmock.h"

using namespace assay;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

TEST(ReadingArguments, KeepWhatSaysHowToRead) {
  EXPECT_THAT(readingArguments({"-Iinclude", "-I", "other", "-DNAME=1", "-D", "OTHER", "-isystem",
                                "/opt/include", "-std=c++20", "-x", "c", "-include", "all.h",
                                "--sysroot=/opt", "-m32", "-fno-exceptions"}),
              ElementsAre("-Iinclude", "-I", "other", "-DNAME=1", "-D", "OTHER", "-isystem",
                          "/opt/include", "-std=c++20", "-x", "c", "-include", "all.h",
                          "--sysroot=/opt", "-m32", "-fno-exceptions"));
}

TEST(ReadingArguments, LeaveOutWhatLoadsRunsOrWrites) {
  EXPECT_THAT(readingArguments({"-fplugin=evil.so",
                                "-Xclang",
                                "-load",
                                "-Xclang",
                                "evil.so",
                                "-o",
                                "out.o",
                                "-MD",
                                "-MF",
                                "deps.d",
                                "-save-temps",
                                "-B/tmp",
                                "@more",
                                "-fmodules-cache-path=/tmp",
                                "-serialize-diagnostics",
                                "d",
                                "-c",
                                "--config=evil.cfg",
                                "-fprofile-use=p",
                                "-Wp,-MD,x",
                                "-ivfsoverlay",
                                "v.yaml",
                                "-specs=s",
                                "-wrapper",
                                "sh",
                                "main.c"}),
              IsEmpty());
}

TEST(ReadingArguments, ValueThatIsMissingIsLeftToClang) {
  EXPECT_THAT(readingArguments({"-I"}), ElementsAre("-I"));
}

} // namespace
