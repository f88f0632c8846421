import { expect, test } from "vitest";
import { wordsFault } from "./plain-words.ts";

test.each([
  ["  ", /empty/],
  ["I will write\u0000 it.", /control characters/],
  ["I will \u202ewrite it.", /control characters/],
  ["I will write \ud800 it.", /broken/],
  ["So:\n```ts\nconst a = 1;\n```", /code block/],
  ["So:\n~~~\nconst a = 1;\n~~~", /code block/],
  ["I am done.</think>", /tag <\/think>/],
  ['Then <read path="a.ts"/> it is.', /tag <read path="a\.ts"\/>/],
  ["As `</write>` ends it.", /tag <\/write>/],
  ["I stop here.<|im_end|>", /<\|im_end\|>.*control token/],
  ["Then </s> follows.", /<\/s>.*control token/],
  ["I will go on.\nUser: and then?", /role marker "User:"/],
  ["### Response\nI will go on.", /role marker/],
  ["<p>I will write it.</p>", /HTML <p>/],
  ["I will write it. <script>alert(1)</script>", /HTML <script>/],
  [
    "Ich werde zuerst die Typen festlegen, weil alles andere darauf beruht, und danach die Funktionen schreiben, die sie verwenden sollen.",
    /not in English/,
  ],
  [
    "Primero voy a definir los tipos, porque todo lo demás depende de ellos, y después las funciones que los usan para leer la entrada.",
    /not in English/,
  ],
  [
    "Je vais d'abord définir les types, car tout le reste en dépend, puis les fonctions qui les utilisent pour lire ce que l'on donne.",
    /English/,
  ],
  ["首先我将定义类型，因为其他所有内容都依赖于它们，然后编写使用它们的函数，最后处理错误情况。", /not in English/],
  ["Сначала я определю типы, потому что на них держится всё остальное, затем функции.", /not in English/],
])("%j is refused", (text, fault) => expect(wordsFault(text)).toMatch(fault));

test.each([
  "I will write `Map<string, Line>` and a `<div>` around it; a < b and b > c stay as they are.",
  "The user: a person who signs in. I plan: types, then functions.",
  "I read, think and write.\n\nThen `plan` follows.",
  "Cafés and naïve names, 漢字 in a test, 🙂 in a message: all of them have to survive, so I will count code points and not bytes.",
  "`toCents`, `Line`, `Basket`, `dearest`, `total`, `add`: I will define each in this order, because the later ones need the earlier.",
  "Write it.",
])("%j passes", (text) => expect(wordsFault(text)).toBeNull());
