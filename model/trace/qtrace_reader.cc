// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/qtrace_reader.h"

#include "htabsim/model/trace/traced_operation.h"

namespace htabsim {

namespace {

std::uint16_t fetched_bytes(const QtraceInstruction& instruction) {
  constexpr std::uint16_t kWord = QtraceInstruction::kWordBytes;
  return instruction.prefix ? 2 * kWord : kWord;
}

PlainAccess access_at(const QtraceInstruction& instruction, Ea ea,
                      const QtraceTranslation& translation) {
  PlainAccess access;
  access.ea = ea;
  access.real = translation.real.value_or(PlainAccess::kNoReal);
  access.page_shift = translation.page_shift.value_or(0);
  access.line = instruction.record;
  if (instruction.processor) access.processor = *instruction.processor;
  return access;
}

/// Moves the access to where its aligned block begins. `bytes` is a power of two, and no page is
/// smaller.
void align_down(PlainAccess& access, std::uint64_t bytes) {
  const std::uint64_t offset = access.ea.value() & (bytes - 1);
  access.ea = access.ea - offset;
  if (access.real != PlainAccess::kNoReal) access.real = access.real - offset;
}

}  // namespace

bool QtraceReader::recognises(std::string_view start) {
  using namespace std::string_view_literals;
  constexpr std::size_t kStart = 8;  // the word 0, the first flags and the second
  const std::string_view begin = start.substr(0, kStart);
  return begin == "\0\0\0\0\0\1\0\2"sv || begin == "\0\0\0\0\0\1\0\3"sv;
}

bool QtraceReader::next(PlainAccess& access) {
  QtraceInstruction instruction;
  while (!data_ && decoder_.next(instruction)) {
    data_ = data_access(instruction);
    if (instruction.ea) {
      access = access_at(instruction, *instruction.ea, instruction.fetch);
      access.kind = PlainAccessKind::kFetch;
      access.size = fetched_bytes(instruction);
      return true;
    }
    ++unplaced_fetches_;
  }
  if (!data_) return false;
  access = *data_;
  data_.reset();
  return true;
}

std::optional<PlainAccess> QtraceReader::data_access(const QtraceInstruction& instruction) {
  const std::optional<StorageOperation> operation = operation_of(instruction);
  if (!instruction.data_ea || !operation) {
    if (instruction.data_ea) ++other_data_;
    if (operation) ++unplaced_data_;
    return std::nullopt;
  }
  PlainAccess access = access_at(instruction, *instruction.data_ea, instruction.data);
  access.kind = access_kind(operation->effect);
  access.size = operation->bytes;
  if (operation->whole_block) align_down(access, operation->bytes);
  return access;
}

std::vector<TraceRemark> QtraceReader::remarks() const {
  const std::uint64_t headers = decoder_.headers();
  return occurred({{"file headers inside", headers == 0 ? 0 : headers - 1},
                   {"instructions whose address is not known", unplaced_fetches_},
                   {"data addresses of instructions that neither load nor store", other_data_},
                   {"loads and stores without a data address", unplaced_data_}});
}

}  // namespace htabsim
