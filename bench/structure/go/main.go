// Prints the edges between the Go files of a repository as go/types sees them, in the format of bench/structure/edge-list.ts.
//
//	go run bench/structure/go [-values] [-title "NAME VERSION, where from"] FOLDER > bench/structure/edges/go-NAME.txt
//
// It needs Go 1.19 or later with the sources of its standard library, and no network: packages of others are taken for
// empty ones, and what depends on them stays unknown. Judged are the files that `go build` and `go test` take on Linux
// and amd64. Every identifier that go/types resolves leads to the file of its object: an `import` edge into another
// package, a `reference` edge within the own one. An import for its effects (`import _`) leads to nothing by name.
// Without -values only objects of package scope count; with it methods and fields do as well. Where go/types gives up,
// because a type of others is unknown, the scopes of go/parser decide what a name means.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
)

var (
	values = flag.Bool("values", false, "count methods and fields reached through a value")
	title  = flag.String("title", "", "name and version of the repository, and where it is from")
)

func main() {
	flag.Parse()
	loader := newLoader(flag.Arg(0))
	edges := map[string]map[string]bool{}
	for _, dir := range loader.dirs {
		loader.judge(dir, edges)
	}
	write(edges)
}

type loader struct {
	root    string
	fset    *token.FileSet
	context build.Context
	// Module paths with their folders, relative to the root.
	modules map[string]string
	dirs    []string
	files   map[string]*ast.File
	checked map[string]*types.Package
	std     types.Importer
}

func newLoader(root string) *loader {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "linux", "amd64", true
	// A newer repository asks for newer releases; its files belong to the build all the same.
	context.ReleaseTags = nil
	for minor := 1; minor < 40; minor++ {
		context.ReleaseTags = append(context.ReleaseTags, fmt.Sprintf("go1.%d", minor))
	}
	fset := token.NewFileSet()
	build.Default.CgoEnabled = false // The source importer would run cgo.
	l := &loader{
		root: root, fset: fset, context: context, modules: map[string]string{},
		files: map[string]*ast.File{}, checked: map[string]*types.Package{},
		std: importer.ForCompiler(fset, "source", nil),
	}
	l.walk()
	return l
}

// walk finds modules and folders with Go files. The go command ignores testdata and names that begin with "_" or ".".
func (l *loader) walk() {
	filepath.WalkDir(l.root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, _ := filepath.Rel(l.root, name)
		base := entry.Name()
		if entry.IsDir() && relative != "." && (base == "testdata" || base == "vendor" || base[0] == '_' || base[0] == '.') {
			return filepath.SkipDir
		}
		if base == "go.mod" {
			l.readModule(name, filepath.ToSlash(filepath.Dir(relative)))
		}
		if dir := filepath.ToSlash(filepath.Dir(relative)); strings.HasSuffix(base, ".go") && !entry.IsDir() &&
			(len(l.dirs) == 0 || l.dirs[len(l.dirs)-1] != dir) {
			l.dirs = append(l.dirs, dir)
		}
		return nil
	})
	sort.Strings(l.dirs)
	unique := l.dirs[:0]
	for i, dir := range l.dirs {
		if i == 0 || dir != l.dirs[i-1] {
			unique = append(unique, dir)
		}
	}
	l.dirs = unique
}

// readModule takes the module's name and its replacements by folders of the repository.
func (l *loader) readModule(name, dir string) {
	content, _ := os.ReadFile(name)
	for _, line := range strings.Split(string(content), "\n") {
		line, _, _ = strings.Cut(line, "//")
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "replace "))
		if len(fields) == 2 && fields[0] == "module" {
			l.modules[strings.Trim(fields[1], `"`)] = dir
		}
		for i, field := range fields {
			if field != "=>" || i == 0 || i+1 >= len(fields) || !strings.HasPrefix(fields[i+1], ".") {
				continue
			}
			if target := path.Join(dir, fields[i+1]); !strings.HasPrefix(target, "..") && l.modules[fields[0]] == "" {
				l.modules[fields[0]] = target
			}
		}
	}
}

