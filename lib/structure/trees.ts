/**
 * For tests: one small tree per language, in which files need each other in the ways of that language. The longest file
 * is the one that is damaged.
 */
export const trees: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  typescript: {
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./code/*"] } } }',
    "code/main.ts": `import type { Shape } from "./shape.js";
import * as area from "@/area";
export { default as Named } from "./view";
/** Adds up. */
export async function total(shapes: readonly Shape[]): Promise<number> {
  const { round } = await import("./round");
  return round(shapes.map((shape) => area.of(shape)).reduce((sum, each) => sum + each, 0));
}
export class Sum<T extends Shape> { #value = 0; get value(): number { return this.#value; } add(_: T): this { return this; } }
enum Kind { A, B = 2 }
`,
    "code/shape.ts": "export interface Shape { width: number; height: number }\n",
    "code/area.ts":
      'import { type Shape } from "./shape";\nexport const of = ({ width, height }: Shape) => width * height;\n',
    "code/round.ts": "export const round = Math.round;\n",
    "code/view.tsx": 'import { total } from "./main";\nexport default function View() { return <p>{total([])}</p>; }\n',
  },
  javascript: {
    "package.json": '{ "name": "shop", "imports": { "#price": "./code/price.js" } }',
    "code/index.js": `"use strict";
const { price } = require("#price");
const cart = require("./cart");
/** Sells. */
function sell(items) { return cart.of(items).map((item) => price(item)); }
class Shop extends cart.Base { static open = true; sell(items) { return sell(items); } }
module.exports = { sell, Shop, late: () => import("./late.mjs") };
`,
    "code/price.js": "exports.price = (item) => item.price;\n",
    "code/cart.js": "exports.of = (items) => [...items];\nexports.Base = class {};\n",
    "code/late.mjs": 'import { price } from "./price.js";\nexport default price;\n',
  },
  python: {
    "pyproject.toml": '[project]\nname = "shapes"\n',
    "shapes/__init__.py": "from .area import of\n",
    "shapes/area.py": `"""Areas of shapes."""
from __future__ import annotations
import math
from . import rounding
from shapes.shape import Shape, Circle as Round

def of(shape: Shape, *, digits: int = 2) -> float:
    """Area of one shape."""
    if isinstance(shape, Round):
        return rounding.cut(math.pi * shape.radius ** 2, digits)
    return rounding.cut(shape.width * shape.height, digits)

class Area(Shape):
    unit = "m"
    @property
    def value(self) -> float: return of(self)
`,
    "shapes/rounding.py": "def cut(value, digits):\n    return round(value, digits)\n",
    "shapes/shape.py": "class Shape: ...\nclass Circle(Shape): ...\n",
  },
  go: {
    "go.mod": "module example.org/shapes\n\ngo 1.19\n",
    "main.go": `// Package main prints areas.
package main

import (
	"fmt"

	"example.org/shapes/area"
)

// Total adds up.
func Total(shapes []area.Shape) (sum float64) {
	for _, shape := range shapes {
		sum += round(area.Of(shape))
	}
	return
}

type printer struct{ out string }

func (p *printer) Print() { fmt.Println(p.out, Total(nil)) }
`,
    "round.go": "package main\n\nfunc round(x float64) float64 { return x }\n",
    "area/area.go": "package area\n\nfunc Of(s Shape) float64 { return s.Width * s.Height }\n",
    "area/shape.go": "package area\n\ntype Shape struct{ Width, Height float64 }\n",
  },
  java: {
    "pom.xml": "<project><groupId>org.example</groupId><artifactId>shapes</artifactId></project>\n",
    "src/main/java/org/example/shapes/Total.java": `package org.example.shapes;

import java.util.List;
import org.example.area.Area;
import static org.example.area.Rounding.cut;

/** Adds up. */
public final class Total<T extends Shape> implements Comparable<Total<T>> {
  private final List<T> shapes;

  public Total(List<T> shapes) { this.shapes = shapes; }

  public double value() {
    double sum = 0;
    for (T shape : shapes) sum += new Area(shape).of();
    return cut(sum);
  }

  @Override public int compareTo(Total<T> other) { return Double.compare(value(), other.value()); }

  enum Kind { SMALL, LARGE { @Override boolean big() { return true; } }; boolean big() { return false; } }
}
`,
    "src/main/java/org/example/shapes/Shape.java":
      "package org.example.shapes;\n\npublic interface Shape { double width(); }\n",
    "src/main/java/org/example/area/Area.java": `package org.example.area;

import org.example.shapes.*;

public record Area(Shape shape) { public double of() { return Rounding.cut(shape.width()); } }
`,
    "src/main/java/org/example/area/Rounding.java": `package org.example.area;

public class Rounding { public static double cut(double x) { return Math.rint(x); } }
`,
  },
  rust: {
    "Cargo.toml": '[package]\nname = "shapes"\nversion = "0.1.0"\n',
    "src/lib.rs": "pub mod area;\nmod shape;\npub use shape::{Circle, Shape};\n",
    "src/area/mod.rs": `//! Areas of shapes.
mod rounding;

use crate::Shape;
use self::rounding::cut as shorten;
use std::collections::HashMap;

/// Adds up.
pub fn total<'a, S: Shape + 'a>(shapes: impl Iterator<Item = &'a S>) -> f64 {
    let mut seen: HashMap<u64, f64> = HashMap::new();
    shapes.map(|shape| shorten(shape.width())).sum::<f64>() + seen.drain().count() as f64
}

macro_rules! area { ($x:expr) => { $crate::area::rounding::cut($x) }; }

pub struct Area<T>(T) where T: Shape;

impl<T: Shape> Area<T> { pub fn of(&self) -> f64 { area!(self.0.width()) } }
`,
    "src/area/rounding.rs": "pub fn cut(x: f64) -> f64 { x.round() }\n",
    "src/shape.rs": "pub trait Shape { fn width(&self) -> f64; }\npub struct Circle;\n",
    "tests/total.rs": "use shapes::{area::total, Circle};\n#[test]\nfn adds() { let _: [Circle; 0] = []; }\n",
  },
  c: {
    "include/shapes/area.h": `#ifndef AREA_H
#define AREA_H
#include <stddef.h>
#include "shape.h"
double total(const struct shape *shapes, size_t count);
#endif
`,
    "include/shapes/shape.h": "#pragma once\nstruct shape { double width, height; };\n",
    "src/area.c": `/* Areas of shapes. */
#include <shapes/area.h>
#include "rounding.h"

#ifdef _WIN32
#include "windows_only.h"
#endif

static double area(const struct shape *shape) { return cut(shape->width * shape->height); }

/** Adds up. */
double total(const struct shape *shapes, size_t count)
{
  double sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += area(&shapes[i]);
  return sum;
}

typedef enum { SMALL, LARGE = 2 } kind;
#define BIG(x) ((x) > 2 ? LARGE : SMALL)
`,
    "src/rounding.h": "double cut(double x);\n",
    "src/rounding.c": '#include "rounding.h"\n#include <math.h>\ndouble cut(double x) { return rint(x); }\n',
  },
  cpp: {
    "CMakeLists.txt":
      "project(shapes)\nadd_library(shapes src/total.cpp)\ntarget_include_directories(shapes PUBLIC include)\n",
    "include/shapes/shape.hpp":
      "#pragma once\nnamespace shapes { struct Shape { virtual double width() const = 0; }; }\n",
    "include/shapes/total.hpp":
      '#pragma once\n#include "shape.hpp"\nnamespace shapes { template <class It> double total(It, It); }\n',
    "src/total.cpp": `// Adds up.
#include <shapes/total.hpp>
#include "rounding.hpp"
#include <vector>

namespace shapes {
namespace {
constexpr int digits = 2;
}

/// A sum that grows.
template <typename T, int N = digits>
class Sum final : public Shape {
 public:
  explicit Sum(std::vector<T> parts) : parts_(std::move(parts)) {}
  double width() const override { return cut(static_cast<double>(parts_.size())); }
  bool operator<(const Sum &other) const noexcept { return width() < other.width(); }

 private:
  std::vector<T> parts_;
};

enum class Kind : unsigned char { small, large };
using Sums = std::vector<Sum<int>>;
}  // namespace shapes
`,
    "src/rounding.hpp": "inline double cut(double x) { return x; }\n",
  },
  csharp: {
    "Shapes.csproj":
      '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>\n',
    "Total.cs": `using System.Collections.Generic;
using Shapes.Areas;
using Round = Shapes.Areas.Rounding;

namespace Shapes
{
    /// <summary>Adds up.</summary>
    public sealed class Total<T> : IComparable<Total<T>> where T : IShape
    {
        private readonly List<T> shapes = new();
        public double Value { get; private set; }

        public Total(IEnumerable<T> given)
        {
            foreach (var shape in given) Value += Round.Cut(new Area(shape).Of());
        }

        public int CompareTo(Total<T> other) => Value.CompareTo(other.Value);

        private enum Kind { Small, Large = 2 }
        public delegate void Changed(object sender, string text = $"{nameof(Value)}");
    }
}
`,
    "IShape.cs": "namespace Shapes;\n\npublic interface IShape { double Width { get; } }\n",
    "Areas/Area.cs":
      "using Shapes;\nnamespace Shapes.Areas;\n\npublic record Area(IShape Shape) { public double Of() => Rounding.Cut(Shape.Width); }\n",
    "Areas/Rounding.cs":
      "namespace Shapes.Areas;\n\npublic static class Rounding { public static double Cut(double x) => x; }\n",
  },
  ruby: {
    "shapes.gemspec": 'Gem::Specification.new { |s| s.name = "shapes"; s.require_paths = ["lib"] }\n',
    "lib/shapes.rb": 'require "set"\nrequire "shapes/total"\nmodule Shapes\n  autoload :Shape, "shapes/shape"\nend\n',
    "lib/shapes/total.rb": `# frozen_string_literal: true

require_relative "rounding"

module Shapes
  # Adds up.
  class Total < Struct.new(:shapes)
    LIMIT = 10
    attr_reader :sum

    def initialize(*shapes, digits: 2, &block)
      @sum = shapes.map { |shape| Rounding.cut(shape.width, digits) }.sum
      yield self if block_given?
    end

    def self.of(shapes) = new(*shapes)

    def to_s
      <<~TEXT
        #{sum} of #{shapes.size}
      TEXT
    end
  end
end
`,
    "lib/shapes/rounding.rb":
      "module Shapes\n  module Rounding\n    def self.cut(x, digits) = x.round(digits)\n  end\nend\n",
    "lib/shapes/shape.rb": "module Shapes\n  Shape = Struct.new(:width)\nend\n",
    "test/test_total.rb": 'require "shapes"\nclass TestTotal; end\n',
  },
  php: {
    "composer.json": '{ "name": "example/shapes", "autoload": { "psr-4": { "Shapes\\\\": "code/" } } }\n',
    "code/Total.php": `<?php

declare(strict_types=1);

namespace Shapes;

use Shapes\\Area\\{Area, Rounding as Round};
use function strlen;

require_once __DIR__ . '/helpers.php';

/** Adds up. */
#[\\Attribute]
final class Total extends Base implements \\Countable
{
    public const LIMIT = 10;
    private float $sum = 0.0;

    public function __construct(private readonly array $shapes) {}

    public function value(?Shape $first = null): float
    {
        foreach ($this->shapes as $shape) {
            $this->sum += Round::cut((new Area($shape))->of());
        }
        return $this->sum + strlen("{$this->sum} of many");
    }

    public function count(): int { return count($this->shapes); }
}
?>
<p>Done</p>
`,
    "code/Base.php": "<?php\nnamespace Shapes;\nabstract class Base {}\n",
    "code/Shape.php": "<?php\nnamespace Shapes;\ninterface Shape { public function width(): float; }\n",
    "code/helpers.php": "<?php\nfunction shape_name(): string { return 'shape'; }\n",
    "code/Area/Area.php":
      "<?php\nnamespace Shapes\\Area;\nuse Shapes\\Shape;\nclass Area { function __construct(private Shape $shape) {} function of() { return Rounding::cut($this->shape->width()); } }\n",
    "code/Area/Rounding.php":
      "<?php\nnamespace Shapes\\Area;\nclass Rounding { static function cut(float $x): float { return round($x); } }\n",
  },
};
