import { expect, test } from "vitest";
import { arrows, line, structureOf } from "../../fixture.ts";

type Tree = Readonly<Record<string, string>>;

const arrowsOf = async (tree: Tree) => arrows(await structureOf(tree));

const reasonsOf = async (path: string, tree: Tree) => {
  const { outlines } = await structureOf(tree);
  return outlines.find((each) => each.path === path)?.imports.map(({ specifier, reason }) => `${specifier} ${reason}`);
};

test("require searches lib and the folder of the tests, require_relative the file's own", async () => {
  expect(
    await arrowsOf({
      "lib/tool.rb": 'require "tool/version"\nrequire_relative "tool/main"\n',
      "lib/tool/main.rb": "",
      "lib/tool/version.rb": "",
      "test/helper.rb": "",
      "test/unit/test_main.rb": 'require "helper"\nrequire "tool/main.rb"\nrequire_relative "../helper"\n',
    }),
  ).toEqual([
    "lib/tool.rb -> lib/tool/main.rb",
    "lib/tool.rb -> lib/tool/version.rb",
    "test/unit/test_main.rb -> lib/tool/main.rb",
    "test/unit/test_main.rb -> test/helper.rb",
  ]);
});

test("a gem may have the lib of every folder on its load path", async () => {
  expect(
    await arrowsOf({
      "all.gemspec": 'Gem::Specification.new { |s| s.require_paths = Dir["*/lib"] }\n',
      "one/lib/one.rb": 'require "two/thing"\nrequire "three"\n',
      "two/lib/two/thing.rb": "",
      "other/deep/lib/three.rb": "",
    }),
  ).toEqual(["one/lib/one.rb -> two/lib/two/thing.rb"]);
});

test("of the folders that test tasks add, those around a file come first", async () => {
  expect(
    await arrowsOf({
      Rakefile: 'TestTask.new { |t| t.libs << "lib" << "checks" }\nTestTask.new { |t| t.libs << "slow/core" }\n',
      "checks/helper.rb": "",
      "checks/a.rb": 'require "helper"\n',
      "slow/core/helper.rb": "",
      "slow/core/b.rb": 'require "helper"\n',
    }),
  ).toEqual(["checks/a.rb -> checks/helper.rb", "slow/core/b.rb -> slow/core/helper.rb"]);
});

test("paths that are computed from the file itself are known", async () => {
  expect(
    await arrowsOf({
      "bin/a.rb": 'require File.expand_path("../../lib/x", __FILE__)\n',
      "bin/b.rb": 'require File.join(__dir__, "..", "lib", "x")\n',
      "bin/c.rb": 'ROOT = File.dirname(__FILE__)\nload "#{ROOT}/../lib/x.rb"\n',
      "bin/d.rb": 'require File.dirname(__FILE__) + "/../lib/x"\n',
      "bin/e.rb": 'require Pathname.new(__dir__).parent.join("lib/x").to_s\n',
      "bin/g.rb": "require File.expand_path(File.join(File.dirname(__FILE__), *%w(.. lib x)))\n",
      "bin/f.rb": "require \"#{name}/x\"\nrequire __dir__ + unknown\nrequire 'x' + y\n",
      "lib/x.rb": "",
    }),
  ).toEqual(["a", "b", "c", "d", "e", "g"].map((name) => `bin/${name}.rb -> lib/x.rb`));
});

test("what is not resolved says why", async () => {
  expect(
    await reasonsOf("lib/a.rb", {
      "lib/a.rb":
        'require "json"\nrequire "rack"\nrequire "a/gone"\nrequire name\nrequire_relative "../../far"\nrequire "a/native"\n',
      "lib/a/b.rb": "",
      "ext/a/extconf.rb": 'require "mkmf"\ncreate_makefile("a/native")\n',
    }),
  ).toEqual([
    "json standard-library",
    "rack external",
    "a/gone not-found",
    "name dynamic",
    "../../far outside",
    "a/native generated",
  ]);
});

