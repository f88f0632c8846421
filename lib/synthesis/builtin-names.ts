import type { Language } from "#lib/structure/index.ts";

// Longer than a file should be: these are tables of names, read from the runtimes' own listings and the languages' references.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Names of the technical world that a thought may mention anywhere. */
export const COMMON = words(`
  JavaScript TypeScript CoffeeScript GitHub GitLab BitBucket PostgreSQL MySQL SQLite MongoDB DynamoDB MariaDB GraphQL
  OpenAI OpenAPI OpenSSL OpenTelemetry OAuth OAuth2 WebSocket WebSockets WebAssembly iOS macOS tvOS DevOps IntelliSense
  YouTube LaTeX JSONL NumPy SciPy PyPI FastAPI NaN NULL UTF-8 UTF-16 Node.js README.md LICENSE e.g i.e a.m p.m U.S
  package.json tsconfig.json pyproject.toml go.mod Cargo.toml camelCase PascalCase snake_case UPPER_CASE
  SCREAMING_SNAKE_CASE kebab-case lowerCamelCase UpperCamelCase PowerShell StackOverflow ReadMe ChangeLog CommonJS
  UnixTime McCabe PhD IPv4 IPv6 DoS CamelCase eBPF gRPC jQuery GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT HTTP
  HTTPS URL URI JSON XML YAML TOML CSV HTML CSS SQL UTC ISO ASCII UTF CRLF LF CR EOF API CLI TTY ANSI PATH HOME POSIX TCP
  UDP TLS SSL DNS MIME MIT BSD Apache Content-Type Content-Length Content-Encoding Accept Accept-Encoding Authorization
  Cache-Control Cookie Set-Cookie ETag If-None-Match Last-Modified Location Retry-After User-Agent WWW-Authenticate
  Transfer-Encoding Connection Host Origin Referer Vary Range application json plain octet stream form urlencoded
  multipart text html xml Content Type Length Encoding Control Cache Retry After User Agent If None Match Modified
  Transfer null true false undefined nil None if else for while do switch case default break continue return try catch
  throw finally new in of and or not`);

