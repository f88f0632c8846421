/**
 * Sentences of our own writing against which the hindsight check is measured. They are in the
 * registers that models and people use: plain, formal, terse, chatty, and that of a commentary on code. The sets were written
 * one after another, and patterns were widened in between: of each but the last every second sentence is for calibration, and
 * the others are held out. lib/synthesis/README.md gives the figures of all.
 */

/** They speak of the file to be written as if it were there, or of its writing as done. */
export const HINDSIGHT = `
As we can see in the existing code, the cache is cleared on every write.
The code below implements a simple queue.
This file already contains a helper for that.
Looking at the implementation, I notice that errors are wrapped twice.
The existing implementation uses a map keyed by path.
The author chose a class here instead of plain functions.
I implemented the parser as a state machine.
The function is already exported from this file.
According to the code, an empty list yields null.
The provided file defines three constants at the top.
We can see that \`parse\` returns early when the input is empty.
As shown in the snippet, the retry count is three.
The current code handles only the happy path.
In the given implementation, \`Basket\` keeps its lines in an array.
The solution uses recursion to walk the tree.
It was decided to keep the options in a frozen object.
The file has been written with tests in mind.
From the source we learn that the timeout is ten seconds.
The original code sorts by name before it prints.
Judging by the target, the constructor takes two arguments.
Here, the code checks whether the key is present.
The actual implementation throws a \`TypeError\`.
I have added a guard against empty input.
The developers decided to support both formats.
As implemented, the function ignores white space.
Notice how the loop breaks on the first match.
The reference solution defines \`toCents\` first.
This module currently exports two functions.
What the code does is simple: it reads, sorts and prints.
As already written above, the helper rounds to cents.
The implementation here relies on a regular expression.
The code we are given keeps a counter per key.
I can see from the file that the default is UTF-8.
The class that exists in this file has four methods.
In the final version, the check comes before the loop.
The target code imports \`readFile\` from node.
This was implemented with a plain object rather than a map.
I wrote the validation first and the output after it.
The snippet above calls \`flush\` at the end.
The given source ends with a default export.
Reading the file, one finds that the names are sorted.
The code is structured around a single dispatcher.
The present implementation caches the compiled pattern.
Based on the code provided, the limit is 400 lines.
The file's existing exports are \`open\` and \`close\`.
We see a switch over the kind of the token.
The finished file has two exported types.
The implementation already covers the empty case.
In this file the author defines a small error class.
As the code demonstrates, the promise is never awaited.
The test file that was provided checks three cases.
It is clear from the implementation that order matters.
The method was written to be called once.
The constants defined at the top of the file are used by the loop.
Since the code already exists, I only have to describe it.
The actual file keeps the table sorted by key.
Looking at the target file, I see a single default export.
The code does this by comparing the two hashes.
They used a weak map so that keys can be collected.
I've put the parsing in its own function.
The script, as it stands, reads from standard input.
We used a generator to keep memory low.
The file uses tabs, as the code shows.
The existing tests already verify that.
This file implements the storage layer with a single table.
I defined \`Line\` as a readonly type.
As can be seen, the function takes an optional callback.
In the code, \`limit\` is capped at one hundred.
The code that was written handles the border cases.
The implementer went for a linear scan.
The module, as provided, exposes a factory.
I kept the public surface small by exporting one function.
The target implementation returns a frozen copy.
The helper was placed at the bottom of the file.
The version shown uses \`Array.from\`.
Let me look at what the code does with the second argument.
The answer is visible in the source: it compares by code unit.
The code presented here opens the file lazily.
The function body contains a nested loop.
That is exactly what the given code does.
We've implemented the retry as a loop with a growing pause.
The existing class in this file extends \`Error\`.
The file contents show a table of status codes.
The current version of the file has no comments.
Their implementation splits the text at blank lines.
As defined in this file, the type has three variants.
This is how the code avoids the second allocation.
The code snippet ends with a call to \`main\`.
The file was created to hold the shared types.
The implementation I am looking at uses bit masks.
As the file already defines it, I need not do so again.
The author's comment explains why the order is reversed.
The written code closes the handle in a finally block.
Having implemented the reader, I turned to the writer.
I chose a set because duplicates were not wanted.
In the code given, a missing key is an error.
The solution shown sorts twice.
The existing \`total\` method in this class sums the lines.
This implementation was kept deliberately short.
What we have here is a thin wrapper around \`fetch\`.
The code has a special case for Windows paths.
One can observe that the fields are declared private.
The real file goes further and also trims the lines.
The ground truth uses a dictionary.
The implementation in question never mutates its input.
I ended up with a single regular expression.
The final code exports \`Basket\` only.
The file shown starts with a licence header.
The function was made async for this reason.
Since this file is already finished, the names are fixed.
We know from the target that the result is sorted.
The code has already been tested.
In the existing file, the imports come first.
The code in this file is straightforward.
The given code snippet makes use of a decorator.
The implementation provided above is complete.
The repository's version of this file also handles \`null\`.
As seen in the target, a default value is given for each field.
I exported the type because the tests needed it.
This code was clearly written for speed.
The header comment of the file says that it is generated.
The file I was shown defines a \`main\` function.
It already handles negative amounts in this implementation.
The source code reveals a hidden dependency on the clock.
The implementation went with two passes.
Per the existing source, each handler returns a boolean.
The module had to be split, so constants were moved out.
I made the function return a copy.
The file includes a fallback for older runtimes, as we saw.
The code here is careful to release the lock.
`;

