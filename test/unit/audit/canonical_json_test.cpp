#include "audit/canonical_json.h"
#include "test/unit/audit/temporary_log.h"

using namespace assay;
namespace json = llvm::json;

static const char *split(llvm::StringRef text) {
  static std::vector<JSONEntry> entries;
  return splitCanonicalObject(text, entries);
}

TEST(CanonicalJSON, SortsKeysByUTF16Units) {
  // From RFC 8785, section 3.2.3: the euro sign, \r, U+FB33, 1, U+1F600, U+0080, o-umlaut.
  json::Object object{{"\xE2\x82\xAC", 1},     {"\r", 2},       {"\xEF\xAC\xB3", 3}, {"1", 4},
                      {"\xF0\x9F\x98\x80", 5}, {"\xC2\x80", 6}, {"\xC3\xB6", 7}};
  EXPECT_EQ(must(canonicalJSON(object)),
            "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,"
            "\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}");
}

TEST(CanonicalJSON, EscapesOnlyWhatTheStandardSays) {
  json::Object object{{"a", std::string("\x01\b\t\n\v\f\r\"\\/\x7F\xE2\x80\xA8", 14)}};
  EXPECT_EQ(must(canonicalJSON(object)),
            "{\"a\":\"\\u0001\\b\\t\\n\\u000b\\f\\r\\\"\\\\/\x7F\xE2\x80\xA8\"}");
}

TEST(CanonicalJSON, RefusesNumbersThatReadersDisagreeAbout) {
  EXPECT_EQ(problemOf(canonicalJSON(json::Object{{"a", json::Object{{"b", json::Array{1, 0.5}}}}})),
            "a.b[1]: not an integer within 2^53 - 1");
  EXPECT_NE(problemOf(canonicalJSON(json::Object{{"a", (std::int64_t{1} << 53)}})), "");
  EXPECT_EQ(must(canonicalJSON(json::Object{{"a", (std::int64_t{1} << 53) - 1}, {"b", -7}})),
            R"({"a":9007199254740991,"b":-7})");
}

TEST(CanonicalJSON, RefusesDeepNesting) {
  json::Value value = 1;
  for (unsigned i = 0; i < maxJSONDepth; ++i)
    value = json::Array{std::move(value)};
  EXPECT_NE(problemOf(canonicalJSON(json::Object{{"a", std::move(value)}})), "");
  EXPECT_NE(split("{\"a\":" + std::string(100000, '[')), nullptr);
}

TEST(CanonicalJSON, ReadsWhatItWrites) {
  json::Object object{{"a", json::Array{1, "x", nullptr, true, json::Object{}, json::Array{}}},
                      {"b\n", "\xF0\x9F\x98\x80 long enough for several words of eight"},
                      {"b\"", json::Object{{"c", false}}}};
  EXPECT_EQ(split(must(canonicalJSON(object))), nullptr);
}

TEST(CanonicalJSON, ReaderRefusesEveryOtherForm) {
  for (const char *text : {"",
                           "{",
                           "{}x",
                           "[]",
                           " {}",
                           "{ }",
                           R"({"a":1,})",
                           R"({"a" :1})",
                           R"({"b":1,"a":2})",
                           R"({"a":1,"a":2})",
                           R"({"a":01})",
                           R"({"a":-0})",
                           R"({"a":1.0})",
                           R"({"a":1e2})",
                           R"({"a":9007199254740992})",
                           R"({"a":+1})",
                           R"({"a":"\/"})",
                           R"({"a":"\u000A"})",
                           R"({"a":"\u000a"})",
                           R"({"a":"\u0041"})",
                           R"({"a":"\u001F"})",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"\xC0\x80\"}",
                           "{\"a\":\"\xED\xA0\x80\"}",
                           "{\"a\":\"\xFF\"}",
                           "{\"a\":\"\xE2\x80\"}",
                           R"({"a":[1 ,2]})",
                           R"({"a":[,1]})",
                           R"({"a":nul})",
                           R"({"a":{"b":1,"b":1}})",
                           R"({"\n":1,"\b":2})",
                           R"({"a":"\u001)",
                           R"({"a":"\)"})
    EXPECT_NE(split(text), nullptr) << text;
}

TEST(CanonicalJSON, ReplacesBytesThatAreNotUTF8) {
  std::string out;
  appendJSONString(out, "a\xFF"
                        "b");
  EXPECT_EQ(out, "\"a\xEF\xBF\xBD"
                 "b\"");
}
