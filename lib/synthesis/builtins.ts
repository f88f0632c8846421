import type { Language } from "#lib/structure/index.ts";

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Names of the technical world that a thought may mention anywhere. */
const COMMON = words(`
  JavaScript TypeScript GitHub GitLab PostgreSQL MySQL SQLite GraphQL OpenAI OpenAPI WebSocket WebSockets iOS macOS DevOps
  IntelliSense YouTube LaTeX JSONL UTF-8 UTF-16 Node.js README.md LICENSE e.g i.e package.json tsconfig.json pyproject.toml
  go.mod Cargo.toml`);

const SCRIPT = words(`
  Array Map Set WeakMap WeakSet Object String Number Boolean Symbol BigInt Promise Date RegExp Error TypeError RangeError
  SyntaxError JSON Math Proxy Reflect Intl URL URLSearchParams TextEncoder TextDecoder Uint8Array Uint16Array Int32Array
  Float32Array Float64Array ArrayBuffer DataView AbortController AbortSignal AsyncIterable AsyncIterator AsyncGenerator Iterable
  Iterator Generator ReadonlyArray ReadonlyMap ReadonlySet Record Partial Required Readonly Pick Omit Exclude Extract ReturnType
  Parameters Awaited NonNullable keyof typeof instanceof readonly async await const let function class interface type enum
  import export default null undefined true false never unknown any void string number boolean object symbol bigint this super
  globalThis console process Buffer setTimeout clearTimeout setInterval setImmediate queueMicrotask structuredClone fetch
  parseInt parseFloat isNaN forEach flatMap indexOf lastIndexOf charCodeAt codePointAt toString valueOf hasOwnProperty
  localeCompare startsWith endsWith replaceAll describe test it expect beforeEach afterEach beforeAll afterAll`);

const BY_LANGUAGE: Partial<Record<Language, readonly string[]>> = {
  typescript: SCRIPT,
  tsx: SCRIPT,
  javascript: SCRIPT,
  python: words(`
    self cls None True False int str float bool bytes bytearray list dict set tuple frozenset object type super len range print
    open iter next enumerate zip map filter sorted reversed isinstance issubclass getattr setattr hasattr callable property
    staticmethod classmethod async await yield lambda with as from import def class return raise except finally Exception
    ValueError TypeError KeyError IndexError RuntimeError NotImplementedError StopIteration AttributeError OSError IOError
    __init__ __main__ __name__ __all__ __file__ __doc__ __call__ __repr__ __str__ __eq__ __hash__ __len__ __iter__ __enter__
    __exit__ __getattr__ __setattr__ __getitem__ __setitem__ __contains__ __new__ __version__ args kwargs pytest unittest`),
  go: words(`
    func struct interface map chan go defer select switch range nil true false error string int int8 int16 int32 int64 uint
    uint8 uint32 uint64 float32 float64 byte rune bool any append len cap make new copy delete panic recover context.Context
    testing.T fmt.Errorf errors.New`),
  c: words(`
    int char void long short unsigned signed float double size_t ssize_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t
    int32_t int64_t bool true false NULL struct union enum typedef static const inline extern volatile sizeof FILE stdin stdout
    stderr errno malloc calloc realloc free memcpy memset strlen strcmp printf main argc argv`),
  cpp: words(`
    int char void long short unsigned float double size_t uint8_t uint32_t uint64_t int32_t int64_t bool true false nullptr auto
    class struct template typename namespace constexpr noexcept virtual override const static inline operator this std::string
    std::vector std::map std::unordered_map std::unique_ptr std::shared_ptr std::optional std::move std::string_view main`),
  csharp: words(`
    string int long bool double decimal object void var null true false async await class struct record interface enum namespace
    using this base readonly static virtual override abstract sealed internal Task ValueTask List Dictionary IEnumerable
    IDisposable Action Func Exception ArgumentNullException CancellationToken Console`),
  ruby: words(`
    nil true false self class module def end do yield raise rescue ensure begin require require_relative attr_reader
    attr_accessor attr_writer initialize new include extend String Symbol Integer Array Hash Proc StandardError ArgumentError
    RSpec Minitest`),
  php: words(`
    string int float bool array object mixed void null true false self static parent $this class interface trait enum namespace
    function fn use new throw try catch finally iterable callable Closure Exception RuntimeException InvalidArgumentException
    Throwable Stringable PHPUnit __construct __toString __invoke __get __set __call`),
  java: words(
    "String Object Integer Long Boolean List Map Set ArrayList HashMap Optional void int long boolean double null this",
  ),
  rust: words(
    "String Vec Option Result Some None Ok Err Box Rc Arc HashMap BTreeMap usize isize u8 u32 u64 i32 i64 f64 str self Self",
  ),
};

/** Names every file of a language may mention without importing or defining them. */
export function builtinsOf(language: Language): readonly string[] {
  return [...COMMON, ...(BY_LANGUAGE[language] ?? [])];
}
