// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_dump.h"

#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/cli/stream_text.h"

namespace htabsim {

namespace {

std::string run_text(HpteIndex first, std::uint16_t length, std::string_view kind) {
  if (length == 0) return fmt::format("0 {}", kind);
  return fmt::format("{} {} from {} to {}", length, kind, first.value(),
                     (first + length - 1).value());
}

std::string group_line(const HtabGroup& group, const StreamSections* sections) {
  const HtabGroupHeader& header = group.header;
  std::string section;
  if (sections != nullptr) {
    section =
        fmt::format(", section {} {}", group.section + 1, sections->sections[group.section].name);
  }
  return fmt::format("group at byte {}, pass {}{}: {}, {}\n", group.offset, group.pass + 1, section,
                     run_text(header.first(), header.n_valid, "valid"),
                     run_text(header.first() + header.n_valid, header.n_invalid, "invalid"));
}

void print_group(const HtabGroup& group, const StreamSections* sections, std::FILE* out) {
  fmt::memory_buffer text;
  text.append(group_line(group, sections));
  HpteIndex index = group.header.first();
  for (const Hpte& entry : group.entries) {
    append_entry_line(text, index, entry);
    ++index;
  }
  fmt::print(out, "{}", std::string_view(text.data(), text.size()));
}

}  // namespace

ExitCode run_stream_dump(const StreamDumpOptions& options, std::FILE* out) {
  HtabStreamReader reader = open_stream(options.stream.files.front(), options.stream).reader;
  std::uint64_t passes = 0;
  std::uint64_t shown = 0;
  for (HtabGroup group; reader.next(group);) {
    passes = group.pass + 1;
    if (options.pass && passes > *options.pass) return ExitCode::kSuccess;
    if (options.pass && passes != *options.pass) continue;
    if (++shown == 1) fmt::print(out, "{}", entry_heading());
    print_group(group, reader.sections(), out);
  }
  if (!options.pass || *options.pass <= passes) return ExitCode::kSuccess;
  throw InputError(reader.file_name(), InputError::kNoLine,
                   fmt::format("has no pass {}, only {}", *options.pass, passes));
}

void add_stream_dump_command(CommandSyntax& stream) {
  const auto options = std::make_shared<StreamDumpOptions>();
  CommandSyntax dump = stream.add_command("dump", "a line for each group and each entry");
  dump.add_files({.name = "FILE",
                  .meaning = "HTAB stream, or QEMU's migration file, plain or compressed",
                  .presence = Presence::kRequired},
                 options->stream.files, 1);
  dump.add_positive({"--pass", "show this pass only; the first is 1", "N"}, options->pass);
  add_stream_options(dump, options->stream);
  dump.runs(options, run_stream_dump);
}

}  // namespace htabsim
