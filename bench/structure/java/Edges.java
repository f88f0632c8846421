// The files that each Java file needs, as javac resolves its names. Prints a list that bench/structure/edge-list.ts reads.
//
//   java --add-exports jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED \
//        --add-exports jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED \
//        --add-exports jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED \
//        bench/structure/java/Edges.java --about "NAME VERSION, where from" --repository FOLDER \
//        [--classpath JARS] [--release N] --unit ROOT[,ROOT...][:ROOT[,ROOT...]] [--unit ...] > LIST
//
// A unit is one run of the compiler. The files of its first source roots are judged; the roots after the colon are only
// seen, as those of modules it depends on. Needs a JDK 17 and the jars of other projects that the code compiles with.
// Files with errors are not judged. Descriptions of modules and packages are not compiled.
//
// What counts: types that the text names, whole or as part of a qualified name, in code (comments do not count). A type
// that is only the type of an expression, and a member reached through a value, names no file. An import counts when
// it names a type; `import package.*` counts for the types used through it; a static import names the class it is of.
// One file that is both imported and named in other ways is an import and no reference.

import com.sun.source.util.JavacTask;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.JCTree.JCCompilationUnit;
import com.sun.tools.javac.tree.JCTree.JCFieldAccess;
import com.sun.tools.javac.tree.JCTree.JCIdent;
import com.sun.tools.javac.tree.JCTree.JCImport;
import com.sun.tools.javac.tree.TreeScanner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

public class Edges {
  static Path repository = Path.of("");
  static String classpath = "";
  static String release = "";
  static final Map<String, Set<String>> needs = new TreeMap<>();

  public static void main(String[] arguments) throws IOException {
    String about = "";
    List<String> units = new ArrayList<>();
    for (int index = 0; index + 1 < arguments.length; index += 2) {
      String value = arguments[index + 1];
      switch (arguments[index]) {
        case "--about" -> about = value;
        case "--repository" -> repository = Path.of(value).toRealPath();
        case "--classpath" -> classpath = value;
        case "--release" -> release = value;
        case "--unit" -> units.add(value);
        default -> throw new IllegalArgumentException("unknown option " + arguments[index]);
      }
    }
    for (String unit : units) compile(unit);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    out.print("# repository " + about + "\n# tool javac " + System.getProperty("java.version") + "\n");
    out.print("# made by bench/structure/java/Edges.java --unit " + String.join(" --unit ", units) + "\n");
    needs.forEach((file, targets) -> {
      out.print(file + "\n");
      for (String target : targets) out.print("\t" + target + "\n");
    });
    out.flush();
  }

  static void compile(String unit) throws IOException {
    String[] parts = unit.split(":", 2);
    Set<Path> judged = new TreeSet<>();
    for (String root : parts[0].split(",")) judged.addAll(sources(repository.resolve(root)));
    String path = Arrays.stream(unit.split("[,:]")).map(root -> repository.resolve(root).toString())
        .collect(Collectors.joining(":"));
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(diagnostics, null, StandardCharsets.UTF_8);
    List<String> options = new ArrayList<>(List.of("-proc:none", "-sourcepath", path, "-implicit:none", "-Xlint:none", "-Xprefer:source",
        "-Xmaxerrs", "1000000", "-XDshould-stop.ifError=ATTR", "-XDshould-stop.ifNoError=ATTR", "-cp", classpath));
    if (!release.isEmpty()) options.addAll(List.of("--release", release));
    JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
        .getTask(null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(judged));
    List<JCCompilationUnit> trees = new ArrayList<>();
    task.parse().forEach(tree -> trees.add((JCCompilationUnit) tree));
    task.analyze();
    Set<String> wrong = new HashSet<>();
    Map<String, Integer> messages = new TreeMap<>();
    for (Diagnostic<? extends JavaFileObject> each : diagnostics.getDiagnostics()) {
      if (each.getKind() != Diagnostic.Kind.ERROR) continue;
      if (each.getSource() != null) wrong.add(place(each.getSource()));
      messages.merge(each.getMessage(null).lines().limit(3).map(String::strip).collect(Collectors.joining(" ")), 1, Integer::sum);
    }
    int good = 0;
    for (JCCompilationUnit tree : trees) {
      String file = place(tree.getSourceFile());
      if (wrong.contains(file)) continue;
      good += 1;
      needs.put(file, new Names(tree, file).needs());
    }
    System.err.println(parts[0] + ": " + good + " of " + trees.size() + " files without errors");
    messages.entrySet().stream().sorted((a, b) -> b.getValue() - a.getValue()).limit(8)
        .forEach(entry -> System.err.println("  " + entry.getValue() + " x " + entry.getKey()));
  }

