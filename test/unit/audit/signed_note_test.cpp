#include "audit/checkpoint.h"
#include "audit/signed_note.h"
#include "test/unit/audit/temporary_log.h"

using namespace assay;

static SigningKey testKey(std::uint8_t fill = 7) {
  std::array<std::uint8_t, 32> seed;
  seed.fill(fill);
  return must(SigningKey::fromSeed("example.com/log", seed));
}

TEST(SignedNote, ReadsTheVerifierKeyOfTheSpecification) {
  // From C2SP signed-note.
  const char *text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  EXPECT_EQ(must(parseVerifierKey(text)).text(), text);
}

TEST(SignedNote, RefusesMalformedKeys) {
  for (const char *text :
       {"", "x", "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"})
    EXPECT_NE(problemOf(parseVerifierKey(text)), "") << text;
}

TEST(SignedNote, OpensWhatItSigns) {
  SigningKey key = testKey();
  std::string note = must(key.sign("one\n\ntwo\n"));
  EXPECT_EQ(must(openNote(note, key.verifier())), "one\n\ntwo\n");
}

TEST(SignedNote, RefusesEveryChangedByte) {
  SigningKey key = testKey();
  std::string note = must(key.sign("origin\n12\nroot\n"));
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] ^= 1;
    EXPECT_NE(problemOf(openNote(changed, key.verifier())), "") << i;
  }
}

TEST(SignedNote, IgnoresSignaturesOfOthers) {
  SigningKey key = testKey(), other = testKey(8);
  std::string note = must(key.sign("text\n"));
  std::string foreign = must(other.sign("text\n"));
  std::string both = note + foreign.substr(foreign.find("\n\n") + 2);
  EXPECT_EQ(must(openNote(both, key.verifier())), "text\n");
  EXPECT_NE(problemOf(openNote(foreign, key.verifier())), "");
}

TEST(SignedNote, RefusesAWrongSignatureNextToAGoodOne) {
  SigningKey key = testKey();
  std::string good = must(key.sign("text\n")), bad = must(key.sign("other\n"));
  EXPECT_NE(problemOf(openNote(good + bad.substr(bad.find("\n\n") + 2), key.verifier())), "");
}

TEST(Checkpoint, HasOneForm) {
  Checkpoint checkpoint{"example.com/log", 42, sha256("x")};
  EXPECT_EQ(must(parseCheckpoint(checkpoint.text())).size, 42u);
  std::string root = base64Of(bytesOf(sha256("x")));
  for (const std::string &text : std::initializer_list<std::string>{
           "", "a\n042\n" + root + "\n", "a\n+42\n" + root + "\n", "a\n-1\n" + root + "\n",
           "a\n42\nAAAA\n", "\n42\n" + root + "\n", "a\n42\n" + root,
           "a\n18446744073709551616\n" + root + "\n"})
    EXPECT_NE(problemOf(parseCheckpoint(text)), "") << text;
}
