/** What is known of macros; null where nothing is known. */
export type MacroKnowledge = {
  isDefined(name: string): boolean | null;
  /** Value of a macro that is certainly defined. */
  value(name: string): number | null;
};

const TOKEN =
  /\s*(?:(0[xX][0-9A-Fa-f']+|\d[\d']*)[uUlLzZ]*|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|<<|>>|[-+*/%<>!~()?:,&|^])|(\S))/y;
const TOKEN_LIMIT = 400;
const DEPTH_LIMIT = 40;

/** Whether a preprocessor condition holds: true or false when that is certain, null otherwise. */
export function evaluate(condition: string, macros: MacroKnowledge): boolean | null {
  const tokens = tokensOf(condition);
  if (!tokens) return null;
  const parser = new Parser(tokens, macros);
  const value = parser.ternary(0);
  return value === null || !parser.isDone() ? null : value !== 0;
}

function tokensOf(condition: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(condition); match; match = TOKEN.exec(condition)) {
    if (match[4] !== undefined || tokens.length >= TOKEN_LIMIT) return null;
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
  }
  return tokens;
}

const LEVELS: readonly ReadonlyMap<string, (a: number, b: number) => number>[] = [
  new Map([
    ["==", (a, b) => Number(a === b)],
    ["!=", (a, b) => Number(a !== b)],
  ]),
  new Map([
    ["<", (a, b) => Number(a < b)],
    [">", (a, b) => Number(a > b)],
    ["<=", (a, b) => Number(a <= b)],
    [">=", (a, b) => Number(a >= b)],
  ]),
  new Map([
    ["+", (a, b) => a + b],
    ["-", (a, b) => a - b],
  ]),
  new Map([["*", (a, b) => a * b]]),
];

/** Recursive descent over the integer expressions of #if, in the three values of Kleene: null is "unknown". */
class Parser {
  readonly #tokens: readonly string[];
  readonly #macros: MacroKnowledge;
  #at = 0;

  constructor(tokens: readonly string[], macros: MacroKnowledge) {
    this.#tokens = tokens;
    this.#macros = macros;
  }

  isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  ternary(depth: number): number | null {
    const test = this.#or(depth);
    if (this.#tokens[this.#at] !== "?") return test;
    this.#at += 1;
    const yes = this.ternary(depth + 1);
    if (this.#tokens[this.#at] === ":") this.#at += 1;
    const no = this.ternary(depth + 1);
    return test === null ? null : test !== 0 ? yes : no;
  }

  #or(depth: number): number | null {
    let left = this.#and(depth);
    while (this.#tokens[this.#at] === "||") {
      this.#at += 1;
      const right = this.#and(depth);
      if ((left !== null && left !== 0) || (right !== null && right !== 0)) left = 1;
      else left = left === null || right === null ? null : 0;
    }
    return left;
  }

  #and(depth: number): number | null {
    let left = this.#binary(0, depth);
    while (this.#tokens[this.#at] === "&&") {
      this.#at += 1;
      const right = this.#binary(0, depth);
      if (left === 0 || right === 0) left = 0;
      else left = left === null || right === null ? null : 1;
    }
    return left;
  }

  #binary(level: number, depth: number): number | null {
    const operators = LEVELS[level];
    if (!operators) return this.#unary(depth);
    let left = this.#binary(level + 1, depth);
    for (let apply = this.#operator(operators); apply; apply = this.#operator(operators)) {
      this.#at += 1;
      const right = this.#binary(level + 1, depth);
      left = left === null || right === null ? null : apply(left, right);
    }
    return left;
  }

  #operator(operators: ReadonlyMap<string, (a: number, b: number) => number>) {
    return operators.get(this.#tokens[this.#at] ?? "");
  }

  #unary(depth: number): number | null {
    const token = this.#tokens[this.#at++] ?? "";
    if (depth > DEPTH_LIMIT) return this.#giveUp();
    if (token === "!") {
      const value = this.#unary(depth + 1);
      return value === null ? null : Number(value === 0);
    }
    if (token === "-" || token === "+") {
      const value = this.#unary(depth + 1);
      return value === null || token === "+" ? value : -value;
    }
    if (token === "(") {
      const value = this.ternary(depth + 1);
      if (this.#tokens[this.#at] === ")") this.#at += 1;
      return value;
    }
    if (/^\d/.test(token)) return numberOf(token);
    if (!/^[A-Za-z_]/.test(token)) return this.#giveUp();
    return token === "defined" ? this.#defined() : this.#name(token);
  }

  #defined(): number | null {
    const isBracketed = this.#tokens[this.#at] === "(";
    if (isBracketed) this.#at += 1;
    const known = this.#macros.isDefined(this.#tokens[this.#at++] ?? "");
    if (isBracketed && this.#tokens[this.#at] === ")") this.#at += 1;
    return known === null ? null : Number(known);
  }

  #name(name: string): number | null {
    if (this.#tokens[this.#at] === "(") {
      this.#skipCall();
      return null;
    }
    if (name === "true") return 1;
    const known = this.#macros.isDefined(name);
    if (known === null) return null;
    return known ? this.#macros.value(name) : 0;
  }

  #skipCall(): void {
    let depth = 0;
    do {
      const token = this.#tokens[this.#at++];
      if (token === "(") depth += 1;
      else if (token === ")") depth -= 1;
    } while (depth > 0 && this.#at < this.#tokens.length);
  }

  /** What is not understood makes the whole condition unknown. */
  #giveUp(): null {
    this.#at = this.#tokens.length + 1;
    return null;
  }
}

/** A leading zero means octal. */
function numberOf(token: string): number | null {
  const digits = token.replaceAll("'", "");
  const value = /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return Number.isSafeInteger(value) ? value : null;
}
