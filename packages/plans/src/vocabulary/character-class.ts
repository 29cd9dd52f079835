import { AppError } from '@lamina/errors';
import { SCRIPTS } from './scripts.ts';

/** A set of characters: those of the classes that a keep rule names. */
export interface CharacterClass {
  readonly has: (character: string) => boolean;
  /** Whether some bytes, one character of a string each, begin (end, lie inside of) the UTF-8 of a character of the class. */
  readonly holdsPart: (part: 'start' | 'end' | 'inside', bytes: string) => boolean;
}

/** Characters that texts of every script use: ASCII, and what several scripts share below the symbols. */
const SHARED = '\\x00-\\x7f[[\\p{Script_Extensions=Common}\\p{Script_Extensions=Inherited}]&&[\\x80-\\u25ff]]';

/** The classes that are no script, by name: the inside of a character class of a regular expression with the flag v. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['ascii', '\\x00-\\x7f'],
  ['emoji', `${SHARED}\\p{Extended_Pictographic}\\p{Emoji_Component}`],
]);

/**
 * The union of some classes of characters. A class is `ascii`, `emoji`, or the long name of a Unicode script in small letters.
 * @throws AppError KEEP_UNKNOWN naming the class that does not exist
 */
export function createCharacterClass(names: readonly string[]): CharacterClass {
  const pattern = new RegExp(`^[${names.map(findPattern).join('')}]$`, 'v');
  let parts: ReturnType<typeof collectParts> | null = null;
  return {
    has: (character) => pattern.test(character),
    holdsPart: (part, bytes) => {
      parts ??= collectParts(pattern);
      return parts[part].has(bytes);
    },
  };
}

/** Whether a class has this name: `ascii`, `emoji`, or a script. */
export function isCharacterClass(name: string): boolean {
  return CLASSES.has(name) || SCRIPTS.has(name);
}

function findPattern(name: string): string {
  const own = CLASSES.get(name);
  if (own !== undefined) return own;
  const script = SCRIPTS.get(name);
  if (script !== undefined) return `${SHARED}\\p{Script_Extensions=${script}}`;
  throw new AppError(
    'KEEP_UNKNOWN',
    `there are no characters called ${JSON.stringify(name)}, and no file of that name; keep ${[...CLASSES.keys()].join(', ')}, a script of Unicode in small letters such as latin, cyrillic or han, or the tokens of a text file`,
  );
}

const SURROGATES = { first: 0xd800, last: 0xdfff } as const;
const LAST_CHARACTER = 0x10ffff;
/** Shorter encodings have no parts. */
const FIRST_OF_SEVERAL_BYTES = 0x80;

/** The proper parts of the UTF-8 of all characters that a pattern matches, as strings of one character per byte. */
function collectParts(pattern: RegExp) {
  const parts = { start: new Set<string>(), end: new Set<string>(), inside: new Set<string>() };
  for (let code = FIRST_OF_SEVERAL_BYTES; code <= LAST_CHARACTER; code += 1) {
    if (code === SURROGATES.first) code = SURROGATES.last + 1;
    const character = String.fromCodePoint(code);
    if (!pattern.test(character)) continue;
    const bytes = String.fromCharCode(...new TextEncoder().encode(character));
    for (let at = 1; at < bytes.length; at += 1) {
      parts.start.add(bytes.slice(0, at));
      parts.end.add(bytes.slice(at));
    }
    if (bytes.length > 2) parts.inside.add(bytes.slice(1, -1));
    if (bytes.length > 3) for (const byte of bytes.slice(1, -1)) parts.inside.add(byte);
  }
  return parts;
}
