// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace htabsim::figure_name {

// What a trace of the client's calls and a run's statistics both call a figure.
inline constexpr char kReadTimeMean[] = "time per read, mean";
inline constexpr char kReadTime50[] = "time per read, 50 %";
inline constexpr char kReadTime90[] = "time per read, 90 %";
inline constexpr char kReadTime99[] = "time per read, 99 %";
inline constexpr char kReadTimeMaximum[] = "time per read, longest";
inline constexpr char kEntryTime[] = "time per entry";
inline constexpr char kIterations[] = "iterations";
inline constexpr char kDowntime[] = "downtime, source side";

}  // namespace htabsim::figure_name
