#include "Disk.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "PowerCut.h"
#include "VFS.h"

/// More machines than a simulated trust has, over all tests that run at once.
enum { machines_max = 1024 };
/// What a disk writes at once: a torn write ends at a multiple of it.
enum { sector = 512 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Machine machines[machines_max];
static Disk *disks;

void disk_lock(void) { pthread_mutex_lock(&lock); }
void disk_unlock(void) { pthread_mutex_unlock(&lock); }

static int is_below(const char *path, const char *folder) {
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && path[length] == '/';
}

Machine *disk_machine_of(const char *path) {
  for (int i = 0; i < machines_max; i++) {
    if (machines[i].is_used && is_below(path, machines[i].folder)) return &machines[i];
  }
  return 0;
}

Disk *disk_open(Machine *machine, const char *path, sqlite3_file *file) {
  Disk *disk = disks;
  while (disk && (disk->is_dead || strcmp(disk->path, path) != 0)) disk = disk->next;
  if (!disk) {
    disk = calloc(1, sizeof *disk);
    if (!disk) return 0;
    disk->path = strdup(path);
    disk->machine = machine;
    file->pMethods->xFileSize(file, &disk->size);
    disk->next = disks;
    disks = disk;
  }
  if (disk->handle_count == handles_max) return 0;
  disk->handles[disk->handle_count++] = file;
  return disk;
}

static void forget_operations(Disk *disk) {
  for (int i = 0; i < disk->count; i++) free(disk->operations[i].bytes);
  disk->count = 0;
}

static int apply(Disk *disk, const Operation *operation, int count) {
  sqlite3_file *file = disk->handles[disk->handle_count - 1];
  if (operation->is_truncation) return file->pMethods->xTruncate(file, operation->offset);
  if (count == 0) return SQLITE_OK;
  return file->pMethods->xWrite(file, operation->bytes, count, operation->offset);
}

int disk_write_out(Disk *disk) {
  for (int i = 0; i < disk->count; i++) {
    int code = apply(disk, &disk->operations[i], disk->operations[i].count);
    if (code != SQLITE_OK) return code;
  }
  forget_operations(disk);
  return SQLITE_OK;
}

void disk_close(Disk *disk, sqlite3_file *file) {
  // The last close leaves what is not flushed to the system, which writes it back.
  if (disk->handle_count == 1 && !disk->is_dead) disk_write_out(disk);
  int place = 0;
  while (disk->handles[place] != file) place++;
  disk->handles[place] = disk->handles[--disk->handle_count];
  if (disk->handle_count > 0) return;
  forget_operations(disk);
  for (Disk **link = &disks; *link; link = &(*link)->next) {
    if (*link == disk) {
      *link = disk->next;
      break;
    }
  }
  free(disk->operations);
  free(disk->path);
  free(disk);
}

int disk_add(Disk *disk, Operation operation) {
  if (disk->count == disk->capacity) {
    int capacity = disk->capacity ? disk->capacity * 2 : 16;
    Operation *grown = realloc(disk->operations, sizeof(Operation) * (size_t)capacity);
    if (!grown) return SQLITE_NOMEM;
    disk->operations = grown;
    disk->capacity = capacity;
  }
  disk->operations[disk->count++] = operation;
  return SQLITE_OK;
}

void disk_overlay(const Disk *disk, unsigned char *out, int count, sqlite3_int64 offset) {
  sqlite3_int64 end = offset + count;
  for (int i = 0; i < disk->count; i++) {
    const Operation *operation = &disk->operations[i];
    sqlite3_int64 from = operation->offset;
    sqlite3_int64 to = operation->is_truncation ? end : from + operation->count;
    if (from < offset) from = offset;
    if (to > end) to = end;
    if (from >= to) continue;
    if (operation->is_truncation) {
      memset(out + (from - offset), 0, (size_t)(to - from));
    } else {
      memcpy(out + (from - offset), operation->bytes + (from - operation->offset), (size_t)(to - from));
    }
  }
}

/// SplitMix64.
static uint64_t next_random(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// How much of a write survives: all, nothing, or whole sectors from its beginning. One cut in four
/// drops everything; in the others a few writes are dropped or torn, whatever their order.
static int surviving(const Operation *operation, int drops_all, uint64_t *state) {
  uint64_t draw = next_random(state) % 100;
  if (drops_all || draw < 8) return -1;
  if (draw < 16 && operation->count > sector) {
    return (int)(next_random(state) % (uint64_t)(operation->count / sector)) * sector;
  }
  return operation->count;
}

static void cut(Machine *machine) {
  uint64_t state = machine->seed;
  int drops_all = next_random(&state) % 4 == 0;
  machine->is_off = 1;
  machine->is_armed = machine->is_armed_at_flush = 0;
  machine->dropped = machine->torn = 0;
  for (Disk *disk = disks; disk; disk = disk->next) {
    if (disk->machine != machine || disk->is_dead) continue;
    for (int i = 0; i < disk->count; i++) {
      const Operation *operation = &disk->operations[i];
      int count = surviving(operation, drops_all, &state);
      machine->dropped += count < 0;
      machine->torn += count >= 0 && count < operation->count;
      if (count >= 0) apply(disk, operation, count);
    }
    forget_operations(disk);
    disk->is_dead = 1;
  }
}

int disk_counts(Disk *disk) {
  Machine *machine = disk->machine;
  if (!disk->is_dead && machine->is_armed && machine->operations_left-- == 0) cut(machine);
  return disk->is_dead;
}

int disk_flushed(Disk *disk) {
  disk->machine->flushes++;
  if (disk->machine->is_armed_at_flush) cut(disk->machine);
  return disk->is_dead;
}

int power_cut_add_machine(const char *folder) {
  char path[PATH_MAX];
  if (!realpath(folder, path) || power_cut_register() != SQLITE_OK) return -1;
  disk_lock();
  int number = 0;
  while (number < machines_max && machines[number].is_used) number++;
  if (number < machines_max) {
    machines[number] = (Machine){.folder = strdup(path), .is_used = 1};
  }
  disk_unlock();
  return number < machines_max ? number : -1;
}

void power_cut_remove_machine(int machine) {
  disk_lock();
  free(machines[machine].folder);
  machines[machine] = (Machine){.folder = 0};
  disk_unlock();
}

void power_cut_arm(int machine, int operations, uint64_t seed) {
  disk_lock();
  machines[machine].is_armed = 1;
  machines[machine].operations_left = operations;
  machines[machine].seed = seed;
  disk_unlock();
}

void power_cut_arm_at_flush(int machine, uint64_t seed) {
  disk_lock();
  machines[machine].is_armed_at_flush = 1;
  machines[machine].seed = seed;
  disk_unlock();
}

void power_cut_disarm(int machine) {
  disk_lock();
  machines[machine].is_armed = machines[machine].is_armed_at_flush = 0;
  disk_unlock();
}

void power_cut_now(int machine, uint64_t seed) {
  disk_lock();
  machines[machine].seed = seed;
  cut(&machines[machine]);
  disk_unlock();
}

void power_cut_turn_on(int machine) {
  disk_lock();
  machines[machine].is_off = 0;
  disk_unlock();
}

void power_cut_write_back(const char *folder) {
  char path[PATH_MAX];
  if (!realpath(folder, path)) return;
  disk_lock();
  for (Disk *disk = disks; disk; disk = disk->next) {
    if (!disk->is_dead && is_below(disk->path, path)) disk_write_out(disk);
  }
  disk_unlock();
}

int64_t power_cut_pending(int machine) {
  int64_t count = 0;
  disk_lock();
  for (Disk *disk = disks; disk; disk = disk->next) {
    if (disk->machine == &machines[machine] && !disk->is_dead) count += disk->count;
  }
  disk_unlock();
  return count;
}

int power_cut_is_off(int machine) { return machines[machine].is_off; }
int64_t power_cut_flushes(int machine) { return machines[machine].flushes; }
int64_t power_cut_dropped(int machine) { return machines[machine].dropped; }
int64_t power_cut_torn(int machine) { return machines[machine].torn; }
