#include <sqlite3.h>

/* Turns off SQLite's memory statistics, for the whole process. They take a lock at each allocation, which was
 * 8 % of the processor time of an edit at the centre; nothing here reads them.
 *
 * To be called before SQLite is used: later it has no effect. Swift cannot call `sqlite3_config` itself, since
 * it has variable arguments. */
static inline int candour_sqlite_disable_memory_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
