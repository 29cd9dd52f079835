import { AppError } from '@lamina/errors';
import type { ContinuationDocument, GenerationDocument, MultipleChoiceDocument, PerplexityDocument } from './task.ts';

type Row = Readonly<Record<string, unknown>>;
type RowParser<D> = (row: Row, line: number) => D;

/**
 * Parses the rows of a test.jsonl; empty lines are skipped.
 * @param parseRow checks one row; `line` starts at 1
 * @throws AppError BAD_USER_INPUT for a line that is not a JSON object, a repeated id, or no rows
 */
export function parseRows<D extends { readonly id: string }>(rowsJsonl: string, parseRow: RowParser<D>): D[] {
  const lineOfId = new Map<string, number>();
  const documents: D[] = [];
  for (const [place, text] of rowsJsonl.split('\n').entries()) {
    if (text.trim() === '') continue;
    const line = place + 1;
    const document = parseRow(parseObject(text, line), line);
    const earlier = lineOfId.get(document.id);
    if (earlier !== undefined) refuse(line, `"id" ${JSON.stringify(document.id)} was used on line ${earlier}`, 'a unique id');
    lineOfId.set(document.id, line);
    documents.push(document);
  }
  if (documents.length === 0) throw new AppError('BAD_USER_INPUT', 'test.jsonl has no rows; expected at least one document.');
  return documents;
}

/**
 * Checks a multiple-choice row: { id: text, context: text, choices: [at least two texts, none empty], gold: index into choices }.
 * @throws AppError BAD_USER_INPUT naming the line, the field and what was expected
 */
export function parseMultipleChoiceRow(row: Row, line: number): MultipleChoiceDocument {
  const { context, choices, gold } = row;
  const id = parseId(row, line);
  if (typeof context !== 'string') refuse(line, describe('context', context), 'a text (it may be empty)');
  if (!isTextList(choices)) refuse(line, describe('choices', choices), 'a list of at least two texts, none empty');
  if (typeof gold !== 'number' || !Number.isInteger(gold) || gold < 0 || gold >= choices.length) {
    refuse(line, describe('gold', gold), `the index of the right choice, 0..${choices.length - 1}`);
  }
  return { id, context, choices, gold };
}

/**
 * Checks a perplexity row: { id: text, text: text that is not empty }.
 * @throws AppError BAD_USER_INPUT naming the line, the field and what was expected
 */
export function parsePerplexityRow(row: Row, line: number): PerplexityDocument {
  const { text } = row;
  const id = parseId(row, line);
  if (typeof text !== 'string' || text === '') refuse(line, describe('text', text), 'a text that is not empty');
  return { id, text };
}

/**
 * Checks a continuation row: { id: text, context: text, continuation: text that is not empty, scored as it is }.
 * @throws AppError BAD_USER_INPUT naming the line, the field and what was expected
 */
export function parseContinuationRow(row: Row, line: number): ContinuationDocument {
  const { context, continuation } = row;
  const id = parseId(row, line);
  if (typeof context !== 'string') refuse(line, describe('context', context), 'a text (it may be empty)');
  if (typeof continuation !== 'string' || continuation === '') {
    refuse(line, describe('continuation', continuation), 'a text that is not empty, with the space that joins it to the context');
  }
  return { id, context, continuation };
}

/**
 * Checks a generation row: { id: text, context: text that is not empty, references: [acceptable answers, at least one] }.
 * @throws AppError BAD_USER_INPUT naming the line, the field and what was expected
 */
export function parseGenerationRow(row: Row, line: number): GenerationDocument {
  const { context, references } = row;
  const id = parseId(row, line);
  if (typeof context !== 'string' || context === '') refuse(line, describe('context', context), 'a text that is not empty');
  if (!Array.isArray(references) || references.length === 0 || !references.every((each) => typeof each === 'string')) {
    refuse(line, describe('references', references), 'a list of acceptable answers, at least one');
  }
  return { id, context, references };
}

function parseObject(text: string, line: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `test.jsonl line ${line} is not valid JSON; expected one object per line.`, {
      details: { line },
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(line, 'the row is not an object', 'one object per line');
  return value as Row;
}

function parseId(row: Row, line: number): string {
  return typeof row.id === 'string' && row.id !== '' ? row.id : refuse(line, describe('id', row.id), 'a text that is not empty');
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length >= 2 && value.every((choice) => typeof choice === 'string' && choice !== '');
}

function describe(field: string, value: unknown): string {
  return `"${field}" is ${JSON.stringify(value)?.slice(0, 80) ?? 'missing'}`;
}

function refuse(line: number, problem: string, expected: string): never {
  throw new AppError('BAD_USER_INPUT', `test.jsonl line ${line}: ${problem}; expected ${expected}.`, { details: { line } });
}
