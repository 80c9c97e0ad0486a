// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/migration_file.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/htab/stream_format.h"
#include "htabsim/model/qemu/device_description.h"
#include "htabsim/model/qemu/migration_format.h"
#include "htabsim/model/trace/passes_file.h"

namespace htabsim {

namespace {

constexpr std::string_view kRam = "ram";
constexpr std::string_view kHtab = "spapr/htab";

/// The devices' sections are held in memory until the description behind them has been read.
constexpr std::size_t kMostDeviceBytes = std::size_t{1} << 30;

/// A section whose contents follow.
struct Section {
  VmRecord record = VmRecord::kEof;
  std::uint64_t at = 0;  ///< of its first byte in the file
  std::uint32_t id = 0;
  std::string name = {};
  std::uint32_t instance = 0;
};

std::string_view stage_name(VmRecord record) {
  switch (record) {
    case VmRecord::kSectionStart:
      return "START";
    case VmRecord::kSectionPart:
      return "PART";
    default:
      return "END";
  }
}

/// Goes through the file, record by record.
class MigrationFileWalk {
 public:
  explicit MigrationFileWalk(InputFile file) : cursor_(std::move(file)) {}

  MigrationFile walk();

 private:
  void read_start();
  /// One record; false if it was the last that can be read.
  bool read_record();
  void read_configuration();
  void read_configured(const std::string& name, std::uint64_t at);
  void read_section(VmRecord record, std::uint64_t at);
  [[nodiscard]] Section read_header(VmRecord record, std::uint64_t at);
  void read_iterated(const Section& section);
  void read_device(const Section& section);
  void read_footer(const Section& section);
  /// Whether the devices' sections, whose first comes next, are described at the file's end.
  bool describe_devices();
  void check_end();

