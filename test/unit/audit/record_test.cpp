#include "audit/record_view.h"
#include "audit/redact.h"
#include "test/unit/audit/temporary_log.h"

using namespace assay;

static AuditRecord sample() {
  AuditRecord record;
  record.seq = 41;
  record.type = RecordType::ExecEnd;
  record.actor = {1000, 7, "assay", "cli\n"};
  record.subject = sha256("x");
  record.body = llvm::json::Object{{"exit", 0}};
  record.prev = sha256("before");
  record.time = 1795525527123456;
  record.mono = 99;
  record.boot = "0123456789abcdef";
  return record;
}

TEST(Record, ReadsWhatItWrites) {
  std::string line = must(formatRecord(sample()));
  EXPECT_EQ(line.find('\n'), std::string::npos);
  AuditRecord record = must(parseRecord(line));
  EXPECT_EQ(must(formatRecord(record)), line);
  EXPECT_EQ(record.actor.client, "cli\n");
  EXPECT_EQ(record.subject, sha256("x"));
}

TEST(Record, HasOneForm) {
  std::string line = must(formatRecord(sample()));
  for (auto [from, to] : {std::pair{"\"v\":1", "\"v\":2"},
                          {"\"seq\":41", "\"seq\":041"},
                          {"\"type\":\"exec.end\"", "\"type\":\"exec.stop\""},
                          {"\"uid\":1000", "\"uid\":-1"},
                          {".123456Z", ".12345Z"},
                          {"\"exit\":0", "\"exit\": 0"},
                          {"\"pid\":7", "\"pid\":7,\"pie\":8"}}) {
    std::string changed = line;
    changed.replace(changed.find(from), std::strlen(from), to);
    EXPECT_NE(problemOf(parseRecord(changed)), "") << to;
  }
}

TEST(Record, RefusesABodyThatDoesNotFit) {
  AuditRecord record = sample();
  record.body["long"] = std::string(maxRecordBytes, 'x');
  EXPECT_NE(problemOf(formatRecord(record)), "");
}

TEST(Record, TimesAreReadAndWritten) {
  EXPECT_EQ(formatTime(1795525527123456), "2026-11-24T13:05:27.123456Z");
  EXPECT_EQ(parseTime("2026-11-24T13:05:27.123456Z"), 1795525527123456);
  EXPECT_EQ(parseTime("2026-11-24"), 1795478400000000);
  EXPECT_EQ(parseTime("1969-12-31T23:59:59.000001Z"), -999999);
  EXPECT_EQ(formatTime(-999999), "1969-12-31T23:59:59.000001Z");
  for (const char *text : {"", "2026", "2026-13-01", "2026-02-30", "2026-11-24T25:00Z",
                           "2026-11-24 ", "2026-11-24T12:00", "2026-11-24T12:00:00.1Z"})
    EXPECT_FALSE(parseTime(text)) << text;
}

TEST(Redact, ReplacesWhatLooksLikeACredential) {
  struct {
    const char *text;
    const char *clean;
  } table[] = {
      {"AKIAIOSFODNN7EXAMPLE1", "[redacted:aws-key]"},
      {"x ghp_0123456789abcdefghij0123456789ABCD y", "x [redacted:github-token] y"},
      {"DB_PASSWORD=hunter22 make", "DB_PASSWORD=[redacted:secret] make"},
      {"Authorization: Bearer abcdef123456", "Authorization: Bearer [redacted:secret]"},
      {"\"api_key\": \"zzzzzzzz\"", "\"api_key\": \"[redacted:secret]\""},
      {"postgres://me:s3cret@db/x", "postgres://me:[redacted:url-password]@db/x"},
      {"-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----!",
       "[redacted:private-key]!"},
      // No secret: nothing may be lost.
      {"def token(x): return x", "def token(x): return x"},
      {"http://host:8080/a@b", "http://host:8080/a@b"},
      {"AKIA is a prefix", "AKIA is a prefix"},
  };
  for (const auto &row : table) {
    EXPECT_EQ(redacted(row.text), row.clean);
    EXPECT_EQ(redacted(row.clean), row.clean);
  }
}

TEST(Digest, ReadsOnlyLowerCaseHexadecimalDigits) {
  const std::string good = hexOf(sha256("x"));
  EXPECT_EQ(parseDigest(good), sha256("x"));
  for (std::size_t i = 0; i < good.size(); ++i)
    for (int c = 0; c < 256; ++c) {
      std::string changed = good;
      changed[i] = static_cast<char>(c);
      bool isDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      std::optional<Digest> parsed = parseDigest(changed);
      ASSERT_EQ(parsed.has_value(), isDigit) << i << " " << c;
      if (parsed) {
        ASSERT_EQ(hexOf(*parsed), changed);
      }
    }
}
