#ifndef CANDOUR_POWER_CUT_H
#define CANDOUR_POWER_CUT_H

#include <stdint.h>

// A SQLite VFS for tests: machines whose power can be cut.
//
// What SQLite writes below a machine's folder is kept in memory until SQLite flushes the file
// (xSync). A power cut keeps, drops or tears each of these writes by a seed, as a disk does with
// what was only in its cache, and every open handle fails from then on. Files elsewhere are opened
// by SQLite's own VFS. Other processes do not see what was not flushed.

/// Makes a machine of a folder that exists. Returns its number, or -1.
int power_cut_add_machine(const char *folder);
/// Forgets a machine; its stores must be closed.
void power_cut_remove_machine(int machine);

/// Cuts the power before the write, truncation or flush that comes after `operations` more of them.
void power_cut_arm(int machine, int operations, uint64_t seed);
/// Cuts the power when the next flush is done, before whoever asked for it hears of it.
void power_cut_arm_at_flush(int machine, uint64_t seed);
/// Forgets a cut that has not happened.
void power_cut_disarm(int machine);
/// Cuts the power now.
void power_cut_now(int machine, uint64_t seed);
/// Whether the power is cut: nothing can be opened.
int power_cut_is_off(int machine);
/// Turns the power on again. Close every handle from before the cut first: they share SQLite's
/// index of the write-ahead log.
void power_cut_turn_on(int machine);

/// Lets the system write back what is not flushed yet, as it may at any time.
void power_cut_write_back(const char *folder);

/// Flushes since the machine was added.
int64_t power_cut_flushes(int machine);
/// Writes that are not flushed.
int64_t power_cut_pending(int machine);
/// Writes that the last cut dropped, and those of which it kept a part.
int64_t power_cut_dropped(int machine);
int64_t power_cut_torn(int machine);

#endif