// Import gives the package of the repository or the standard library; of others an empty one.
func (l *loader) Import(name string) (*types.Package, error) {
	if name == "unsafe" {
		return types.Unsafe, nil
	}
	if known := l.checked[name]; known != nil {
		return known, nil
	}
	if dir, ok := l.dirOf(name); ok {
		pkg, err := l.context.ImportDir(filepath.Join(l.root, dir), 0)
		if err == nil || len(pkg.GoFiles)+len(pkg.CgoFiles) > 0 {
			// A cycle, which the language forbids, ends here.
			l.checked[name] = empty(name)
			l.checked[name] = l.check(name, dir, append(pkg.GoFiles, pkg.CgoFiles...), l, nil)
			return l.checked[name], nil
		}
	}
	if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
		if known, err := l.std.Import(name); err == nil {
			l.checked[name] = known
			return known, nil
		}
	}
	l.checked[name] = empty(name)
	return l.checked[name], nil
}

func empty(name string) *types.Package {
	last := path.Base(name)
	if len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = path.Base(path.Dir(name))
	}
	last, _, _ = strings.Cut(strings.TrimSuffix(strings.TrimPrefix(last, "go-"), "-go"), ".")
	pkg := types.NewPackage(name, strings.ReplaceAll(last, "-", ""))
	pkg.MarkComplete()
	return pkg
}

// dirOf finds the package's folder in the module with the longest path, or in a module's vendor folder.
func (l *loader) dirOf(name string) (string, bool) {
	for prefix := name; prefix != "." && prefix != "/"; prefix = path.Dir(prefix) {
		if dir, ok := l.modules[prefix]; ok {
			return path.Join(dir, strings.TrimPrefix(name, prefix)), true
		}
	}
	for _, dir := range l.modules {
		vendored := path.Join(dir, "vendor", name)
		if found, err := os.Stat(filepath.Join(l.root, vendored)); err == nil && found.IsDir() {
			return vendored, true
		}
	}
	return "", false
}

func (l *loader) check(name, dir string, files []string, imports types.Importer, info *types.Info) *types.Package {
	var parsed []*ast.File
	for _, file := range files {
		full := filepath.Join(l.root, dir, file)
		if l.files[full] == nil {
			l.files[full], _ = parser.ParseFile(l.fset, full, nil, 0)
		}
		if l.files[full] != nil {
			parsed = append(parsed, l.files[full])
		}
	}
	config := types.Config{
		Importer: imports, Error: func(error) {}, FakeImportC: true,
		Sizes: types.SizesFor("gc", "amd64"), DisableUnusedImportCheck: true,
	}
	pkg, _ := config.Check(name, l.fset, parsed, info)
	return pkg
}

// withTests imports the package under test together with its internal tests.
type withTests struct {
	*loader
	name string
	pkg  *types.Package
}

func (w withTests) Import(name string) (*types.Package, error) {
	if name == w.name && w.pkg != nil {
		return w.pkg, nil
	}
	return w.loader.Import(name)
}

func (l *loader) judge(dir string, edges map[string]map[string]bool) {
	pkg, err := l.context.ImportDir(filepath.Join(l.root, dir), 0)
	if err != nil && len(pkg.GoFiles)+len(pkg.CgoFiles)+len(pkg.TestGoFiles)+len(pkg.XTestGoFiles) == 0 {
		return
	}
	name := l.nameOf(dir)
	files := append(append(append([]string{}, pkg.GoFiles...), pkg.CgoFiles...), pkg.TestGoFiles...)
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Scopes: map[ast.Node]*types.Scope{}}
	own := l.check(name, dir, files, l, info)
	l.complete(info, dir, files, own)
	if len(pkg.XTestGoFiles) > 0 {
		external := l.check(name+"_test", dir, pkg.XTestGoFiles, withTests{l, name, own}, info)
		l.complete(info, dir, pkg.XTestGoFiles, external)
	}
	for _, file := range append(files, pkg.XTestGoFiles...) {
		edges[path.Join(dir, file)] = map[string]bool{}
	}
	for identifier, object := range info.Uses {
		l.add(edges, identifier, object)
	}
}