test("gems of one repository see each other, the own one first, and two answers are none", async () => {
  const tree = {
    "one/one.gemspec": "",
    "one/lib/one.rb": 'require "two"\nrequire "shared"\nrequire "both"\n',
    "one/lib/shared.rb": "",
    "two/two.gemspec": 'Gem::Specification.new { |s| s.require_paths = ["src"] }\n',
    "two/src/two.rb": "",
    "two/src/shared.rb": "",
    "two/src/both.rb": "",
    "three/three.gemspec": "",
    "three/lib/both.rb": "",
  };
  expect(await arrowsOf(tree)).toEqual(["one/lib/one.rb -> one/lib/shared.rb", "one/lib/one.rb -> two/src/two.rb"]);
  expect(await reasonsOf("one/lib/one.rb", tree)).toContain("both ambiguous");
});

test("what files and Rakefiles put on the load path counts in their project", async () => {
  expect(
    await arrowsOf({
      Rakefile: 'Rake::TestTask.new { |t| t.libs << "checks" << "extra" }\n',
      "checks/check_a.rb": 'require "support"\nrequire "inner"\n',
      "extra/support.rb": '$LOAD_PATH.unshift File.expand_path("../vendored/src", __dir__)\n',
      "vendored/src/inner.rb": "",
    }),
  ).toEqual(["checks/check_a.rb -> extra/support.rb", "checks/check_a.rb -> vendored/src/inner.rb"]);
});

test("only calls are imports, not methods of that name, nor strings, nor comments", async () => {
  const tree = {
    "a.rb":
      'params.require("b")\n# require_relative "b"\ns = <<~X\n  require_relative "b"\nX\nt = \'require_relative "b"\'\nx.load("b.rb")\nrequire = 1\n',
    "b.rb": "",
    "c.rb": 'begin\n  Kernel.require "./b" if x\nrescue LoadError\nend\n',
  };
  expect(await arrowsOf(tree)).toEqual(["c.rb -> b.rb"]);
  expect(await reasonsOf("a.rb", tree)).toEqual([]);
});

test("load, eval_gemfile and evaluated files are named with their extension", async () => {
  expect(
    await arrowsOf({
      Gemfile: 'eval_gemfile "gemfiles/base.rb"\ninstance_eval File.read("more.rb")\n',
      Rakefile: 'load "tasks/a.rake"\nload "tasks/b"\nimport "tasks/b.rake"\n',
      "gemfiles/base.rb": "",
      "more.rb": "",
      "tasks/a.rake": "",
      "tasks/b.rake": "",
    }),
  ).toEqual([
    "Gemfile -> gemfiles/base.rb",
    "Gemfile -> more.rb",
    "Rakefile -> tasks/a.rake",
    "Rakefile -> tasks/b.rake",
  ]);
});

test("autoload names a file, with ActiveSupport also by the constant's name", async () => {
  const structure = await structureOf({
    "lib/net.rb": 'module Net\n  autoload :IP, "net/ip"\nend\n',
    "lib/net/ip.rb": "module Net\n  class IP; end\nend\n",
    "lib/net/extra.rb": "module Net\n  class IP\n    def more; end\n  end\nend\n",
    "lib/base.rb":
      'module Base\n  extend ActiveSupport::Autoload\n  eager_autoload do\n    autoload :HTTPClient\n    autoload_under "deep" do\n      autoload :Inner\n    end\n  end\nend\n',
    "lib/base/http_client.rb": "",
    "lib/base/deep/inner.rb": "",
    "lib/user.rb": "Net::IP.new\n",
  });
  expect(arrows(structure)).toEqual([
    "lib/base.rb -> lib/base/deep/inner.rb",
    "lib/base.rb -> lib/base/http_client.rb",
    "lib/net.rb -> lib/net/ip.rb",
    "lib/user.rb ~> lib/net/ip.rb",
  ]);
});

test("a constant leads to the one file that defines it, from the inside outwards", async () => {
  expect(
    await arrowsOf({
      "lib/a/node.rb": "module A\n  class Node; end\nend\n",
      "lib/node.rb": "class Node; end\n",
      "lib/a/tree.rb":
        "module A\n  class Tree < Base\n    def root = Node.new(LIMIT)\n    def top = ::Node.new\n  end\nend\n",
      "lib/a/base.rb": "module A\n  class Base\n    LIMIT = 3\n  end\nend\n",
      "lib/a/flat.rb": "class A::Flat\n  def root = Node\nend\n",
      "lib/twice_1.rb": "class Twice; def a; end; end\n",
      "lib/twice_2.rb": "class Twice; def b; end; end\n",
      "lib/user.rb": "Twice.new\nA\nString\n",
      "lib/core.rb": "class String; def blank? = true; end\n",
    }),
  ).toEqual([
    "lib/a/flat.rb ~> lib/node.rb",
    "lib/a/tree.rb ~> lib/a/base.rb",
    "lib/a/tree.rb ~> lib/a/node.rb",
    "lib/a/tree.rb ~> lib/node.rb",
  ]);
});

