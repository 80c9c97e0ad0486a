// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_apply.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/htab/htab_writer.h"
#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {

namespace {

constexpr HeaderOrder kOrder = HeaderOrder::kBig;

void encode(const HtabGroup& group, std::vector<std::byte>& bytes) {
  bytes.resize(kGroupHeaderBytes + group.header.body_bytes());
  auto end = std::ranges::copy(encode_header(group.header, kOrder), bytes.begin()).out;
  for (const Hpte& entry : group.entries) end = std::ranges::copy(encode_entry(entry), end).out;
}

/// Why an entry is refused with EINVAL (R43, R44); nothing if it is not.
std::string_view invalid_because(const Hpte& entry) {
  if (!any(entry.v, hpte_v::kValid)) return "its V bit is clear";
  if (!kvm_page_size(entry.v, entry.r)) return "its L and LP are no page size";
  return {};
}

/// Why an entry is refused with EIO (R46).
std::string_view io_error_because(const Hpte& entry) {
  return any(entry.v, ibm_bit(0)) ? "its B is reserved"
                                  : "the host's memory behind its page does not allow it";
}

}  // namespace

void StreamApplier::apply(const HtabGroup& group, const std::string& file_name) {
  encode(group, bytes_);
  const HtabWriter writer({kOrder, HtabWriteParsing::safe});
  const IoResult result = writer.write(port_, partition_, bytes_);
  if (!result.error) return;
  throw InputError(file_name, InputError::kNoLine, blame(group, *result.error));
}

std::string StreamApplier::blame(const HtabGroup& group, HtabErrno error) {
  const bool inside = group.header.end().value() <= port_.geometry().hptes();
  for (std::size_t i = 0; inside && i < group.entries.size(); ++i) {
    std::string_view reason = invalid_because(group.entries[i]);
    // The first entry that the table lacks now is the one refused with EIO.
    const std::uint64_t v = port_.load(group.header.first() + i, HpteDword::k0);
    if (error == HtabErrno::kIo && !any(v, hpte_v::kValid | hpte_v::kAbsent)) {
      reason = io_error_because(group.entries[i]);
    }
    if (reason.empty()) continue;
    return fmt::format("at byte {}: entry {} is refused with {}: {}",
                       group.offset + kGroupHeaderBytes + i * sizeof(RawHpte),
                       group.header.index + i, name(error), reason);
  }
  return fmt::format(
      "at byte {}: the group of {} valid and {} invalid entries at entry {} is refused with {}",
      group.offset, group.header.n_valid, group.header.n_invalid, group.header.index, name(error));
}

void apply_stream(HtabStreamReader& reader, HptImage& image, Partition& partition) {
  StreamApplier applier(image, partition);
  for (HtabGroup group; reader.next(group);) applier.apply(group, reader.file_name());
}

}  // namespace htabsim
