import { formatCount } from '../format-count.ts';
import type { KeptTokens } from './choose-tokens.ts';
import { findTokenClass } from './token-class.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The tokens of one class, and how many of them stay. */
export interface ClassCoverage {
  /** As findTokenClass names it. */
  readonly class: string;
  readonly tokens: number;
  readonly kept: number;
}

/** Tokens by what they write, the largest class first. */
export function listCoverage({
  vocabulary,
  kept,
}: {
  readonly vocabulary: Vocabulary;
  readonly kept: KeptTokens;
}): readonly ClassCoverage[] {
  const stays = new Set(kept.keptIds);
  const counts = new Map<string, { tokens: number; kept: number }>();
  for (const [id, token] of vocabulary.tokens.entries()) {
    const name = findTokenClass(token);
    const count = counts.get(name) ?? { tokens: 0, kept: 0 };
    counts.set(name, { tokens: count.tokens + 1, kept: count.kept + (stays.has(id) ? 1 : 0) });
  }
  return [...counts].map(([name, count]) => ({ class: name, ...count })).toSorted((a, b) => b.tokens - a.tokens);
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['digit', 'numbers'],
  ['ascii', 'words and code in ASCII'],
  ['emoji', 'emoji'],
  ['symbol', 'symbols'],
  ['latin', 'letters with accents'],
  ['special', 'special tokens'],
  ['unused', 'rows without a token'],
  ['byte', 'single bytes'],
  ['whitespace', 'white space'],
  ['fragment', 'parts of characters'],
]);
/** Tokens that write no text of their own, or a part of a character. */
const SILENT: ReadonlySet<string> = new Set(['special', 'unused', 'byte', 'whitespace', 'fragment']);
/** A class of tokens in plain words: `numbers`, `Han`. */
export function nameTokenClass(name: string): string {
  return NAMES.get(name) ?? nameClass(name);
}

/** Whether the tokens of a class write whole characters: others always stay, or write nothing. */
export function writesCharacters(name: string): boolean {
  return !SILENT.has(name);
}

/** Scripts that are named; others are counted. */
const NAMED = 6;

/**
 * The text that a model with fewer tokens writes byte by byte only, in plain words: the classes that lose all of their tokens, then those that lose some. Whatever can be
 * spelled in bytes can still be written, slowly and without practice.
 *
 *   It can no longer write Han, Cyrillic and 9 other classes, except byte by byte. It keeps 1,185 of 3,203 tokens with symbols, and spells the others with smaller
 *   tokens.
 */
export function describeLost(coverage: readonly ClassCoverage[]): string {
  const heard = coverage
    .filter(({ class: name, tokens, kept }) => writesCharacters(name) && kept < tokens)
    .toSorted((a, b) => b.tokens - a.tokens);
  if (heard.length === 0) return 'It writes everything that it wrote before.';
  const nameOf = ({ class: name }: ClassCoverage): string => nameTokenClass(name);
  // One token may stay for a reason of its own, such as that it builds another one.
  const isLost = ({ tokens, kept }: ClassCoverage): boolean => kept <= tokens / 100;
  const lost = heard.filter(isLost);
  const some = heard.filter((each) => !isLost(each));
  const more = lost.length - NAMED;
  const names = lost.slice(0, NAMED).map(nameOf);
  const all = more > 0 ? [...names, `${more} other ${more === 1 ? 'class' : 'classes'}`] : names;
  const stays = some.slice(0, NAMED).map((each) => `${formatCount(each.kept)} of ${formatCount(each.tokens)} tokens with ${nameOf(each)}`);
  return [
    ...(all.length === 0 ? [] : [`It can no longer write ${joinWords(all)}, except byte by byte.`]),
    ...(stays.length === 0 ? [] : [`It keeps ${joinWords(stays)}, and spells the others with smaller tokens.`]),
  ].join(' ');
}

/** A class of characters, as it is asked for: `old_italic` → `Old Italic`, `ascii` → `ASCII`. */
export function nameClass(name: string): string {
  if (name === 'ascii') return 'ASCII';
  if (name === 'emoji') return name;
  return name.split('_').map(capitalise).join(' ');
}

/** The text with its first letter in upper case, as at the beginning of a sentence. */
export function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `a, b and c` */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
