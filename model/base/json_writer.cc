// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/json_writer.h"

#include <algorithm>
#include <cmath>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace htabsim {

namespace {

constexpr std::size_t kIndent = 2;

void append(std::string& text, const boost::json::value& value, std::size_t depth);

void append_new_line(std::string& text, std::size_t depth) {
  text += '\n';
  text.append(depth * kIndent, ' ');
}

void append_object(std::string& text, const boost::json::object& object, std::size_t depth) {
  const char* separator = "{";
  for (const auto& [key, value] : object) {
    text += separator;
    append_new_line(text, depth + 1);
    text += boost::json::serialize(key);
    text += ": ";
    append(text, value, depth + 1);
    separator = ",";
  }
  if (object.empty()) {
    text += "{}";
    return;
  }
  append_new_line(text, depth);
  text += '}';
}

void append_array(std::string& text, const boost::json::array& array, std::size_t depth) {
  const bool one_line = std::ranges::none_of(
      array, [](const boost::json::value& value) { return value.is_structured(); });
  const char* separator = "";
  text += '[';
  for (const boost::json::value& value : array) {
    text += separator;
    if (!one_line) append_new_line(text, depth + 1);
    append(text, value, depth + 1);
    separator = one_line ? ", " : ",";
  }
  if (!one_line) append_new_line(text, depth);
  text += ']';
}

void append(std::string& text, const boost::json::value& value, std::size_t depth) {
  if (value.is_object()) {
    append_object(text, value.get_object(), depth);
  } else if (value.is_array()) {
    append_array(text, value.get_array(), depth);
  } else if (value.is_double()) {
    const double number = value.get_double();
    text += std::isfinite(number) ? fmt::format("{}", number) : "null";
  } else {
    text += boost::json::serialize(value);
  }
}

}  // namespace

std::string format_json(const boost::json::value& value) {
  std::string text;
  append(text, value, 0);
  return text + '\n';
}

}  // namespace htabsim