const SCRIPT = words(`
  AbortController AbortSignal AggregateError Array ArrayBuffer ArrayLike AsyncDisposableStack AsyncGenerator AsyncIterable
  AsyncIterator Atomics Awaited BigInt BigInt64Array BigUint64Array Blob Boolean BroadcastChannel Buffer
  ByteLengthQueuingStrategy CloseEvent Collator CompressionStream Console CountQueuingStrategy Crypto CryptoKey
  CustomEvent DOM DOMException DataView Date DateTimeFormat DecompressionStream DisplayNames DisposableStack
  DurationFormat EPSILON Error EvalError EventEmitter EventTarget Exclude Extract File FinalizationRegistry Float16Array
  Float32Array Float64Array FormData Function Generator HTMLElement Headers Infinity InstanceType Int16Array Int32Array
  Int8Array Intl Iterable IterableIterator Iterator JSON JSX ListFormat Locale Map Math MessageChannel MessageEvent
  MessagePort NaN Navigator NonNullable Number NumberFormat Object Omit PI Parameters Partial Performance PerformanceEntry
  PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming Pick
  PluralRules Promise PromiseLike PropertyKey Proxy RangeError ReadableByteStreamController ReadableStream
  ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Readonly
  ReadonlyArray ReadonlyMap ReadonlySet Record ReferenceError Reflect RegExp RelativeTimeFormat Request Required Response
  ReturnType Segmenter Set SharedArrayBuffer String SubtleCrypto SuppressedError Symbol SyntaxError TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController TypeError URIError URL
  URLPattern URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly
  WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter abort aborted abs abstract acos
  acosh add addEventListener afterAll afterEach all allSettled alloc allocUnsafe allocUnsafeSlow and any append apply
  arguments argv arrayBuffer as asIntN asUintN asin asinh assert asserts assign async asyncDispose asyncIterator
  async_hooks at atan atan2 atanh atob attribute await base64Slice base64Write base64urlSlice base64urlWrite basename
  beforeAll beforeEach bigint bind blob body bodyUsed boolean break btoa bubbles buffer byteLength byteOffset bytes cache
  call caller canParse cancel cancelBubble cancelable captureStackTrace case catch cbrt ceil charAt charCodeAt
  child_process class clear clearImmediate clearInterval clearTimeout clone close cluster clz32 codePointAt compare
  compareExchange compile composed composedPath concat console const constants construct constructor context continue copy
  copyBytesFrom copyWithin cos cosh count countReset create createHash createObjectURL createReadStream createTask
  createWriteStream credentials crypto currentTarget cwd debug declare decode decodeURI decodeURIComponent default
  defaultPrevented defineProperties defineProperty delete deleteProperty describe description destination detached dgram
  diagnostics_channel difference dir dirname dirxml dispatchEvent dispose dns do document domain dotAll drop duplex else
  encode encodeInto encodeURI encodeURIComponent encoding endsWith entries enum env equals error escape eval eventPhase
  events every exchange exec existsSync exit exp expect expm1 export exports extends extname f16round false fatal fetch
  fill filter finally find findIndex findLast findLastIndex flags flat flatMap floor for forEach formData freeze from
  fromAsync fromCharCode fromCodePoint fromEntries fround fs function get getAll getCanonicalLocales getDate getDay
  getFullYear getHours getMilliseconds getMinutes getMonth getOwnPropertyDescriptor getOwnPropertyDescriptors
  getOwnPropertyNames getOwnPropertySymbols getPrototypeOf getReader getSeconds getSetCookie getTime getTimezoneOffset
  getWriter global globalThis group groupBy groupCollapsed groupEnd has hasIndices hasInstance hasOwn hasOwnProperty hash
  headers host hostname href http http2 https hypot if ignoreBOM ignoreCase implements import imul in includes indexOf
  infer info initEvent input inspect inspector instanceof integrity interface intersection is isArray isBuffer
  isConcatSpreadable isDisjointFrom isEncoding isError isExtensible isFinite isFrozen isHistoryNavigation isInteger
  isLockFree isNaN isPrototypeOf isRawJSON isReloadNavigation isSafeInteger isSealed isSubsetOf isSupersetOf isTrusted
  isView isWellFormed it iterator join json keepalive keyFor keyof keys lastIndexOf lastMatch lastParen leftContext length
  let load localStorage localeCompare locked log log10 log1p log2 map match matchAll max maxByteLength message meta method
  min mkdir mode module multiline name namespace navigator net never new nextTick node normalize notify now null number
  object of offset ok onabort or origin os override ownKeys padEnd padStart parent parse parseFloat parseInt password path
  pathname pause perf_hooks pipeThrough pipeTo pipeline pop port pow prepareStackTrace preventDefault preventExtensions
  private process profile profileEnd promises propertyIsEnumerable protected protocol prototype public punycode push
  querySelector querystring queueMicrotask race random randomUUID raw rawJSON readFile readFileSync readdir readline
  readonly reason redirect redirected reduce reduceRight referrer referrerPolicy reject relative removeEventListener
  repeat repl replace replaceAll require resizable resize resolve return returnValue reverse revocable revokeObjectURL
  rightContext round satisfies seal search searchParams set setDate setFullYear setHours setImmediate setMilliseconds
  setMinutes setMonth setPrototypeOf setSeconds setTime setTimeout shift sign signal sin sinh size slice some sort source
  species splice split sqrt srcElement stackTraceLimit startsWith stat static status statusText stderr stdin stdout sticky
  stopImmediatePropagation stopPropagation store stream string string_decoder stringify structuredClone super swap16
  swap32 swap64 switch symbol symmetricDifference sys table take tan tanh target tee test text textStream then this throw
  throwIfAborted time timeEnd timeLog timeStamp timeout timers tls toArray toDateString toExponential toFixed toGMTString
  toISOString toJSON toLocaleDateString toLocaleLowerCase toLocaleString toLocaleTimeString toLocaleUpperCase toLowerCase
  toPrecision toPrimitive toReversed toSorted toSpliced toString toStringTag toTimeString toUTCString toUpperCase
  toWellFormed trace trace_events transfer transferToFixedLength trim trimEnd trimLeft trimRight trimStart true trunc try
  tty type typeof undefined unescape unicode unicodeSets union unique unknown unlink unscopables unshift url username util
  v8 valueOf values var vm void wait waitAsync warn wasi while window with withResolvers worker_threads write writeFile
  writeFileSync xor yield zlib`);

