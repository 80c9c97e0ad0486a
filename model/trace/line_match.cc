// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_match.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/trace/line_cursor.h"
#include "htabsim/model/trace/line_fault.h"
#include "htabsim/model/trace/page_shift.h"
#include "htabsim/model/trace/star_pattern.h"

namespace htabsim {

namespace {

char small_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

const KindWord* find_kind_word(const LineFormat& format, std::string_view word) {
  for (const KindWord& candidate : format.kinds) {
    if (fits_star_pattern(candidate.pattern, word, small_letter)) return &candidate;
  }
  return nullptr;
}

bool changes_register(std::string_view word) { return word.find("->") != word.npos; }

/// The logarithm of a page's size in bytes, or with the letter of a unit as perf has it; nothing if
/// it is no power of two, and 0 if it is not known.
std::optional<std::uint8_t> shift_of_page(std::string_view text) {
  if (text == "N/A") return 0;
  constexpr std::string_view kUnits = "BKMGT";
  constexpr unsigned kBitsOfUnit = 10;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = whole_number<std::uint64_t>(text.substr(0, digits));
  const std::string_view unit = text.substr(digits);
  const std::size_t units = unit.empty() ? 0 : kUnits.find(unit);
  if (!count || !std::has_single_bit(*count) || unit.size() > 1 || units == kUnits.npos)
    return std::nullopt;
  const auto shift =
      static_cast<unsigned>(std::countr_zero(*count)) + static_cast<unsigned>(units) * kBitsOfUnit;
  if (!is_page_shift(shift)) return std::nullopt;
  return static_cast<std::uint8_t>(shift);
}

/// Takes one line apart. A group that does not fit as a whole is left out, and what comes after it
/// is tried where it began.
class LineMatch {
 public:
  LineMatch(const LineFormat& format, std::string_view line, LineAccesses& found)
      : format_(format), found_(found), cursor_(format, line) {}

  void run();

 private:
  using Reason = LineFault::Reason;

  /// What the line, or a round of a repetition, says of its accesses.
  struct Scope {
    const KindWord* kind = nullptr;
    std::uint64_t size = 0;
    const LineStep* size_step = nullptr;  ///< null: nothing is said of a size
    std::string_view size_left;           ///< the line from there on
    GuestReal real = PlainAccess::kNoReal;
    std::uint8_t page_shift = 0;
    std::uint32_t thread = 0;
    std::uint16_t processor = PlainAccess::kNoProcessor;
    std::optional<std::size_t> address;  ///< which access is of the kind that is said
    const LineStep* address_step = nullptr;
    std::string_view address_left;  ///< the line from there on
  };

  bool whole_line();
  bool steps(std::size_t from, std::size_t to);
  void group(std::size_t index);
  bool round(std::size_t index);
  bool step(const LineStep& step);
  bool field(const LineStep& step);
  bool kind(const LineStep& step);
  bool page(const LineStep& step);
  bool skipped(const LineStep& step);
  bool device(const LineStep& step);
  bool register_change(const LineStep& step);
  bool number(const LineStep& step);
  bool keep(const LineStep& step, std::uint64_t number, std::string_view start);
  void add_access(const LineStep& step, std::uint64_t address, std::string_view start);
  bool complete(std::size_t from);
  bool set_kind();
  bool set_sizes(std::size_t from);
  bool fail(Reason reason, const LineStep& step, std::string_view left);
  [[noreturn]] void refuse() const;

