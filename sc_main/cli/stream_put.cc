// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_put.h"

#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/htab/stream_diff.h"
#include "htabsim/model/htab/table_stream.h"
#include "htabsim/model/qemu/put_table.h"
#include "sc_main/cli/stream_table.h"
#include "sc_main/setup/stream_input.h"

namespace htabsim {

namespace {

MigrationFile read_old(const std::filesystem::path& path) {
  if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path)) {
    throw InputError(path.string(), InputError::kNoLine,
                     "can be read only once, but is read twice: to find the table, and to copy");
  }
  MigrationFile migration = read_migration_file(InputFile(path));
  if (!migration.htab.hpt_order) {
    throw InputError(path.string(), InputError::kNoLine, "does not say how large the table is");
  }
  return migration;
}

/// Takes the stream, which is not needed any more then.
StreamTable old_table(const std::filesystem::path& path, QemuHtab& htab) {
  StreamTable table(streamed_geometry(path.string(), *htab.hpt_order));
  HtabStreamReader reader(InputFile(path, std::move(htab.stream)), table.image().geometry(),
                          HeaderOrder::kBig);
  table.apply(reader);
  return table;
}

StreamTable new_table(const std::filesystem::path& file, const HptGeometry& geometry) {
  StreamInput stream = open_stream(file, {.files = {file}});
  const auto& said = stream.reader.geometry();
  if (said && said->order() != geometry.order()) {
    throw InputError(stream.reader.file_name(), InputError::kNoLine,
                     fmt::format("is of a table of 2^{} bytes, but the migration file has one of "
                                 "2^{}",
                                 said->order(), geometry.order()));
  }
  StreamTable table(geometry);
  table.apply(stream.reader);
  return table;
}

}  // namespace

ExitCode run_stream_put(const StreamPutOptions& options, std::FILE* out) {
  MigrationFile migration = read_old(options.qemu);
  const StreamTable before = old_table(options.qemu, migration.htab);
  StreamTable after = new_table(options.table, before.image().geometry());
  const TableDiff diff = diff_tables(before.image(), after.image(), RcBits::kCompared);
  const std::string table = table_stream(after.image(), HeaderOrder::kBig);
  write_file(options.output,
             [&](std::ostream& to) { put_table(InputFile(options.qemu), migration, table, to); });
  fmt::print(out,
             "{}: the migration file with a table of 2^{} bytes, {} of {} entries valid; {} "
             "differ from the table before\n",
             options.output.string(), before.image().geometry().order(), grouped(diff.valid_in_b),
             grouped(diff.compared), grouped(diff.different()));
  return ExitCode::kSuccess;
}

void add_stream_put_command(CommandSyntax& stream) {
  const auto options = std::make_shared<StreamPutOptions>();
  CommandSyntax put = stream.add_command("put", "a migration file of QEMU's with another table");
  put.add_value({.name = "--qemu",
                 .meaning = "the migration file that QEMU wrote",
                 .value = "OLD",
                 .presence = Presence::kRequired},
                options->qemu);
  put.add_value({.name = "--table",
                 .meaning = "HTAB stream, or QEMU's migration file, that makes the new table",
                 .value = "STREAM",
                 .presence = Presence::kRequired},
                options->table);
  put.add_value({.name = "-o,--output",
                 .meaning = "the migration file to write, for qemu -incoming",
                 .value = "NEW",
                 .presence = Presence::kRequired},
                options->output);
  put.runs(options, run_stream_put);
}

}  // namespace htabsim
