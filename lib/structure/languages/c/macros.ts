import { evaluate, type MacroKnowledge } from "./condition.ts";
import type { Define, Directives } from "./directives.ts";

/** What gcc for Linux on x86-64 always defines, with the value where conditions compare it. */
const PREDEFINED = new Map<string, number | null>([
  ...words(
    "__linux__ __linux __gnu_linux__ __unix__ __unix __x86_64__ __x86_64 __amd64__ __amd64 __ELF__ __LP64__ _LP64 __STDC__ __SSE__ __SSE2__",
  ).map((name) => [name, 1] as const),
  ...words(
    "__GNUC_MINOR__ __VERSION__ __COUNTER__ __FILE__ __LINE__ __has_include __has_include_next __has_attribute __has_cpp_attribute __has_builtin __STDC_VERSION__ __INT_MAX__ __LONG_MAX__ __SIZE_TYPE__",
  ).map((name) => [name, null] as const),
  ["__GNUC__", 12],
  ["__CHAR_BIT__", 8],
  ["__SIZEOF_POINTER__", 8],
  ["__SIZEOF_LONG__", 8],
  ["__SIZEOF_INT__", 4],
  ["__ORDER_LITTLE_ENDIAN__", 1234],
  ["__ORDER_BIG_ENDIAN__", 4321],
  ["__BYTE_ORDER__", 1234],
]);

/** What only other systems, processors and compilers define. */
const FOREIGN = new Set(
  words(`_WIN32 _WIN64 WIN32 WIN64 __WIN32__ __WIN32 __WIN64__ __WINDOWS__ _WINDOWS _WIN32_WCE UNDER_CE WINAPI_FAMILY _WINRT_DLL
    _MSC_VER _MSC_FULL_VER _MSVC_LANG __MINGW32__ __MINGW64__ __MINGW_H __CYGWIN__ __CYGWIN32__ _XBOX_ONE _GAMING_XBOX
    __APPLE__ __MACH__ __APPLE_CC__ macintosh TARGET_OS_IPHONE TARGET_OS_IOS TARGET_OS_MAC TARGET_OS_OSX __OBJC__ __OBJC2__
    __ANDROID__ ANDROID __FreeBSD__ __FreeBSD_kernel__ __NetBSD__ __OpenBSD__ __DragonFly__ __bsdi__ __MidnightBSD__
    __sun sun __sun__ __SVR4 __svr4__ __SunOS __hpux hpux __hpux__ _AIX __AIX __TOS_AIX__ __sgi sgi __osf__ __osf __ultrix
    __HAIKU__ __BEOS__ BEOS __EMSCRIPTEN__ EMSCRIPTEN __wasm__ __wasm32__ __wasi__ __QNX__ __QNXNTO__ __Fuchsia__ __MVS__
    __VMS VMS __vms MSDOS __MSDOS__ _MSDOS __DOS__ __DJGPP__ DJGPP __GO32__ __OS2__ OS2 __EMX__ AMIGA __AMIGA__ __amigaos__
    __amigaos4__ __MORPHOS__ __SYMBIAN32__ __TANDEM __OS400__ __riscos__ __MSYS__ __INTERIX __minix __Lynx__ __nto__
    __SWITCH__ __NX__ __PS4__ __PS5__ __ORBIS__ __PROSPERO__ __vita__ __psp__ PSP __3DS__ _3DS __DREAMCAST__ __NDS__ GEKKO
    __clang__ __clang_major__ __INTEL_COMPILER __ICC __ICL __INTEL_LLVM_COMPILER __SUNPRO_C __SUNPRO_CC __BORLANDC__ __TURBOC__
    __WATCOMC__ __DMC__ __CODEGEARC__ __xlC__ __xlc__ __IBMC__ __IBMCPP__ __HP_cc __HP_aCC __DECC __DECCXX __LCC__ __TINYC__
    __PGI __NVCC__ __CUDACC__ __CUDA_ARCH__ __HIPCC__ __CC_ARM __ARMCC_VERSION __IAR_SYSTEMS_ICC__ __ICCARM__ __KEIL__ __MWERKS__
    __COMO__ __ghs__ __ghs __PATHCC__ __POCC__ __NDPC__ __SC__ THINK_C
    __arm__ __arm __aarch64__ __arm64__ __ARM_ARCH __ARM_NEON __ARM_NEON__ __ARM_FEATURE_CRC32 __ARM_FEATURE_SVE __thumb__
    _M_ARM _M_ARM64 _M_IX86 _M_X64 _M_AMD64 _M_IA64 _M_PPC _M_ARM64EC __i386__ __i386 __i486__ __i586__ __i686__ _X86_ __I86__
    __powerpc__ __powerpc64__ __ppc__ __ppc64__ __PPC__ __PPC64__ _ARCH_PPC _ARCH_PPC64 __POWERPC__ __ALTIVEC__ __VSX__
    __mips__ __mips __mips64 __mips_msa __sparc__ __sparc __sparc_v9__ __sparc64__ __s390__ __s390x__ __riscv __alpha__ __alpha
    __ia64__ __ia64 __hppa__ __hppa __m68k__ __loongarch__ __loongarch64 __sh__ __arc__ __xtensa__ __avr__ AVR __AVR__ ARDUINO
    __ILP32__ _ILP32 __BIG_ENDIAN__ __ARMEB__ __MIPSEB__ RC_INVOKED Q_MOC_RUN SWIG __CHECKER__ __COVERITY__ __DOXYGEN__ DOXYGEN
    __cppcheck__ __S_SPLINT_S lint __lint __GCCXML__ __CASTXML__`),
);

