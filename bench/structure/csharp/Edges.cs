// Edges between C# files as Roslyn's semantic model binds them, with projects as MSBuild evaluates them.
//
//   sh edges.sh SDK ROOT NAME > ../edges/csharp-NAME.txt
//
// SDK is an unpacked .NET Core SDK (3.1 was used: Roslyn 3.4 and MSBuild 16.4 lie inside it); nothing is restored.
// Every project is evaluated for each of its target frameworks, and the edges of all of them are united. Of a file
// counted are the types its code names: in type positions, before a dot, in attributes, in nameof; extension methods
// called on values; members reached through `using static`. A name leads to every file that declares the type.
// Types of the namespaces around the place are references; what a `using`, an alias or a written namespace brings in
// is an import. Comments and cref do not count. Files that this compiler cannot parse are context and not judged.
// Roslyn 3.4 knows C# 8: file-scoped namespaces, global usings and the commonest newer expressions are rewritten into
// older forms that name the same types.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Construction;
using Microsoft.Build.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

public static class Program
{
    public static int Main(string[] arguments)
    {
        string sdk = Path.GetFullPath(arguments[0]);
        string tools = Directory.GetDirectories(Path.Combine(sdk, "sdk")).OrderBy(each => each, StringComparer.Ordinal).Last();
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            new[] { tools, Path.Combine(tools, "Roslyn", "bincore") }
                .Select(folder => Path.Combine(folder, name.Name + ".dll"))
                .Where(File.Exists).Select(context.LoadFromAssemblyPath).FirstOrDefault();
        Environment.SetEnvironmentVariable("MSBUILD_EXE_PATH", Path.Combine(tools, "MSBuild.dll"));
        Environment.SetEnvironmentVariable("MSBuildSDKsPath", Path.Combine(tools, "Sdks"));
        Environment.SetEnvironmentVariable("MSBuildExtensionsPath", tools + "/");
        return Run(sdk, Path.GetFullPath(arguments[1]), arguments[2], arguments.Skip(3).Contains("--first"));
    }

    // Apart from Main, so that nothing of Roslyn is loaded before the handler knows where it lies.
    static int Run(string sdk, string root, string name, bool firstFrameworkOnly)
    {
        var builds = new Projects(root, firstFrameworkOnly).All();
        var edges = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var broken = new HashSet<string>();
        var compilations = new Compilations(sdk, builds);
        foreach (var build in builds)
        {
            var compilation = compilations.Of(build);
            foreach (var tree in compilation.SyntaxTrees)
            {
                if (!tree.FilePath.StartsWith(root + "/")) continue;
                string from = tree.FilePath.Substring(root.Length + 1);
                var problem = tree.GetDiagnostics().FirstOrDefault(each => each.Severity == DiagnosticSeverity.Error);
                if (problem != null)
                {
                    if (broken.Add(from)) Console.Error.WriteLine(problem);
                    continue;
                }
                if (!edges.TryGetValue(from, out var needs)) edges[from] = needs = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var use in new Uses(compilation.GetSemanticModel(tree), tree).All())
                {
                    if (!use.file.StartsWith(root + "/") || use.file == tree.FilePath) continue;
                    needs.Add((use.isImport ? "import " : "reference ") + use.file.Substring(root.Length + 1));
                }
            }
        }
        Console.WriteLine("# repository " + name);
        Console.WriteLine("# tool Roslyn " + typeof(CSharpCompilation).Assembly.GetName().Version + " with the projects as MSBuild evaluates them" + (firstFrameworkOnly ? ", first target framework only" : ", all target frameworks united"));
        Console.WriteLine("# made by bench/structure/csharp/edges.sh");
        foreach (var (from, needs) in edges)
        {
            if (broken.Contains(from)) continue;
            Console.WriteLine(from);
            foreach (string need in needs) Console.WriteLine("\t" + need);
        }
        Console.Error.WriteLine($"{builds.Count} builds, {edges.Count} files judged, {broken.Count} not: {string.Join(" ", broken.Take(5))}");
        return 0;
    }
}

