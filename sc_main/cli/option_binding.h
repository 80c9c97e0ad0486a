// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "sc_main/cli/command.h"

namespace htabsim {

/// Options that a command's parser fills in, and that the command it chooses keeps.
template <class Options>
using BoundOptions = std::shared_ptr<Options>;

/// `chosen` becomes `run` on `options` if the command line asks for `command`.
template <class Options>
void choose_on_parse(CLI::App& command, BoundOptions<Options> options,
                     ExitCode (*run)(const Options&, std::FILE* out), Command& chosen) {
  command.callback([options, run, &chosen] {
    chosen = [options, run](std::FILE* out) { return run(*options, out); };
  });
}

/// An option that takes one value each time it is given, and may be given again.
template <class Values>
CLI::Option* add_repeatable(CLI::App& command, const std::string& name, Values& values,
                            const std::string& meaning) {
  return command.add_option(name, values, meaning)->allow_extra_args(false)->take_all();
}

}  // namespace htabsim