/** They plan, or speak of files that are written, of what programs do, and of things that exist in the program's own world. */
export const PROSPECTIVE = `
I will keep the parser apart from the printer, so that each can be tested alone.
\`price.ts\` already exports \`toCents\`, so I can lean on it.
If the file already exists, the function must refuse to overwrite it.
The current row will be highlighted.
I need to decide whether a missing key is an error or null.
First the types, then the functions that use them.
The existing entries of the cache must survive a restart.
What could go wrong: an empty list, a negative amount, a name used twice.
This file will export one function and two types.
Maybe a class is too much here; a function with a closure should do.
The original error should be kept as the cause.
I want the given path to be resolved against the root.
\`Basket\` has to know nothing of how prices are shown.
The tests that come later will ask for rounding.
I should look up how \`byCodeUnit\` compares before I sort.
The module is going to be the only one that touches the clock.
A switch over the kind of token seems clearest.
The code should return early when the input is empty.
Users who already have an account are to be signed in at once.
Nothing is written yet that this file needs.
The implementation can stay short if I let the map do the counting.
I could use recursion, but a deep tree would then exhaust the stack.
It must not read a source file twice.
The current directory is the default.
As the requirement says, amounts are whole cents.
\`src/order.ts\` is written already and offers \`byCodeUnit\`.
The target file of the copy may lie on another disk.
I will define \`Line\` first, because \`Basket\` refers to it.
The function takes a list and gives back a new one.
Wait, the error case deserves a thought.
Let me see how \`config.ts\` names its options before I go on.
An alternative would be to keep the options in a frozen object.
I am going to write the manifest first.
The version in \`package.json\` decides which runtime is needed.
The final newline has to be preserved.
Existing callers pass a string, so a string must stay valid.
The existing configuration on disk is to be merged with the defaults.
The reader returns null where there is nothing, so I have to check for it.
I plan to put the helpers below, in the order in which they are called.
Since \`errors.ts\` defines \`AppError\`, I can throw that.
The code that calls this will want a message it can show.
Should the limit be an option? I think so, with a default of 400.
A provided callback is called once for each line.
The file name must be checked before anything is opened.
I would rather add a case later than carry one that nobody asks for.
The given options override what stands in the environment.
This module has to work without run-time dependencies.
If a session exists already, it is reused.
The source text is cut at blank lines.
The parser must remember where each token was found.
I will leave out what only a later file could need.
It has to offer \`open\`, \`close\` and \`flush\`.
The implementation of \`sleep\` in the standard library is good enough.
What the file is for decides what it exports.
The original order of the lines has to be kept.
Actual and expected values should both stand in the message.
When the target exists, the link is replaced.
The current implementation of the protocol allows two forms of date, so both have to be read.
\`README.md\` comes last, when the names no longer move.
I'll start with the constants.
The loop can stop at the first match.
Its author, as \`package.json\` says, wants ES modules.
The tests should show that an empty basket costs nothing.
A small table of status codes will be easier to check than a chain of conditions.
I must take care that the lock is released when something throws.
The code point, not the code unit, is what has to be counted.
The class will keep its lines private and hand out copies.
This will be a thin wrapper around \`fetch\`.
The helper from \`paths.ts\` normalises separators, which is what I need.
Which of the two is faster I do not know; the simpler one comes first.
The reference count must never fall below zero.
I have to be careful with Windows paths.
I have read \`price.ts\`: it gives me \`toCents\` and \`Line\`.
What I saw in \`price.ts\` settles the type of an amount.
The names of the outline are fixed: \`add\`, \`total\` and \`dearest\`.
The snippet that a user pastes may hold tabs.
Each handler is to return a boolean.
The cache is cleared on every write, or else it grows without bound.
It would be wrong to sort in place, because the caller keeps the list.
The default export ought to be the factory.
No state, so that the tests need no preparation.
The constructor should take the clock as an argument.
The file format has a header of eight bytes, then the records.
I see two ways: a map by path, or a sorted array.
The version number is written to the header.
I believe a generator keeps memory low here.
For a file that was written on another system, line ends have to be unified.
The code generator needs the table before the first rule.
Retrying is someone else's business; this file should only tell what failed.
The test for \`dearest\` has to cover the empty list.
The user has chosen a folder by then, so it need not be asked for.
An entry that was added twice counts once.
A module that has been loaded is not loaded again.
The implementation of the interface is left to the adapters.
The existing session is closed before a new one is opened.
The given string is already trimmed when it comes here, since \`readLine\` does so.
The author of a commit may have no address.
The message was sent if the server answered with 200.
I will want a type for the result, a discriminated union perhaps.
The solution of the equation is found by bisection.
A file is already open when its handle is in the table.
The config file exists in two forms, and both must be read.
\`index.ts\` will only re-export.
With three variants a switch is exhaustive, and the compiler can tell.
The manifest names \`vitest\`, so the tests will use it.
I ought to say in the error which field was wrong.
The actual size may differ from the declared one.
When the process has ended, its output is complete.
Documents come after the code they describe.
What must not happen is that a half-written file is left behind.
The target language decides the suffix.
Both callers that I know of pass whole seconds.
The final state is reached when no job is left.
Later files rely on \`Line\`, so its fields should not move.
The current time comes in as an argument.
It seems safest to copy the list that was given.
The provider's code may be absent.
If the code has expired, a new one is sent.
I do not want a second way to open a file.
It could be that the header is missing; then the defaults hold.
The number of lines shown is capped at 400.
The library's existing plug-in mechanism will carry this.
The source is compiled once and kept.
The function must be async, since it waits for the disk.
The code review asked for by the requirement is a matter of the workflow file.
Where the table already has the key, the value is replaced.
A retry uses the same identifier, so that the server can tell.
I think that \`left\` and \`right\` will need each other.
The licence file is plain text and needs no thought beyond its year.
The order of imports follows the linter that the manifest names.
`;

