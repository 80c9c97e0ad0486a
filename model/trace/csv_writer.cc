// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/csv_writer.h"

#include <fmt/format.h>

namespace htabsim {

CsvWriter::CsvWriter(std::ostream& out) : out_(out) {
  out_ << "kind,address,size,thread,processor,real,page\n";
}

void CsvWriter::write(const PlainAccess& access) {
  fmt::memory_buffer line;
  const auto to = std::back_inserter(line);
  fmt::format_to(to, "{},{:#x},{},{},", name(access.kind), access.ea.value(), access.size,
                 access.thread);
  if (access.processor != PlainAccess::kNoProcessor) fmt::format_to(to, "{}", access.processor);
  line.push_back(',');
  if (access.real != PlainAccess::kNoReal) fmt::format_to(to, "{:#x}", access.real.value());
  line.push_back(',');
  if (access.page_shift != 0) fmt::format_to(to, "{}", std::uint64_t{1} << access.page_shift);
  line.push_back('\n');
  out_.write(line.data(), static_cast<std::streamsize>(line.size()));
}

bool CsvWriter::write_between(const PlainAccess& item) {
  out_ << fmt::format("{},{},,,,,\n", name(item.kind), item.process());
  return true;
}

}  // namespace htabsim
