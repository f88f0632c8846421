# Lists the import edges of a folder's Ruby files with Ruby's own parser and Ruby's own search of the load path.
#
#   ruby bench/structure/ruby/imports.rb FOLDER "NAME VERSION, where from" > edges.txt
#
# Needs Ruby 3.1 or newer, nothing else. Files that this Ruby cannot parse are left out of the list and named on the
# standard error. Gemspecs are loaded, which runs them: use it on code that you trust.
#
# RubyVM::AbstractSyntaxTree finds the calls; File.expand_path, File.join and the like are really called on what they
# are given; `require` is answered by $LOAD_PATH.resolve_feature_path with the load path that the file would have:
# test and spec folders around it (`ruby -Itest`, rspec), the require_paths of the gem around it, what files of the
# gem unshift, the gems around that, last the other gems of the repository when a single one answers.
require "pathname"
require "rubygems"

ROOT = File.realpath(ARGV.fetch(0))
STANDARD = [RbConfig::CONFIG["rubylibdir"], RbConfig::CONFIG["rubyarchdir"]].freeze
Dynamic = Class.new(StandardError)

def ruby?(path)
  return true if path =~ /\.(rb|rake|gemspec|ru|thor|jbuilder|podspec)\z/ || File.basename(path) =~ /\A(Rakefile|Gemfile|Guardfile|Capfile|Thorfile|Appraisals|Vagrantfile|\.irbrc|\.pryrc|\.simplecov)\z/
  return false if File.basename(path).include?(".") || File.size(path).zero?
  File.open(path, "rb") { |file| file.gets.to_s.match?(/\A#!.*\bruby\b/) }
end

FILES = Dir.chdir(ROOT) { Dir.glob("**/*", File::FNM_DOTMATCH) }
           .reject { |path| path =~ %r{(\A|/)(\.git|node_modules)/} }
           .select { |path| File.file?("#{ROOT}/#{path}") && !File.symlink?("#{ROOT}/#{path}") && ruby?("#{ROOT}/#{path}") }
           .sort

# Gems, applications and folders with a lib of their own, each with its part of the load path.
PROJECTS = { ROOT => [] }
Dir.glob("#{ROOT}/**/*.gemspec").sort.each do |path|
  folder = File.dirname(path)
  spec = Dir.chdir(folder) { Gem::Specification.load(path) } rescue nil
  (PROJECTS[folder] ||= []).concat((spec ? spec.require_paths : ["lib"]).map { |each| File.expand_path(each, folder) })
end
APPLICATIONS = Dir.glob("#{ROOT}/**/config/application.rb").map { |path| File.dirname(path, 2) }
(APPLICATIONS + Dir.glob("#{ROOT}/**/config/routes.rb").map { |path| File.dirname(path, 2) } +
  Dir.glob("#{ROOT}/**/{Rakefile,Gemfile,config.ru,.rspec}", File::FNM_DOTMATCH).map { |path| File.dirname(path) }.select { |folder| Dir.exist?("#{folder}/lib") }).each do |folder|
  PROJECTS[folder] ||= ["#{folder}/lib"]
end
PROJECTS[ROOT] |= ["#{ROOT}/lib"] if Dir.exist?("#{ROOT}/lib")
PROJECTS.each { |folder, roots| roots.concat(Dir.glob("#{folder}/app/{*,*/concerns}/").map { |each| each.chomp("/") }) }

def project_of(path)
  folder = File.dirname(path)
  folder = File.dirname(folder) until PROJECTS.key?(folder)
  folder
end

# Calls of one file.
class Reader
  attr_reader :calls, :load_paths

  def initialize(path)
    @path = path
    @lines = File.binread(path).lines
    @calls = []
    @load_paths = []
    @assigned = Hash.new { |hash, name| hash[name] = [] }
    tree = RubyVM::AbstractSyntaxTree.parse_file(path)
    each(tree, []) { |node, _| @assigned[node.children[0]] << node.children[1] if %i[LASGN DASGN DASGN_CURR IASGN CDECL].include?(node.type) }
    each(tree, []) { |node, around| read(node, around) }
  end

  # The value of an expression as far as it only names files.
  def value(node, depth = 0)
    raise Dynamic if depth > 20 || !node.is_a?(RubyVM::AbstractSyntaxTree::Node)
    case node.type
    # The tree has no path for __FILE__, so the text is asked.
    when :STR then @lines[node.first_lineno - 1].byteslice(node.first_column, 8) == "__FILE__" ? @path : node.children[0]
    when :DSTR
      first, *rest = node.children
      first.to_s + rest.compact.flat_map { |each| each.type == :LIST ? each.children.compact : [each] }.map { |each| value(each.type == :EVSTR ? each.children[0] : each, depth + 1).to_s }.join
    when :VCALL, :FCALL
      return File.dirname(@path) if node.children[0] == :__dir__
      return Pathname.new(value(arguments(node.children[1])[0], depth + 1)) if node.children[0] == :Pathname
      raise Dynamic
    when :LVAR, :DVAR, :IVAR, :CONST
      found = @assigned[node.children[0]]
      found.size == 1 ? value(found[0], depth + 1) : raise(Dynamic)
    when :CALL, :OPCALL then send_to(node, depth)
    when :BEGIN, :BLOCK then node.children.size == 1 ? value(node.children[0], depth + 1) : raise(Dynamic)
    else raise Dynamic
    end
  end

  private

  def send_to(node, depth)
    receiver, name, list = node.children
    given = arguments(list).map { |each| value(each, depth + 1) }
    case [constant(receiver), name]
    when ["File", :expand_path], ["File", :absolute_path], ["File", :realpath]
      return File.expand_path(given[0].to_s, (given[1] || project_of(@path)).to_s)
    when ["File", :join] then return File.join(*given.map(&:to_s))
    when ["File", :dirname] then return File.dirname(given[0].to_s)
    when ["Pathname", :new] then return Pathname.new(given[0])
    when ["Rails", :root] then return Pathname.new(application_of(@path))
    when ["Dir", :pwd] then return project_of(@path)
    end
    inner = value(receiver, depth + 1)
    case name
    when :+ then inner + given[0]
    when :/, :join then Pathname.new(inner).join(*given)
    when :to_s, :to_path, :to_str then inner.to_s
    when :freeze, :cleanpath, :realpath, :dup then inner
    when :expand_path then Pathname.new(File.expand_path(inner.to_s, given[0] || project_of(@path)))
    when :dirname, :parent then inner.dirname
    else raise Dynamic
    end
  rescue TypeError, NoMethodError, ArgumentError
    raise Dynamic
  end

  def constant(node)
    return unless node.is_a?(RubyVM::AbstractSyntaxTree::Node)
    return node.children[0].to_s if %i[CONST COLON3].include?(node.type)
    "#{constant(node.children[0])}::#{node.children[1]}" if node.type == :COLON2 && node.children[0]
  end

  def arguments(list)
    return [] unless list.is_a?(RubyVM::AbstractSyntaxTree::Node)
    list.type == :LIST ? list.children.compact : list.type == :BLOCK_PASS ? arguments(list.children[0]) : []
  end

  def each(node, around, &block)
    open = [[node, around]]
    until open.empty?
      node, around = open.pop
      next unless node.is_a?(RubyVM::AbstractSyntaxTree::Node)
      block.call(node, around)
      inner = %i[CLASS MODULE ITER].include?(node.type) ? around + [node] : around
      node.children.each { |child| open << [child, inner] }
    end
  end

  def read(node, around)
    case node.type
    when :FCALL then call(node, node.children[0], arguments(node.children[1]), nil, around)
    when :CALL, :OPCALL
      receiver, name, list = node.children
      if receiver.is_a?(RubyVM::AbstractSyntaxTree::Node) && receiver.type == :GVAR && %i[$LOAD_PATH $: $-I].include?(receiver.children[0])
        arguments(list).flat_map { |each| each.type == :LIST ? each.children.compact : [each] }.each { |each| add_path(each) } if %i[unshift << push append prepend concat].include?(name)
      elsif name == :libs || libs?(receiver)
        arguments(list).each { |each| add_path(each) }
      elsif %w[Kernel].include?(constant(receiver))
        call(node, name, arguments(list), nil, around)
      elsif name == :autoload && (constant(receiver) || receiver&.type == :SELF)
        call(node, name, arguments(list), constant(receiver), around)
      elsif %i[instance_eval class_eval module_eval].include?(name)
        call(node, :eval, arguments(list), nil, around)
      end
    end
  end

  # `t.libs`, and what `<<` hands on of it.
  def libs?(node)
    return false unless node.is_a?(RubyVM::AbstractSyntaxTree::Node) && %i[CALL OPCALL].include?(node.type)
    node.children[1] == :libs || (node.children[1] == :<< && libs?(node.children[0]))
  end

  def add_path(node)
    @load_paths << File.expand_path(value(node).to_s, project_of(@path))
  rescue Dynamic
    nil
  end

  def call(node, name, given, receiver, around)
    name = :eval if %i[instance_eval class_eval module_eval].include?(name)
    name = :load if name == :import && @path =~ /(Rakefile|\.rake)\z/
    return unless %i[require require_relative require_dependency load autoload eval eval_gemfile].include?(name) && given[0]
    if name == :eval
      inner = given[0]
      return unless inner.type == :CALL && %w[File IO].include?(constant(inner.children[0])) && %i[read binread].include?(inner.children[1])
      given = arguments(inner.children[2])
    end
    if name == :autoload
      return unless %i[LIT STR].include?(given[0].type)
      path = given[1] ? value(given[1]).to_s : inferred(given[0].children[0].to_s, around)
    else
      path = value(given[0]).to_s
    end
    @calls << [name, path]
  rescue Dynamic
    nil
  end

  # ActiveSupport::Autoload: the full name underscored, with what autoload_at and autoload_under say.
  def inferred(name, around)
    names = []
    at = under = nil
    around.each do |node|
      if %i[CLASS MODULE].include?(node.type)
        names << written(node.children[0])
      else
        inner = node.children[0]
        next unless inner.type == :FCALL
        given = arguments(inner.children[1])
        at = value(given[0]) if inner.children[0] == :autoload_at
        under = value(given[0]) if inner.children[0] == :autoload_under
      end
    end
    return at if at
    [names.join("::"), under, name].compact.reject(&:empty?).join("::").gsub("::", "/").gsub(/([A-Z\d]+)([A-Z][a-z])/, '\1_\2').gsub(/([a-z\d])([A-Z])/, '\1_\2').tr("-", "_").downcase
  end

  def written(node)
    node.type == :COLON2 && node.children[0] ? "#{written(node.children[0])}::#{node.children[1]}" : node.children.compact.last.to_s
  end

  def application_of(path)
    folder = File.dirname(path)
    until APPLICATIONS.include?(folder)
      return project_of(path) if folder == ROOT
      folder = File.dirname(folder)
    end
    folder
  end
end

readers = FILES.to_h do |path|
  [path, Reader.new("#{ROOT}/#{path}")]
rescue SyntaxError, ArgumentError, EncodingError => error
  warn "left out: #{path}: #{error.message.lines.first}"
  [path, nil]
end

ADDED = Hash.new { |hash, folder| hash[folder] = [] }
readers.each { |path, reader| ADDED[project_of("#{ROOT}/#{path}")].concat(reader.load_paths) if reader }

def load_path(path)
  found = []
  folder = File.dirname(path)
  while folder != ROOT
    found << folder if %w[test tests spec specs].include?(File.basename(folder)) && !folder.delete_prefix(ROOT).split("/").include?("lib")
    folder = File.dirname(folder)
  end
  project = project_of(path)
  loop do
    # Of the folders that several test tasks add, the task with this file comes first.
    near, far = ADDED[project].partition { |each| path.start_with?("#{each}/") }
    found.concat(PROJECTS[project], near, far)
    break if project == ROOT
    project = project_of(project)
  end
  found.uniq
end

def feature(name, folders)
  $LOAD_PATH.replace(folders.select { |folder| Dir.exist?(folder) })
  kind, path = $LOAD_PATH.resolve_feature_path(name)
  kind && path.is_a?(String) ? path : nil
rescue LoadError
  nil
end

def file(path)
  path if path && File.file?(path)
end

def with_extension(path)
  path =~ /\.(rb|so)\z/ && file(path) || file("#{path}.rb")
end

def target(path, name, given)
  absolute = given.start_with?("/")
  case name
  when :require_relative then with_extension(File.expand_path(given, File.dirname(path)))
  when :eval_gemfile then file(File.expand_path(given, File.dirname(path)))
  when :load, :eval
    folders = absolute ? [] : [*(load_path(path) if name == :load), project_of(path), ROOT]
    absolute ? file(given) : folders.filter_map { |folder| file(File.expand_path(given, folder)) }.first
  else
    return with_extension(given) if absolute
    return [project_of(path), ROOT].filter_map { |folder| with_extension(File.expand_path(given, folder)) }.first if given.start_with?("./", "../")
    return nil if given.start_with?("~")
    own = feature(given, load_path(path))
    return own if own
    return nil if feature(given, STANDARD)
    others = PROJECTS.reject { |folder, _| folder == project_of(path) || folder.delete_prefix(ROOT) =~ %r{/(tests?|specs?|examples?|fixtures?|samples?|features|templates?)(/|\z)} }
    found = others.filter_map { |_, roots| feature(given, roots) }.uniq
    found.size == 1 ? found[0] : nil
  end
end

saved = $LOAD_PATH.dup
lines = readers.compact.flat_map do |path, reader|
  targets = reader.calls.filter_map { |name, given| target("#{ROOT}/#{path}", name, given) }
  targets = targets.map { |each| File.expand_path(each).delete_prefix("#{ROOT}/") }
  targets = targets.reject { |each| each == path || each.start_with?("/") }.uniq.sort_by(&:b)
  [path, *targets.map { |each| "\timport #{each}" }]
end
$LOAD_PATH.replace(saved)
puts "# repository #{ARGV[1]}", "# tool ruby #{RUBY_VERSION}", "# made by ruby bench/structure/ruby/imports.rb FOLDER", *lines
