/** Whether `<path>` is a header of C, C++, POSIX, glibc or Linux. */
export function isSystemHeader(path: string): boolean {
  return NAMES.has(path) || FOLDERS.has(path.slice(0, path.indexOf("/")));
}

/** A folder that holds so many of them is the source of the system's headers: a C library or a kernel. */
export const SYSTEM_SOURCE_HEADERS = 12;

const FOLDERS = new Set(
  "sys linux asm asm-generic bits net netinet arpa gnu rpc rpcsvc scsi protocols netpacket neteconet experimental ext tr1 debug backward mtd rdma misc xen sound video drm nfs netash netatalk netax25 netiucv netipx netrom netrose".split(
    " ",
  ),
);

/** C23, C++23 (libstdc++), POSIX.1-2017 and what else glibc installs at the top. */
const NAMES = new Set(
  `assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h signal.h
  stdalign.h stdarg.h stdatomic.h stdbit.h stdbool.h stdckdint.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h tgmath.h threads.h
  time.h uchar.h wchar.h wctype.h aio.h cpio.h dirent.h dlfcn.h fcntl.h fmtmsg.h fnmatch.h ftw.h glob.h grp.h iconv.h langinfo.h
  libgen.h monetary.h mqueue.h ndbm.h netdb.h nl_types.h poll.h pthread.h pwd.h regex.h sched.h search.h semaphore.h spawn.h
  strings.h stropts.h syslog.h tar.h termios.h trace.h ulimit.h unistd.h utime.h utmpx.h wordexp.h
  a.out.h aliases.h alloca.h ar.h argp.h argz.h byteswap.h crypt.h elf.h endian.h envz.h err.h error.h execinfo.h fpu_control.h
  fstab.h fts.h gconv.h getopt.h gshadow.h ifaddrs.h lastlog.h libintl.h libio.h link.h malloc.h mcheck.h memory.h mntent.h
  obstack.h paths.h printf.h proc_service.h pty.h re_comp.h regexp.h resolv.h sgtty.h shadow.h stab.h stdio_ext.h syscall.h
  sysexits.h termio.h thread_db.h ttyent.h ucontext.h ustat.h utmp.h values.h wait.h features.h nss.h
  cpuid.h immintrin.h emmintrin.h xmmintrin.h mmintrin.h pmmintrin.h tmmintrin.h smmintrin.h nmmintrin.h wmmintrin.h ammintrin.h
  x86intrin.h x86gprintrin.h avxintrin.h avx2intrin.h mm_malloc.h unwind.h varargs.h arm_neon.h arm_acle.h arm_sve.h altivec.h quadmath.h omp.h
  algorithm any array atomic barrier bit bitset cassert ccomplex cctype cerrno cfenv cfloat charconv chrono cinttypes ciso646
  climits clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdalign cstdarg cstdbool
  cstddef cstdint cstdio cstdlib cstring ctgmath ctime cuchar cwchar cwctype deque exception execution expected filesystem
  flat_map flat_set format forward_list fstream functional future generator initializer_list iomanip ios iosfwd iostream istream
  iterator latch limits list locale map mdspan memory memory_resource mutex new numbers numeric optional ostream print queue
  random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span spanstream sstream stack stacktrace
  stdexcept stdfloat stop_token streambuf string string_view strstream syncstream system_error thread tuple type_traits typeindex
  typeinfo unordered_map unordered_set utility valarray variant vector version cxxabi.h hash_map hash_set`
    .trim()
    .split(/\s+/),
);

/** Whether glibc has a function of the name, among those that configurations ask for because some system lacks them. */
export function isSystemFunction(name: string): boolean {
  return FUNCTIONS.has(name);
}

const FUNCTIONS = new Set(
  `accept4 alarm alloca asctime_r asprintf atoll basename bcopy bzero clock_gettime closedir ctime_r dirfd dirname dladdr dlopen dprintf dup2
  epoll_create epoll_create1 epoll_ctl eventfd explicit_bzero fchdir fchmod fchown fcntl fdatasync fdopendir ffs fileno flock fmemopen
  fnmatch fork freeaddrinfo freeifaddrs fseeko fstatat fsync ftello ftruncate futimens futimes gai_strerror getaddrinfo getcwd getdelim
  getegid getentropy geteuid getgid getgrgid_r getgrnam_r gethostbyname gethostbyname_r gethostname getifaddrs getline getnameinfo
  getopt getopt_long getpagesize getpass getpeername getpgid getpid getppid getpriority getpwnam_r getpwuid getpwuid_r getrandom getrlimit getrusage
  getsockname gettimeofday getuid glob gmtime_r if_nametoindex inet_aton inet_ntoa inet_ntop inet_pton initgroups inotify_init
  inotify_init1 ioctl isatty isblank kill link localeconv localtime_r lseek lstat madvise memccpy memchr memcpy memfd_create memmem memmove mempcpy
  memrchr memset mincore mkdir mkdtemp mkfifo mkostemp mkstemp mktime mlock mmap mprotect mremap munmap nanosleep newlocale nl_langinfo open openat
  opendir openpty pathconf pipe pipe2 poll popen posix_fadvise posix_fallocate posix_madvise posix_memalign posix_spawn ppoll prctl pread preadv pselect putenv
  pwrite pwritev qsort raise random readdir readdir_r readlink readlinkat realpath recv recvmsg regcomp rename sched_getaffinity sched_yield
  select send sendfile sendmmsg sendmsg setegid setenv seteuid setgid setgroups setlinebuf setlocale setpgid setpriority setrlimit
  setsid setsockopt setuid shm_open sigaction sigaltstack siginterrupt signal sigprocmask sigsetjmp snprintf socket socketpair splice srandom stat statfs statvfs
  stpcpy stpncpy strcasecmp strcasestr strchr strchrnul strcspn strdup strerror strerror_r strftime strncasecmp strndup strnlen
  strpbrk strptime strrchr strsep strsignal strspn strstr strtod strtof strtok_r strtol strtold strtoll strtoul strtoull strtoumax symlink sysconf syslog
  tcgetattr tcsetattr timegm timerfd_create tmpfile truncate ttyname tzset umask uname unlinkat unsetenv uselocale usleep utime utimensat utimes
  vasprintf vfork vsnprintf vsprintf wait3 wait4 waitpid wcsdup wcslen wcsnlen wmemcpy writev`
    .trim()
    .split(/\s+/),
);
