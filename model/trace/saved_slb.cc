// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/saved_slb.h"

#include <array>
#include <string_view>

#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/slb.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

namespace {

SavedSlbEntry parse_entry(std::string_view text) {
  FieldScanner line(text);
  SavedSlbEntry entry;
  entry.index = line.decimal("index", 0, Slb::kEntries - 1);
  line.expect(' ', "the ESID word");
  entry.esid_word = line.hex("the ESID word");
  line.expect(' ', "the VSID word");
  entry.vsid_word = line.hex("the VSID word");
  line.finish();
  if (any(entry.esid_word, ~(slb_esid::kEsid | slb_esid::kValid))) {
    throw FieldError(
        fmt::format("the ESID word {:x} has bits besides ESID and V", entry.esid_word));
  }
  return entry;
}

}  // namespace

std::vector<SavedSlbEntry> read_saved_slb(const std::filesystem::path& path) {
  std::vector<SavedSlbEntry> entries;
  std::array<bool, Slb::kEntries> given{};
  LineReader lines{InputFile(path, InputFile::kKeptBytes)};
  for (std::string_view line; lines.next(line);) {
    if (line.starts_with('#')) continue;
    try {
      const SavedSlbEntry entry = parse_entry(line);
      if (given[entry.index]) throw FieldError(fmt::format("entry {} is given twice", entry.index));
      given[entry.index] = true;
      entries.push_back(entry);
    } catch (const FieldError& fault) {
      lines.fail(fault.what());
    }
  }
  return entries;
}

}  // namespace htabsim