/** Written after the first patterns, by the same hand, with other subjects and turns; every second one served to widen them. */
export const LATER_HINDSIGHT = `
The existing source handles this through a lookup table.
My earlier implementation returned too soon.
Given the implementation, it makes sense to begin with the constants.
This is precisely the approach the file takes.
The function signature in the file is \`open(path, flags)\`.
The code is already there, so the plan is easy.
We were given a file that wires the routes together.
I then wrote the tests and saw them pass.
Let us walk through the code line by line.
The implementation is about forty lines long.
Line 12 calls \`flush\` without waiting for it.
The next block sets up the signal handlers.
Two helper functions are defined before the class.
The class was declared abstract.
At the bottom we find the exports.
The imports show that it depends on \`zod\`.
What stands out is how the errors are wrapped.
The existing approach is to read everything at once.
In the original, the comparison is strict.
The code as given does not check for null.
The programmer took care to close the handle.
A quick look at the code tells me that dates are in UTC.
The implementation makes heavy use of closures.
The file opens with a long comment on the licence.
The final implementation settled on a heap.
This part of the code deals with time zones.
The developer's intention was to avoid a copy.
The existing solution is to poll every second.
I decided on a plain loop in the end.
It turned out that a map was enough.
The code currently lives in one function.
The completed file exposes a single function.
The source given defines an enum of states.
After reading the code I understand why it retries.
The implementation chosen here is the simplest one.
Such is the design that was implemented.
The file seems to follow the usual layout.
The module starts by importing its types.
As you can see, the constructor is private.
The current file does not export anything else.
The answer in the reference is a binary search.
The existing code base already has this file.
The given module re-exports everything from \`core\`.
I've already taken care of the empty case in the code.
The code handles that by throwing.
The implementation ended up with three overloads.
This module defines the shape of a request.
The source file defines four error classes.
The written file is short and has no state.
I see that the code makes a copy before sorting.
The code shows a preference for early returns.
We find the same check repeated in the second method.
The snippet defines a closure over the counter.
The original implementation was synchronous.
The provided implementation returns a promise.
The code relies on the order of keys.
The function was kept free of side effects.
The file's author wanted to avoid a dependency.
They implemented it as a singleton.
The tests in the file cover the three variants.
The code we see is generated.
I had to add a cast for the compiler.
The target has a private field for the cache.
According to this implementation, zero means no limit.
`;