const PYTHON = words(`
  ABC Any ArithmeticError AssertionError AttributeError Awaitable BaseException BaseExceptionGroup BlockingIOError
  BrokenPipeError BufferError BytesIO Callable ChainMap ChildProcessError ClassVar ConnectionAbortedError ConnectionError
  ConnectionRefusedError ConnectionResetError Coroutine Counter Decimal EOFError Ellipsis Enum EnvironmentError Event
  Exception ExceptionGroup False FileExistsError FileNotFoundError Final FloatingPointError Fraction Generator
  GeneratorExit Generic IOError ImportError IndentationError IndexError IntEnum InterruptedError IsADirectoryError
  Iterable Iterator KeyError KeyboardInterrupt Literal Lock LookupError MagicMock Mapping MemoryError Mock
  ModuleNotFoundError MutableMapping NameError NamedTuple None NotADirectoryError NotImplemented NotImplementedError
  OSError Optional OrderedDict OverflowError Path PermissionError ProcessLookupError Protocol PurePath Queue
  RecursionError ReferenceError RuntimeError Sequence StopAsyncIteration StopIteration StringIO SyntaxError SystemError
  SystemExit TYPE_CHECKING TabError TestCase Thread TimeoutError True TypeError TypeVar TypedDict UnboundLocalError
  UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError Union ValueError ZeroDivisionError __abs__
  __abstractmethods__ __add__ __aenter__ __aexit__ __all__ __alloc__ __and__ __annotations__ __await__ __base__ __bases__
  __basicsize__ __bool__ __bytes__ __call__ __cause__ __ceil__ __class__ __class_getitem__ __contains__ __context__
  __debug__ __delattr__ __delitem__ __dict__ __dictoffset__ __dir__ __divmod__ __doc__ __enter__ __eq__ __exit__ __file__
  __flags__ __float__ __floor__ __floordiv__ __format__ __ge__ __getattr__ __getattribute__ __getformat__ __getitem__
  __getnewargs__ __getstate__ __gt__ __hash__ __import__ __index__ __init__ __instancecheck__ __int__ __invert__
  __itemsize__ __iter__ __le__ __len__ __lshift__ __lt__ __main__ __mod__ __module__ __mro__ __mul__ __name__ __ne__
  __neg__ __new__ __next__ __or__ __pos__ __post_init__ __pow__ __prepare__ __qualname__ __reduce__ __reduce_ex__ __repr__
  __reversed__ __round__ __rshift__ __set_name__ __setattr__ __setitem__ __setstate__ __sizeof__ __slots__ __str__ __sub__
  __subclasscheck__ __subclasses__ __suppress_context__ __text_signature__ __traceback__ __truediv__ __trunc__ __version__
  __weakrefoffset__ __xor__ abc abs abstractmethod add add_note aiter all and anext any append argparse args argv array as
  as_integer_ratio ascii assert ast async asynccontextmanager asyncio atexit auto await base64 basename bdb bin binascii
  bisect bit_count bit_length bool break breakpoint builtins bytearray bytes bz2 cProfile cached_property calendar
  callable capitalize case casefold cast center chr class classmethod clear cls cmath cmd code codecs codeop collections
  colorsys compile compileall complex concurrent configparser conjugate contextlib contextmanager contextvars continue
  copy copyreg count csv ctypes curses dataclass dataclasses date datetime dbm decimal decode def defaultdict del delattr
  denominator deque dict difference difference_update difflib dir dirname dis discard divmod doctest dump dumps elif else
  email encode encodings endswith enum enumerate environ errno eval except exec exists exit expandtabs extend faulthandler
  fcntl field filecmp fileinput filter finally find findall finditer fixture float fnmatch for format format_map fractions
  from from_bytes fromhex fromkeys frozenset ftplib functools gather gc get getLogger getattr getenv getopt getpass
  gettext glob global globals graphlib grp gzip hasattr hash hashlib heapq help hex hmac html http id if imag imaplib
  import importlib in index input insert inspect int intersection intersection_update io ipaddress is is_integer isalnum
  isalpha isascii isdecimal isdigit isdisjoint isidentifier isinstance islower isnumeric isprintable isspace issubclass
  issubset issuperset istitle isupper items iter itertools join json keys keyword kwargs kwds lambda len linecache list
  listdir ljust load loads locale locals logging lower lru_cache lstrip lzma mailbox makedirs maketrans map mark marshal
  match math max memoryview mimetypes min mmap modulefinder mro multiprocessing namedtuple netrc next nonlocal not numbers
  numerator object oct open operator optparse or ord os overload parametrize partial partition pass patch pathlib pdb
  pickle pickletools pkgutil platform plistlib pop popitem poplib posix pow pprint print profile property pstats pty pwd
  py_compile pyexpat pytest queue quopri raise raises random range re readline real reduce remove removeprefix
  removesuffix replace repr reprlib resource return reverse reversed rfind rindex rjust rlcompleter round rpartition
  rsplit rstrip run runpy sched search secrets select selectors self set setattr setdefault shelve shlex shutil signal
  singledispatch site sleep slice smtplib socket socketserver sort sorted split splitlines sqlite3 ssl startswith stat
  staticmethod statistics stderr stdin stdout str string stringprep strip struct sub subprocess sum super suppress
  swapcase symmetric_difference symmetric_difference_update sys sysconfig syslog tarfile tempfile termios textwrap
  threading time timedelta timeit timezone title to_bytes token tokenize tomllib total_ordering trace traceback
  tracemalloc translate try tty tuple type types typing unicodedata union unittest update upper urllib uuid values vars
  venv walk warnings wave weakref webbrowser while with with_traceback wraps wsgiref xml xmlrpc yield zfill zip zipapp
  zipfile zipimport zlib zoneinfo`);

