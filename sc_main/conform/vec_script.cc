// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_script.h"

#include <string_view>
#include <utility>

#include "htabsim/model/base/input_error.h"
#include "sc_main/conform/vec_line_parser.h"

namespace htabsim {

namespace {

VecConfig parse_config(VecLineScanner& line) {
  VecConfig config;
  line.expect("config");
  if (line.has("native")) {
    const std::string_view isa = line.text("native");
    if (isa != "isa207" && isa != "isa300") line.fail("native= is isa207 or isa300");
    config.native = isa == "isa207" ? HpteFormat::isa207 : HpteFormat::isa300;
  }
  config.order = static_cast<unsigned>(
      line.decimal("htab_shift", HptGeometry::kMinOrder, HptGeometry::kMaxOrder));
  if (config.native) {
    config.origin = HostReal(line.hex("htaborg"));
    const auto sdr1 = config.origin.value() | (config.order - HptGeometry::kMinOrder);
    const TableRegister named{config.origin, config.order};
    if (decode_sdr1(sdr1) != named) line.fail("htaborg= is no place for a table of this size");
  }
  if (line.has("memlo")) {
    config.pattern_begin = line.hex("memlo");
    config.pattern_end = line.hex("memhi");
  }
  line.finish();
  return config;
}

/// The lines of the file but for comments.
class ScriptLines {
 public:
  ScriptLines(std::istream& stream, const std::string& file) : stream_(stream), file_(file) {}

  VecLineScanner next() {
    std::string text;
    do {
      if (!std::getline(stream_, text)) throw InputError(file_, number_, "the file has no `end`");
      ++number_;
      if (stream_.eof()) throw InputError(file_, number_, "the file ends within this line");
    } while (text.starts_with('#'));
    return {std::move(text), file_, number_};
  }
  void finish() {
    if (stream_.peek() != std::istream::traits_type::eof()) {
      throw InputError(file_, number_ + 1, "something follows the `end`");
    }
  }

 private:
  std::istream& stream_;
  const std::string& file_;
  std::uint64_t number_ = 0;
};

}  // namespace

VecScript parse_vec_script(std::istream& stream, const std::string& file) {
  VecScript script;
  script.file = file;
  ScriptLines source(stream, file);
  VecLineScanner first = source.next();
  first.expect("vec");
  first.expect("1");
  script.name = first.word();
  first.finish();
  VecLineScanner config = source.next();
  script.config = parse_config(config);
  VecLineParser parser(script.config);
  for (;;) {
    VecLineScanner line = source.next();
    if (line.accept("end")) {
      line.finish();
      source.finish();
      return script;
    }
    script.lines.push_back(parser.parse(line));
  }
}

}  // namespace htabsim
