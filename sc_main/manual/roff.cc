// SPDX-License-Identifier: Apache-2.0
#include "sc_main/manual/roff.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

constexpr std::string_view kTyped = "  ";

std::string escaped(std::string_view text) {
  std::string roff;
  for (const char c : text) {
    if (c == '\\') {
      roff += "\\e";
    } else if (c == '-') {
      roff += "\\-";
    } else if (c == '\'') {
      roff += "\\(aq";
    } else if (c == '~') {
      roff += "\\(ti";
    } else if (c == '^') {
      roff += "\\(ha";
    } else {
      roff += c;
    }
  }
  return roff;
}

/// A line that begins with a dot would be a request.
std::string as_line(std::string line) {
  return line.starts_with('.') ? "\\&" + std::move(line) : std::move(line);
}

std::string typed_lines(const std::vector<std::string>& lines) {
  std::string roff = ".RS 4\n.EX\n";
  for (const std::string& line : lines)
    roff += as_line(escaped(std::string_view(line).substr(kTyped.size()))) + '\n';
  return roff + ".EE\n.RE\n";
}

std::string prose_lines(const std::vector<std::string>& lines) {
  std::string roff;
  for (const std::string& line : lines) roff += roff_text(line) + '\n';
  return roff;
}

}  // namespace

std::string roff_text(std::string_view text) {
  std::string roff;
  bool is_bold = false;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('`', at), text.size());
    const std::string_view part = text.substr(at, end - at);
    roff += is_bold ? roff_bold(part) : escaped(part);
    is_bold = !is_bold;
    at = end + 1;
  }
  return as_line(std::move(roff));
}

std::string roff_bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }

std::string roff_italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string roff_paragraphs(std::string_view text) {
  std::vector<std::vector<std::string>> paragraphs(1);
  for (const std::string& line : split(text, '\n')) {
    if (!line.empty()) {
      paragraphs.back().push_back(line);
    } else if (!paragraphs.back().empty()) {
      paragraphs.emplace_back();
    }
  }
  std::string roff;
  for (const auto& lines : paragraphs) {
    if (lines.empty()) continue;
    if (!roff.empty()) roff += ".PP\n";
    roff += lines.front().starts_with(kTyped) ? typed_lines(lines) : prose_lines(lines);
  }
  return roff;
}

}  // namespace htabsim
