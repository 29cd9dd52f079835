import { AppError, getAt } from '@lamina/errors';
import { type CharacterClass, createCharacterClass } from './character-class.ts';
import { createPartFinder, findCheapest } from './closure.ts';
import { isAscii, isCharacter, isDigits, isWhitespace } from './token-class.ts';
import type { Vocabulary, VocabularyToken } from './vocabulary.ts';

/** Why a token stays: the first that holds. Those up to `character` always stay. */
export const KEEP_REASONS = [
  ...(['special', 'byte', 'added', 'template', 'whitespace', 'digit', 'character'] as const),
  ...(['class', 'corpus', 'closure', 'requested'] as const),
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** The tokens that are to stay: those of character classes and of texts together, at most a number of them, or exactly some ids. */
export type TokenChoice =
  | {
      readonly classes: readonly string[];
      /** The number of times that each token occurs in the texts of the user; null without a text. */
      readonly occurrences: ReadonlyMap<number, number> | null;
      readonly most: number | null;
    }
  | { readonly ids: readonly number[] };

/** The tokens of a model that stay. */
export interface KeptTokens {
  readonly rowsBefore: number;
  /** Ascending; the place of an id is its new id. */
  readonly keptIds: readonly number[];
  /** The ids of each reason, ascending; a reason without ids is absent. */
  readonly reasons: Readonly<Partial<Record<KeepReason, readonly number[]>>>;
}

/**
 * Chooses the tokens that stay. Their order stays. A text whose tokens all stay is tokenised as before.
 *
 * @param template ids of the chat template
 * @throws AppError KEEP_UNKNOWN, KEEP_INVALID, KEEP_LOSES_SPECIAL, KEEP_LOSES_BYTES, KEEP_NOT_CLOSED, CAP_NEEDS_TEXT, VOCABULARY_CAP_TOO_SMALL,
 * NOTHING_TO_REMOVE, BYTE_FALLBACK_MISSING
 */
export function chooseTokens(vocabulary: Vocabulary, template: ReadonlySet<number>, choice: TokenChoice): KeptTokens {
  checkBytes(vocabulary);
  const reasons = 'ids' in choice ? requestTokens(vocabulary, choice.ids) : keepAsked(vocabulary, listNeeded(vocabulary, template), choice);
  const keptIds = [...reasons.keys()].sort((a, b) => a - b);
  const rowsBefore = vocabulary.tokens.length;
  if (keptIds.length === rowsBefore)
    throw new AppError('NOTHING_TO_REMOVE', `all ${rowsBefore} tokens of ${vocabulary.place} would stay; keep fewer tokens`);
  const byReason = Map.groupBy(keptIds, (id) => reasons.get(id));
  const listed = KEEP_REASONS.flatMap((reason) => {
    const ids = byReason.get(reason);
    return ids === undefined ? [] : [[reason, ids] as const];
  });
  return { rowsBefore, keptIds, reasons: Object.fromEntries(listed) };
}

type Reasons = Map<number, KeepReason>;

const BYTES = 256;

/** Without a token for each byte, a text whose tokens went could not be written. */
function checkBytes({ tokens, place }: Vocabulary): void {
  const bytes = tokens.filter((token) => token?.isByte === true).length;
  if (bytes === BYTES) return;
  throw new AppError(
    'BYTE_FALLBACK_MISSING',
    `${place} has tokens for ${bytes} of ${BYTES} bytes, so that some texts could not be written without the others; its vocabulary cannot be trimmed`,
  );
}

/** The tokens that stay whatever is asked for, without those that build them. */
function listNeeded({ tokens, named }: Vocabulary, template: ReadonlySet<number>): Reasons {
  const needed: Reasons = new Map();
  for (const [id, token] of tokens.entries()) {
    const reason = named.has(id) ? 'special' : findNeed(token, template.has(id));
    if (reason !== null) needed.set(id, reason);
  }
  return needed;
}

function findNeed(token: VocabularyToken | null, isOfTemplate: boolean): KeepReason | null {
  if (token === null || token.kind === 'unused') return null;
  if (token.kind === 'special') return 'special';
  if (token.isByte) return 'byte';
  if (token.kind === 'added') return 'added';
  if (isOfTemplate) return 'template';
  if (isWhitespace(token.bytes)) return 'whitespace';
  if (isDigits(token.bytes)) return 'digit';
  return isCharacter(token.bytes) ? 'character' : null;
}

function keepAsked(
  vocabulary: Vocabulary,
  needed: Reasons,
  { classes, occurrences, most }: Exclude<TokenChoice, { ids: unknown }>,
): Reasons {
  if (most !== null && occurrences === null)
    throw new AppError(
      'CAP_NEEDS_TEXT',
      `ids do not say which ${most} tokens matter; name a text beside the cap, whose most frequent tokens stay`,
    );
  const asked = listAsked(vocabulary, classes, occurrences);
  const findParts = createPartFinder(vocabulary);
  const kept: Reasons = new Map(needed);
  const add = (id: number): void => {
    kept.set(id, asked.get(id) ?? 'closure');
  };
  const cheapest = findCheapest(vocabulary);
  if (cheapest !== null && !kept.has(cheapest)) add(cheapest);
  for (const id of needed.keys()) for (const part of findParts(id)) if (!kept.has(part)) add(part);
  if (most !== null && kept.size > most)
    throw new AppError(
      'VOCABULARY_CAP_TOO_SMALL',
      `${kept.size} tokens of ${vocabulary.place} must stay, more than ${most}: keep at least ${kept.size}`,
    );
  for (const id of orderAsked(asked, most === null ? null : occurrences)) {
    const more = [id, ...findParts(id)].filter((each) => !kept.has(each));
    if (most !== null && kept.size + more.length > most) break;
    for (const each of more) add(each);
  }
  return kept;
}

/** The tokens of the classes and of the texts, but those that no text should have. */
function listAsked({ tokens }: Vocabulary, classes: readonly string[], occurrences: ReadonlyMap<number, number> | null): Reasons {
  const asked: Reasons = new Map();
  const characters = classes.length === 0 ? null : createCharacterClass(classes);
  for (const [id, token] of tokens.entries()) {
    if (token === null || token.kind === 'unused') continue;
    if (characters !== null && belongs(token.bytes, characters)) asked.set(id, 'class');
    else if (occurrences?.has(id) === true) asked.set(id, 'corpus');
  }
  return asked;
}

/** Sorted by occurrences, most first; ties and tokens that do not occur by id. */
function orderAsked(asked: Reasons, occurrences: ReadonlyMap<number, number> | null): readonly number[] {
  const ids = [...asked.keys()];
  if (occurrences === null) return ids;
  // A token that does not occur has no count.
  const count = (id: number): number => occurrences.get(id) ?? 0;
  return ids.sort((a, b) => count(b) - count(a) || a - b);
}

/** The bytes of a token in the middle of a text: the end of a character, whole characters, the start of one; or the inside of a single one. */
const PIECES =
  /^([\x80-\xbf]*)((?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})*)([\xc2-\xf4][\x80-\xbf]*)?$/;

