import { AppError } from '@lamina/errors';
import type { OrderDirection } from './order-direction.ts';

/** PostgreSQL types of sort columns. A cursor's text is cast to this type before the comparison. */
export type SortType = 'text' | 'int8' | 'float8' | 'timestamptz';

/** The position of one row in a sorted list: its values of the sort columns, as PostgreSQL prints them, and its key. */
export interface CursorPlace {
  readonly values: readonly (string | null)[];
  readonly key: string;
}

/** The part of a sort column that a cursor needs. */
interface CursorColumn {
  readonly field: string;
  readonly direction: OrderDirection;
  readonly type: SortType;
}

const MAX_CURSOR_LENGTH = 2000;

const VALUE_PATTERNS: Record<SortType, RegExp> = {
  text: /^[^\0]*$/,
  int8: /^-?\d{1,18}$/,
  float8: /^(-?\d+(\.\d+)?(e[+-]?\d{1,3})?|-?Infinity|NaN)$/,
  timestamptz: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/,
};
const KEY_PATTERN = /^[0-9a-f-]{36}$/;

/** An opaque cursor. It includes the order, so it cannot be used with another order. */
export function encodeCursor(columns: readonly CursorColumn[], place: CursorPlace): string {
  return Buffer.from(JSON.stringify([describeOrder(columns), ...place.values, place.key]), 'utf8').toString('base64url');
}

/**
 * Parses a cursor.
 * @throws AppError BAD_USER_INPUT when it is malformed or belongs to another order.
 */
export function parseCursor(columns: readonly CursorColumn[], cursor: string): CursorPlace {
  const parts = parseParts(cursor);
  const key = parts.at(-1);
  const values = parts.slice(1, -1);
  if (parts[0] !== describeOrder(columns)) refuse('belongs to a list with another orderBy');
  if (values.length !== columns.length || typeof key !== 'string' || !KEY_PATTERN.test(key)) return refuse('is malformed');
  const checked = columns.map(({ type }, index) => {
    const value = values[index];
    if (value === null) return null;
    return typeof value === 'string' && VALUE_PATTERNS[type].test(value) ? value : refuse('is malformed');
  });
  return { values: checked, key };
}

function parseParts(cursor: string): readonly unknown[] {
  if (cursor.length > MAX_CURSOR_LENGTH) refuse('is malformed');
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : refuse('is malformed');
  } catch (error) {
    return refuse('is malformed', error);
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new AppError('BAD_USER_INPUT', `The cursor in \`after\` ${reason}. Use a cursor from a page of the same list.`, { cause });
}

function describeOrder(columns: readonly CursorColumn[]): string {
  return columns.map(({ field, direction }) => `${field}:${direction}`).join(',');
}