/// One project for one target framework.
public sealed class Build
{
    public string Project, Framework;
    public List<string> Files = new List<string>(), References = new List<string>(), GlobalUsings = new List<string>();
    public string[] Constants = { };
}

public sealed class Projects
{
    readonly string root;
    readonly bool firstFrameworkOnly;

    public Projects(string root, bool firstFrameworkOnly)
    {
        this.root = root;
        this.firstFrameworkOnly = firstFrameworkOnly;
    }

    public List<Build> All()
    {
        var paths = Directory.GetFiles(root, "*.csproj", SearchOption.AllDirectories).OrderBy(each => each, StringComparer.Ordinal).ToList();
        if (paths.Count > 0) return paths.SelectMany(Evaluate).ToList();
        // Without any project (Unity, plain folders) all files are compiled together.
        return new List<Build> { new Build { Project = root, Framework = "", Files = Sources(root) } };
    }

    static List<string> Sources(string folder) =>
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).OrderBy(each => each, StringComparer.Ordinal).ToList();

    IEnumerable<Build> Evaluate(string path)
    {
        Project outer = Load(path, null);
        if (outer == null)
        {
            yield return Plain(path);
            yield break;
        }
        string several = outer.GetPropertyValue("TargetFrameworks");
        var frameworks = several.Split(';').Select(each => each.Trim()).Where(each => each != "").Distinct().ToList();
        if (frameworks.Count == 0) frameworks.Add(outer.GetPropertyValue("TargetFramework"));
        foreach (string framework in firstFrameworkOnly ? frameworks.Take(1) : frameworks)
        {
            Project project = several == "" ? outer : Load(path, framework);
            if (project == null) continue;
            string folder = Path.GetDirectoryName(path);
            IEnumerable<string> Paths(string kind) => project.GetItems(kind)
                .Select(item => Path.GetFullPath(Path.Combine(folder, item.EvaluatedInclude.Replace('\\', '/')))).Distinct();
            yield return new Build
            {
                Project = path,
                Framework = framework,
                Files = Paths("Compile").Where(File.Exists).Where(each => each.EndsWith(".cs")).ToList(),
                References = Paths("ProjectReference").ToList(),
                GlobalUsings = project.GetItems("Using").Select(GlobalUsing).Concat(Implicit(project.GetPropertyValue("ImplicitUsings"))).ToList(),
                Constants = project.GetPropertyValue("DefineConstants").Split(';', ',', ' ').Select(each => each.Trim()).Concat(Newer(framework)).Where(each => each != "").ToArray(),
            };
        }
    }

    static string GlobalUsing(ProjectItem item) =>
        item.GetMetadataValue("Static").ToLowerInvariant() == "true" ? $"using static {item.EvaluatedInclude};"
        : item.GetMetadataValue("Alias") != "" ? $"using {item.GetMetadataValue("Alias")} = {item.EvaluatedInclude};"
        : $"using {item.EvaluatedInclude};";

    /// What SDKs since .NET 6 import everywhere when asked to.
    static IEnumerable<string> Implicit(string wanted) => wanted != "enable" && wanted != "true"
        ? new string[0]
        : new[] { "", ".IO", ".Linq", ".Net.Http", ".Threading", ".Threading.Tasks", ".Collections.Generic" }.Select(each => $"using System{each};");

    /// Constants that SDKs since .NET 5 define in a target, which evaluation does not reach.
    static IEnumerable<string> Newer(string framework)
    {
        var match = Regex.Match(framework, @"^net(\d+)\.0");
        if (!match.Success) yield break;
        yield return "NET";
        yield return "NETCOREAPP";
        yield return $"NET{match.Groups[1].Value}_0";
        for (int major = 5; major <= int.Parse(match.Groups[1].Value); major++) yield return $"NET{major}_0_OR_GREATER";
        foreach (string old in new[] { "1_0", "1_1", "2_0", "2_1", "2_2", "3_0", "3_1" }) yield return $"NETCOREAPP{old}_OR_GREATER";
    }

    /// What a project says whose conditions need functions of a newer MSBuild: everything, whatever the condition.
    static Build Plain(string path)
    {
        string folder = Path.GetDirectoryName(path);
        var elements = XDocument.Load(path).Descendants().ToList();
        IEnumerable<string> Values(string name, string attribute) =>
            elements.Where(each => each.Name.LocalName == name).Select(each => (string)each.Attribute(attribute)).Where(each => each != null);
        return new Build
        {
            Project = path,
            Framework = "netstandard2.0",
            Files = Sources(folder).Where(each => !Regex.IsMatch(each.Substring(folder.Length), "^/(bin|obj)/")).ToList(),
            References = Values("ProjectReference", "Include").Select(each => Path.GetFullPath(Path.Combine(folder, each.Replace('\\', '/')))).ToList(),
            GlobalUsings = Values("Using", "Include").Select(each => $"using {each};").Concat(elements.Where(each => each.Name.LocalName == "ImplicitUsings").SelectMany(each => Implicit(each.Value.Trim()))).ToList(),
            Constants = elements.Where(each => each.Name.LocalName == "DefineConstants").SelectMany(each => each.Value.Split(';', ',')).Select(each => each.Trim()).Append("DEBUG").ToArray(),
        };
    }

    static readonly Regex COMPATIBLE = new Regex(@"\$\(\[MSBuild\]::IsTargetFrameworkCompatible\('\$\(TargetFramework\)',\s*'net(\d+)\.0'\)\)");

    static Project Load(string path, string framework)
    {
        var properties = new Dictionary<string, string> { ["Configuration"] = "Debug" };
        if (framework != null) properties["TargetFramework"] = framework;
        try
        {
            var settings = ProjectLoadSettings.IgnoreMissingImports | ProjectLoadSettings.IgnoreInvalidImports | ProjectLoadSettings.IgnoreEmptyImports;
            string text = File.ReadAllText(path);
            if (!COMPATIBLE.IsMatch(text)) return new Project(path, properties, null, new ProjectCollection(), settings);
            // A function of a newer MSBuild, answered beforehand.
            text = COMPATIBLE.Replace(text, match => Newer(framework ?? "").Contains($"NET{match.Groups[1].Value}_0_OR_GREATER") ? "true" : "false");
            var collection = new ProjectCollection();
            var element = ProjectRootElement.Create(XmlReader.Create(new StringReader(text)), collection);
            element.FullPath = path;
            return new Project(element, properties, null, collection, settings);
        }
        catch (Exception problem)
        {
            Console.Error.WriteLine($"{path} {framework}: {problem.Message}");
            return null;
        }
    }
}

