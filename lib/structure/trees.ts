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
};
