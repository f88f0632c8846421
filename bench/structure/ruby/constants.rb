# Adds reference edges to a list of imports.rb, for the files below lib that load here, by asking the running program
# which file defined a constant.
#
#   ruby -I FOLDER/lib bench/structure/ruby/constants.rb FOLDER LIST FEATURE... > edges.txt
#
# Every FEATURE is required, then every file below lib, so use it on code that you trust. The constants come from
# RubyVM::AbstractSyntaxTree with the classes and modules around them; they are looked up in the real modules by Ruby's
# rules (nesting, ancestors, Object) and `const_source_location` says where each was defined. A module that several
# files of the folder open gives no edge: Ruby only remembers the first. What a file imports is no reference besides.
# Judged are the files whose definitions could all be found.
ROOT = File.realpath(ARGV.shift)
LIST = File.readlines(ARGV.shift, chomp: true)
ARGV.each { |feature| require feature }
Dir.glob("#{ROOT}/lib/**/*.rb").sort.each do |path|
  require path
rescue LoadError, StandardError => error
  warn "did not load: #{path}: #{error.message.lines.first}"
end

Node = RubyVM::AbstractSyntaxTree::Node
# Files with a definition that did not run, such as one for another platform.
UNKNOWN = []
OPENED = Hash.new { |hash, name| hash[name] = [] }

def written(node)
  case node.type
  when :CONST then [node.children[0]]
  when :COLON3 then [nil, node.children[0]]
  when :COLON2
    scope, name = node.children
    return [name] if scope.nil?
    return unless scope.is_a?(Node)
    head = written(scope)
    head && [*head, name]
  end
end

# The module that owns a constant, and the constant's name, by Ruby's rules; nil for what is not there.
def lookup(parts, nesting)
  first, *rest = parts
  scopes = first.nil? ? [] : nesting
  first = rest.shift if first.nil?
  owner = scopes.find { |scope| scope.const_defined?(first, false) }
  owner ||= scopes.first if scopes.first&.const_defined?(first)
  owner ||= Object if Object.const_defined?(first)
  return unless owner
  names = [first, *rest]
  names[0..-2].each do |name|
    owner = owner.const_get(name)
    return unless owner.is_a?(Module)
  end
  [owner, names.last] if owner.const_defined?(names.last)
rescue NameError, LoadError
  nil
end

def home(owner, name)
  holder = [owner, *owner.ancestors, Object].find { |each| each.const_defined?(name, false) }
  path, = holder&.const_source_location(name, false)
  value = holder&.const_get(name)
  [value.is_a?(Module) ? value.name || name.to_s : "#{holder}::#{name}", path.is_a?(String) && !path.empty? ? File.expand_path(path) : nil]
end

# Calls the block with each constant that is used and its nesting, innermost first.
def walk(node, nesting, path, &block)
  return unless node.is_a?(Node)
  case node.type
  when :CLASS, :MODULE
    name, *rest = node.children
    block.call(written(rest[0]), nesting) if node.type == :CLASS && rest[0].is_a?(Node) && written(rest[0])
    block.call(written(name.children[0]), nesting) if name.type == :COLON2 && name.children[0] && written(name.children[0])
    found = lookup(written(name) || [], nesting.first ? [nesting.first] : []) || lookup(written(name) || [], nesting)
    inner = found && found[0].const_get(found[1])
    return UNKNOWN << path unless inner.is_a?(Module)
    OPENED[inner.name] |= [path] unless wrapper?(rest.last)
    rest.each { |each| walk(each, [inner, *nesting], path, &block) unless each.equal?(rest[0]) && node.type == :CLASS && written_node?(each) }
  when :CONST, :COLON2, :COLON3
    parts = written(node)
    parts ? block.call(parts, nesting) : node.children.each { |child| walk(child, nesting, path, &block) }
  else
    node.children.each { |child| walk(child, nesting, path, &block) }
  end
end

def written_node?(node)
  node.is_a?(Node) && !written(node).nil?
end

# A body with nothing but classes, modules, constants and requires.
def wrapper?(scope)
  body = scope.children[2]
  list = body.nil? ? [] : body.type == :BLOCK ? body.children : [body]
  list = list.compact.reject { |each| each.type == :BEGIN && each.children[0].nil? }
  !list.empty? && list.all? { |each| %i[CLASS MODULE CDECL].include?(each.type) || (each.type == :FCALL && %i[require require_relative private_constant].include?(each.children[0])) }
end

uses = {}
Dir.glob("#{ROOT}/lib/**/*.rb").sort.each do |path|
  tree = RubyVM::AbstractSyntaxTree.parse_file(path)
  found = []
  walk(tree, [], path) { |parts, nesting| found << [parts, nesting] }
  uses[path] = found
end

imports = {}
file = nil
LIST.each do |line|
  next if line.start_with?("#")
  line.start_with?("\t") ? imports[file] << line.split(" ", 2)[1] : imports[file = line] = []
end

about = LIST.select { |line| line.start_with?("#") }
puts about[0], about[1], "#{about[2]} | constants.rb"
uses.each do |path, found|
  relative = path.delete_prefix("#{ROOT}/")
  next if UNKNOWN.include?(path) || !imports.key?(relative)
  targets = found.uniq.filter_map do |parts, nesting|
    owner, name = lookup(parts, nesting)
    next unless owner
    full, target = home(owner, name)
    openers = OPENED[full]
    next if openers.include?(path) || openers.size > 1
    # Ruby forgets where a constant was defined that an autoload brought.
    target = openers[0] if openers.size == 1
    next unless target&.start_with?("#{ROOT}/lib/")
    target.delete_prefix("#{ROOT}/")
  end
  targets = targets.uniq - imports[relative] - [relative]
  puts relative, imports[relative].map { |each| "\timport #{each}" }, targets.sort_by(&:b).map { |each| "\treference #{each}" }
end
exit!(0) if $stdout.flush