test("who gives a class its superclass defines it; who only reopens it does not", async () => {
  expect(
    await arrowsOf({
      "lib/error.rb": "class Failure < StandardError; end\n",
      "lib/more.rb": "class Failure; def code = 1; end\n",
      "lib/user.rb": "raise Failure\n",
    }),
  ).toEqual(["lib/user.rb ~> lib/error.rb"]);
});

test("product code sees no constants of tests, and tests none of other cases", async () => {
  expect(
    await arrowsOf({
      "lib/a.rb": "Fake.new\n",
      "spec/support/fake.rb": "class Fake; end\n",
      "spec/a_spec.rb": "Fake.new\nclass Local; end\n",
      "spec/b_spec.rb": "Local.new\n",
    }),
  ).toEqual(["spec/a_spec.rb ~> spec/support/fake.rb"]);
});

test("an import that brings the constant carries its name and leaves no reference", async () => {
  const { edges } = await structureOf({
    "a.rb": 'require_relative "b"\nB::Thing.new\n',
    "b.rb": "module B\n  class Thing; end\nend\n",
  });
  expect(edges).toEqual([
    { from: "a.rb", to: "b.rb", kind: "import", names: ["B::Thing"], lines: [1, 2].map(line), typeOnly: false },
  ]);
});

test("Rails names constants by the folders of app, with declared acronyms", async () => {
  expect(
    await arrowsOf({
      "config/application.rb": "",
      "config/initializers/inflections.rb": 'ActiveSupport::Inflector.inflections { |i| i.acronym "API" }\n',
      "app/controllers/api/users_controller.rb":
        "class API::UsersController\n  include Paged\n  def index = User.all\nend\n",
      "app/controllers/concerns/paged.rb": "module Paged; def page; end; end\n",
      "app/models/user.rb": "class User < ApplicationRecord; end\n",
      "lib/patches/user.rb": "class User < ApplicationRecord; def patched; end; end\n",
      "spec/api_spec.rb": 'require "rails_helper"\ndescribe API::UsersController do\nend\n',
      "spec/rails_helper.rb": "",
    }),
  ).toEqual([
    "app/controllers/api/users_controller.rb ~> app/controllers/concerns/paged.rb",
    "app/controllers/api/users_controller.rb ~> app/models/user.rb",
    "spec/api_spec.rb ~> app/controllers/api/users_controller.rb",
    "spec/api_spec.rb -> spec/rails_helper.rb",
  ]);
});

test("a Zeitwerk loader's inflections, collapsed and ignored folders hold", async () => {
  expect(
    await arrowsOf({
      "lib/gem.rb":
        'loader = Zeitwerk::Loader.for_gem\nloader.inflector.inflect("html" => "HTML")\nloader.collapse("#{__dir__}/gem/parts")\nloader.ignore("#{__dir__}/gem/old")\nmodule Gem2; end\n',
      "lib/gem/html.rb": "module Gem; HTML = make; end\n",
      "lib/gem/parts/page.rb": "module Gem; class Page; end; end\n",
      "lib/gem/old/page.rb": "module Gem; class Page; def x; end; end; end\n",
      "lib/gem/use.rb": "module Gem\n  class Use\n    def a = [Page, HTML]\n  end\nend\n",
    }),
  ).toEqual(["lib/gem/use.rb ~> lib/gem/html.rb", "lib/gem/use.rb ~> lib/gem/parts/page.rb"]);
});

test("hostile files end", async () => {
  const { outlines } = await structureOf({
    "a.rb": `${"module A\n".repeat(3000)}${"# # # ; # # \n".repeat(200)}`,
    "b.rb": `${'$LOAD_PATH << "'.repeat(300)}${"x = [\n".repeat(3000)}`,
    "c.rb": `require ${"(".repeat(3000)}"x"\nclass __proto__::Constructor; end\nrequire "__proto__"\n`,
    "d.rb": `a = a\nb = c\nc = b\nrequire "#{b}"\n${"A::".repeat(5000)}B\n`,
  });
  expect(outlines.map(({ parsed }) => parsed)).toEqual([true, true, true, true]);
});
