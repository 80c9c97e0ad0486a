// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

enum class Align : std::uint8_t { kLeft, kRight };

struct Column {
  std::string header;  ///< with the unit, where there is one: "time (us)"
  Align align = Align::kLeft;
};

/// Rows of text in columns as wide as their widest cell, two spaces apart, under a header.
class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// One cell for each column.
  void add_row(std::vector<std::string> cells);

  /// The table, each line ended; no line has trailing spaces.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Decimal with thousands separators: 1,234,567.
std::string grouped(std::uint64_t number);
/// The same for the digits of a number that 64 bits do not hold.
std::string grouped(std::string digits);

/// "1 call", "2,000 calls": of what has an s in the plural.
std::string counted(std::uint64_t number, std::string_view what);

/// A share of a whole as a percentage with two decimals, 0.00 % of nothing.
std::string percentage(std::uint64_t part, std::uint64_t whole);

}  // namespace htabsim
