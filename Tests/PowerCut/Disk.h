#ifndef CANDOUR_POWER_CUT_DISK_H
#define CANDOUR_POWER_CUT_DISK_H

#include <sqlite3.h>
#include <stdint.h>

/// A write or a truncation that is not flushed.
typedef struct {
  int is_truncation;
  sqlite3_int64 offset;
  int count;
  unsigned char *bytes;
} Operation;

typedef struct {
  char *folder;
  int is_used, is_off, is_armed, operations_left;
  /// Whether the next flush is the last thing that the machine does.
  int is_armed_at_flush;
  uint64_t seed;
  int64_t flushes, dropped, torn;
} Machine;

/// More than the connections that one store has.
enum { handles_max = 64 };

/// One file while it is open, shared by its handles.
typedef struct Disk {
  char *path;
  Machine *machine;
  int is_dead;
  sqlite3_int64 size;
  Operation *operations;
  int count, capacity;
  /// The open handles of SQLite's own VFS. What is flushed or survives goes through the last.
  sqlite3_file *handles[handles_max];
  int handle_count;
  struct Disk *next;
} Disk;

void disk_lock(void);
void disk_unlock(void);

// The lock must be held for all of these.

Machine *disk_machine_of(const char *path);
/// The open file of this path on a machine with power, made if there is none; 0 where there is
/// no room for another.
Disk *disk_open(Machine *machine, const char *path, sqlite3_file *file);
void disk_close(Disk *disk, sqlite3_file *file);
/// Counts an operation towards a cut. Returns whether the disk is dead.
int disk_counts(Disk *disk);
/// Notes that a file was flushed, which may have been the last thing. Returns whether the disk is dead.
int disk_flushed(Disk *disk);
int disk_add(Disk *disk, Operation operation);
/// Writes out everything that is pending.
int disk_write_out(Disk *disk);
void disk_overlay(const Disk *disk, unsigned char *out, int count, sqlite3_int64 offset);

#endif