public sealed class Compilations
{
    readonly List<Build> builds;
    readonly Dictionary<Build, CSharpCompilation> known = new Dictionary<Build, CSharpCompilation>();
    readonly HashSet<Build> open = new HashSet<Build>();
    readonly List<MetadataReference> framework;

    public Compilations(string sdk, List<Build> builds)
    {
        this.builds = builds;
        framework = Directory.GetFiles(Path.Combine(sdk, "packs"), "*.dll", SearchOption.AllDirectories)
            .Where(each => each.Contains("App.Ref/") && each.Contains("/ref/"))
            .GroupBy(Path.GetFileName).Select(group => (MetadataReference)MetadataReference.CreateFromFile(group.First())).ToList();
    }

    public CSharpCompilation Of(Build build)
    {
        if (known.TryGetValue(build, out var done)) return done;
        open.Add(build);
        var references = Referenced(build).Where(each => !open.Contains(each)).Select(each => (MetadataReference)Of(each).ToMetadataReference()).ToList();
        open.Remove(build);
        var texts = build.Files.Select(file => (file, text: File.ReadAllText(file))).ToList();
        var globals = build.GlobalUsings.Concat(texts.SelectMany(each => GLOBAL.Matches(each.text).Select(match => "using " + match.Groups[1].Value + ";"))).Distinct().ToList();
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Regular, build.Constants.Where(SyntaxFacts.IsValidIdentifier));
        var trees = texts.Select(each => CSharpSyntaxTree.ParseText(Older(each.text, globals), options, each.file)).ToList();
        return known[build] = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(build.Project), trees, framework.Concat(references),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    /// Referenced projects and what those reference, each in the build nearest to ours.
    IEnumerable<Build> Referenced(Build build)
    {
        var seen = new HashSet<string> { build.Project };
        var todo = new Queue<Build>(new[] { build });
        while (todo.Count > 0)
        {
            foreach (string path in todo.Dequeue().References.Where(seen.Add))
            {
                var candidates = builds.Where(each => each.Project == path).ToList();
                var best = candidates.FirstOrDefault(each => each.Framework == build.Framework)
                    ?? candidates.FirstOrDefault(each => each.Framework.StartsWith("netstandard")) ?? candidates.FirstOrDefault();
                if (best == null) continue;
                todo.Enqueue(best);
                yield return best;
            }
        }
    }

