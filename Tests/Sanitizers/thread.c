// What the thread sanitizer does not know of Swift; linked into the programs that are built with it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

void __tsan_acquire(void *);
void __tsan_release(void *);

// A `Mutex` of Synchronization that nobody waits for is taken and left by atomic operations of the
// caller, which the sanitizer sees. One that somebody waits for is handed on by the kernel, in a
// library that was built without the sanitizer: whatever such a lock protects was reported as a race.
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
typedef SWIFT void Lock(uint32_t, SELF);
typedef SWIFT void Unlock(SELF);

SWIFT void lockSlow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void lockSlow(uint32_t thread, SELF) {
  ((Lock *)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
  __tsan_acquire(mutex);
}

SWIFT void unlockSlow(SELF) __asm__(UNLOCK);
SWIFT void unlockSlow(SELF) {
  __tsan_release(mutex);
  ((Unlock *)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}

// A value without any bytes, such as `SystemRandomNumberGenerator`, is passed `inout` without an
// address: the compiler reports a change at whatever the register happens to hold, and the sanitizer
// stopped the program where that is no memory of a program.
void __real___tsan_external_write(void *, void *, void *);
void __wrap___tsan_external_write(void *address, void *caller, void *tag) {
  uintptr_t place = (uintptr_t)address;
  if (place < 0x1000 || place >= 0x800000000000) return;
  __real___tsan_external_write(address, caller, tag);
}