/** Whether the bytes of a token can stand in a text of the characters of a class. */
function belongs(bytes: string, characters: CharacterClass): boolean {
  const [whole, end = '', middle = '', start = ''] = PIECES.exec(bytes) ?? [];
  if (whole === undefined) return false;
  if (end !== '' && end === bytes && characters.holdsPart('inside', bytes)) return true;
  if (end !== '' && !characters.holdsPart('end', end)) return false;
  if (start !== '' && !characters.holdsPart('start', start)) return false;
  return Array.from(decodeText(middle)).every((character) => characters.has(character));
}

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

function decodeText(bytes: string): string {
  return isAscii(bytes) ? bytes : DECODER.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** Exactly the ids that are asked for, if the tokenizer works without the others. */
function requestTokens(vocabulary: Vocabulary, ids: readonly number[]): Reasons {
  const { tokens, place } = vocabulary;
  const kept: Reasons = new Map();
  for (const id of ids) {
    if (!Number.isInteger(id) || id < 0 || id >= tokens.length)
      throw new AppError('KEEP_INVALID', `${id} is no id of ${place}, whose ids are 0 to ${tokens.length - 1}; correct the list of ids`);
    if (kept.has(id)) throw new AppError('KEEP_INVALID', `the id ${id} stands twice in the list of ids; name it once`);
    kept.set(id, 'requested');
  }
  const nameOf = (id: number): string => `${tokens[id]?.spelling ?? 'a row without a token'} (${id})`;
  for (const [id, reason] of listNeeded(vocabulary, new Set())) {
    if (kept.has(id)) continue;
    if (reason === 'special')
      throw new AppError('KEEP_LOSES_SPECIAL', `the list lacks ${nameOf(id)}, which ${place} needs to end or to fill texts; add the id`);
    if (reason === 'byte')
      throw new AppError('KEEP_LOSES_BYTES', `the list lacks ${nameOf(id)}, a byte without which texts cannot be written; add the id`);
  }
  const findParts = createPartFinder(vocabulary);
  for (const id of [findCheapest(vocabulary), ...ids]) {
    if (id === null) continue;
    const missing = [id, ...findParts(id)].find((part) => !kept.has(part));
    if (missing !== undefined)
      throw new AppError('KEEP_NOT_CLOSED', `the list has ${nameOf(id)} but not ${nameOf(missing)}, of which it is built; add the id`);
  }
  return kept;
}

/** The new id, by the parent's id. */
export function renumberTokens({ keptIds, rowsBefore }: Pick<KeptTokens, 'keptIds' | 'rowsBefore'>): Int32Array {
  const places = new Int32Array(rowsBefore).fill(-1);
  for (let place = 0; place < keptIds.length; place += 1) places[getAt(keptIds, place)] = place;
  return places;
}