    /// Stands before usings that another file or the project declares.
    public const string MARK = "/*global*/";

    static readonly Regex GLOBAL = new Regex(@"^[ \t]*global\s+using\s+(?!global)([^;(]+);", RegexOptions.Multiline);
    static readonly (Regex, string)[] REWRITES =
    {
        (new Regex(@"(?<=(=|\(|\?|return|throw|[\w)\]""]\s*:|^[^:]*,)\s*)new\s*\((?!\)\s*(,|where|\{|$))"), "new object("),
        (new Regex(@"(?<=(=|=>|\?\?|return)\s*)new\s*\("), "new object("),
        (new Regex(@"\bis\s+not\b"), "is"),
        (new Regex(@"\binit\s*(;|=>|\{)"), "set$1"),
        (new Regex(@"\brequired\s+(?=\w)"), ""),
        (new Regex(@"\bstatic\s+(?=(\([^()]*\)|\w+)\s*=>)"), ""),
    };

    /// Writes collection expressions as arrays.
    static string WithoutCollections(string text)
    {
        text = Regex.Replace(text, @"(?<=[(,]\s*)\[\s*\]", "null");
        foreach (Match match in Regex.Matches(text, @"(=|=>|\?\?|return)\s*\[").Reverse())
        {
            int open = match.Index + match.Length - 1, depth = 0, at = open;
            for (; at < text.Length; at++)
            {
                if (text[at] == '[') depth++;
                if (text[at] == ']' && --depth == 0) break;
            }
            if (at == text.Length || Regex.IsMatch(text.Substring(at + 1, Math.Min(40, text.Length - at - 1)), @"^\s*(async\s*)?(\(|\w)")) continue;
            string inner = text.Substring(open + 1, at - open - 1).Replace("..", "");
            text = text.Substring(0, open) + "new object[] {" + inner + "}" + text.Substring(at + 1);
        }
        return text;
    }

    /// Writes records as classes, and the parameters of a type as those of a method within it.
    static string WithoutPrimaries(string text)
    {
        foreach (Match match in PRIMARY.Matches(text).Reverse())
        {
            int head = match.Index + match.Length, at = head;
            string parameters = "", kind = match.Groups[1].Value.EndsWith("struct") ? "struct" : "class";
            if (at < text.Length && text[at] == '(') parameters = Group(text, ref at);
            var bases = new StringBuilder();
            for (; at < text.Length && text[at] != '{' && text[at] != ';'; at++)
            {
                // Arguments for the base belong to the parameters as far as names go; a tuple among type arguments stays.
                if (text[at] == '(' && Regex.IsMatch(bases.ToString(), @":\s*[\w.]+(<.*>)?\s*$", RegexOptions.Singleline))
                {
                    parameters += ", object arguments = Arguments(" + Group(text, ref at) + ")";
                    at--;
                }
                else bases.Append(text[at]);
            }
            if (at == text.Length) continue;
            string body = parameters == "" ? " {" : " { void Primary(" + parameters.TrimStart(',', ' ') + ") { }";
            text = text.Substring(0, match.Index) + kind + " " + match.Groups[2].Value + bases + body + (text[at] == ';' ? " }" : "") + text.Substring(at + 1);
        }
        return text;
    }

