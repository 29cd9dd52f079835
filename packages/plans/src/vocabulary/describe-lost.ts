/** The tokens of one class, and how many of them stay. */
export interface ClassCoverage {
  /** As findTokenClass names it. */
  readonly class: string;
  readonly tokens: number;
  readonly kept: number;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['digit', 'numbers'],
  ['ascii', 'words and code in ASCII'],
  ['emoji', 'emoji'],
  ['symbol', 'symbols'],
  ['latin', 'letters with accents'],
]);
/** Tokens that write no text of their own, or a part of a character. */
const SILENT: ReadonlySet<string> = new Set(['special', 'unused', 'byte', 'whitespace', 'fragment']);
/** Scripts that are named; others are counted. */
const NAMED = 6;

/**
 * What a model with fewer tokens writes byte by byte only, in plain words: the classes that lose all of their tokens, then those that lose some. Whatever can be
 * spelled in bytes can still be written, slowly and without practice.
 *
 *   It can no longer write Han, Cyrillic and 9 other scripts except byte by byte; of symbols 12 of 60 tokens stay.
 */
export function describeLost(coverage: readonly ClassCoverage[]): string {
  const heard = coverage
    .filter(({ class: name, tokens, kept }) => !SILENT.has(name) && kept < tokens)
    .toSorted((a, b) => b.tokens - a.tokens);
  if (heard.length === 0) return 'It writes everything that it wrote before.';
  const nameOf = ({ class: name }: ClassCoverage): string => NAMES.get(name) ?? nameScript(name);
  // One token may stay for a reason of its own, such as that it builds another one.
  const isLost = ({ tokens, kept }: ClassCoverage): boolean => kept <= tokens / 100;
  const lost = heard.filter(isLost);
  const some = heard.filter((each) => !isLost(each));
  const more = lost.length - NAMED;
  const names = lost.slice(0, NAMED).map(nameOf);
  const all = more > 0 ? [...names, `${more} other ${more === 1 ? 'class' : 'classes'}`] : names;
  return [
    ...(all.length === 0 ? [] : [`It can no longer write ${joinWords(all)}, except byte by byte.`]),
    ...(some.length === 0
      ? []
      : [`Of ${joinWords(some.slice(0, NAMED).map((each) => `${nameOf(each)} ${each.kept} of ${each.tokens} tokens`))} stay.`]),
  ].join(' ');
}

/** `old_italic` → `Old Italic` */
function nameScript(name: string): string {
  return name
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ');
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
