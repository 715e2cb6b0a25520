/*
 * Three repairs to the UML 6.1 kernel as Debian ships it, made where it calls the C library; loaded with LD_PRELOAD.
 *
 * Written for any C compiler and without headers, so that the smallest one (tcc) will do.
 */
enum { SYS_RT_SIGPROCMASK = 14, SYS_PTRACE = 101, SYS_RT_SIGSUSPEND = 130, SYS_EPOLL_WAIT = 232 };

extern long syscall(long number, ...);
extern int *__errno_location(void);

/*
 * 1. Events lost. The handler of SIGIO asks epoll for up to 64 events into ONE array and goes through it; a handler it calls
 * may let the next SIGIO in, whose handler overwrites that array. Since epoll reports edges, what was overwritten is never
 * seen again: most of all the completion of a disk request, so that a process sleeps for ever in sync(2). One event at a
 * time leaves nothing to overwrite.
 */
int epoll_wait(int epoll, void *events, int room, int timeout) {
  return (int)syscall(SYS_EPOLL_WAIT, (long)epoll, events, room < 1 ? (long)room : 1L, (long)timeout);
}

/*
 * 2. Wake-ups lost. The idle loop turns interrupts off in software, looks whether there is work, and sleeps in sigsuspend(2);
 * a SIGIO that comes before the sleep is only noted down, and the machine sleeps on until its next timer, which may be
 * seconds. So: note it here too, and don't sleep when one has come since the last sleep.
 */
enum { SIGNAL_IO = 29, BLOCK = 0, SET = 2 };

struct action {
  void (*handler)(int, void *, void *);
  unsigned char rest[144];
};

extern int __sigaction(int signal, const struct action *act, struct action *old);

static void (*io_handler)(int, void *, void *);
static volatile int io_came;

static void note_io(int signal, void *info, void *context) {
  io_came = 1;
  io_handler(signal, info, context);
}

int sigaction(int signal, const struct action *act, struct action *old) {
  void (*before)(int, void *, void *) = io_handler;
  struct action noting;
  int result;
  if (signal != SIGNAL_IO) return __sigaction(signal, act, old);
  if (act != 0 && (unsigned long)act->handler > 1) { /* neither SIG_DFL nor SIG_IGN */
    noting = *act;
    noting.handler = note_io;
    io_handler = act->handler;
    act = &noting;
  }
  result = __sigaction(signal, act, old);
  /* UML puts back what it got here. */
  if (result == 0 && old != 0 && old->handler == note_io) old->handler = before;
  return result;
}

int sigsuspend(const unsigned long *mask) {
  unsigned long io = 1UL << (SIGNAL_IO - 1), before;
  syscall(SYS_RT_SIGPROCMASK, (long)BLOCK, &io, &before, 8L);
  if (!io_came) syscall(SYS_RT_SIGSUSPEND, mask, 8L);
  io_came = 0;
  syscall(SYS_RT_SIGPROCMASK, (long)SET, &before, (void *)0, 8L);
  *__errno_location() = 4; /* EINTR, as always */
  return -1;
}

/*
 * 3. Registers. UML keeps a guest process's extended registers in a buffer of 2696 bytes (AVX-512 and PKRU). Linux takes
 * PTRACE_SETREGSET of NT_X86_XSTATE only when the size is exactly the processor's, so on one with AMX every restore fails
 * with EFAULT and the guest's init is killed. The part UML knows is passed on; the rest is declared to be in its initial
 * state, which it is, since no guest can ask for AMX.
 */
enum { PEEKTEXT = 1, PEEKUSER = 3, GETREGSET = 0x4204, SETREGSET = 0x4205, NT_X86_XSTATE = 0x202 };
enum { LARGEST = 65536, WORD = 8, HEADER = 512 / WORD, KNOWN_FEATURES = 0x3ff };

struct vector {
  unsigned long *base;
  unsigned long length;
};

/* Static: UML calls this on a kernel stack of 16 KiB. It never runs two restores at once. */
static unsigned long whole[LARGEST / WORD];
static unsigned long whole_length;

static long restore(long pid, struct vector *part) {
  struct vector vector;
  unsigned long i;
  vector.base = whole;
  vector.length = sizeof whole;
  if (whole_length == 0) {
    if (syscall(SYS_PTRACE, (long)GETREGSET, pid, (long)NT_X86_XSTATE, &vector) < 0) return -1;
    whole_length = vector.length;
    for (i = 0; i < LARGEST / WORD; i++) whole[i] = 0;
  }
  if (part->length >= whole_length) return syscall(SYS_PTRACE, (long)SETREGSET, pid, (long)NT_X86_XSTATE, part);
  for (i = 0; i < part->length / WORD; i++) whole[i] = part->base[i];
  whole[HEADER] &= KNOWN_FEATURES; /* XSTATE_BV: a cleared bit means "initial state" */
  vector.length = whole_length;
  return syscall(SYS_PTRACE, (long)SETREGSET, pid, (long)NT_X86_XSTATE, &vector);
}

long ptrace(int request, int pid, void *address, void *data) {
  long value, result;
  if (request == SETREGSET && address == (void *)NT_X86_XSTATE) return restore(pid, data);
  if (request < PEEKTEXT || request > PEEKUSER) return syscall(SYS_PTRACE, (long)request, (long)pid, address, data);
  /* The system call stores what it peeks; the C library's function returns it. */
  result = syscall(SYS_PTRACE, (long)request, (long)pid, address, &value);
  if (result < 0) return -1;
  *__errno_location() = 0;
  return value;
}
