import type { BuildFiles } from "./build-files.ts";
import { FOREIGN, isForeignName } from "./foreign.ts";
import type { Unit } from "./preprocessor.ts";
import { isSystemFunction, isSystemHeader } from "./system-headers.ts";

/** What gcc for Linux on x86-64 always defines, with the value where conditions compare it. */
const PREDEFINED = new Map<string, number | null>([
  ...words(
    "__linux__ __linux __gnu_linux__ __unix__ __unix __x86_64__ __x86_64 __amd64__ __amd64 __ELF__ __LP64__ _LP64 __STDC__ __SSE__ __SSE2__",
  ).map((name) => [name, 1] as const),
  ...words(
    "__VERSION__ __COUNTER__ __FILE__ __LINE__ __has_include __has_include_next __has_attribute __has_cpp_attribute __has_builtin __INT_MAX__ __LONG_MAX__ __SIZE_TYPE__",
  ).map((name) => [name, null] as const),
  ["__GNUC__", 12],
  ["__GNUC_MINOR__", 2],
  ["__GLIBC__", 2],
  ["__cplusplus", 201703],
  ["__STDC_VERSION__", 201710],
  ["__CHAR_BIT__", 8],
  ["__SIZEOF_POINTER__", 8],
  ["__SIZEOF_LONG__", 8],
  ["__SIZEOF_INT__", 4],
  ["__ORDER_LITTLE_ENDIAN__", 1234],
  ["__ORDER_BIG_ENDIAN__", 4321],
  ["__BYTE_ORDER__", 1234],
]);

/**
 * What is known of macros that no directive has set. One that no build file names is not defined; one that they name may
 * be, unless no default build for Linux sets it.
 */
export class KnownMacros {
  readonly #build: Pick<BuildFiles, "hasWord" | "maySet" | "hasHeader">;
  readonly #defined: ReadonlySet<string>;
  readonly #cache = new Map<string, Knowledge>();

  /** `defined` are the macros that some file of the repository defines. */
  constructor(build: Pick<BuildFiles, "hasWord" | "maySet" | "hasHeader">, defined: ReadonlySet<string>) {
    this.#build = build;
    this.#defined = defined;
  }

  isDefined(name: string, { isCpp, isTainted }: Unit): boolean | null {
    const known = this.#cache.get(name) ?? this.#know(name);
    this.#cache.set(name, known);
    switch (known) {
      case "c++":
        return isCpp;
      case "unseen":
        return isTainted ? this.#found(name) : false;
      default:
        return known;
    }
  }

  value(name: string): number | null {
    return PREDEFINED.get(name) ?? null;
  }

  #know(name: string): Knowledge {
    if (name === "__cplusplus") return "c++";
    if (PREDEFINED.has(name)) return true;
    if (FOREIGN.has(name) || isForeignName(name.startsWith("_") ? name.toUpperCase() : name)) return false;
    if (INSTRUCTIONS.test(name) && !this.#build.hasWord(name)) return false;
    if (isSystemMacro(name)) return null;
    if (this.#build.hasWord(name)) return this.#fromBuild(name);
    if (this.#defined.has(name)) return false;
    // Names that begin so belong to compilers and to the headers of the system.
    return /^_[A-Z_]/.test(name) ? null : "unseen";
  }

  /** What a configuration for Linux finds is defined; what no default build sets is not. */
  #fromBuild(name: string): boolean | null {
    if (name === "HAVE_CONFIG_H" || name.endsWith("_LINUX")) return true;
    return this.#found(name) ?? (this.#build.maySet(name) ? null : false);
  }

  /** What a configuration says that asks for a header or a function; null where that depends on the machine. */
  #found(name: string): boolean | null {
    const asked = /(?:^|_)HAVE_(\w+)$/.exec(name)?.[1];
    if (asked === undefined) return null;
    if (isHeaderCheck(name) || isSystemFunction(asked.toLowerCase())) return true;
    return asked.endsWith("_H") && !USUAL.test(asked) && !this.#build.hasHeader(asked) ? false : null;
  }
}

/** `unseen`: not defined, unless by a header that is not in the repository. */
type Knowledge = boolean | null | "c++" | "unseen";

/** Instructions beyond those of every x86-64, which a compiler uses when it is told to. */
const INSTRUCTIONS =
  /^__(?:AVX\w*|SSE3|SSSE3|SSE4_\d|PCLMUL|BMI2?|FMA4?|POPCNT|LZCNT|F16C|AES|VAES|SHA|GFNI|RDRND|RDSEED|ADX|XOP|MMX_WITH_SSE|SANITIZE_\w+)__$/;

/** Macros of POSIX and Linux headers, and versions of libraries, which no file of the repository needs to define. */
function isSystemMacro(name: string): boolean {
  return SYSTEM_MACRO.test(name);
}

const SYSTEM_MACRO =
  /^(?:(?:O|SO|S|F|FD|PR|AF|PF|AT|IP|IPV6|IPPROTO|TCP|UDP|MSG|MAP|MADV|CLOCK|SCM|RLIMIT|LC|CPU|RTLD|SOCK|SYS|IN|SA|LOG|MS|DT|PTHREAD|BOOST|QT|Q_OS|OPENSSL|LIBRESSL)_\w+|(?:SIG|EPOLL|POLL|E)[A-Z0-9]+|[A-Z]+_(?:MAX|MIN)|[A-Z0-9_]+_VERSION(?:_[A-Z]+)?|NULL|BSD|linux|unix|BYTE_ORDER|(?:BIG|LITTLE)_ENDIAN)$/;

/** Whether a configuration asks with a macro for a header that every Linux has, as with HAVE_SYS_TIME_H. */
function isHeaderCheck(name: string): boolean {
  const header = /(?:^|_)HAVE_(\w+)_H$/.exec(name)?.[1]?.toLowerCase();
  if (header === undefined || ELSEWHERE.has(header)) return false;
  return [header, header.replace("_", "/")].some((each) => isSystemHeader(`${each}.h`));
}

/** Libraries that are likely to be installed wherever C is compiled. */
const USUAL = /CURSES|TERM|ZLIB|BZLIB|LZMA|OPENSSL|SSL|CRYPTO|READLINE|HISTORY|XLIB|X11|GL|EXPAT|CURL/;

/** Headers of other systems in folders that Linux has as well. */
const ELSEWHERE = new Set(
  words(`sys_event sys_devpoll sys_sysctl sys_filio sys_sockio sys_pstat sys_mkdev sys_endian sys_loadavg sys_systeminfo sys_proc
    sys_atomic sys_port sys_lwp sys_byteorder sys_ndir sys_bsdtty sys_stropts sys_capability sys_extattr sys_acl sys_cpuset sys_rtprio
    net_pfvar net_bpf net_if_dl net_if_types net_if_tun netinet_tcp_fsm netinet_in6_var netinet6_in6_var bits_types`),
);

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