const GO = words(`
  break case chan const continue default defer else fallthrough for func go goto if import interface map package range
  return select struct switch type var nil true false iota error string int int8 int16 int32 int64 uint uint8 uint16
  uint32 uint64 uintptr float32 float64 complex64 complex128 byte rune bool any comparable append cap clear close complex
  copy delete imag len make max min new panic print println real recover ok err ctx init main Context Background
  WithCancel WithTimeout WithValue Handler HandlerFunc ResponseWriter Request Client Server Header Cookie StatusOK
  ServeHTTP ListenAndServe Reader Writer Closer ReadWriter ReadCloser EOF ReadAll Copy Builder Buffer Mutex RWMutex
  WaitGroup Once Pool Lock Unlock RLock RUnlock Errorf Sprintf Printf Println Fprintf Fprintln Stringer New Is As Unwrap
  Join Marshal Unmarshal NewDecoder NewEncoder Duration Time Now Sleep Since Second Millisecond Atoi Itoa ParseInt Split
  TrimSpace TrimPrefix TrimSuffix HasPrefix HasSuffix Contains Replace Fields Index ToLower ToUpper Slice Sort Strings
  Exit Args Getenv Stdin Stdout Stderr Open Create ReadFile WriteFile Run Fatal Fatalf Error Helper Parallel Benchmark
  testing context errors fmt http io os strings strconv sync sort time json bytes bufio regexp filepath path net url log
  math rand reflect atomic unicode utf8 maps slices embed flag template sql`);

