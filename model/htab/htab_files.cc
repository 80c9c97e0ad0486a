// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/htab_files.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace htabsim {

/// A reader, and the interest in changes that lasts while it is open (R6).
class HtabFiles::ReadFile {
 public:
  ReadFile(Partition& partition, const HtabReadOptions& options)
      : reader(options), partition_(partition) {
    ++partition_.hpte_mod_interest;
  }
  ~ReadFile() { --partition_.hpte_mod_interest; }
  ReadFile(const ReadFile&) = delete;
  ReadFile& operator=(const ReadFile&) = delete;

  HtabReader reader;

 private:
  Partition& partition_;
};

struct HtabFiles::File : std::variant<ReadFile, HtabWriter> {
  using variant::variant;
};

OpenResult HtabFiles::open(std::uint64_t flags, std::uint64_t start_index) {
  if (any(flags, ~(htab_flag::kBoltedOnly | htab_flag::kWrite))) return {{}, HtabErrno::kInvalid};
  const auto free = std::ranges::find(files_, nullptr);
  const auto number = static_cast<unsigned>(free - files_.begin());
  if (number >= options_.most_open) return {{}, HtabErrno::kTooManyFiles};
  if (free == files_.end()) files_.emplace_back();

  if (any(flags, htab_flag::kWrite)) {
    const HtabWriteOptions write{options_.header_order, options_.write_parsing};
    files_[number] = std::make_shared<File>(std::in_place_type<HtabWriter>, write);
  } else {
    const HtabReadOptions read{entry_filter(flags), HpteIndex(start_index), options_.header_order,
                               options_.lock_bit, partition_.defect};
    files_[number] = std::make_shared<File>(std::in_place_type<ReadFile>, partition_, read);
  }
  return {HtabFd{number}, {}};
}

IoResult HtabFiles::read(HptPort& port, HtabFd descriptor, std::span<std::byte> buffer) {
  const std::shared_ptr<File> file = find(descriptor);
  auto* read_file = std::get_if<ReadFile>(file.get());
  if (!read_file) return {0, HtabErrno::kBadFd};
  if (partition_.translation == GuestTranslation::kRadix) {
    port.spend(SoftwareWork::kFdCall);
    return {};  // R12
  }
  return read_file->reader.read(port, buffer.first(io_count(buffer.size())));
}

IoResult HtabFiles::write(HptPort& port, HtabFd descriptor, std::span<const std::byte> bytes) {
  const std::shared_ptr<File> file = find(descriptor);
  const auto* writer = std::get_if<HtabWriter>(file.get());
  if (!writer) return {0, HtabErrno::kBadFd};
  if (partition_.translation == GuestTranslation::kRadix) {
    port.spend(SoftwareWork::kFdCall);
    return {0, HtabErrno::kInvalid};  // R37
  }
  return writer->write(port, partition_, bytes.first(io_count(bytes.size())));
}

std::optional<HtabErrno> HtabFiles::close(HtabFd descriptor) {
  if (!find(descriptor)) return HtabErrno::kBadFd;
  files_[static_cast<unsigned>(descriptor)].reset();
  return std::nullopt;
}

std::shared_ptr<HtabFiles::File> HtabFiles::find(HtabFd descriptor) const {
  const auto number = static_cast<unsigned>(descriptor);
  return number < files_.size() ? files_[number] : nullptr;
}

}  // namespace htabsim
