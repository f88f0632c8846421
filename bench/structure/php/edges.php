<?php

/*
 * Prints the edges of a PHP repository as nikic/php-parser and Composer see them, in the format of ../edge-list.ts.
 *
 *   php -d memory_limit=2G edges.php FOLDER "NAME VERSION, where from" > ../edges/php-NAME.txt
 *
 * Needs PHP 8.2 with the extensions a repository uses, and the libraries nikic/php-parser 4 or 5, composer/composer and
 * composer/class-map-generator on PHP's include path (Debian: php-cli php-xml php-intl php-mbstring composer php-parser).
 *
 * Names are resolved by the parser's own NameResolver, classes are led to files by Composer's own ClassLoader, fed with
 * the maps of every composer.json: those around the using file first, then all others. What it does not find is led to
 * the only file that defines it. A name reached through `use` is an `import`, as is `require` where its path is constant;
 * a name of the own namespace, or written in full, is a `reference` unless its file is imported. What PHP itself defines
 * has no edge.
 */

declare(strict_types=1);

use Composer\Autoload\ClassLoader;
use Composer\ClassMapGenerator\ClassMapGenerator;
use PhpParser\Node;
use PhpParser\NodeTraverser;
use PhpParser\NodeVisitor\NameResolver;
use PhpParser\NodeVisitorAbstract;
use PhpParser\ParserFactory;

spl_autoload_register(static function (string $class): void {
    $file = stream_resolve_include_path(str_replace('\\', '/', $class) . '.php');
    if ($file !== false) {
        require_once $file;
    }
});

[, $root, $about] = $argv + [2 => ''];
$root = realpath($root);

final class Names extends NodeVisitorAbstract
{
    /** @var list<array{string, string, ?string, bool}> role, full name, fallback, whether through `use` */
    public array $uses = [];
    /** @var list<array{string, string}> */
    public array $defined = [];
    /** @var list<Node\Expr> */
    public array $includes = [];
    /** @var list<array{string, ?Node\Expr}> */
    public array $constants = [];
    /** @var list<array{string|Node\Name, string|Node\Name}> class and its second name */
    public array $aliased = [];
    private string $namespace = '';
    /** @var array<string, true> */
    private array $aliases = [];

    public function enterNode(Node $node): ?int
    {
        if ($node instanceof Node\Stmt\Namespace_) {
            $this->namespace = $node->name?->toString() ?? '';
            $this->aliases = [];
        } elseif ($node instanceof Node\Stmt\Use_ || $node instanceof Node\Stmt\GroupUse) {
            $prefix = $node instanceof Node\Stmt\GroupUse ? $node->prefix->toString() . '\\' : '';
            foreach ($node->uses as $use) {
                $role = self::ROLES[$node->type | $use->type];
                $this->uses[] = [$role, $prefix . $use->name->toString(), null, true];
                $this->aliases[$role . ' ' . strtolower($use->getAlias()->toString())] = true;
            }
            return NodeTraverser::DONT_TRAVERSE_CHILDREN;
        } elseif ($node instanceof Node\Stmt\ClassLike && $node->name !== null) {
            $this->defined[] = ['class', $node->namespacedName->toString()];
        } elseif ($node instanceof Node\Stmt\Function_) {
            $this->defined[] = ['function', $node->namespacedName->toString()];
        } elseif ($node instanceof Node\Stmt\Const_) {
            foreach ($node->consts as $const) {
                $this->defined[] = ['constant', $const->namespacedName->toString()];
                $this->constants[] = [$const->namespacedName->toString(), $const->value];
            }
        } elseif ($node instanceof Node\Expr\FuncCall && $node->name instanceof Node\Name) {
            $node->name->setAttribute('role', 'function');
            $this->readDefine($node);
        } elseif ($node instanceof Node\Expr\ConstFetch) {
            $node->name->setAttribute('role', 'constant');
        } elseif ($node instanceof Node\Expr\Include_) {
            $this->includes[] = $node->expr;
        } elseif ($node instanceof Node\Name) {
            $this->readName($node);
        }
        return null;
    }