const RUST = words(`
  as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub
  ref return self Self static struct super trait true type unsafe use where while bool char str i8 i16 i32 i64 i128 isize
  u8 u16 u32 u64 u128 usize f32 f64 String Vec Option Some None Result Ok Err Box Rc Arc RefCell Cell Cow Mutex RwLock
  HashMap HashSet BTreeMap BTreeSet VecDeque Iterator IntoIterator From Into TryFrom TryInto AsRef Deref Drop Clone Copy
  Debug Display Default PartialEq Eq PartialOrd Ord Hash Send Sync Sized Fn FnMut FnOnce Error Read Write BufRead Path
  PathBuf OsStr OsString Duration Instant Pin Future unwrap expect unwrap_or unwrap_or_else unwrap_or_default map map_err
  and_then ok_or is_some is_none iter iter_mut into_iter collect filter filter_map fold any all find position enumerate
  zip chain take skip rev cloned copied to_string to_owned as_str as_ref as_bytes len is_empty push push_str pop insert
  remove get get_mut contains extend drain clear println print eprintln format vec panic assert assert_eq assert_ne
  matches todo unreachable unimplemented write writeln derive cfg test std core alloc fmt io fs env collections cmp ops
  mem std::io std::fmt`);

const JAVA = words(`
  abstract assert boolean break byte case catch char class const continue default do double else enum extends final
  finally float for goto if implements import instanceof int interface long native new package permits private protected
  public record return sealed short static strictfp super switch synchronized this throw throws transient try var void
  volatile while yield null true false Object String StringBuilder StringBuffer CharSequence Integer Long Short Byte
  Boolean Double Float Character Number Math System Thread Runnable Callable Iterable Iterator Comparable Comparator
  Cloneable AutoCloseable Closeable Class Enum Override Deprecated SuppressWarnings FunctionalInterface SafeVarargs List
  ArrayList LinkedList Map HashMap LinkedHashMap TreeMap ConcurrentHashMap Set HashSet TreeSet Collection Collections
  Arrays Objects Optional Stream Collectors Queue Deque ArrayDeque Function BiFunction Supplier Consumer Predicate UUID
  Random Scanner Locale Date Instant LocalDate Duration Exception RuntimeException Error Throwable
  IllegalArgumentException IllegalStateException NullPointerException IndexOutOfBoundsException
  UnsupportedOperationException IOException UncheckedIOException InterruptedException ClassCastException
  NumberFormatException InputStream OutputStream Reader Writer BufferedReader File Files Path Paths Charset
  StandardCharsets ByteBuffer equals hashCode toString compareTo clone finalize length size isEmpty get put add remove
  contains of stream map filter collect forEach main args out println Test JUnit Mockito java javax util lang io nio`);

const C = words(`
  auto break case char const continue default do double else enum extern float for goto if inline int long register
  restrict return short signed sizeof static struct switch typedef union unsigned void volatile while define include ifdef
  ifndef endif elif undef pragma bool true false NULL size_t ssize_t ptrdiff_t int8_t int16_t int32_t int64_t uint8_t
  uint16_t uint32_t uint64_t uintptr_t intptr_t time_t off_t FILE EOF errno stdin stdout stderr va_list va_start va_end
  va_arg assert main argc argv malloc calloc realloc free memcpy memmove memset memcmp memchr strlen strcpy strncpy strcat
  strncat strcmp strncmp strcasecmp strchr strrchr strstr strdup strtok strtol strtoul strtod atoi printf fprintf sprintf
  snprintf vsnprintf scanf sscanf puts putchar getchar fputs fgets fopen fclose fread fwrite fseek ftell fflush feof
  ferror perror qsort bsearch abs exit abort atexit getenv isalpha isdigit isspace isalnum toupper tolower time clock open
  close read write INT_MAX INT_MIN UINT_MAX SIZE_MAX LONG_MAX CHAR_BIT stdio stdlib string stdint stdbool stddef stdarg
  limits ctype math signal unistd pthread stdio.h stdlib.h string.h stdint.h`);

