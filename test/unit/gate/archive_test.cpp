#include "tools/assay/archive.h"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <zlib.h>

using namespace assay;

namespace {

/// A block of a tar: the header of a file as POSIX has it (pax, "ustar").
std::string header(const std::string &name, std::size_t size) {
  std::string block(512, '\0');
  name.copy(block.data(), 100);
  std::snprintf(block.data() + 100, 8, "%07o", 0644);
  std::snprintf(block.data() + 124, 12, "%011zo", size);
  block[156] = '0';
  std::string("ustar\0"
              "00",
              8)
      .copy(block.data() + 257, 8);
  block.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char byte : block)
    sum += static_cast<unsigned char>(byte);
  std::snprintf(block.data() + 148, 8, "%06o", sum);
  return block;
}

std::string entry(const std::string &name, const std::string &text) {
  return header(name, text.size()) + text + std::string((512 - text.size() % 512) % 512, '\0');
}

SourceWalk read(const std::string &bytes, const ArchiveLimits &limits = {}) {
  const std::string path = (std::filesystem::temp_directory_path() /
                            ("assay-archive-" + std::to_string(getpid()) + ".tar"))
                               .string();
  std::ofstream(path, std::ios::binary) << bytes;
  SourceWalk walk;
  readArchive(path, walk, limits);
  std::filesystem::remove(path);
  return walk;
}

std::string sample() {
  std::string bytes;
  for (unsigned number = 0; number < 10; ++number)
    bytes += entry("f" + std::to_string(number) + ".py", std::string(1000, '#'));
  return bytes + std::string(1024, '\0');
}

} // namespace

TEST(Archive, GivesTheSourcesAndNothingElse) {
  const SourceWalk walk = read(entry("a.py", "x = 1\n") + entry("data.bin", "x") +
                               entry("tool", "#!/bin/sh\nls\n") + std::string(1024, '\0'));
  ASSERT_EQ(walk.files.size(), 2U);
  EXPECT_EQ(walk.files[0].text, "x = 1\n");
  EXPECT_EQ(walk.files[1].language->name, "bash");
  EXPECT_TRUE(walk.errors.empty());
}

TEST(Archive, StopsAtEachBound) {
  ArchiveLimits limits;
  limits.entries = 4;
  EXPECT_EQ(read(sample(), limits).files.size(), 4U);
  EXPECT_EQ(read(sample(), limits).errors.size(), 1U);
  limits = {};
  limits.keptBytes = 3500;
  EXPECT_EQ(read(sample(), limits).files.size(), 3U);
  EXPECT_EQ(read(sample(), limits).errors.size(), 1U);
  limits = {};
  limits.unpackedBytes = 5000;
  EXPECT_LE(read(sample(), limits).files.size(), 4U);
  EXPECT_EQ(read(sample(), limits).errors.size(), 1U);
  limits = {};
  limits.fileBytes = 1000;
  EXPECT_TRUE(read(sample(), limits).files.empty());
  EXPECT_EQ(read(sample(), limits).errors.size(), 1U);
  EXPECT_EQ(read(sample()).files.size(), 10U);
}

TEST(Archive, DamageIsAnErrorOrLess) {
  const std::string whole = sample();
  std::mt19937 random(1);
  for (unsigned round = 0; round < 300; ++round) {
    std::string damaged = whole.substr(0, round % 3 ? whole.size() : random() % whole.size());
    for (unsigned change = 0; change < 8 && !damaged.empty(); ++change)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    EXPECT_LE(read(damaged).files.size(), 10U);
  }
}
