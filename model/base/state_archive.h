// SPDX-License-Identifier: Apache-2.0
#pragma once

// StateWriter and StateReader with all that is written to them. Only files that save or load
// include this: what has a state knows no archive.

#include <type_traits>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/level.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/tracking.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>

#include "htabsim/model/base/state_archive_fwd.h"

namespace boost::serialization {

// A file is good for one version, and has no pointers: a class takes its members' bytes, and no
// code that is there from the program's start.

template <class T>
requires std::is_class_v<T>
struct implementation_level_impl<const T> {
  using tag = mpl::integral_c_tag;
  using type = mpl::int_<object_serializable>;
  static constexpr int value = type::value;
};

template <class T>
requires std::is_class_v<T>
struct tracking_level_impl<const T> {
  using tag = mpl::integral_c_tag;
  using type = mpl::int_<track_never>;
  static constexpr int value = type::value;
};

}  // namespace boost::serialization