const CPP = words(`
  alignas alignof auto bool catch class concept consteval constexpr const_cast decltype delete dynamic_cast explicit
  export false final friend mutable namespace new noexcept nullptr operator override private protected public
  reinterpret_cast requires static_cast static_assert template this thread_local throw true try typeid typename using
  virtual wchar_t std vector string string_view map unordered_map set unordered_set array deque list pair tuple optional
  variant any span function unique_ptr shared_ptr weak_ptr make_unique make_shared move forward swap begin end size empty
  push_back emplace_back insert erase find at front back data resize reserve clear c_str substr to_string stoi ostream
  istream iostream cout cerr endl ofstream ifstream stringstream exception runtime_error invalid_argument out_of_range
  logic_error mutex lock_guard unique_lock thread atomic chrono numeric_limits sort transform accumulate min max get hash
  less equal_to initializer_list iterator allocator`);

const CSHARP = words(`
  abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else
  enum event explicit extern false finally fixed float for foreach get goto if implicit in init int interface internal is
  lock long namespace new null object operator out override params partial private protected public readonly record ref
  required return sbyte sealed set short sizeof stackalloc static string struct switch this throw true try typeof uint
  ulong unchecked unsafe ushort using value var virtual void volatile when where while with yield async await nameof
  String Int32 Int64 Boolean Double Object Array List Dictionary HashSet Queue Stack IEnumerable IEnumerator ICollection
  IList IDictionary IReadOnlyList IReadOnlyDictionary IAsyncEnumerable IDisposable IEquatable IComparable Task ValueTask
  Action Func Predicate Lazy Tuple Nullable Span ReadOnlySpan Memory Type Enum Guid DateTime DateTimeOffset TimeSpan Uri
  Regex StringBuilder Stream MemoryStream StreamReader File Path Console Math Convert Encoding CultureInfo
  CancellationToken Thread Interlocked Exception ArgumentException ArgumentNullException ArgumentOutOfRangeException
  InvalidOperationException NotSupportedException NotImplementedException KeyNotFoundException FormatException
  ObjectDisposedException IOException ToString Equals GetHashCode Dispose DisposeAsync Add Remove Contains Count Length
  Select Where First FirstOrDefault Any All ToList ToArray OrderBy GroupBy Main args System Linq Collections Generic
  Threading LINQ xUnit NUnit Fact Theory Assert`);

const RUBY = words(`
  alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or redo rescue
  retry return self super then true undef unless until when while yield require require_relative include extend prepend
  raise loop lambda proc puts print p freeze frozen attr_reader attr_writer attr_accessor private protected public
  module_function define_method method_missing respond_to respond_to_missing instance_variable_get instance_variable_set
  initialize new String Symbol Integer Float Array Hash Set Range Proc Method Regexp Struct Data Comparable Enumerable
  Kernel Object BasicObject Module Class NilClass Time Date File Dir IO Thread Mutex Queue StandardError ArgumentError
  TypeError NameError NoMethodError KeyError IndexError RuntimeError NotImplementedError StopIteration each
  each_with_index each_with_object map flat_map select reject reduce inject find detect any all none first last push pop
  shift unshift join split gsub sub strip to_s to_sym to_i to_f to_a to_h to_proc inspect empty key fetch dig merge
  transform_values sort sort_by group_by uniq compact size length call is_a kind_of send dup clone hash RSpec Minitest
  describe context it let expect`);