  FileCursor cursor_;
  RamFormat ram_format_;
  std::map<std::uint32_t, std::string> names_;  ///< of sections that have begun
  std::optional<DeviceDescription> devices_;
  bool table_is_whole_ = false;
  bool is_described_ = false;  ///< by what is in it, its writer also describes the devices
  MigrationFile result_;
};

MigrationFile MigrationFileWalk::walk() {
  read_start();
  while (read_record()) {
  }
  if (!table_is_whole_) {
    cursor_.fail_at(cursor_.position(),
                    fmt::format("the file ends without the last section of {}", kHtab));
  }
  return std::move(result_);
}

void MigrationFileWalk::read_start() {
  const std::uint32_t magic = cursor_.u32();
  const std::uint32_t version = cursor_.u32();
  if (magic == kVmFileMagic && version == kVmFileVersion) return;
  cursor_.fail_at(0, fmt::format("is no migration file of QEMU's of version {}", kVmFileVersion));
}

bool MigrationFileWalk::read_record() {
  const std::uint64_t at = cursor_.position();
  const auto record = static_cast<VmRecord>(cursor_.u8());
  switch (record) {
    case VmRecord::kEof:
      check_end();
      return false;
    case VmRecord::kConfiguration:
      read_configuration();
      return true;
    case VmRecord::kCommand:
      cursor_.skip(sizeof(std::uint16_t));
      cursor_.skip(cursor_.u16());
      return true;
    case VmRecord::kSectionFull:
      if (!describe_devices()) return false;
      [[fallthrough]];
    case VmRecord::kSectionStart:
    case VmRecord::kSectionPart:
    case VmRecord::kSectionEnd:
      read_section(record, at);
      return true;
    default:
      cursor_.fail_at(
          at, fmt::format("a record of type {:02x} is not known", static_cast<unsigned>(record)));
  }
}

void MigrationFileWalk::read_configuration() {
  is_described_ = true;
  cursor_.skip(cursor_.u32());  // the machine's name
  while (cursor_.next() == static_cast<std::uint8_t>(VmRecord::kSubsection)) {
    const std::uint64_t at = cursor_.position();
    cursor_.skip(1);
    const std::string name = cursor_.text();
    cursor_.skip(sizeof(std::uint32_t));  // its version
    read_configured(name, at);
  }
}

void MigrationFileWalk::read_configured(const std::string& name, std::uint64_t at) {
  if (name == "configuration/target-page-bits") {
    ram_format_.page_shift = cursor_.u32();
    if (ram_format_.page_shift < 10 || ram_format_.page_shift > 30) {
      cursor_.fail_at(at, fmt::format("pages of 2^{} bytes", ram_format_.page_shift));
    }
  } else if (name == "configuration/capabilities") {
    for (std::uint32_t left = cursor_.u32(); left != 0; --left) {
      if (cursor_.text() == "x-ignore-shared") ram_format_.shared = SharedMemory::kIgnored;
    }
  } else if (name == "configuration/uuid") {
    constexpr std::uint64_t kUuidBytes = 16;
    cursor_.skip(kUuidBytes);
  } else {
    cursor_.fail_at(at, fmt::format("subsection {:?} is not known", name));
  }
}

void MigrationFileWalk::read_section(VmRecord record, std::uint64_t at) {
  const Section section = read_header(record, at);
  if (record == VmRecord::kSectionFull) {
    read_device(section);
  } else {
    read_iterated(section);
  }
  read_footer(section);
}

Section MigrationFileWalk::read_header(VmRecord record, std::uint64_t at) {
  Section section{.record = record, .at = at, .id = cursor_.u32()};
  if (record == VmRecord::kSectionStart || record == VmRecord::kSectionFull) {
    section.name = cursor_.text();
    section.instance = cursor_.u32();
    cursor_.skip(sizeof(std::uint32_t));  // its version
    names_[section.id] = section.name;
    return section;
  }
  const auto known = names_.find(section.id);
  if (known == names_.end()) {
    cursor_.fail_at(at, fmt::format("section {} goes on, but has not begun", section.id));
  }
  section.name = known->second;
  return section;
}

void MigrationFileWalk::read_iterated(const Section& section) {
  if (section.name == kRam) return pass_ram_section(cursor_, ram_format_, result_.ram);
  if (section.name != kHtab) {
    cursor_.fail_at(section.at, fmt::format("section {:?} cannot be passed over: nothing says how "
                                            "long it is",
                                            section.name));
  }
  const std::size_t sections = result_.htab.sections.size();
  const std::uint64_t order_word = cursor_.position();
  read_htab_section(cursor_, stage_name(section.record), result_.htab);
  const bool has_groups = result_.htab.sections.size() > sections;
  if (has_groups == (section.record == VmRecord::kSectionStart)) {
    cursor_.fail_at(order_word,
                    fmt::format("section {} of {} has {}groups", stage_name(section.record), kHtab,
                                has_groups ? "" : "no "));
  }
  if (!has_groups) return;
  result_.groups.push_back(
      {order_word + sizeof(std::uint32_t), cursor_.position() - kGroupHeaderBytes});
  table_is_whole_ |= section.record == VmRecord::kSectionEnd;
}

void MigrationFileWalk::read_device(const Section& section) {
  const auto bytes = devices_->bytes(section.name, section.instance);
  if (!bytes) {
    cursor_.fail_at(
        section.at,
        fmt::format("device {:?} is not in the description at the file's end", section.name));
  }
  cursor_.skip(*bytes);
  ++result_.devices;
}

// Machines up to pseries-2.3 write none.
void MigrationFileWalk::read_footer(const Section& section) {
  const std::uint64_t at = cursor_.position();
  const auto next = cursor_.next();
  if (next == static_cast<std::uint8_t>(VmRecord::kSectionFooter)) {
    cursor_.skip(1);
    is_described_ = true;
    if (cursor_.u32() == section.id) return;
  } else if (next && *next <= static_cast<std::uint8_t>(VmRecord::kCommand)) {
    return;
  }
  cursor_.fail_at(at, fmt::format("section {:?}, which began at byte {}, does not end here",
                                  section.name, section.at));
}

bool MigrationFileWalk::describe_devices() {
  if (devices_) return true;
  const std::string_view rest = cursor_.rest(kMostDeviceBytes);
  if (const auto text = find_device_description(rest)) {
    devices_.emplace(*text, cursor_.file_name());
    return true;
  }
  if (!table_is_whole_) {
    cursor_.fail_at(cursor_.position() - 1,
                    "a device's section stands before the page table's, and the file has no "
                    "description at its end that says how long it is");
  }
  if (!is_described_) return false;
  cursor_.fail_at(cursor_.position() - 1,
                  "devices' sections begin here, and the file has no description at its end that "
                  "says how long they are: it is cut short, or the machine has suppress-vmdesc=on");
}

void MigrationFileWalk::check_end() {
  const auto next = cursor_.next();
  if (!next) return;
  const std::uint64_t at = cursor_.position();
  if (*next == static_cast<std::uint8_t>(VmRecord::kDescription)) {
    cursor_.skip(1);
    cursor_.skip(cursor_.u32());
    if (!cursor_.next()) return;
  }
  cursor_.fail_at(at, "the file goes on behind its end");
}

}  // namespace

std::optional<std::uint64_t> MigrationFile::ram_bytes() const {
  const auto block = std::ranges::find(ram, PassesFile::kRamBlock, &RamBlock::name);
  if (block == ram.end()) return std::nullopt;
  return block->bytes;
}

bool begins_as_migration_file(std::string_view start) {
  if (start.size() < kMigrationFileStart) return false;
  FileCursor cursor(InputFile("", std::string(start.substr(0, kMigrationFileStart))));
  return cursor.u32() == kVmFileMagic && cursor.u32() == kVmFileVersion;
}

MigrationFile read_migration_file(InputFile file) {
  return MigrationFileWalk(std::move(file)).walk();
}

}  // namespace htabsim
