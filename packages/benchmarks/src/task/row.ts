import { AppError } from '@lamina/errors';

/** One row of a data set: column names with plain values (texts, numbers, booleans, null, lists, objects). */
export type Row = Readonly<Record<string, unknown>>;

/** A text column of a row. @throws AppError BAD_USER_INPUT when the row has no such text */
export function getText(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : refuse(row, column, 'a text');
}

/** A whole-number column; digits in a text are accepted. @throws AppError BAD_USER_INPUT if the row has no such number */
export function getInteger(row: Row, column: string): number {
  const value = row[column];
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : refuse(row, column, 'a whole number');
}

/** A column that lists texts. @throws AppError BAD_USER_INPUT when the row has no such list */
export function getTextList(row: Row, column: string): readonly string[] {
  const value = row[column];
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : refuse(row, column, 'a list of texts');
}

function refuse(row: Row, column: string, expected: string): never {
  const found = JSON.stringify(row[column])?.slice(0, 80) ?? `missing (the row has ${Object.keys(row).join(', ')})`;
  throw new AppError('BAD_USER_INPUT', `Column "${column}" is ${found}; expected ${expected}. Check that this is the task's data set.`);
}
