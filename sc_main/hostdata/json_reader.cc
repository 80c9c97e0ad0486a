// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/json_reader.h"

#include <charconv>
#include <cstdint>

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value_stack.hpp>

namespace htabsim {

namespace {

using Error = boost::system::error_code;
using Text = boost::json::string_view;

/// Builds a value of what boost::json::basic_parser tells; the names are its own.
struct ValueBuilder {
  static constexpr std::size_t max_object_size = boost::json::object::max_size();
  static constexpr std::size_t max_array_size = boost::json::array::max_size();
  static constexpr std::size_t max_key_size = boost::json::string::max_size();
  static constexpr std::size_t max_string_size = boost::json::string::max_size();

  bool on_document_begin(Error&) {
    stack.reset();
    return true;
  }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_object_end(std::size_t members, Error&) {
    stack.push_object(members);
    return true;
  }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t elements, Error&) {
    stack.push_array(elements);
    return true;
  }
  bool on_key_part(Text part, std::size_t, Error&) {
    stack.push_chars(part);
    return true;
  }
  bool on_key(Text rest, std::size_t, Error&) {
    stack.push_key(rest);
    return true;
  }
  bool on_string_part(Text part, std::size_t, Error&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(Text rest, std::size_t, Error&) {
    stack.push_string(rest);
    return true;
  }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t number, Text, Error&) {
    stack.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, Text, Error&) {
    stack.push_uint64(number);
    return true;
  }
  // The text is never in parts, so these are all its digits.
  bool on_double(double number, Text digits, Error&) {
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    stack.push_double(number);
    return true;
  }
  bool on_bool(bool value, Error&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(Error&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

  boost::json::value_stack stack;
};

}  // namespace

ReadJson read_json(std::string_view text) {
  boost::json::basic_parser<ValueBuilder> parser{boost::json::parse_options{}};
  ReadJson result;
  result.read = parser.write_some(false, text.data(), text.size(), result.error);
  if (!result.error && text.find_first_not_of(" \t\r\n", result.read) != text.npos) {
    result.error = boost::json::make_error_code(boost::json::error::extra_data);
  }
  if (!result.error) result.value = parser.handler().stack.release();
  return result;
}

}  // namespace htabsim