export type MacroFile = {
  readonly path: string;
  readonly directives: Directives;
  /** Whether the file is compiled as C++; null for a header, which may be read as both. */
  readonly isCpp: boolean | null;
  /** Whether it is compiled together with a header that is not in the repository because a build makes it. */
  readonly isTainted: boolean;
};

/**
 * What the repository says of its macros. One that nothing in the repository defines, or only parts that are never
 * compiled here, is not defined, unless a build file names it: then an option may set it, and it stays unknown.
 */
export class Macros {
  readonly #live = new Set<string>();
  readonly #isNamedByBuild: (name: string) => boolean;

  constructor(isNamedByBuild: (name: string) => boolean) {
    this.#isNamedByBuild = isNamedByBuild;
  }

  /** For each block of a file whether it is compiled: true and false are certain. */
  statesOf(file: MacroFile): (boolean | null)[] {
    const { blocks } = file.directives;
    if (blocks.length === 1) return [true];
    const own = new OwnDefinitions(file.directives);
    const states: (boolean | null)[] = [];
    for (const [index, block] of blocks.entries()) {
      const outer = index === 0 ? true : (states[block.parent] ?? null);
      if (outer === false || index === 0) {
        states.push(outer);
        continue;
      }
      const known = this.#knowledge(index, states, own, file);
      let state: boolean | null = block.test === "?" ? null : evaluate(block.test, known);
      for (const test of block.before) {
        const earlier = evaluate(test, known);
        if (earlier === true) state = false;
        else if (earlier === null && state === true) state = null;
      }
      states.push(state === true && outer === null ? null : state);
    }
    return states;
  }

  /** Counts the definitions of a file, but for those in blocks that are not compiled. */
  count({ directives }: MacroFile, states: readonly (boolean | null)[]): void {
    for (const { name, block } of directives.defines) if (states[block] !== false) this.#live.add(name);
  }

  /** A macro that only a build may set is unknown; one that nobody names is not defined, unless a header is unseen. */
  #unnamed(name: string, isTainted: boolean): false | null {
    return isTainted || this.#isNamedByBuild(name) ? null : false;
  }

  #knowledge(
    block: number,
    states: readonly (boolean | null)[],
    own: OwnDefinitions,
    { isCpp, isTainted }: MacroFile,
  ): MacroKnowledge {
    const isDefined = (name: string): boolean | null => {
      if (PREDEFINED.has(name)) return true;
      if (name === "__cplusplus") return isCpp;
      if (own.above(name, block, states)) return true;
      if (this.#live.has(name)) return null;
      if (FOREIGN.has(name) || isForeignName(name)) return false;
      // Names that begin so belong to compilers and to the headers of the system.
      if (/^_[A-Z_]/.test(name)) return null;
      return isSystemMacro(name) ? null : this.#unnamed(name, isTainted);
    };
    return {
      isDefined,
      value: (name) => {
        const above = own.above(name, block, states);
        return above ? integerOf(above.value) : (PREDEFINED.get(name) ?? null);
      },
    };
  }
}