    private const ROLES = [
        Node\Stmt\Use_::TYPE_NORMAL => 'class',
        Node\Stmt\Use_::TYPE_FUNCTION => 'function',
        Node\Stmt\Use_::TYPE_CONSTANT => 'constant',
    ];

    private function readDefine(Node\Expr\FuncCall $call): void
    {
        if (!isset($call->args[1])) {
            return;
        }
        if (strtolower($call->name->toString()) === 'class_alias') {
            $alias = array_map(self::className(...), [$call->args[0]->value, $call->args[1]->value]);
            if (!in_array(null, $alias, true)) {
                $this->aliased[] = $alias;
            }
        }
        if (strtolower($call->name->toString()) !== 'define') {
            return;
        }
        $name = $call->args[0]->value;
        if ($name instanceof Node\Scalar\String_) {
            $this->defined[] = ['constant', $name->value];
            $this->constants[] = [$name->value, $call->args[1]->value];
        }
    }

    /** Of a literal or of `X::class`, whose name is resolved only when it is reached: the node is kept. */
    private static function className(Node\Expr $node): string|Node\Name|null
    {
        if ($node instanceof Node\Scalar\String_) {
            return ltrim($node->value, '\\');
        }
        return $node instanceof Node\Expr\ClassConstFetch && $node->class instanceof Node\Name ? $node->class : null;
    }

    private function readName(Node\Name $name): void
    {
        $role = $name->getAttribute('role', 'class');
        $resolved = $name->getAttribute('resolvedName') ?? $name->getAttribute('namespacedName');
        if ($resolved === null || ($role === 'class' && $name->isSpecialClassName())) {
            // Functions and constants of the global namespace need no resolution.
            if ($role === 'class' || !$name->isUnqualified()) {
                return;
            }
            $resolved = $name;
        }
        $first = $name->isUnqualified() ? $role . ' ' . strtolower($name->toString()) : 'class ' . strtolower($name->getFirst());
        $isImport = !$name->isFullyQualified() && !$name->isRelative() && isset($this->aliases[$first]);
        $fallback = !$isImport && $role !== 'class' && $name->isUnqualified() ? $name->toString() : null;
        $this->uses[] = [$role, ltrim($resolved->toString(), '\\'), $fallback, $isImport];
    }
}

/** @var array<string, true> files that Composer loads in any case */
$autoloaded = [];

/** One composer.json: its folder and a loader with its maps. */
final class Manifest
{
    public ClassLoader $loader;

    public function __construct(public string $folder, array $json)
    {
        $this->loader = new ClassLoader();
        foreach (['autoload', 'autoload-dev'] as $part) {
            if ($part === 'autoload-dev' && str_contains("$folder/", '/vendor/')) {
                continue;
            }
            $load = $json[$part] ?? [];
            foreach ((array) ($load['psr-4'] ?? []) as $prefix => $folders) {
                if ($prefix !== '' && !str_ends_with($prefix, '\\')) {
                    // Composer takes no such prefix; manifests that serve as test data have some.
                    continue;
                }
                $this->loader->addPsr4($prefix, array_map($this->at(...), (array) $folders));
            }
            foreach ((array) ($load['psr-0'] ?? []) as $prefix => $folders) {
                $this->loader->add($prefix, array_map($this->at(...), (array) $folders));
            }
            foreach ((array) ($load['files'] ?? []) as $path) {
                $GLOBALS['autoloaded'][(string) realpath($this->at($path))] = true;
            }
            foreach ((array) ($load['classmap'] ?? []) as $path) {
                if (file_exists($this->at($path))) {
                    $generator = new ClassMapGenerator();
                    $generator->scanPaths($this->at($path));
                    $this->loader->addClassMap($generator->getClassMap()->getMap());
                }
            }
        }
    }

    private function at(string $path): string
    {
        return rtrim($this->folder . '/' . $path, '/');
    }

    public function isAround(string $file): bool
    {
        return str_starts_with($file, $this->folder . '/');
    }
}

function isPhp(string $path, string $name): bool
{
    if (str_ends_with($name, '.php') || str_ends_with($name, '.phtml')) {
        return true;
    }
    $start = file_get_contents($path, false, null, 0, 100);
    return preg_match('~\.(inc|module|install|theme|profile|engine)$~', $name) && str_starts_with($start, '<?php')
        || preg_match('~^#!.*\bphp\b~', $start);
}

