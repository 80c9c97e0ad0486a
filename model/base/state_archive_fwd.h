// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace boost::archive {
class binary_iarchive;
class binary_oarchive;
}  // namespace boost::archive

namespace htabsim {

/// What a simulation's state is written to and read from.
using StateWriter = boost::archive::binary_oarchive;
using StateReader = boost::archive::binary_iarchive;

}  // namespace htabsim