/** The definitions of a file of those macros that its own conditions ask for. */
class OwnDefinitions {
  readonly #directives: Directives;
  readonly #places = new Map<string, number[]>();

  constructor(directives: Directives) {
    this.#directives = directives;
    const tests = directives.blocks.map(({ test }) => test).join(" ");
    for (const [name] of tests.matchAll(/[A-Za-z_]\w*/g)) this.#places.set(name, []);
    for (const [index, { name }] of directives.defines.entries()) this.#places.get(name)?.push(index);
  }

  /** The definition that has certainly been passed when a block begins. */
  above(name: string, block: number, states: readonly (boolean | null)[]): Define | null {
    const { defines, blocks, seen, undefined: removed } = this.#directives;
    if (removed.has(name)) return null;
    for (const index of (this.#places.get(name) ?? []).slice(0, 200)) {
      const define = defines[index];
      if (!define || index >= (seen[block] ?? 0)) return null;
      if (states[define.block] === true || encloses(blocks, define.block, block)) return define;
    }
    return null;
  }
}

function encloses(blocks: Directives["blocks"], outer: number, inner: number): boolean {
  // A parent has a smaller number than its parts.
  let at = inner;
  while (at > outer) at = blocks[at]?.parent ?? 0;
  return at === outer && inner !== outer;
}

/** Whether a word of the name is another system, processor or compiler, as in HAVE_WINDOWS_H or NGX_DARWIN. */
function isForeignName(name: string): boolean {
  return /(?:^|_)(?:WIN|WIN32|WIN64|WINDOWS|WINNT|WINRT|WINCE|UWP|MSVC|MSVCRT|MINGW|MINGW32|MINGW64|CYGWIN|DARWIN|MACOS|MACOSX|OSX|MACH|APPLE|IOS|COCOA|ANDROID|FREEBSD|NETBSD|OPENBSD|DRAGONFLY|SOLARIS|SUNOS|AIX|HPUX|IRIX|HAIKU|BEOS|OS2|MSDOS|VMS|AMIGA|EMSCRIPTEN|QNX|FUCHSIA|AARCH64|ARM64|ARMV7|NEON|PPC|PPC64|POWERPC|ALTIVEC|MIPS|MIPS64|SPARC|SPARC64|RISCV|RISCV64|S390X?|LOONGARCH\d*|XTENSA)(?:_|$)/.test(
    name,
  );
}

/** Macros of POSIX and Linux headers, and versions of libraries, which no file of the repository needs to define. */
function isSystemMacro(name: string): boolean {
  return SYSTEM_MACRO.test(name);
}

const SYSTEM_MACRO =
  /^(?:(?:O|SO|S|F|FD|PR|AF|PF|AT|IP|IPV6|IPPROTO|TCP|UDP|MSG|MAP|MADV|CLOCK|SCM|RLIMIT|LC|CPU|RTLD|SOCK|SYS|IN|SA|LOG|MS|DT|PTHREAD|BOOST|QT|Q_OS|OPENSSL|LIBRESSL)_\w+|(?:SIG|EPOLL|POLL|E)[A-Z0-9]+|[A-Z]+_(?:MAX|MIN)|[A-Z0-9_]+_VERSION(?:_[A-Z]+)?|NULL|BSD|linux|unix|BYTE_ORDER|(?:BIG|LITTLE)_ENDIAN|NDEBUG|DEBUG)$/;

function integerOf(value: string | null): number | null {
  const digits = value === null ? null : /^\(?\s*(-?\d+)\s*\)?$/.exec(value)?.[1];
  return digits === undefined || digits === null ? null : Number(digits);
}

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
