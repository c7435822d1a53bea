#include <stdlib.h>
#include <string.h>

#include "Disk.h"
#include "VFS.h"

/// A handle: SQLite's own follows in the same memory.
typedef struct {
  sqlite3_file base;
  Disk *disk;
  sqlite3_file *file;
} Handle;

static sqlite3_vfs *original;
static sqlite3_vfs registered;

static Handle *handle(sqlite3_file *file) { return (Handle *)file; }
static sqlite3_file *inner(sqlite3_file *file) { return handle(file)->file; }
static Disk *disk(sqlite3_file *file) { return handle(file)->disk; }

static int vfs_close(sqlite3_file *file) {
  disk_lock();
  disk_close(disk(file), inner(file));
  disk_unlock();
  return inner(file)->pMethods->xClose(inner(file));
}

static int vfs_read(sqlite3_file *file, void *out, int count, sqlite3_int64 offset) {
  int code = SQLITE_IOERR_READ;
  disk_lock();
  if (!disk(file)->is_dead) {
    code = inner(file)->pMethods->xRead(inner(file), out, count, offset);
    // The rest is zeros by then, and may be pending.
    if (code == SQLITE_IOERR_SHORT_READ) code = SQLITE_OK;
    if (code == SQLITE_OK) disk_overlay(disk(file), out, count, offset);
    if (code == SQLITE_OK && offset + count > disk(file)->size) code = SQLITE_IOERR_SHORT_READ;
  }
  disk_unlock();
  return code;
}

static int vfs_write(sqlite3_file *file, const void *in, int count, sqlite3_int64 offset) {
  int code = SQLITE_IOERR_WRITE;
  disk_lock();
  if (!disk_counts(disk(file))) {
    Operation operation = {0, offset, count, malloc((size_t)count)};
    code = SQLITE_NOMEM;
    if (operation.bytes) {
      memcpy(operation.bytes, in, (size_t)count);
      code = disk_add(disk(file), operation);
      if (offset + count > disk(file)->size) disk(file)->size = offset + count;
    }
  }
  disk_unlock();
  return code;
}

static int vfs_truncate(sqlite3_file *file, sqlite3_int64 size) {
  int code = SQLITE_IOERR_TRUNCATE;
  disk_lock();
  if (!disk_counts(disk(file))) {
    code = disk_add(disk(file), (Operation){1, size, 0, 0});
    disk(file)->size = size;
  }
  disk_unlock();
  return code;
}

/// What is flushed goes into the file: its page cache is the simulated disk.
static int vfs_sync(sqlite3_file *file, int flags) {
  (void)flags;
  int code = SQLITE_IOERR_FSYNC;
  disk_lock();
  if (!disk_counts(disk(file))) {
    code = disk_write_out(disk(file));
    if (disk_flushed(disk(file))) code = SQLITE_IOERR_FSYNC;
  }
  disk_unlock();
  return code;
}

static int vfs_file_size(sqlite3_file *file, sqlite3_int64 *size) {
  disk_lock();
  *size = disk(file)->size;
  disk_unlock();
  return SQLITE_OK;
}

static int vfs_lock(sqlite3_file *file, int level) {
  if (disk(file)->is_dead) return SQLITE_IOERR_LOCK;
  return inner(file)->pMethods->xLock(inner(file), level);
}

static int vfs_unlock(sqlite3_file *file, int level) {
  return inner(file)->pMethods->xUnlock(inner(file), level);
}

static int vfs_check_reserved_lock(sqlite3_file *file, int *out) {
  return inner(file)->pMethods->xCheckReservedLock(inner(file), out);
}

static int vfs_control(sqlite3_file *file, int operation, void *argument) {
  switch (operation) {
  case SQLITE_FCNTL_MMAP_SIZE:
    *(sqlite3_int64 *)argument = 0;
    return SQLITE_OK;
  // These would change the file's size behind what is pending.
  case SQLITE_FCNTL_SIZE_HINT:
  case SQLITE_FCNTL_CHUNK_SIZE:
    return SQLITE_OK;
  default:
    return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
  }
}

static int vfs_sector_size(sqlite3_file *file) {
  return inner(file)->pMethods->xSectorSize(inner(file));
}

static int vfs_characteristics(sqlite3_file *file) {
  return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

static int vfs_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
  if (disk(file)->is_dead) return SQLITE_IOERR_SHMMAP;
  return inner(file)->pMethods->xShmMap(inner(file), page, size, extend, out);
}

static int vfs_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}

static void vfs_shm_barrier(sqlite3_file *file) {
  inner(file)->pMethods->xShmBarrier(inner(file));
}

static int vfs_shm_unmap(sqlite3_file *file, int deletes) {
  return inner(file)->pMethods->xShmUnmap(inner(file), deletes && !disk(file)->is_dead);
}

/// Version 2: without xFetch, so that nothing is mapped past what is pending.
static const sqlite3_io_methods methods = {
    2, vfs_close, vfs_read, vfs_write, vfs_truncate, vfs_sync, vfs_file_size, vfs_lock,
    vfs_unlock, vfs_check_reserved_lock, vfs_control, vfs_sector_size, vfs_characteristics,
    vfs_shm_map, vfs_shm_lock, vfs_shm_barrier, vfs_shm_unmap, 0, 0};

static int vfs_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags) {
  (void)vfs;
  const int kept = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  disk_lock();
  Machine *machine = name && (flags & kept) ? disk_machine_of(name) : 0;
  int is_off = machine && machine->is_off;
  disk_unlock();
  if (!machine) return original->xOpen(original, name, file, flags, out_flags);
  Handle *opened = handle(file);
  opened->base.pMethods = 0;
  if (is_off) return SQLITE_CANTOPEN;
  opened->file = (sqlite3_file *)(opened + 1);
  int code = original->xOpen(original, name, opened->file, flags, out_flags);
  if (code != SQLITE_OK) {
    if (opened->file->pMethods) opened->file->pMethods->xClose(opened->file);
    return code;
  }
  disk_lock();
  opened->disk = disk_open(machine, name, opened->file);
  disk_unlock();
  if (!opened->disk) {
    opened->file->pMethods->xClose(opened->file);
    return SQLITE_NOMEM;
  }
  opened->base.pMethods = &methods;
  return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int syncs) {
  (void)vfs;
  return original->xDelete(original, name, syncs);
}

int power_cut_register(void) {
  disk_lock();
  int code = SQLITE_OK;
  if (!original) {
    original = sqlite3_vfs_find(0);
    registered = *original;
    registered.zName = "powercut";
    registered.pNext = 0;
    registered.szOsFile = (int)sizeof(Handle) + original->szOsFile;
    registered.xOpen = vfs_open;
    registered.xDelete = vfs_delete;
    code = sqlite3_vfs_register(&registered, 1);
  }
  disk_unlock();
  return code;
}
