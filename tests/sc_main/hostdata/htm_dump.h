// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace htabsim {

/// A dump of POWER8's hardware trace, record by record (trace-formats T2).
class HtmDump {
 public:
  /// A load at `ea`; `reloaded`: the core reloaded the translation of its page of 4K.
  void load(std::uint64_t ea, bool reloaded) {
    constexpr std::uint64_t kLd = 0xe9230000;
    head(kLd, kIea | kDea | (reloaded ? kDra : 0));
    word(kCode);
    word(ea);
    if (reloaded) word(0x9000000ULL >> 12 << 24);
  }
  /// slbmte of a segment of 256 MB.
  void segment(std::uint64_t esid) {
    constexpr std::uint64_t kSlbmte = 0x7c801b24;
    head(kSlbmte, kIea | kDea | kDra | kEsid);
    word(kCode);
    word(esid << 28);
    word(0x123ULL << 12);
  }
  void slbie() {
    head(0x7c001b64, kIea);
    word(kCode);
  }
  void lost_records() { word(0xaceffa0010000000); }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  static constexpr std::uint64_t kCode = 0xc000000000001000;

 private:
  static constexpr std::uint64_t kIea = 0x40;
  static constexpr std::uint64_t kDea = 0x10;
  static constexpr std::uint64_t kDra = 0x08;
  static constexpr std::uint64_t kEsid = 0x04;

  void head(std::uint64_t opcode, std::uint64_t told) {
    constexpr std::uint64_t kTag = 0xabcdeULL << 8;
    constexpr std::uint64_t kValid = 0x80;
    word(opcode << 32 | kTag | kValid | told);
  }
  void word(std::uint64_t word) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(word >> shift & 0xff);
  }

  std::string bytes_;
};

}  // namespace htabsim
