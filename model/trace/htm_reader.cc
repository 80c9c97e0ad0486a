// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/htm_reader.h"

#include <cstring>
#include <optional>
#include <utility>

#include <boost/endian/conversion.hpp>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/trace/traced_operation.h"

namespace htabsim {

namespace {

constexpr std::uint16_t kHtmFetchBytes = 4;

/// The first word that is not zero; 0 if there is none.
std::uint64_t first_htm_word(std::string_view start) {
  std::uint64_t word = 0;
  while (word == 0 && start.size() >= sizeof word) {
    std::memcpy(&word, start.data(), sizeof word);
    start.remove_prefix(sizeof word);
  }
  return boost::endian::big_to_native(word);
}

void set_htm_real(PlainAccess& access, const std::optional<HtmRealPage>& page) {
  if (!page) return;
  access.real = page->real(access.ea);
  access.page_shift = page->shift;
}

}  // namespace

HtmReader::HtmReader(FileCursor cursor) : decoder_(std::move(cursor)) {}

bool HtmReader::next(PlainAccess& access) {
  while (given_ == queued_) {
    given_ = queued_ = 0;
    HtmInstruction instruction;
    if (!decoder_.next(instruction)) return false;
    queue(instruction);
  }
  access = queue_.at(given_++);
  return true;
}

void HtmReader::queue(const HtmInstruction& instruction) {
  if (instruction.vsid) ++segments_;
  if (instruction.ea) {
    PlainAccess fetch;
    fetch.kind = PlainAccessKind::kFetch;
    fetch.size = instruction.prefix ? 2 * kHtmFetchBytes : kHtmFetchBytes;
    fetch.ea = *instruction.ea;
    fetch.line = instruction.record;
    set_htm_real(fetch, instruction.page);
    queue(fetch);
  } else {
    ++without_address_;
  }
  queue_data(instruction);
}

// Of data in two pages the second side is where the next page begins: each gets its part.
void HtmReader::queue_data(const HtmInstruction& instruction) {
  const auto& [first, second] = instruction.data;
  if (!first.ea) return;
  const auto operation = operation_of(instruction);
  if (!operation) {
    unexplained_data_ += second.ea ? 2 : 1;
    return;
  }
  if (!second.ea) return queue(first, *operation, instruction.record);
  StorageOperation to_first = *operation;
  StorageOperation to_second = *operation;
  const std::uint64_t apart = *second.ea - *first.ea;
  if (apart != 0 && apart < operation->bytes) {
    to_first.bytes = static_cast<std::uint16_t>(apart);
    to_second.bytes = static_cast<std::uint16_t>(operation->bytes - apart);
  }
  queue(first, to_first, instruction.record);
  queue(second, to_second, instruction.record);
}

void HtmReader::queue(const HtmData& data, const StorageOperation& operation,
                      std::uint64_t record) {
  PlainAccess access;
  access.kind = access_kind(operation.effect);
  access.size = operation.bytes;
  access.ea = *data.ea;
  if (operation.whole_block) access.ea = Ea(access.ea.value() & ~(operation.bytes - 1ULL));
  access.line = record;
  set_htm_real(access, data.page);
  queue(access);
}

std::vector<TraceRemark> HtmReader::remarks() const {
  const HtmCounts& counts = decoder_.counts();
  return occurred({{"stamps", counts.stamps},
                   {"stamps of lost records", counts.losses},
                   {"translation walks", counts.walks},
                   {"segments loaded", segments_},
                   {"instructions marked not valid", counts.invalid_instructions},
                   {"instructions at an unknown address", without_address_},
                   {"data addresses of instructions that access no data", unexplained_data_},
                   {"records that end too soon", counts.cut_records},
                   {"words that make no sense", counts.senseless_words}});
}

bool HtmReader::recognises(std::string_view start) {
  if (!HtmDecoder::makes_sense(first_htm_word(start))) return false;
  HtmDecoder decoder(FileCursor(InputFile("", std::string(start))));
  try {
    for (HtmInstruction instruction; decoder.next(instruction);) {
    }
  } catch (const InputError&) {
    return false;
  }
  return true;
}

}  // namespace htabsim
