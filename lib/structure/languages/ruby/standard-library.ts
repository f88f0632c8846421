/** First parts of what `require` finds in an installation of Ruby 3.1, and what older versions still had. */
export const standardLibrary: ReadonlySet<string> = words(`
  English abbrev base64 benchmark bigdecimal bundler cgi continuation coverage csv date date_core delegate
  did_you_mean digest drb enc erb error_highlight etc expect fcntl fiddle fileutils find forwardable getoptlong
  io ipaddr irb json kconv logger mkmf monitor mutex_m net nkf objspace observer open-uri open3 openssl
  optionparser optparse ostruct pathname pp prettyprint pstore psych pty racc random rbconfig rdoc readline
  reline resolv resolv-replace rinda ripper rubygems securerandom set shellwords singleton socket stringio
  strscan syslog tempfile time timeout tmpdir tsort un unicode_normalize uri weakref webrick yaml zlib cmath dbm
  gdbm sdbm scanf sync thwait e2mmap tracer thread rational complex enumerator fiber ubygems win32ole WIN32API
  java jruby prism syntax_suggest io-console
`);

/** Constants of Ruby itself and of its library: a file that reopens one does not define it. */
export const builtInConstants: ReadonlySet<string> = words(`
  ARGF ARGV ArgumentError Array BasicObject Bignum Binding Class ClosedQueueError Comparable Complex
  ConditionVariable Dir ENV EOFError Encoding EncodingError Enumerable Enumerator Errno Exception FalseClass
  Fiber FiberError File FileTest Fixnum Float FloatDomainError FrozenError GC Hash IO IOError IndexError Integer
  Interrupt Kernel KeyError LoadError LocalJumpError Marshal MatchData Math Method Module Mutex NameError
  NilClass NoMatchingPatternError NoMatchingPatternKeyError NoMemoryError NoMethodError NotImplementedError
  Numeric Object ObjectSpace Proc Process Queue RUBY_COPYRIGHT RUBY_DESCRIPTION RUBY_ENGINE RUBY_ENGINE_VERSION
  RUBY_PATCHLEVEL RUBY_PLATFORM RUBY_RELEASE_DATE RUBY_REVISION RUBY_VERSION Ractor Random Range RangeError
  Rational Refinement Regexp RegexpError RubyVM RuntimeError STDERR STDIN STDOUT ScriptError SecurityError Signal
  SignalException SizedQueue StandardError StopIteration String Struct Symbol SyntaxError SystemCallError
  SystemExit SystemStackError TOPLEVEL_BINDING Thread ThreadError ThreadGroup Time TracePoint TrueClass TypeError
  UnboundMethod UncaughtThrowError UnicodeNormalize Warning ZeroDivisionError
  Base64 Benchmark BigDecimal Bundler CGI CSV Coverage Date DateTime Delegator Digest DRb ERB Etc Fiddle
  FileUtils Find Forwardable Gem IPAddr IRB JSON Logger Monitor MonitorMixin Net Observable OpenSSL OpenStruct
  OptionParser OpenURI Open3 Pathname PP PStore Psych PTY RbConfig RDoc Readline Reline Resolv Ripper
  SecureRandom Set Shellwords SimpleDelegator Singleton Socket SocketError StringIO StringScanner Syslog
  TCPServer TCPSocket Tempfile Timeout TSort UDPSocket UNIXServer UNIXSocket URI WeakRef WEBrick YAML
  Zlib BasicSocket IPSocket Addrinfo DATA Data Prism DidYouMean ErrorHighlight
`);

function words(list: string): Set<string> {
  return new Set(list.split(/\s+/).filter((name) => name !== ""));
}
