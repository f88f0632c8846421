import { expect, test } from "vitest";
import { structureOf } from "../../fixture.ts";

test("the outline leaves out what is only a name space", async () => {
  const { outlines } = await structureOf({
    "lib/shop/cart.rb": `# frozen_string_literal: true

require "set"

module Shop
  LIMIT = 10
  # A cart of items. Has a total.
  class Cart < Base
    include Priced
    attr_reader :items, :owner
    class Error < StandardError; end
    Line = Struct.new(:item, :count) do
      def price = 1
    end
    def self.build(*items, owner: nil, &block)
      new(items)
    end
    def add item
      @items << Other.wrap(item)
    end
    private def secret(a = "(", b) = 1
    Hidden = 1
    private_constant :Hidden
  end
  module_function def helper; end
end

# Runs it.
def run(first, *rest)
end
`,
    "lib/shop/other.rb": "module Shop\n  class Other\n    def self.wrap(x) = x\n  end\nend\n",
  });
  const outline = outlines.find(({ path }) => path === "lib/shop/cart.rb");
  expect(outline).toMatchObject({ parsed: true, doc: "" });
  expect(outline?.symbols.map(({ kind, name, signature }) => `${kind} ${name}: ${signature}`)).toEqual([
    "module Shop: module Shop",
    "function run: def run(first, *rest)",
  ]);
  expect(outline?.symbols[1]).toMatchObject({ doc: "Runs it.", parameters: ["first", "*rest"], exported: true });
});

test("a class that is made by a call is a class, and a magic comment no doc", async () => {
  const { outlines } = await structureOf({
    "a.rb": `# frozen-string-literal: true

# Lost.
Lost = Class.new(StandardError)
Gone = Class.new(Lost) { def code = 1 }
Tools ||= Module.new
Point = Struct.new(:x)
LIMIT = Class.size
`,
  });
  expect(outlines[0]?.doc).toBe("");
  expect(outlines[0]?.symbols.map(({ kind, signature, doc }) => [kind, signature, doc])).toEqual([
    ["class", "Lost = Class.new(StandardError)", "Lost."],
    ["class", "Gone = Class.new(Lost)", ""],
    ["module", "Tools ||= Module.new", ""],
    ["class", "Point = Struct.new(:x)", ""],
    ["constant", "LIMIT = Class.size", ""],
  ]);
});

test("classes in a name space carry their full name, members and uses", async () => {
  const { outlines } = await structureOf({
    "lib/shop/cart.rb": `module Shop
  LIMIT = 10
  # A cart of items. Has a total.
  class Cart < Base
    attr_reader :items, :owner
    class Error < StandardError; end
    def self.build(*items, owner: nil, &block)
      new(items)
    end
    def add item
      @items << Other.wrap(item)
    end
    private def secret(a = "(", b) = 1
    def ==(other) = true
  end
  private_constant :LIMIT
end
`,
    "lib/shop/other.rb": "module Shop\n  class Other\n    def self.wrap(x) = x\n  end\nend\n",
  });
  const [limit, cart] = outlines[0]?.symbols ?? [];
  expect(limit).toMatchObject({ name: "Shop::LIMIT", kind: "constant", exported: false, signature: "LIMIT = 10" });
  expect(cart).toMatchObject({
    name: "Shop::Cart",
    kind: "class",
    signature: "class Cart < Base",
    doc: "A cart of items.",
    uses: ["Other"],
    range: { startLine: 4, endLine: 15 },
  });
  expect(cart?.members.map(({ kind, name, signature }) => `${kind} ${name}: ${signature}`)).toEqual([
    "field items: attr_reader :items, :owner",
    "field owner: attr_reader :items, :owner",
    "class Error: class Error < StandardError",
    "method build: def self.build(*items, owner: nil, &block)",
    "method add: def add item",
    'method secret: def secret(a = "(", b) = 1',
    "method ==: def ==(other)",
  ]);
});

test("cases of RSpec and minitest are listed", async () => {
  const { outlines } = await structureOf({
    "spec/a_spec.rb": 'RSpec.describe "A" do\n  it "works" do\n  end\n  # it "is off"\nend\n',
    "test/b_test.rb": "class BTest < Minitest::Test\n  def test_one; end\n  def helper; end\nend\n",
  });
  expect(outlines.map(({ testCases }) => testCases)).toEqual([["A", "works"], ["test_one"]]);
});