    static readonly Regex PRIMARY = new Regex(
        @"(?<=^[ \t]*(?:(?:public|internal|private|protected|sealed|abstract|static|partial|readonly|ref|file|unsafe|new)\s+)*)"
        + @"(record\s+struct|record\s+class|record|(?:class|struct)(?=\s+\w+(?:<[^>{(]*>)?\s*[(;]))\s+(\w+(?:<[^>{(]*>)?)\s*(?=[({:;]|where)",
        RegexOptions.Multiline);

    /// The text between the parenthesis at `at` and its partner, behind which `at` then stands.
    static string Group(string text, ref int at)
    {
        int open = at, depth = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] == '(') depth++;
            if (text[at] == ')' && --depth == 0) break;
        }
        at = Math.Min(at + 1, text.Length);
        return text.Substring(open + 1, Math.Max(0, at - open - 2));
    }

    static readonly Regex FILE_SCOPED = new Regex(@"^([ \t]*namespace\s+[\w.@]+\s*);", RegexOptions.Multiline);

    /// The same program for a compiler that knows neither global usings nor file-scoped namespaces.
    static string Older(string text, List<string> globals)
    {
        text = GLOBAL.Replace(text, "using $1;");
        foreach (var (newer, older) in REWRITES) text = newer.Replace(text, older);
        text = WithoutPrimaries(WithoutCollections(text));
        var scoped = FILE_SCOPED.Match(text);
        if (scoped.Success)
        {
            // A namespace that begins in a branch ends where that branch does.
            int open = Regex.Matches(text.Substring(0, scoped.Index), @"^[ \t]*#(if|endif)\b", RegexOptions.Multiline).Sum(each => each.Groups[1].Value == "if" ? 1 : -1);
            int end = open > 0 ? Regex.Matches(text, @"^[ \t]*#endif", RegexOptions.Multiline).Last().Index : text.Length;
            text = FILE_SCOPED.Replace(text.Substring(0, end), "$1 {", 1) + "\n}\n" + text.Substring(end);
        }
        if (globals.Count == 0) return text;
        int at = Regex.Matches(text, @"^[ \t]*(#(define|undef)\b.*|extern\s+alias\b.*)$", RegexOptions.Multiline).Select(match => match.Index + match.Length).LastOrDefault();
        return text.Substring(0, at) + "\n" + string.Join("\n", globals.Where(each => !text.Contains(each)).Select(each => MARK + each)) + "\n" + text.Substring(at);
    }
}

public sealed class Uses
{
    readonly SemanticModel model;
    readonly SyntaxTree tree;
    readonly HashSet<ISymbol> staticUsings = new HashSet<ISymbol>();
    readonly HashSet<string> namespaces = new HashSet<string>();
    readonly Dictionary<NamespaceDeclarationSyntax, HashSet<string>> inner = new Dictionary<NamespaceDeclarationSyntax, HashSet<string>>();

    public Uses(SemanticModel model, SyntaxTree tree)
    {
        this.model = model;
        this.tree = tree;
        foreach (var directive in tree.GetRoot().DescendantNodes().OfType<UsingDirectiveSyntax>())
        {
            var symbol = model.GetSymbolInfo(directive.Name).Symbol;
            if (symbol is INamespaceSymbol)
            {
                namespaces.Add(symbol.ToDisplayString());
                if (!(directive.Parent is NamespaceDeclarationSyntax around)) continue;
                if (!inner.ContainsKey(around)) inner[around] = new HashSet<string>();
                inner[around].Add(symbol.ToDisplayString());
            }
            else if (symbol != null && directive.StaticKeyword.Span.Length > 0) staticUsings.Add(symbol.OriginalDefinition);
        }
    }

    public IEnumerable<(string file, bool isImport)> All()
    {
        foreach (var node in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var directive = node.FirstAncestorOrSelf<UsingDirectiveSyntax>();
            bool isDirective = directive != null;
            if (isDirective && directive.GetLeadingTrivia().ToString().Contains(Compilations.MARK)) continue;
            // `var` binds to a type that nobody has named.
            var symbol = node.IsVar ? null : Bound(node);
            if (symbol == null) continue;
            var alias = node is IdentifierNameSyntax identifier ? model.GetAliasInfo(identifier) : null;
            ISymbol target = Target(node, symbol);
            if (target == null) continue;
            bool isImport = isDirective || alias != null || IsQualified(node) || !(target is INamedTypeSymbol || target is IMethodSymbol { IsExtensionMethod: true }) || !IsAround(node, Outermost(target)) && IsBroughtIn(Outermost(target), target);
            foreach (var reference in target.DeclaringSyntaxReferences) yield return (reference.SyntaxTree.FilePath, isImport);
        }
    }

