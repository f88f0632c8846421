/** Whether a package belongs to the Java platform, version 21, with what older ones had besides. */
export function isPlatformPackage(name: string): boolean {
  const [first = "", second = ""] = name.split(".");
  if (first === "java" || first === "jdk" || first === "sun") return true;
  if (first === "javax") return PLATFORM_EXTENSIONS.has(second) && !FOREIGN.test(name);
  return /^(?:com\.sun\.(?!jna\b|jersey\b|mail\b|xml\.bind\b|faces\b|grizzly\b|star\b|enterprise\b|istack\b)|org\.w3c\.dom\b|org\.xml\.sax\b|org\.ietf\.jgss\b|org\.omg\b|netscape\.javascript\b)/.test(
    name,
  );
}

const PLATFORM_EXTENSIONS = new Set(
  "accessibility annotation.processing crypto imageio lang management naming net print rmi script security smartcardio sound sql swing tools transaction xml activity annotation"
    .split(" ")
    .map((name) => name.split(".")[0] ?? name),
);
/** Parts of `javax` that share a first folder with the platform and come from elsewhere. */
const FOREIGN =
  /^javax\.(?:annotation\.(?!processing\b)|annotation$|transaction\.(?!xa\b)|transaction$|xml\.(?:bind|ws|soap|rpc|registry)\b|security\.(?:jacc|enterprise)\b|security\.auth\.message\b|management\.j2ee\b)/;

/** Types of `java.lang`, which every file sees without an import. */
export const javaLang: ReadonlySet<string> = new Set(
  "Appendable AutoCloseable CharSequence Cloneable Comparable Iterable ProcessHandle Readable Runnable StringTemplate Boolean Byte Character Class ClassLoader ClassValue Compiler Double Enum Float InheritableThreadLocal Integer Long Math Module ModuleLayer Number Object Package Process ProcessBuilder Record Runtime RuntimePermission ScopedValue SecurityManager Short StackTraceElement StackWalker StrictMath String StringBuffer StringBuilder System Thread ThreadGroup ThreadLocal Throwable Void ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException ClassCastException ClassNotFoundException CloneNotSupportedException EnumConstantNotPresentException Exception IllegalAccessException IllegalArgumentException IllegalCallerException IllegalMonitorStateException IllegalStateException IllegalThreadStateException IndexOutOfBoundsException InstantiationException InterruptedException LayerInstantiationException MatchException NegativeArraySizeException NoSuchFieldException NoSuchMethodException NullPointerException NumberFormatException ReflectiveOperationException RuntimeException SecurityException StringIndexOutOfBoundsException TypeNotPresentException UnsupportedOperationException WrongThreadException AbstractMethodError AssertionError BootstrapMethodError ClassCircularityError ClassFormatError Error ExceptionInInitializerError IllegalAccessError IncompatibleClassChangeError InstantiationError InternalError LinkageError NoClassDefFoundError NoSuchFieldError NoSuchMethodError OutOfMemoryError StackOverflowError ThreadDeath UnknownError UnsatisfiedLinkError UnsupportedClassVersionError VerifyError VirtualMachineError Deprecated FunctionalInterface Override SafeVarargs SuppressWarnings".split(
    " ",
  ),
);

/** Member types that classes inherit from the platform's, and that hide types of the same name in the package. */
export function platformMembers(supertype: string): ReadonlySet<string> | undefined {
  return PLATFORM_MEMBERS.get(supertype.slice(supertype.lastIndexOf(".") + 1));
}

const PLATFORM_MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [
    "Entry: Map SortedMap NavigableMap ConcurrentMap ConcurrentNavigableMap Hashtable Properties",
    "Entry SimpleEntry SimpleImmutableEntry: AbstractMap EnumMap HashMap IdentityHashMap LinkedHashMap TreeMap WeakHashMap ConcurrentHashMap ConcurrentSkipListMap",
    "State UncaughtExceptionHandler: Thread ForkJoinWorkerThread",
    "Entry Service: Provider AuthProvider",
    "Builder: Stream IntStream LongStream DoubleStream Calendar GregorianCalendar",
    "Field: Format DateFormat SimpleDateFormat MessageFormat",
    "Field Style: NumberFormat DecimalFormat ChoiceFormat",
    "Control: ResourceBundle ListResourceBundle PropertyResourceBundle",
    "OfDouble OfInt OfLong OfPrimitive: Spliterator",
    "OfDouble OfInt OfLong: PrimitiveIterator",
    "Characteristics: Collector",
    "ConditionObject: AbstractQueuedSynchronizer AbstractQueuedLongSynchronizer",
    "ReadLock WriteLock: ReentrantReadWriteLock",
    "AbortPolicy CallerRunsPolicy DiscardOldestPolicy DiscardPolicy: ThreadPoolExecutor ScheduledThreadPoolExecutor",
    "ForkJoinWorkerThreadFactory ManagedBlocker: ForkJoinPool",
    "GetField: ObjectInputStream",
    "PutField: ObjectOutputStream",
    "MapMode: FileChannel",
    "Filter: DirectoryStream SecureDirectoryStream",
    "Attribute: AttributedCharacterIterator",
    "Info: ProcessHandle",
  ].flatMap((line): [string, ReadonlySet<string>][] => {
    const [members = "", types = ""] = line.split(": ");
    return types.split(" ").map((type) => [type, new Set(members.split(" "))]);
  }),
);
