import ts from "typescript";

/** One place of a program that names another file. */
export type Specifier = {
  readonly text: string;
  /** How it is looked up: as a module, by `require`, as a file beside this one, or as a package of types. */
  readonly kind: "import" | "require" | "path" | "types";
  readonly mode: ts.ResolutionMode;
};

/** Every specifier of a file, taken from TypeScript's own syntax tree. Doc comments are not looked into. */
export function specifiersOf(file: ts.SourceFile, options: ts.CompilerOptions): Specifier[] {
  const found: Specifier[] = [];
  const add = (node: ts.Node | undefined, kind: "import" | "require" | "path"): void => {
    // TypeScript takes an empty name for that of the package around.
    if (!node || !ts.isStringLiteralLike(node) || node.text === "") return;
    const mode = kind === "path" ? undefined : ts.getModeForUsageLocation(file, node, options);
    found.push({ text: node.text, kind, mode });
  };
  for (const { fileName } of file.referencedFiles) found.push({ text: fileName, kind: "path", mode: undefined });
  for (const { fileName } of file.typeReferenceDirectives) {
    found.push({ text: fileName, kind: "types", mode: undefined });
  }
  const open: ts.Node[] = [file];
  for (let node = open.pop(); node; node = open.pop()) {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier, "import");
    else if (ts.isExternalModuleReference(node)) add(node.expression, "require");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, "import");
    // In a module, a declared module adds to one that exists; in a script, it declares a new one.
    else if (ts.isModuleDeclaration(node) && ts.isExternalModule(file)) add(node.name, "import");
    else if (ts.isCallExpression(node)) readCall(node, add);
    else if (ts.isNewExpression(node) && isUrlOfThisFile(node)) add(node.arguments?.[0], "path");
    ts.forEachChild(node, (child) => void open.push(child));
  }
  return found;
}

function readCall(call: ts.CallExpression, add: (node: ts.Node | undefined, kind: "import" | "require") => void): void {
  const [first, second] = call.arguments;
  const { expression: callee } = call;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) add(first, "import");
  else if (!ts.isIdentifier(callee)) return;
  else if (callee.text === "require" && first && isOwnRequire(call)) {
    if (ts.isArrayLiteralExpression(first)) for (const each of first.elements) add(each, "require");
    else add(first, "require");
  } else if (callee.text === "define") {
    const list = [first, second].find((each) => each && ts.isArrayLiteralExpression(each));
    if (list && ts.isArrayLiteralExpression(list)) for (const each of list.elements) add(each, "require");
  }
}

/** False where a parameter or a variable other than `createRequire(import.meta.url)` has taken the name. */
function isOwnRequire(call: ts.CallExpression): boolean {
  for (let outer: ts.Node | undefined = call.parent; outer; outer = outer.parent) {
    if (ts.isFunctionLike(outer) && outer.parameters.some(({ name }) => name.getText() === "require")) {
      // AMD hands its own `require` to the factory.
      const { parent } = outer;
      return ts.isCallExpression(parent) && parent.expression.getText() === "define";
    }
    if (!ts.isBlock(outer) && !ts.isSourceFile(outer)) continue;
    for (const statement of outer.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === "require") return false;
      if (!ts.isVariableStatement(statement)) continue;
      const own = statement.declarationList.declarations.find(({ name }) => name.getText() === "require");
      const text = own?.initializer?.getText();
      if (text !== undefined) return /createRequire\(\s*(import\.meta\.(url|filename)|__filename)\s*\)/.test(text);
    }
  }
  return true;
}

function isUrlOfThisFile(node: ts.NewExpression): boolean {
  return node.expression.getText() === "URL" && node.arguments?.[1]?.getText() === "import.meta.url";
}