    ISymbol Bound(SimpleNameSyntax node)
    {
        var info = model.GetSymbolInfo(node);
        if (info.Symbol != null) return info.Symbol;
        // Overloads that an unknown package leaves undecided still belong to one type. What has another number of type
        // parameters, or is no attribute, is not what the name means: that lies in the unknown package.
        if (info.CandidateReason == CandidateReason.WrongArity) return null;
        if (info.CandidateReason == CandidateReason.NotAnAttributeType && !info.CandidateSymbols.All(each => (each.ContainingType ?? each).Name.EndsWith("Attribute"))) return null;
        var owners = info.CandidateSymbols.Select(each => each is INamedTypeSymbol ? each : each.ContainingType).Where(each => each != null).Distinct().ToList();
        return owners.Count == 1 ? info.CandidateSymbols[0] : null;
    }

    /// What has to be declared somewhere for this name: a type, or a member that no named type leads to.
    ISymbol Target(SimpleNameSyntax node, ISymbol symbol)
    {
        if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor) return constructor.ContainingType.OriginalDefinition;
        if (symbol is INamedTypeSymbol type) return type.OriginalDefinition;
        if (symbol is IMethodSymbol { ReducedFrom: { } } method) return method.ReducedFrom.OriginalDefinition;
        if (symbol.IsStatic && symbol.ContainingType != null && !IsRightOfDot(node) && staticUsings.Contains(symbol.ContainingType.OriginalDefinition))
            return symbol.OriginalDefinition;
        return null;
    }

    static bool IsRightOfDot(SimpleNameSyntax node) => node.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name == node,
        QualifiedNameSyntax qualified => qualified.Right == node,
        MemberBindingExpressionSyntax _ => true,
        AliasQualifiedNameSyntax aliased => aliased.Name == node,
        _ => false,
    };

    /// Whether a namespace or an alias is written before the name, as in `A.B.Type` and `global::Type`.
    bool IsQualified(SimpleNameSyntax node) => node.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == node => model.GetSymbolInfo(access.Expression).Symbol is INamespaceSymbol,
        QualifiedNameSyntax qualified when qualified.Right == node => model.GetSymbolInfo(qualified.Left).Symbol is INamespaceSymbol,
        AliasQualifiedNameSyntax aliased => aliased.Name == node,
        _ => false,
    };

    static INamedTypeSymbol Outermost(ISymbol symbol)
    {
        var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type.ContainingType != null) type = type.ContainingType;
        return type.OriginalDefinition;
    }

    /// Whether the place lies in the type's own namespace or in one within it.
    bool IsAround(SyntaxNode node, INamedTypeSymbol type)
    {
        if (type.ContainingNamespace.IsGlobalNamespace) return true;
        string own = model.GetEnclosingSymbol(node.SpanStart)?.ContainingNamespace?.ToDisplayString() ?? "";
        var declared = node.FirstAncestorOrSelf<NamespaceDeclarationSyntax>();
        if (declared != null) own = model.GetDeclaredSymbol(declared).ToDisplayString();
        string theirs = type.ContainingNamespace.ToDisplayString();
        // Usings within a namespace come before the namespaces around it.
        if (own != theirs && node.Ancestors().OfType<NamespaceDeclarationSyntax>().Any(each => inner.TryGetValue(each, out var names) && names.Contains(theirs))) return false;
        return own == theirs || own.StartsWith(theirs + ".");
    }

    bool IsBroughtIn(INamedTypeSymbol type, ISymbol target) =>
        namespaces.Contains(type.ContainingNamespace.ToDisplayString()) || staticUsings.Contains(type)
        || (target.ContainingType != null && staticUsings.Contains(target.ContainingType.OriginalDefinition));
}