  const LineFormat& format_;
  LineAccesses& found_;
  LineCursor cursor_;
  unsigned depth_ = 0;
  Scope scope_;
  LineFault fault_;
};

/// Always false.
bool LineMatch::fail(Reason reason, const LineStep& step, std::string_view left) {
  fault_.note(reason, step, left, depth_ == 0 && reason != Reason::kRest);
  return false;
}

void LineMatch::refuse() const {
  const std::string of = format_.name.empty() ? "" : fmt::format(" of the format {}", format_.name);
  throw FieldError(fmt::format("{}; lines{} are: {}", fault_.text(format_), of, format_.fields));
}

void LineMatch::run() {
  if (!whole_line()) refuse();
  for (PlainAccess& access : found_.accesses) {
    if (!is_access(access.kind)) continue;
    access.thread = scope_.thread;
    access.processor = scope_.processor;
  }
}

bool LineMatch::whole_line() {
  if (!steps(0, format_.steps.size())) return false;
  cursor_.skip_blanks();
  if (!cursor_.left().empty()) return fail(Reason::kRest, format_.steps.back(), cursor_.left());
  // A wrong size is found where the line fits, and is what there is to say.
  fault_.forget();
  return complete(0);
}

bool LineMatch::steps(std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to;) {
    const LineStep& next = format_.steps[i];
    if (is_group(next.item)) {
      group(i);
      i = next.end;
    } else {
      if (!step(next)) return false;
      ++i;
    }
  }
  return true;
}

void LineMatch::group(std::size_t index) {
  const LineStep& group = format_.steps[index];
  const bool repeated = group.item == LineItem::kRepeated;
  ++depth_;
  for (bool again = true; again;) {
    const LineCursor start = cursor_;
    const Scope scope = scope_;
    const std::uint64_t physical = found_.physical;
    const std::size_t accesses = found_.accesses.size();
    const bool fits = repeated ? round(index) : steps(index + 1, group.end);
    again = repeated && fits && cursor_.left().size() != start.left().size();
    if (fits) continue;
    cursor_ = start;
    scope_ = scope;
    found_.physical = physical;
    found_.accesses.resize(accesses);
  }
  --depth_;
}

bool LineMatch::round(std::size_t index) {
  const Scope line = scope_;
  const std::size_t first = found_.accesses.size();
  scope_.address.reset();
  if (!steps(index + 1, format_.steps[index].end) || !complete(first)) return false;
  scope_ = line;
  return true;
}

bool LineMatch::step(const LineStep& step) {
  if (step.item == LineItem::kLiteral) {
    return cursor_.take_literal(step.text) || fail(Reason::kMissing, step, cursor_.left());
  }
  if (step.item == LineItem::kRest)
    return cursor_.take_rest() || fail(Reason::kMissing, step, cursor_.left());
  if (!cursor_.begin_field()) return fail(Reason::kMissing, step, cursor_.left());
  // Between two commas there may be nothing, which says nothing, but an access has an address.
  if (!format_.blanks_separate && cursor_.at_separator() && !is_access(step.item)) return true;
  return field(step);
}

bool LineMatch::field(const LineStep& step) {
  switch (step.item) {
    case LineItem::kKind:
      return kind(step);
    case LineItem::kPage:
      return page(step);
    case LineItem::kSkip:
      return skipped(step);
    case LineItem::kDevice:
      return device(step);
    case LineItem::kRegister:
      return register_change(step);
    default:
      return number(step);
  }
}

bool LineMatch::kind(const LineStep& step) {
  const std::string_view start = cursor_.left();
  std::string_view word = cursor_.take_word(step);
  if (word.size() > 2 && word.front() == '"' && word.back() == '"')
    word = word.substr(1, word.size() - 2);
  scope_.kind = find_kind_word(format_, word);
  return scope_.kind != nullptr || fail(Reason::kValue, step, start);
}

bool LineMatch::page(const LineStep& step) {
  const std::string_view start = cursor_.left();
  const std::string_view word = cursor_.take_word(step);
  const auto shift = shift_of_page(word);
  scope_.page_shift = shift.value_or(0);
  return shift || fail(Reason::kValue, step, start);
}

bool LineMatch::skipped(const LineStep& step) {
  const std::string_view start = cursor_.left();
  const bool fits =
      start.starts_with('"') ? cursor_.take_quoted_text(step) : !cursor_.take_word(step).empty();
  return fits || fail(Reason::kValue, step, start);
}

bool LineMatch::device(const LineStep& step) {
  const std::string_view start = cursor_.left();
  const std::string_view word = cursor_.take_word(step);
  if (word.empty() || changes_register(word) || find_kind_word(format_, word) != nullptr)
    return fail(Reason::kValue, step, start);
  ++found_.physical;
  return true;
}

bool LineMatch::register_change(const LineStep& step) {
  const std::string_view start = cursor_.left();
  return changes_register(cursor_.take_word(step)) || fail(Reason::kValue, step, start);
}

bool LineMatch::number(const LineStep& step) {
  const std::string_view start = cursor_.left();
  const auto number = cursor_.take_number(step);
  return number ? keep(step, *number, start) : fail(Reason::kValue, step, start);
}

bool LineMatch::keep(const LineStep& step, std::uint64_t number, std::string_view start) {
  switch (step.item) {
    case LineItem::kSize:
      scope_.size = number;
      scope_.size_step = &step;
      scope_.size_left = start;
      return true;
    case LineItem::kThread:
      scope_.thread = static_cast<std::uint32_t>(number);
      return number == scope_.thread || fail(Reason::kRange, step, start);
    case LineItem::kProcessor:
      scope_.processor = static_cast<std::uint16_t>(number);
      return number < PlainAccess::kNoProcessor || fail(Reason::kRange, step, start);
    case LineItem::kReal:
      scope_.real = GuestReal(number);
      return true;
    case LineItem::kPhys:
      scope_.real = number == 0 ? PlainAccess::kNoReal : GuestReal(number);
      return true;
    default:
      if (is_access(step.item)) add_access(step, number, start);
      return true;
  }
}

/// A size of 0 is what the end of the line or round fills in, and so is the kind of an `address`.
void LineMatch::add_access(const LineStep& step, std::uint64_t address, std::string_view start) {
  PlainAccess& access = found_.accesses.emplace_back();
  access.ea = Ea(address);
  access.size = step.beside_data ? format_.fetch_size : std::uint16_t{0};
  if (step.item == LineItem::kAddress) {
    scope_.address = found_.accesses.size() - 1;
    scope_.address_step = &step;
    scope_.address_left = start;
  }
  if (step.item == LineItem::kFetch) access.kind = PlainAccessKind::kFetch;
  if (step.item == LineItem::kLoad) access.kind = PlainAccessKind::kLoad;
  if (step.item == LineItem::kStore) access.kind = PlainAccessKind::kStore;
  if (step.item == LineItem::kModify) access.kind = PlainAccessKind::kModify;
}

/// Gives the accesses what the line or round said of them, from the one with that number on.
bool LineMatch::complete(std::size_t from) { return set_kind() && set_sizes(from); }

bool LineMatch::set_kind() {
  if (!scope_.address) return true;
  auto& accesses = found_.accesses;
  if (scope_.kind == nullptr && !format_.kind)
    return fail(Reason::kNoKind, format_.steps.front(), {});
  const auto kind = scope_.kind != nullptr ? scope_.kind->kind : format_.kind;
  if (!kind) {
    accesses.erase(accesses.begin() + static_cast<std::ptrdiff_t>(*scope_.address));
    return true;
  }
  PlainAccess& access = accesses[*scope_.address];
  access.kind = *kind;
  const bool is_number_of_process = is_access(*kind) || access.ea == Ea(access.process());
  return is_number_of_process || fail(Reason::kRange, *scope_.address_step, scope_.address_left);
}

/// A wrong size is none if there is no access that it is of.
bool LineMatch::set_sizes(std::size_t from) {
  const bool is_said = scope_.size_step != nullptr;
  for (std::size_t i = from; i < found_.accesses.size(); ++i) {
    PlainAccess& access = found_.accesses[i];
    if (access.size != 0) continue;
    if (!is_access(access.kind)) {
      access.size = PlainAccess{}.size;
      continue;
    }
    if (is_said && (scope_.size == 0 || scope_.size > kMaxAccessBytes))
      return fail(Reason::kRange, *scope_.size_step, scope_.size_left);
    access.size = access.kind == PlainAccessKind::kFetch ? format_.fetch_size : format_.size;
    if (is_said) access.size = static_cast<std::uint16_t>(scope_.size);
    access.real = scope_.real;
    access.page_shift = scope_.page_shift;
  }
  return true;
}

}  // namespace

LineMeaning read_line(const LineFormat& format, std::string_view line, LineAccesses& found) {
  const std::string_view bare = trimmed(line);
  if (bare.empty()) return LineMeaning::kPassedOver;
  for (const std::string& pattern : format.skip) {
    if (fits_star_pattern(pattern, bare)) return LineMeaning::kPassedOver;
  }
  if (!format.end.empty() && bare == format.end) return LineMeaning::kEnd;
  if (!format.header) LineMatch(format, line, found).run();
  return LineMeaning::kFields;
}

}  // namespace htabsim
