// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "sc_main/ask/question.h"

namespace htabsim {

/// A part of what a measure is made of.
struct Share {
  std::string what;
  double of_whole = 0;  ///< from 0; work that overlaps counts in full
};

/// What the run of one value says.
struct AnswerStep {
  std::string value;
  double measure = 0;  ///< cycles an access, or us of downtime
  double walks_per_1000_accesses = 0;
  std::size_t passes = 0;      ///< of the stream
  std::vector<Share> shares;   ///< of the processors' time, or of the downtime
  std::vector<Share> sources;  ///< of the PTEGs that walks fetched: where they were
};

/// What the runs of a question say together.
struct Answer {
  /// By so much of its own a value may be worse than the best one and still be as good.
  static constexpr double kAsGood = 0.02;

  std::vector<AnswerStep> steps;  ///< from the least value to the most; one at least
  std::size_t now = 0;            ///< the value in force
  std::size_t knee = 0;           ///< the least value that is as good as the best
  /// Whether all values are as good as the best.
  [[nodiscard]] bool is_flat() const;
  /// Whether even the last step is worth its while, so that a further one may be, too.
  [[nodiscard]] bool is_open() const { return knee != 0 && knee + 1 == steps.size(); }
};

/// What a run's stats.json says of a question. InputError, naming the file, if it has not what a
/// run has.
AnswerStep answer_step(const Question& question, const std::string& value,
                       const boost::json::object& stats, const std::string& file);

/// `now`: the number of the value in force.
Answer make_answer(std::vector<AnswerStep> steps, std::size_t now);

}  // namespace htabsim
