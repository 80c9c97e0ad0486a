// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibration/fit_parameter.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "sc_main/parameter_access.h"

namespace htabsim {

namespace {

const SourceLine kHere{"--fit"};

std::uint64_t parse_limit(std::string_view text, const std::string& argument) {
  std::uint64_t limit = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, limit);
  if (error != std::errc() || stop != end) {
    throw kHere.error(fmt::format("\"{}\" is not of the form KEY=LEAST..MOST", argument));
  }
  return limit;
}

}  // namespace

FitParameter FitParameter::parse(const std::string& argument) {
  FitParameter fit;
  const std::size_t equals = argument.find('=');
  const std::size_t dots = argument.find("..", equals == std::string::npos ? 0 : equals);
  fit.key_ = argument.substr(0, equals);
  check_key(fit.key_, kHere);
  const std::string_view text = argument;
  const bool range = equals != std::string::npos && dots != std::string::npos;
  fit.least_ = parse_limit(range ? text.substr(equals + 1, dots - equals - 1) : "", argument);
  fit.most_ = parse_limit(text.substr(dots + 2), argument);
  Config config;
  if (!parameter_number(config, fit.key_)) {
    throw kHere.error(fmt::format("{} is no number", fit.key_));
  }
  if (find_parameter(fit.key_)->multiples != Multiples::any) {
    throw kHere.error(fmt::format("{} has no values between powers of two", fit.key_));
  }
  fit.set(config, fit.least_);
  fit.set(config, fit.most_);
  if (fit.least_ >= fit.most_) {
    throw kHere.error(fmt::format("{}: {} is not below {}", fit.key_, fit.least_, fit.most_));
  }
  return fit;
}

std::string_view FitParameter::unit() const { return find_parameter(key_)->unit; }

std::uint64_t FitParameter::value_at(double place) const {
  const auto least = static_cast<double>(least_);
  const auto most = static_cast<double>(most_);
  const double value =
      least_ > 0 ? least * std::pow(most / least, place) : least + (most - least) * place;
  return std::clamp(static_cast<std::uint64_t>(std::llround(value)), least_, most_);
}

double FitParameter::place_of(std::uint64_t value) const {
  const auto least = static_cast<double>(least_);
  const auto most = static_cast<double>(most_);
  const auto at = static_cast<double>(std::clamp(value, least_, most_));
  return least_ > 0 ? std::log(at / least) / std::log(most / least) : (at - least) / (most - least);
}

void FitParameter::set(Config& config, std::uint64_t value) const {
  set_parameter(config, key_, static_cast<std::int64_t>(value), kHere);
}

std::uint64_t FitParameter::get(const Config& config) const {
  return std::clamp(*parameter_number(config, key_), least_, most_);
}

}  // namespace htabsim
