import { AppError } from '@lamina/errors';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\n': '',
};
const WORDS: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

/**
 * Parses a Python literal like ast.literal_eval: strings, numbers, True, False, None, lists, tuples (read as lists) and dicts with string keys.
 * Adjacent strings are concatenated.
 * @throws AppError BAD_USER_INPUT with the position of the first character that is not part of a literal
 */
export function parsePythonLiteral(text: string): unknown {
  const reader = new LiteralReader(text);
  const value = reader.readValue();
  reader.requireEnd();
  return value;
}

class LiteralReader {
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readValue(): unknown {
    this.#skipSpace();
    const next = this.#text.charAt(this.#place);
    if (next === '[' || next === '(') return this.#readList(next === '[' ? ']' : ')');
    if (next === '{') return this.#readDict();
    if (next === "'" || next === '"') return this.#readStrings();
    const word = /^(?:True|False|None)\b/.exec(this.#rest())?.[0];
    if (word !== undefined) return this.#take(word.length, WORDS[word]);
    const number = /^[+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(this.#rest())?.[0];
    return number === undefined ? this.#refuse() : this.#take(number.length, Number(number.replaceAll('_', '')));
  }

  requireEnd(): void {
    this.#skipSpace();
    if (this.#place < this.#text.length) this.#refuse();
  }

  #readList(close: string): unknown[] {
    this.#place += 1;
    const items: unknown[] = [];
    while (!this.#takeIf(close)) {
      items.push(this.readValue());
      if (!this.#takeIf(',') && this.#peek() !== close) this.#refuse();
    }
    return items;
  }

  #readDict(): Record<string, unknown> {
    this.#place += 1;
    const entries: [string, unknown][] = [];
    while (!this.#takeIf('}')) {
      const key = this.readValue();
      if (typeof key !== 'string' || !this.#takeIf(':')) this.#refuse();
      entries.push([String(key), this.readValue()]);
      if (!this.#takeIf(',') && this.#peek() !== '}') this.#refuse();
    }
    return Object.fromEntries(entries);
  }

  #readStrings(): string {
    let joined = '';
    for (let next = this.#peek(); next === "'" || next === '"'; next = this.#peek()) joined += this.#readString(next);
    return joined;
  }

  #readString(quote: string): string {
    let value = '';
    this.#place += 1;
    for (;;) {
      const character = this.#text.charAt(this.#place);
      if (character === '' || character === '\n') return this.#refuse();
      this.#place += 1;
      if (character === quote) return value;
      value += character === '\\' ? this.#readEscape() : character;
    }
  }

  #readEscape(): string {
    const coded = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(this.#rest());
    if (coded) return this.#take(coded[0].length, String.fromCodePoint(Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? '0', 16)));
    const character = this.#text.charAt(this.#place);
    // An unknown escape keeps its backslash in Python.
    return this.#take(1, ESCAPES[character] ?? `\\${character}`);
  }

  #take<T>(length: number, value: T): T {
    this.#place += length;
    return value;
  }

  #takeIf(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#place += 1;
    return true;
  }

  #peek(): string {
    this.#skipSpace();
    return this.#text.charAt(this.#place);
  }

  #rest(): string {
    return this.#text.slice(this.#place);
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#place))) this.#place += 1;
  }

  #refuse(): never {
    throw new AppError(
      'BAD_USER_INPUT',
      `Not a Python literal at character ${this.#place}: ${JSON.stringify(this.#rest().slice(0, 40))}; expected a list, dict, text, number, True, False or None.`,
    );
  }
}
