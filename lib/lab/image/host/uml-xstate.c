/*
 * Lets the UML kernel run on processors whose register state is bigger than it knows.
 *
 * UML 6.1 saves and restores a guest process's extended registers in a buffer of 2696 bytes (AVX-512 and PKRU). Linux takes
 * PTRACE_SETREGSET of NT_X86_XSTATE only when the size is exactly the processor's, so on one with AMX every restore fails
 * with EFAULT and the guest's init is killed. Loaded with LD_PRELOAD, this stands between UML and ptrace(2): the part UML
 * knows is passed on, the rest is declared to be in its initial state, which it is, since no guest can ask for AMX.
 *
 * No headers, so that a bare gcc without libc6-dev can compile it.
 */
#define EXPORT __attribute__((visibility("default")))
enum { SYS_PTRACE = 101, PEEKTEXT = 1, PEEKUSER = 3, GETREGSET = 0x4204, SETREGSET = 0x4205, NT_X86_XSTATE = 0x202 };
enum { LARGEST = 65536, LEGACY = 512, KNOWN_FEATURES = 0x3ff };

struct vector {
  void *base;
  unsigned long length;
};

extern long syscall(long number, ...);
extern int *__errno_location(void);

/* Static: UML calls this on a kernel stack of 16 KiB. It never runs two restores at once. */
static unsigned char whole[LARGEST] __attribute__((aligned(64)));
static unsigned long whole_length;

static long restore(long pid, const struct vector *part) {
  struct vector vector = {whole, sizeof whole};
  unsigned long i;
  if (whole_length == 0) {
    if (syscall(SYS_PTRACE, GETREGSET, pid, (void *)NT_X86_XSTATE, &vector) < 0) return -1;
    whole_length = vector.length;
    for (i = 0; i < sizeof whole; i++) whole[i] = 0;
  }
  if (part->length >= whole_length) return syscall(SYS_PTRACE, SETREGSET, pid, (void *)NT_X86_XSTATE, part);
  __builtin_memcpy(whole, part->base, part->length);
  *(unsigned long *)(whole + LEGACY) &= KNOWN_FEATURES; /* XSTATE_BV: a cleared bit means "initial state" */
  vector.length = whole_length;
  return syscall(SYS_PTRACE, SETREGSET, pid, (void *)NT_X86_XSTATE, &vector);
}

EXPORT long ptrace(long request, long pid, void *address, void *data) {
  long value, result;
  if (request == SETREGSET && address == (void *)NT_X86_XSTATE) return restore(pid, data);
  if (request < PEEKTEXT || request > PEEKUSER) return syscall(SYS_PTRACE, request, pid, address, data);
  /* The system call stores what it peeks; the C library's function returns it. */
  result = syscall(SYS_PTRACE, request, pid, address, &value);
  if (result < 0) return -1;
  *__errno_location() = 0;
  return value;
}