export const LATER_PROSPECTIVE = `
The router has to match the longest path first.
I expect \`Session\` to be the largest part, so it gets its own section.
A file that cannot be read is reported and skipped.
The order of the handlers will matter, so I keep them in an array.
The existing rows stay where they are; only new ones are inserted.
I am not sure yet whether the limit belongs in the options.
\`db.ts\` opens the connection, and all I need from it is \`query\`.
The first version of the protocol had no checksum, and I will still accept it.
The user's current choice is to be kept across reloads.
Errors should name the field and the remedy.
A source that is given twice is read once.
This test will fail if the order of the lines changes.
The script tag must not be copied into the page.
Before I write the class, I want the type of its options.
The code page of the terminal may be something else than UTF-8.
It is tempting to parse the date here, but that is the caller's business.
I could export the table, yet nobody outside should depend on it.
Then the writer, which is the inverse of the reader.
If the implementation grows, the helpers can move to a file of their own.
The given seed makes the sequence the same on every machine.
Every file in the folder is visited once, links excluded.
To be safe I will copy the array before I sort it.
The present time is an argument, so that tests can choose it.
The final state of a job is either done or failed.
A solution with two indexes would be faster and harder to read.
What is left open is the case of an empty name.
Having both forms would only confuse, so there will be one.
It is up to the caller to close the handle.
The author field of the manifest is optional.
The target of a link may be missing.
The existing lock file is read first, and a stale one is removed.
In the code of a country, only capital letters are allowed.
Reading the file line by line keeps memory flat.
The module system resolves the extension, so I must write it out.
The outline asks for \`parse\`, \`print\` and a type \`Tree\`.
Given a path, it should return the nearest manifest.
I have to see how \`errors.ts\` spells the constructor.
The class needs no constructor of its own.
Both branches end in the same call, so I can write it once.
The code for a new line differs between systems.
After \`log.ts\` the rest can report what it does.
The original text must be recoverable from the tokens.
This module sits between the parser and the checker, and should know little of both.
We need three constants, and I would name them by what they limit.
A version that is already published must not be overwritten.
As far as I can tell, nothing else needs the raw bytes.
Its file mode should survive the copy.
The implementation language of the plug-ins is Lua.
One could also derive the order from the names, but names change.
The helper \`slug\` lowers the letters and drops the marks.
Should a reference be dangling, I want a warning and not a crash.
The provided defaults are merged last.
Each test begins with a fresh folder.
When the code is wrong three times, the account is locked.
I would like \`README.md\` to show one whole example.
The actual work happens in \`run\`, which comes at the end.
The file handle is passed down, never opened twice.
An index that was built for another version is thrown away.
The current user is known from the session.
Once it is written, \`index.ts\` can re-export it.
The reference manual gives the grammar, so I follow it.
The source map has to point at the original line.
The existing tests of \`order.ts\` show how names are compared.
I will put the guard before the loop, because the loop assumes it.
`;

/** Written after that; of these too every second one served. */
export const LAST_HINDSIGHT = `
The existing handler swallows the error.
I see in the code that a lock is taken first.
The file's constructor takes three parameters.
Let me describe what this file does.
The code first validates and then stores.
As the implementation stands, there is no limit.
It was written as a class, probably for the sake of mocking.
This particular implementation avoids allocation.
Our file has one default export.
The repository contains this file already.
The loop in the code runs backwards.
I have chosen names that match the tests.
Everything in this file revolves around one table.
The code you gave me is a small parser.
The implementation is straightforward: a map and a loop.
The existing regex accepts a trailing comma.
Looking more closely, the second branch is never reached.
The file provided exports an async function.
Both helpers were extracted from the main function.
The source of this file is short.
I went with a map after some thought.
The given function trims its input.
The code contains a subtle trick with the sign bit.
Apparently the authors preferred early returns.
The solution code keeps a stack of open tags.
This function was added to support streams.
What I have in front of me is a list of constants.
In its current form the module has no dependencies.
The implementation already takes care of that.
The original developer left the limit at ten.
The code below the imports sets up logging.
The actual code sorts the keys.
The tests already present cover the parser.
As coded, the retry never ends.
The class in the target file is sealed.
The file currently holds two functions.
From what the code shows, nulls are dropped.
We implemented this with a queue.
The completed implementation passes all tests.
The final file is about a hundred lines.
`;

