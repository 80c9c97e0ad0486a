// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/fit_parameter.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "htabsim/model/base/number_text.h"
#include "sc_main/config/parameter_access.h"

namespace htabsim {

namespace {

const SourceLine kHere{"--fit"};

/// Signed, as set_parameter() says best what is wrong with a limit below 0.
constexpr auto parse_limit = whole_number<std::int64_t>;

void check_fittable(const std::string& key) {
  check_key(key, kHere);
  if (!parameter_number(Config{}, key)) throw kHere.error(fmt::format("{} is no number", key));
  if (find_parameter(key)->multiples != Multiples::kAny) {
    throw kHere.error(fmt::format("{} has no values between powers of two", key));
  }
}

/// InputError unless `limit` is allowed.
std::uint64_t checked_limit(const std::string& key, std::int64_t limit) {
  Config config;
  set_parameter(config, key, limit, kHere);
  return static_cast<std::uint64_t>(limit);
}

}  // namespace

FitParameter FitParameter::parse(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  const std::string limits = equals == std::string::npos ? "" : argument.substr(equals + 1);
  const std::size_t dots = limits.find("..");
  FitParameter fit;
  fit.key_ = argument.substr(0, equals);
  check_fittable(fit.key_);
  const auto least = parse_limit(std::string_view(limits).substr(0, dots));
  const auto most = dots == std::string::npos ? std::nullopt : parse_limit(limits.substr(dots + 2));
  if (!least || !most) {
    throw kHere.error(fmt::format("\"{}\" is not of the form KEY=LEAST..MOST", argument));
  }
  fit.least_ = checked_limit(fit.key_, *least);
  fit.most_ = checked_limit(fit.key_, *most);
  if (fit.least_ >= fit.most_) {
    throw kHere.error(fmt::format("{}: {} is not below {}", fit.key_, fit.least_, fit.most_));
  }
  return fit;
}

std::string_view FitParameter::unit() const { return find_parameter(key_)->unit; }

std::uint64_t FitParameter::value_at(double place) const {
  const auto least = static_cast<double>(least_);
  const auto most = static_cast<double>(most_);
  const double within = std::clamp(place, 0.0, 1.0);
  const double value = least_ > 0 ? least * std::pow(most / least, within) : most * within;
  return std::clamp(static_cast<std::uint64_t>(std::llround(value)), least_, most_);
}

double FitParameter::place_of(std::uint64_t value) const {
  const auto least = static_cast<double>(least_);
  const auto most = static_cast<double>(most_);
  const auto at = static_cast<double>(std::clamp(value, least_, most_));
  return least_ > 0 ? std::log(at / least) / std::log(most / least) : at / most;
}

void FitParameter::set(Config& config, std::uint64_t value) const {
  set_parameter(config, key_, static_cast<std::int64_t>(value), kHere);
}

std::uint64_t FitParameter::get(const Config& config) const {
  return std::clamp(*parameter_number(config, key_), least_, most_);
}

}  // namespace htabsim