function phpFiles(string $root): array
{
    $files = [];
    $inner = new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS);
    foreach (new RecursiveIteratorIterator($inner) as $file) {
        if ($file->isFile() && !$file->isLink() && !preg_match('~/(\.git|node_modules)/~', $file->getPathname())
            && isPhp($file->getPathname(), $file->getFilename())) {
            $files[] = $file->getPathname();
        }
    }
    sort($files, SORT_STRING);
    return $files;
}

$manifests = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS)) as $file) {
    if ($file->getFilename() === 'composer.json') {
        $json = json_decode(file_get_contents($file->getPathname()), true);
        if (is_array($json)) {
            $manifests[] = new Manifest($file->getPath(), $json);
        }
    }
}
usort($manifests, static fn (Manifest $a, Manifest $b) => [strlen($b->folder), $a->folder] <=> [strlen($a->folder), $b->folder]);

$factory = new ParserFactory();
$parser = method_exists($factory, 'create') ? $factory->create(ParserFactory::PREFER_PHP7) : $factory->createForNewestSupportedVersion();
/** @var array<string, Names> $judged */
$judged = [];
foreach (phpFiles($root) as $file) {
    try {
        $statements = $parser->parse(file_get_contents($file)) ?? [];
    } catch (PhpParser\Error $error) {
        fwrite(STDERR, "not judged: $file: {$error->getMessage()}\n");
        continue;
    }
    $names = new Names();
    $traverser = new NodeTraverser();
    $traverser->addVisitor(new NameResolver(null, ['replaceNodes' => false]));
    $traverser->addVisitor($names);
    try {
        $traverser->traverse($statements);
    } catch (PhpParser\Error $error) {
        fwrite(STDERR, "not judged: $file: {$error->getMessage()}\n");
        continue;
    }
    $judged[$file] = $names;
}

$definers = [];
$constants = [];
foreach ($judged as $file => $names) {
    foreach ($names->defined as [$role, $name]) {
        $definers[keyOf($role, $name)][$file] = true;
    }
    foreach ($names->constants as [$name, $value]) {
        $constants[$name][] = [$file, $value];
    }
}

$text = static fn (string|Node\Name $name): string => is_string($name) ? $name : $name->getAttribute('resolvedName')->toString();
$aliases = [];
foreach ($judged as $file => $names) {
    foreach ($names->aliased as [$class, $alias]) {
        if (isset($definers[keyOf('class', $text($class))])) {
            $aliases[keyOf('class', $text($alias))][$file] = true;
        }
    }
}

function keyOf(string $role, string $name): string
{
    $split = strrpos('\\' . $name, '\\');
    return $role . ' ' . ($role === 'constant' ? strtolower(substr($name, 0, $split)) . substr($name, $split) : strtolower($name));
}

function isInternal(string $role, string $name): bool
{
    return match ($role) {
        'class' => (class_exists($name, false) || interface_exists($name, false)) && (new ReflectionClass($name))->isInternal(),
        'function' => function_exists($name) && (new ReflectionFunction($name))->isInternal(),
        'constant' => isset(get_defined_constants()[$name]),
    };
}

/** By the usual names of folders and files, below the repository. */
function isTest(string $file): bool
{
    global $root;
    return preg_match('~/(tests?|specs?|testing|testdata|fixtures|e2e)/|tests?\.php$~i', substr($file, strlen($root))) === 1;
}

