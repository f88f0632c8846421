/** What only other systems, processors and compilers define. */
export const FOREIGN = new Set(
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
    __PLAN9__ __PGI __NVCC__ __CUDACC__ __CUDA_ARCH__ __HIPCC__ __CC_ARM __ARMCC_VERSION __IAR_SYSTEMS_ICC__ __ICCARM__ __KEIL__ __MWERKS__
    __COMO__ __ghs__ __ghs __PATHCC__ __POCC__ __NDPC__ __SC__ THINK_C
    __arm__ __arm __aarch64__ __arm64__ __ARM_ARCH __ARM_NEON __ARM_NEON__ __ARM_FEATURE_CRC32 __ARM_FEATURE_SVE __thumb__
    _M_ARM _M_ARM64 _M_IX86 _M_X64 _M_AMD64 _M_IA64 _M_PPC _M_ARM64EC __i386__ __i386 __i486__ __i586__ __i686__ _X86_ __I86__
    __powerpc__ __powerpc64__ __ppc__ __ppc64__ __PPC__ __PPC64__ _ARCH_PPC _ARCH_PPC64 __POWERPC__ __ALTIVEC__ __VSX__
    __mips__ __mips __mips64 __mips_msa __sparc__ __sparc __sparc_v9__ __sparc64__ __s390__ __s390x__ __riscv __alpha__ __alpha
    __ia64__ __ia64 __hppa__ __hppa __m68k__ __loongarch__ __loongarch64 __sh__ __arc__ __xtensa__ __avr__ AVR __AVR__ ARDUINO
    __ILP32__ _ILP32 __BIG_ENDIAN__ __ARMEB__ __MIPSEB__ RC_INVOKED Q_MOC_RUN SWIG __CHECKER__ __COVERITY__ __DOXYGEN__ DOXYGEN
    __cppcheck__ __has_feature __has_extension __S_SPLINT_S lint __lint __GCCXML__ __CASTXML__`),
);

/** Whether a word of the name is another system, processor or compiler, or an interface that only such a system has, as in HAVE_WINDOWS_H or NGX_DARWIN. */
export function isForeignName(name: string): boolean {
  return /(?:^|_)(?:WIN|WIN32|WIN64|WINDOWS|WINNT|WINRT|WINCE|UWP|MSVC|MSVCRT|MINGW|MINGW32|MINGW64|CYGWIN|DARWIN|MACOS|MACOSX|OSX|MACH|APPLE|IOS|COCOA|ANDROID|FREEBSD|NETBSD|OPENBSD|DRAGONFLY|SCHANNEL|WINSOCK|SSPI|WINHTTP|D3D\d*|DIRECT3D\d*|DIRECTX|DXGI|XINPUT|SECTRANSP|SECURETRANSPORT|COMMONCRYPTO|SOLARIS|SUNOS|AIX|HPUX|IRIX|HAIKU|BEOS|PLAN9|XBOX|XBOXONE|XBOXSERIES|GDK|VITA|PSP|PS2|PS3|PS4|N3DS|3DS|NGAGE|OS400|OS2|MSDOS|VMS|AMIGA|EMSCRIPTEN|QNX|FUCHSIA|AARCH64|ARM64|ARMV7|NEON|SVE2?|PPC|PPC64|POWERPC|ALTIVEC|MIPS|MIPS64|SPARC|SPARC64|RISCV|RISCV64|S390X?|LOONGARCH\d*|XTENSA|WASM|WASM32|ARM(?:32|V\d\w*|CRYPTO|SHA\d)?|KQUEUE|WEPOLL|DEVPOLL)(?:_|$)/.test(
    name,
  );
}

/** Whether a folder or the file itself is named for another system, as in builds/amiga or Makefile.mingw. */
export function isForeignPath(path: string): boolean {
  return path.split(/[/.-]/).some((part) => isForeignName(part.toUpperCase()));
}

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