// complete adds the uses in statements that go/types skips, such as a switch on a value of unknown type. The parser has
// noted every identifier that no scope of the file declares.
func (l *loader) complete(info *types.Info, dir string, files []string, pkg *types.Package) {
	for _, name := range files {
		file := l.files[filepath.Join(l.root, dir, name)]
		if file == nil {
			continue
		}
		unresolved := map[*ast.Ident]bool{}
		for _, identifier := range file.Unresolved {
			unresolved[identifier] = info.Uses[identifier] == nil
			if object := pkg.Scope().Lookup(identifier.Name); unresolved[identifier] && object != nil {
				info.Uses[identifier] = object
			}
		}
		imports := info.Scopes[file]
		ast.Inspect(file, func(node ast.Node) bool {
			selector, _ := node.(*ast.SelectorExpr)
			if selector == nil || imports == nil {
				return true
			}
			qualifier, _ := selector.X.(*ast.Ident)
			if qualifier == nil || !unresolved[qualifier] {
				return true
			}
			if name, _ := imports.Lookup(qualifier.Name).(*types.PkgName); name != nil {
				info.Uses[qualifier] = name
				if object := name.Imported().Scope().Lookup(selector.Sel.Name); object != nil {
					info.Uses[selector.Sel] = object
				}
			}
			return true
		})
	}
}

// nameOf gives a folder the import path that its nearest module implies.
func (l *loader) nameOf(dir string) string {
	best, length := dir, -1
	for module, folder := range l.modules {
		inside := folder == "." || dir == folder || strings.HasPrefix(dir, folder+"/")
		if inside && len(folder) > length {
			best, length = path.Join(module, strings.TrimPrefix(strings.TrimPrefix(dir, folder), "/")), len(folder)
			if folder == "." {
				best, length = path.Join(module, dir), 0
			}
		}
	}
	return best
}

func (l *loader) add(edges map[string]map[string]bool, identifier *ast.Ident, object types.Object) {
	if object.Pkg() == nil || !object.Pos().IsValid() {
		return
	}
	if _, isImport := object.(*types.PkgName); isImport {
		return
	}
	atTop := object.Parent() == object.Pkg().Scope()
	variable, isVariable := object.(*types.Var)
	function, isFunction := object.(*types.Func)
	ofValue := isVariable && variable.IsField() || isFunction && function.Type().(*types.Signature).Recv() != nil
	if !atTop && !(*values && ofValue) {
		return
	}
	from, fromOk := l.relative(identifier.Pos())
	to, toOk := l.relative(object.Pos())
	if !fromOk || !toOk || from == to || edges[from] == nil {
		return
	}
	kind := "import"
	// An external test is a package of its own in the same folder.
	if l.packageOf(from) == l.packageOf(to) {
		kind = "reference"
	}
	edges[from][kind+" "+to] = true
}

func (l *loader) packageOf(file string) string {
	return path.Dir(file) + " " + l.files[filepath.Join(l.root, file)].Name.Name
}

func (l *loader) relative(position token.Pos) (string, bool) {
	// Not Position: a //line comment renames the file.
	file := l.fset.File(position)
	relative, err := filepath.Rel(l.root, file.Name())
	return filepath.ToSlash(relative), err == nil && !strings.HasPrefix(relative, "..")
}

func write(edges map[string]map[string]bool) {
	fmt.Printf("# repository %s\n# tool go/types of %s\n", *title, runtime.Version())
	flags := ""
	if *values {
		flags = " -values"
	}
	fmt.Printf("# made by go run bench/structure/go%s FOLDER\n", flags)
	for _, from := range sorted(edges) {
		fmt.Println(from)
		for _, to := range sorted(edges[from]) {
			fmt.Printf("\t%s\n", to)
		}
	}
}

func sorted[V any](set map[string]V) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