/** What only tests define stands in for packages of others: product code needs none of it. */
function fileOf(string $from, string $role, string $name, ?string $fallback): ?string
{
    global $definers, $aliases, $manifests, $autoloaded;
    if (isInternal($role, $name)) {
        return null;
    }
    $known = array_keys($definers[keyOf($role, $name)] ?? []);
    if (in_array($from, $known, true)) {
        return $from;
    }
    if ($role === 'class') {
        $around = array_filter($manifests, static fn (Manifest $each) => $each->isAround($from));
        foreach ([...$around, ...$manifests] as $manifest) {
            $file = $manifest->loader->findFile($name);
            if ($file !== false) {
                return realpath($file);
            }
        }
    }
    $known = $known ?: array_keys($aliases[keyOf($role, $name)] ?? []);
    if (!isTest($from)) {
        $known = array_values(array_filter($known, static fn (string $file): bool => !isTest($file)));
    }
    if (count($known) === 1) {
        return $known[0];
    }
    $loaded = array_filter($known, static fn (string $file) => isset($autoloaded[$file]));
    if (count($loaded) === 1) {
        return reset($loaded);
    }
    return $fallback === null ? null : fileOf($from, $role, $fallback, null);
}

/** The value of a constant expression of paths; null for all others. */
function valueOf(Node\Expr $node, string $file, int $depth = 0): ?string
{
    global $constants;
    $inner = static fn (Node\Expr $each): ?string => $depth > 20 ? null : valueOf($each, $file, $depth + 1);
    if ($node instanceof Node\Scalar\String_) {
        return $node->value;
    }
    if ($node instanceof Node\Scalar\MagicConst\Dir) {
        return dirname($file);
    }
    if ($node instanceof Node\Scalar\MagicConst\File) {
        return $file;
    }
    if ($node instanceof Node\Expr\BinaryOp\Concat) {
        [$left, $right] = [$inner($node->left), $inner($node->right)];
        return $left === null || $right === null ? null : $left . $right;
    }
    if ($node instanceof Node\Expr\FuncCall && $node->name instanceof Node\Name && isset($node->args[0])) {
        $first = $inner($node->args[0]->value);
        $levels = isset($node->args[1]) ? ($node->args[1]->value->value ?? null) : 1;
        return match (strtolower($node->name->toString())) {
            'dirname' => $first === null || !is_int($levels) ? null : dirname($first, $levels),
            'realpath' => $first,
            'plugin_dir_path' => $first === null ? null : dirname($first) . '/',
            default => null,
        };
    }
    if ($node instanceof Node\Expr\ConstFetch) {
        $name = $node->name->toString();
        if ($name === 'DIRECTORY_SEPARATOR') {
            return '/';
        }
        $values = [];
        foreach ($constants[$name] ?? [] as [$where, $value]) {
            $values[] = $depth > 20 ? null : valueOf($value, $where, $depth + 1);
        }
        $same = array_unique(array_map(static fn (?string $value) => $value === null ? null : rtrim($value, '/'), $values));
        return count($same) === 1 ? $values[0] : null;
    }
    return null;
}

/** The file that an include loads: absolute, beside the including file, or from the root. */
function included(Node\Expr $path, string $file, string $root): ?string
{
    $value = valueOf($path, $file);
    if ($value === null || $value === '') {
        return null;
    }
    foreach (str_starts_with($value, '/') ? [$value] : [dirname($file) . '/' . $value, $root . '/' . $value] as $place) {
        if (is_file($place)) {
            return realpath($place);
        }
    }
    return null;
}

echo "# repository $about\n# tool php " . PHP_VERSION . ", nikic/php-parser, Composer's ClassLoader\n# made by php edges.php FOLDER\n";
foreach ($judged as $file => $names) {
    $needs = [];
    foreach ($names->uses as [$role, $name, $fallback, $isImport]) {
        $needs[($isImport ? 'import ' : 'reference ') . fileOf($file, $role, $name, $fallback)] = true;
    }
    foreach ($names->includes as $path) {
        $needs['import ' . included($path, $file, $root)] = true;
    }
    echo substr($file, strlen($root) + 1), "\n";
    $imports = array_filter(array_keys($needs), static fn (string $line): bool => str_starts_with($line, 'import '));
    foreach ($imports as $line) {
        unset($needs['reference ' . substr($line, strlen('import '))]);
    }
    $lines = array_keys($needs);
    sort($lines, SORT_STRING);
    foreach ($lines as $line) {
        [$kind, $target] = explode(' ', $line, 2);
        if ($target !== '' && $target !== $file && str_starts_with($target, $root . '/')) {
            echo "\t$kind ", substr($target, strlen($root) + 1), "\n";
        }
    }
}