  static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(path -> path.toString().endsWith(".java") && Files.isRegularFile(path))
          .filter(path -> !path.endsWith("module-info.java") && !path.endsWith("package-info.java")).toList();
    }
  }

  /** The path in the repository, or an empty text for what lies outside. */
  static String place(JavaFileObject file) {
    try {
      Path path = Path.of(file.toUri()).toRealPath();
      return path.startsWith(repository) ? repository.relativize(path).toString() : "";
    } catch (IOException | RuntimeException error) {
      return "";
    }
  }

  static final class Names extends TreeScanner {
    final JCCompilationUnit unit;
    final String file;
    final CharSequence text;
    final Set<String> imports = new TreeSet<>();
    final Set<String> references = new TreeSet<>();

    Names(JCCompilationUnit unit, String file) throws IOException {
      this.unit = unit;
      this.file = file;
      this.text = unit.getSourceFile().getCharContent(true);
      unit.accept(this);
    }

    Set<String> needs() {
      Set<String> all = new TreeSet<>();
      for (String target : imports) all.add("import " + target);
      for (String target : references) if (!imports.contains(target)) all.add("reference " + target);
      return all;
    }

    @Override public void visitImport(JCImport statement) {
      JCFieldAccess name = (JCFieldAccess) statement.qualid;
      add(imports, name.sym);
      if (statement.staticImport || name.name.contentEquals("*")) add(imports, ((JCFieldAccess) name).selected.type.tsym);
    }

    @Override public void visitIdent(JCIdent name) {
      if (!(name.sym instanceof ClassSymbol) || !isWritten(name.name.toString(), name.pos)) return;
      boolean byName = isIn(unit.namedImportScope.getSymbolsByName(name.name), name.sym);
      boolean byStar = isIn(unit.starImportScope.getSymbolsByName(name.name), name.sym);
      boolean isNeighbour = name.sym.owner == unit.packge;
      add(byName || (byStar && !isNeighbour) ? imports : references, name.sym);
    }

    @Override public void visitSelect(JCFieldAccess name) {
      super.visitSelect(name);
      // What the compiler adds, such as the type of `var`, is not written.
      if (!(name.sym instanceof ClassSymbol) || name.pos < 0 || !isWritten(".", name.pos)) return;
      int at = name.pos + 1;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) at += 1;
      if (at < text.length() && (text.charAt(at) == '@' || isWritten(name.name.toString(), at))) add(references, name.sym);
    }

    boolean isWritten(String name, int at) {
      return at >= 0 && at + name.length() <= text.length() && text.subSequence(at, at + name.length()).toString().equals(name);
    }

    static boolean isIn(Iterable<Symbol> symbols, Symbol wanted) {
      for (Symbol symbol : symbols) if (symbol == wanted) return true;
      return false;
    }

    void add(Set<String> targets, Symbol symbol) {
      if (!(symbol instanceof ClassSymbol) || symbol.type.isErroneous()) return;
      ClassSymbol outermost = symbol.outermostClass();
      if (outermost == null || outermost.sourcefile == null) return;
      String target = place(outermost.sourcefile);
      if (!target.isEmpty() && target.endsWith(".java") && !target.equals(file)) targets.add(target);
    }
  }
}
