// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "htabsim/model/trace/line_format.h"

namespace htabsim {

/// The format that a description is of. It is parts with `;` between them:
///
///   fields=ITEMS   what is in a line, in its order; see below. Items have blanks or commas between
///                  them.
///   sep=WORD       what is between the fields: `any` (blanks, a comma, or both; if nothing is
///                  said), `blank`, `comma`, `semicolon` or `tab`. With the last three a value may
///                  be empty, and then says nothing.
///   base=16|10|auto   base of addresses; auto: hexadecimal if 0x stands before it, else decimal
///   size=N         bytes of an access of which the line says none; 1 if nothing is said
///   fetch-size=N   the same for fetches only
///   kind=KIND      kind of an access of which the line says none: load, store, fetch or modify
///   kinds=WORD:KIND ...   what the words of `kind` mean, instead of those below; KIND `none` is no
///                  access. `*` in a word stands for any characters; capitals are as good as small
///                  letters; of two that fit, the first holds.
///   skip='TEXT' ...   lines that are passed over; `*` in a text stands for any characters
///   end='TEXT'     the line that ends the trace
///
/// Items: `address` (of the access that the rest of the line is about), `kind`, `size`, `thread`,
/// `processor`, `real` (guest real address), `phys` (the same, 0 if not known), `page` (size of its
/// page); `fetch`, `load`, `store`, `modify` (address of one more access, of this kind); `pc`,
/// `number`, `skip` (one field, checked as such but not kept), `rest` (of the line), `device`,
/// `register`; 'text' (stands there as it is, with or without separators around it); [ITEMS] (once
/// or not at all), {ITEMS} (any number of times: what is said within is of that round's access).
/// `header` alone: the first line names the columns. A number with `:16` or `:10` behind its name
/// is in that base.
///
/// Kinds, if nothing is said: L LD load R RD read readd; S ST store W WR write; I IF fetch ifetch
/// instr readi; M modify rmw.
///
/// A description may begin with the name of one (`execlog;size=8`): its parts hold where no other
/// is given. Throws UsageError with what is wrong.
LineFormat parse_line_format(std::string_view text);

}  // namespace htabsim
