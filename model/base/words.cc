// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/words.h"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

namespace htabsim {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> fields;
  boost::algorithm::split(fields, text, [separator](char c) { return c == separator; });
  return fields;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  boost::algorithm::split(words, line, boost::algorithm::is_space());
  std::erase(words, "");
  return words;
}

}  // namespace htabsim
