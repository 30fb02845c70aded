#include "audit/redact.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace assay {

namespace {

/// A token known by how it begins: then come at least `least` letters, digits, '_', '-', '.' or
/// '/'.
struct TokenShape {
  llvm::StringLiteral prefix;
  std::size_t least;
  llvm::StringLiteral kind;
};

constexpr TokenShape tokenShapes[] = {
    {"AKIA", 16, "aws-key"},        {"ASIA", 16, "aws-key"},
    {"ghp_", 30, "github-token"},   {"gho_", 30, "github-token"},
    {"ghu_", 30, "github-token"},   {"ghs_", 30, "github-token"},
    {"ghr_", 30, "github-token"},   {"github_pat_", 30, "github-token"},
    {"glpat-", 18, "gitlab-token"}, {"xoxb-", 20, "slack-token"},
    {"xoxp-", 20, "slack-token"},   {"xoxa-", 20, "slack-token"},
    {"sk_live_", 16, "stripe-key"}, {"rk_live_", 16, "stripe-key"},
    {"AIza", 30, "google-key"},     {"npm_", 30, "npm-token"},
    {"pypi-", 40, "pypi-token"},    {"sk-ant-", 20, "api-key"},
    {"sk-proj-", 20, "api-key"},    {"eyJ", 40, "web-token"},
};

/// Names before '=' or ':' whose value is secret. Matched at the end of a longer name
/// ("DB_PASSWORD").
constexpr llvm::StringLiteral secretNames[] = {"password",   "passwd",      "secret",  "token",
                                               "api_key",    "apikey",      "api-key", "access_key",
                                               "secret_key", "private_key", "bearer"};

bool isTokenCharacter(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.' || c == '/' || c == '+' || c == '=';
}

bool isWordCharacter(char c) { return llvm::isAlnum(c) || c == '_' || c == '-'; }

/// A stretch of text that must not be written.
struct Secret {
  std::size_t length = 0;
  llvm::StringRef kind;
};

Secret findToken(llvm::StringRef text) {
  for (const TokenShape &shape : tokenShapes) {
    if (!text.starts_with(shape.prefix))
      continue;
    std::size_t length = text.take_while(isTokenCharacter).size();
    if (length >= shape.prefix.size() + shape.least)
      return {length, shape.kind};
  }
  if (text.starts_with("-----BEGIN ") && text.take_front(64).contains("PRIVATE KEY")) {
    std::size_t end = text.find("-----END ");
    // A key without an end goes to the end of the text.
    std::size_t close = end == llvm::StringRef::npos ? end : text.find("-----", end + 9);
    return {close == llvm::StringRef::npos ? text.size() : close + 5, "private-key"};
  }
  return {};
}

/// The value in `password=value`, where `before` is all that precedes the value.
Secret findNamedValue(llvm::StringRef before, llvm::StringRef text) {
  before = before.rtrim(" '\"");
  bool hasMark = before.consume_back("=") || before.consume_back(":");
  llvm::StringRef name = before.rtrim(" '\"");
  if (!hasMark && !name.ends_with_insensitive("bearer"))
    return {};
  name = name.take_back(
      name.size() -
      name.find_last_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") -
      1);
  bool isNamed = llvm::any_of(secretNames, [&](llvm::StringRef secret) {
    return name.ends_with_insensitive(secret) && (hasMark || secret == "bearer");
  });
  // Short values are more often words of prose than secrets.
  std::size_t length =
      text.take_until([](char c) {
            return c <= ' ' || c == '"' || c == '\'' || c == '&' || c == ',' || c == ';';
          })
          .size();
  return isNamed && length >= 4 ? Secret{length, "secret"} : Secret{};
}

/// The password in `scheme://user:password@host`.
Secret findURLPassword(llvm::StringRef before, llvm::StringRef text) {
  if (!before.ends_with(":"))
    return {};
  llvm::StringRef user = before.drop_back();
  std::size_t slash = user.rfind("//");
  if (slash == llvm::StringRef::npos || user.drop_front(slash).contains('@') ||
      user.drop_front(slash + 2).find_first_of("/ ") != llvm::StringRef::npos)
    return {};
  std::size_t end = text.find_first_of("@/ \n");
  if (end == llvm::StringRef::npos || text[end] != '@' || end == 0)
    return {};
  return {end, "url-password"};
}

Secret findSecret(llvm::StringRef text, std::size_t at) {
  llvm::StringRef rest = text.drop_front(at);
  // Look back only over a line's worth: the time is linear in the text.
  llvm::StringRef before = text.take_front(at).take_back(256);
  bool startsWord = at == 0 || !isWordCharacter(text[at - 1]);
  if (!startsWord)
    return {};
  Secret secret = findToken(rest);
  if (secret.length == 0)
    secret = findURLPassword(before, rest);
  if (secret.length == 0)
    secret = findNamedValue(before, rest);
  return secret;
}

} // namespace

std::string redacted(llvm::StringRef text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    Secret secret = findSecret(text, at);
    if (text.drop_front(at).starts_with("[redacted:")) {
      std::size_t end = std::min(text.find(']', at), text.size() - 1) + 1;
      out += text.slice(at, end);
      at = end;
    } else if (secret.length > 0) {
      out += ("[redacted:" + secret.kind + "]").str();
      at += secret.length;
    } else {
      out += text[at++];
    }
  }
  return out;
}

void redactStrings(llvm::json::Object &object) {
  std::vector<llvm::json::Value *> pending;
  for (auto &entry : object)
    pending.push_back(&entry.second);
  while (!pending.empty()) {
    llvm::json::Value &value = *pending.back();
    pending.pop_back();
    if (auto text = value.getAsString()) {
      std::string clean = redacted(*text);
      if (clean != *text)
        value = std::move(clean);
    } else if (auto *inner = value.getAsObject()) {
      for (auto &entry : *inner)
        pending.push_back(&entry.second);
    } else if (auto *array = value.getAsArray()) {
      for (llvm::json::Value &element : *array)
        pending.push_back(&element);
    }
  }
}

} // namespace assay
