// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_items.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/description_words.h"

namespace htabsim {

namespace {

struct NumberBaseName {
  std::string_view name;
  NumberBase base;
};

constexpr NumberBaseName kNumberBaseNames[] = {
    {"auto", NumberBase::kAuto}, {"10", NumberBase::kDecimal}, {"16", NumberBase::kHexadecimal}};

class ItemCompiler {
 public:
  explicit ItemCompiler(const LineFormat& format) : format_(format), left_(format.fields) {}

  std::vector<LineStep> compile();

 private:
  // Groups are gone through by calls within calls.
  static constexpr std::size_t kMostSteps = 64;

  /// The line, or a repetition, whose rounds have accesses of their own.
  struct Scope {
    std::vector<LineItem> said{};
    bool data = false;
    std::vector<std::size_t> fetches{};  ///< steps
  };

  /// The next bracket, text in quotes or name; empty at the end.
  std::string_view token();
  void add(std::string_view token);
  void open(LineItem group);
  void close(char bracket);
  void begin_round();
  void end_scope();
  void add_field(std::string_view token);
  void say(LineItem item);
  LineStep& push(LineItem item);
  void find_stops();
  void check() const;
  [[nodiscard]] bool has(LineItem item) const;
  [[noreturn]] void fail(std::string_view text) const;

  const LineFormat& format_;
  std::string_view left_;
  bool after_rest_ = false;
  std::vector<LineStep> steps_;
  std::vector<std::size_t> groups_;
  std::vector<Scope> scopes_{1};
};

void ItemCompiler::fail(std::string_view text) const {
  throw UsageError(fmt::format("format: fields={}: {}", format_.fields, text));
}

std::vector<LineStep> ItemCompiler::compile() {
  for (std::string_view next = token(); !next.empty(); next = token()) add(next);
  if (!groups_.empty()) fail("a bracket is left open");
  end_scope();
  find_stops();
  check();
  return std::move(steps_);
}

std::string_view ItemCompiler::token() {
  left_.remove_prefix(std::min(left_.find_first_not_of(" \t,"), left_.size()));
  if (left_.empty()) return {};
  std::size_t size = 1;
  if (left_[0] == '\'') {
    size = left_.find('\'', 1);
    if (size == left_.npos) fail("a quote ' is left open");
    ++size;
  } else if (std::string_view("[]{}").find(left_[0]) == std::string_view::npos) {
    size = std::min(left_.find_first_of(" \t,[]{}'"), left_.size());
  }
  const std::string_view found = left_.substr(0, size);
  left_.remove_prefix(size);
  return found;
}

void ItemCompiler::add(std::string_view token) {
  switch (token[0]) {
    case '[':
      return open(LineItem::kOptional);
    case '{':
      return open(LineItem::kRepeated);
    case ']':
    case '}':
      return close(token[0]);
    case '\'':
      push(LineItem::kLiteral).text = unquoted("a text", token);
      return;
    default:
      return add_field(token);
  }
}

LineStep& ItemCompiler::push(LineItem item) {
  if (steps_.size() == kMostSteps) fail(fmt::format("more than {} items", kMostSteps));
  if (after_rest_) fail("nothing can come after 'rest'");
  after_rest_ = item == LineItem::kRest;
  LineStep& step = steps_.emplace_back();
  step.item = item;
  return step;
}

void ItemCompiler::open(LineItem group) {
  if (group == LineItem::kRepeated) begin_round();
  groups_.push_back(steps_.size());
  push(group);
}

void ItemCompiler::begin_round() {
  if (scopes_.size() > 1) fail("there is a repetition in a repetition");
  // A round has an access of its own; its thread and processor are the line's.
  std::vector<LineItem> said = scopes_.front().said;
  std::erase_if(said, [](LineItem item) {
    return item != LineItem::kThread && item != LineItem::kProcessor;
  });
  scopes_.push_back({.said = std::move(said)});
}

void ItemCompiler::close(char bracket) {
  if (groups_.empty()) fail(fmt::format("there is nothing that '{}' closes", bracket));
  const std::size_t group = groups_.back();
  groups_.pop_back();
  const bool repeated = steps_[group].item == LineItem::kRepeated;
  if (repeated != (bracket == '}')) fail("its brackets are crossed");
  if (group + 1 == steps_.size()) fail("there is nothing between two brackets");
  steps_[group].end = steps_.size();
  after_rest_ = false;
  if (repeated) end_scope();
}

void ItemCompiler::end_scope() {
  for (const std::size_t fetch : scopes_.back().fetches) {
    steps_[fetch].beside_data = scopes_.back().data;
  }
  scopes_.pop_back();
}

void ItemCompiler::add_field(std::string_view token) {
  const std::size_t colon = token.find(':');
  const LineItem item = row_named("field", token.substr(0, colon), kLineItemNames).item;
  LineStep& step = push(item);
  if (is_address(item)) step.base = format_.base;
  if (colon != token.npos) step.base = number_base_named(token.substr(colon + 1));
  say(item);
}

void ItemCompiler::say(LineItem item) {
  Scope& scope = scopes_.back();
  const bool once = item == LineItem::kAddress || item == LineItem::kKind ||
                    item == LineItem::kSize || item == LineItem::kThread ||
                    item == LineItem::kProcessor || item == LineItem::kReal ||
                    item == LineItem::kPhys || item == LineItem::kPage;
  if (once && std::find(scope.said.begin(), scope.said.end(), item) != scope.said.end())
    fail(fmt::format("'{}' is there twice", name(item)));
  scope.said.push_back(item);
  if (item == LineItem::kFetch) {
    scope.fetches.push_back(steps_.size() - 1);
  } else if (is_access(item)) {
    scope.data = true;
  }
}

/// Only where a literal follows at once may a field end without a separator.
void ItemCompiler::find_stops() {
  const auto add_literal = [this](std::string& stops, std::size_t at) {
    if (at < steps_.size() && steps_[at].item == LineItem::kLiteral) stops += steps_[at].text[0];
  };
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    std::size_t after = i + 1;
    for (; after < steps_.size() && is_group(steps_[after].item); after = steps_[after].end) {
      add_literal(steps_[i].stops, after + 1);
    }
    add_literal(steps_[i].stops, after);
  }
}

bool ItemCompiler::has(LineItem item) const {
  return std::any_of(steps_.begin(), steps_.end(),
                     [item](const LineStep& step) { return step.item == item; });
}

void ItemCompiler::check() const {
  if (std::none_of(steps_.begin(), steps_.end(),
                   [](const LineStep& step) { return is_access(step.item); })) {
    fail("there is no address in it");
  }
  if (has(LineItem::kAddress) && !has(LineItem::kKind) && !format_.kind)
    fail("nothing says the kind of the access; name the field 'kind', or add kind=load");
}

}  // namespace

NumberBase number_base_named(std::string_view name) {
  return row_named("base of a number", name, kNumberBaseNames).base;
}

std::vector<LineStep> compile_line_items(const LineFormat& format) {
  return ItemCompiler(format).compile();
}

}  // namespace htabsim
