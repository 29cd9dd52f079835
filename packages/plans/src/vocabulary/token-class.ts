import { findScript } from './scripts.ts';
import type { VocabularyToken } from './vocabulary.ts';

const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/**
 * The kind of text that a token writes, in one word: `special`, `unused`, `byte`, `whitespace`, `digit`, `ascii`, `fragment` (no whole UTF-8), a script in small letters
 * (`latin` only if all letters are), `emoji`, or `symbol`.
 */
export function findTokenClass(token: VocabularyToken | null): string {
  if (token === null) return 'unused';
  const name = NAMES.get(token) ?? nameToken(token);
  NAMES.set(token, name);
  return name;
}

/** Every rule for a vocabulary asks for the classes of all its tokens. */
const NAMES = new WeakMap<VocabularyToken, string>();

function nameToken(token: VocabularyToken): string {
  if (token.kind === 'unused') return 'unused';
  if (token.kind !== 'normal') return 'special';
  if (token.isByte) return 'byte';
  const { bytes } = token;
  if (isWhitespace(bytes)) return 'whitespace';
  if (isDigits(bytes)) return 'digit';
  if (isAscii(bytes)) return 'ascii';
  const text = readText(bytes);
  if (text === null) return 'fragment';
  return findTextScript(text) ?? (PICTURE.test(text) ? 'emoji' : 'symbol');
}

export function isWhitespace(bytes: string): boolean {
  return /^[\t-\r ]+$/.test(bytes);
}

/** ASCII digits, with at most one space in front. */
export function isDigits(bytes: string): boolean {
  return /^ ?\d+$/.test(bytes);
}

/** One printable ASCII character, with at most one space in front. */
export function isCharacter(bytes: string): boolean {
  return /^ ?[!-~]$/.test(bytes);
}

export function isAscii(bytes: string): boolean {
  return /^[\0-\x7f]*$/.test(bytes);
}

const STRICT_DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of some bytes; null where they are no whole UTF-8. */
function readText(bytes: string): string | null {
  try {
    return STRICT_DECODER.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** The script of the first letter that is not Latin, or else of the first letter, or else of the first mark. */
function findTextScript(text: string): string | null {
  const letters = text.match(/\p{L}/gu) ?? text.match(/\p{M}/gu) ?? [];
  const scripts = letters.map(findScript).filter((script) => script !== null);
  return scripts.find((script) => script !== 'latin') ?? scripts[0] ?? null;
}
