// SPDX-License-Identifier: Apache-2.0
#pragma once

// StateWriter and StateReader with all that is written to them. Only files that save or load
// include this: what has a state knows no archive.

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>

#include "htabsim/model/base/state_archive_fwd.h"