const PHP = words(`
  abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty
  enddeclare endfor endforeach endif endswitch endwhile enum extends final finally fn for foreach function global goto if
  implements include include_once instanceof insteadof interface isset list match namespace new or print private protected
  public readonly require require_once return static switch throw trait try unset use var while xor yield strict_types
  string int float bool mixed void null true false self parent never iterable object this Closure Generator Exception
  ErrorException Error TypeError ValueError RuntimeException LogicException InvalidArgumentException OutOfBoundsException
  UnexpectedValueException BadMethodCallException DomainException Throwable Stringable Countable ArrayAccess Iterator
  IteratorAggregate Traversable JsonSerializable ArrayIterator ArrayObject SplObjectStorage DateTime DateTimeImmutable
  DateTimeInterface DateInterval PDO strlen strpos str_replace str_contains str_starts_with substr sprintf printf explode
  implode trim strtolower strtoupper ucfirst preg_match preg_replace preg_split array_map array_filter array_merge
  array_keys array_values array_key_exists array_unique array_reduce in_array count sort usort ksort is_array is_string
  is_int is_null is_callable json_encode json_decode file_get_contents file_put_contents fopen fclose is_file is_dir
  call_user_func func_get_args spl_autoload_register __construct __destruct __toString __invoke __get __set __isset
  __unset __call __callStatic __clone __sleep __wakeup PHPUnit`);

export const BY_LANGUAGE: Partial<Record<Language, readonly string[]>> = {
  typescript: SCRIPT,
  tsx: SCRIPT,
  javascript: SCRIPT,
  python: PYTHON,
  go: GO,
  rust: RUST,
  java: JAVA,
  c: C,
  cpp: [...C, ...CPP],
  csharp: CSHARP,
  ruby: RUBY,
  php: PHP,
};

/** What a dotted name of the standard library begins with: what follows is the library's own affair. */
export const STANDARD_ROOTS: Partial<Record<Language, ReadonlySet<string>>> = {
  typescript: scriptRoots(),
  tsx: scriptRoots(),
  javascript: scriptRoots(),
  python: new Set(
    words(`
    abc argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath cmd code codecs
    codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes curses
    dataclasses datetime dbm decimal difflib dis doctest email encodings enum errno faulthandler fcntl filecmp fileinput
    fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib
    importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap
    modulefinder multiprocessing netrc numbers operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib
    poplib posix pprint profile pstats pty pwd py_compile pyexpat queue quopri random re readline reprlib resource
    rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl
    stat statistics string stringprep struct subprocess sys sysconfig syslog tarfile tempfile termios textwrap threading
    time timeit token tokenize tomllib trace traceback tracemalloc tty types typing unicodedata unittest urllib uuid venv
    warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo str list dict set int bytes
    tuple object`),
  ),
  go: new Set(
    words(`
    context errors fmt http io os strings strconv sync sort time json bytes bufio regexp filepath path net url log slog math
    rand reflect atomic unicode utf8 maps slices embed flag template sql testing runtime debug exec signal xml csv base64
    hex sha256 md5 hmac gzip tar zip ioutil httptest fs heap list big bits binary syscall`),
  ),
  java: new Set([
    "java",
    "javax",
    "System",
    "Math",
    "Objects",
    "Arrays",
    "Collections",
    "Files",
    "Paths",
    "Collectors",
    "Optional",
    "String",
  ]),
  csharp: new Set([
    "System",
    "Console",
    "Math",
    "Convert",
    "File",
    "Path",
    "Task",
    "String",
    "Enumerable",
    "Encoding",
    "Guid",
    "DateTime",
  ]),
};

function scriptRoots(): ReadonlySet<string> {
  return new Set(
    words(`
    Object Array String Number Boolean Symbol BigInt Promise Map Set WeakMap WeakSet Date RegExp Error JSON Math Reflect
    Proxy Intl URL Buffer process console crypto performance import fs path os util http https zlib events stream`),
  );
}
