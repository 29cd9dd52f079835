import { AppError } from '@lamina/errors';
import { PYTHON_WHITESPACE } from './python-text.ts';

/** Meaning of a Python escape outside and inside a character class. Unlike in JavaScript, Python's \d, \w and \s are Unicode classes. */
const CLASSES: Readonly<Record<string, readonly [string, string | null]>> = {
  d: ['\\p{Nd}', '\\p{Nd}'],
  D: ['\\P{Nd}', '\\P{Nd}'],
  w: ['[\\p{L}\\p{N}_]', '\\p{L}\\p{N}_'],
  W: ['[^\\p{L}\\p{N}_]', null],
  s: [`[${PYTHON_WHITESPACE}]`, PYTHON_WHITESPACE],
  S: [`[^${PYTHON_WHITESPACE}]`, null],
  A: ['(?<![\\s\\S])', null],
  Z: ['(?![\\s\\S])', null],
};
const KEPT = /^[bBnrtfvxu0-9^$\\.*+?()[\]{}|/]$/;

/**
 * Converts a Python regular expression (module re) to a global JavaScript one that matches the same texts: Unicode classes, `.` that stops only at
 * line feeds, `$` before a final line feed, named groups, inline flags at the start, and escapes that JavaScript's Unicode mode forbids. Remaining
 * differences: \b knows only ASCII words; verbose patterns, conditionals and possessive or atomic groups are refused.
 * @throws AppError BAD_USER_INPUT naming the pattern if it has no JavaScript equivalent
 */
export function compilePythonRegex(pattern: string): RegExp {
  const [inline = '', flags = ''] = /^\(\?([a-zA-Z]+)\)/.exec(pattern) ?? [];
  const refuse = (why: string, cause?: unknown): never => {
    throw new AppError('BAD_USER_INPUT', `The regular expression ${JSON.stringify(pattern)} cannot be used: ${why}. Write it without.`, {
      cause,
    });
  };
  if (/[^ims]/.test(flags)) refuse(`the flags "${flags}" are not among i, m and s`);
  const source = translate(pattern.slice(inline.length), flags, refuse);
  try {
    return new RegExp(source, `gu${flags.includes('i') ? 'i' : ''}${flags.includes('m') ? 'm' : ''}`);
  } catch (cause) {
    return refuse(cause instanceof Error ? cause.message : 'it is malformed', cause);
  }
}

function translate(pattern: string, flags: string, refuse: (why: string) => never): string {
  const pieces = [...pattern.matchAll(/\\[\s\S]|\(\?P[<=]|\{\d*(?:,\d*)?\}|[\s\S]/gu)].map(([piece]) => piece);
  let isInClass = false;
  let isClassStart = false;
  return pieces
    .map((piece) => {
      if (piece.startsWith('\\')) return translateEscape(piece.charAt(1), isInClass, refuse) + endStart();
      if (isInClass) return translateInClass(piece);
      if (piece === '[') return openClass();
      if (piece === '(?P<') return '(?<';
      if (piece === '(?P=') return refuse('named back references are not supported');
      if (piece === '.') return flags.includes('s') ? '[\\s\\S]' : '[^\\n]';
      if (piece === '$') return flags.includes('m') ? '$' : '(?=\\n?(?![\\s\\S]))';
      if (/^\{,\d+\}$/.test(piece)) return `{0${piece.slice(1)}`;
      return /^[{}\]]$/.test(piece) || piece === '{}' || piece === '{,}' ? piece.replace(/[{}\]]/g, '\\$&') : piece;
    })
    .join('');

  function openClass(): string {
    isInClass = true;
    isClassStart = true;
    return '[';
  }
  function endStart(): '' {
    isClassStart = false;
    return '';
  }
  function translateInClass(piece: string): string {
    // In Python, a ] in first position (also after ^) is a member of the class, and [ needs no escape.
    if (piece === ']' && !isClassStart) {
      isInClass = false;
      return ']';
    }
    const isNegation = isClassStart && piece === '^';
    if (!isNegation) endStart();
    return isNegation || /^[^[\]{}()|/]$/u.test(piece) ? piece : piece.replace(/[[\]{}()|/]/g, '\\$&');
  }
}

function translateEscape(character: string, isInClass: boolean, refuse: (why: string) => never): string {
  const translations = CLASSES[character];
  if (translations !== undefined)
    return (isInClass ? translations[1] : translations[0]) ?? refuse(`\\${character} inside [ ] is not supported`);
  if (KEPT.test(character)) return `\\${character}`;
  if (character === '-') return isInClass ? '\\-' : '-';
  if (/^[a-zA-Z]$/.test(character)) return character === 'a' ? '\\x07' : refuse(`\\${character} is not supported`);
  return character;
}