export const LAST_PROSPECTIVE = `
The handler must not swallow errors.
I will take the lock first and release it last.
Three parameters are enough for the constructor.
Let me think about what this file is for.
Validation comes first, storage after it.
Without a limit the list could grow for ever, so I want one.
A class would make mocking easier, yet I prefer functions.
Avoiding an allocation here is worth a comment.
One default export will be enough.
The repository already has \`src/log.ts\`, which I can use.
The loop should run backwards, since items are removed on the way.
I choose names that match the outline.
Everything will revolve around one table.
The user gives me a text, and I return a tree.
A map and a loop will be all it takes.
The regular expression has to accept a trailing comma.
The second branch is for the case that the server is silent.
\`stream.ts\` exports an async function that I can await.
Two helpers could be shared with the tests.
The source of an event is one of four.
A map seems right after some thought.
The given name is trimmed before it is compared.
The sign bit needs care.
Early returns will keep the nesting low.
A stack of open tags is what the closing tag is checked against.
Streams come later, so nothing here should stand in their way.
There should be a list of constants at the top.
A module without dependencies is easier to test.
That is taken care of in \`retry.ts\`.
The limit could be ten, as the requirement suggests.
After the imports I will set up logging.
Keys are to be sorted, for the output has to be stable.
The tests will cover the parser and the printer.
A retry has to end at some point.
Sealing the class would forbid what \`mock.ts\` needs.
Two functions will do for now.
Nulls are dropped by the reader, as \`read.ts\` says.
A queue is the natural choice.
All tests should pass without a network.
I expect about a hundred lines.
`;

/** Written last; no miss of these was looked at. They tell what the check finds of forms that nobody thought of. */
export const UNSEEN_HINDSIGHT = `
The existing pipeline runs in three stages.
Given what the file exports, two types are needed.
The code in question parses headers by hand.
I can tell that the author cared about speed.
Its implementation leans on a priority queue.
The file as a whole is a set of pure functions.
This is a file that was clearly meant to be small.
The imports at the top include \`zod\` and nothing else.
In the implementation, errors become values.
We can tell from the names what each part does.
The reference implementation keeps a cursor.
The class turned out to be stateless.
It uses a map internally, as the source makes plain.
The function I am describing returns a tuple.
My implementation of the reader is now complete.
The file ends with a list of aliases.
There is already a guard for that in the code.
The existing signature takes an options bag.
I notice a helper for dates.
The provided snippet leaves the handle open.
The code uses two spaces for indentation.
Someone wrote a comment about the race.
The final result is a class with three methods.
The current design stores everything in memory.
The method that was implemented here is known as merge sort.
The given module has a test of its own.
The implementation falls back to polling.
The tests were written against a fake clock.
The target exports a singleton.
After the constants comes the class, as in the original file.
The behaviour of the existing code must be explained.
The parser in this file is recursive.
They named it \`walk\`.
The code is divided into two halves.
I structured it as a pipeline.
What was done here is a classic double dispatch.
The code reads cleanly from top to bottom.
As the original does, it starts from the root.
The helper functions live at the end of the file.
The first thing the file does is to import its styles.
`;

export const UNSEEN_PROSPECTIVE = `
Three stages will do: read, sort, print.
Two types are needed before anything else.
Headers are parsed by hand, because a library would be too much.
Speed matters less here than clarity.
A priority queue will serve for the order.
Pure functions all the way, and one that touches the disk.
I mean to keep this small.
\`zod\` is all I want to import.
Errors become values, so callers can decide.
The names should tell what each part does.
A cursor is simpler than slicing the text again and again.
The class ought to be stateless.
A map inside, and nothing of it visible outside.
It returns a tuple: the value and what is left.
The reader comes first, the writer after it.
A list of aliases can go to the end.
A guard for that belongs at the very beginning.
The options bag keeps the signature short.
For dates there is a helper in \`time.ts\`.
Whoever opens the handle closes it.
Two spaces for indentation, as \`.editorconfig\` says.
The race between the two timers is worth a comment.
I am thinking of a class with three methods.
Everything can stay in memory for now.
A merge sort keeps equal items in order.
The module deserves a test of its own.
If the socket closes, polling takes over.
A fake clock will make the tests quick.
One instance is enough, so I would export it directly.
After the constants comes the class.
The behaviour on an empty string has to be settled.
Recursion suits a nested grammar.
I might call it \`walk\`.
The work splits into two halves.
A pipeline of small steps is easy to test.
Double dispatch would be one way; a table is another.
It is meant to read cleanly from top to bottom.
The walk starts from the root and visits children in order.
Helpers go to the end.
Styles have to be imported before the first render.
`;
