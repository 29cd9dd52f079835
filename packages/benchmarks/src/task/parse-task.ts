import { AppError } from '@lamina/errors';
import { parseContinuationRow, parseGenerationRow, parseMultipleChoiceRow, parsePerplexityRow, parseRows } from './parse-task-rows.ts';
import type { Task } from './task.ts';
import { digestTask } from './task-digest.ts';

/**
 * Parses a task from the texts of its two files. Unknown keys are ignored.
 * @param taskJson task.json: { name, version, kind, category, description, chance: 0..1 | null }, and source for a text; kind "generation" also takes
 *   until: [texts that end an answer] and maxTokens
 * @param rowsJsonl test.jsonl, one document a line, by kind: "multiple-choice" { id, context, choices, gold }, "continuation" { id, context,
 *   continuation }, "perplexity" { id, text }, "generation" { id, context, references }; empty lines are skipped
 * @throws AppError BAD_USER_INPUT naming the field, or the 1-based line of test.jsonl, and what was expected
 */
export function parseTask(taskJson: string, rowsJsonl: string): Task {
  const fields = parseFields(taskJson);
  const facts = {
    name: requireText(fields, 'name'),
    version: requireText(fields, 'version'),
    category: requireText(fields, 'category'),
    description: requireText(fields, 'description'),
    chance: requireChance(fields),
    source: typeof fields.source === 'string' ? fields.source : null,
  };
  const { kind } = fields;
  if (kind === 'multiple-choice') {
    const documents = parseRows(rowsJsonl, parseMultipleChoiceRow);
    return { ...facts, kind, documents, digest: digestTask({ ...facts, kind, documents }) };
  }
  if (kind === 'continuation') {
    const documents = parseRows(rowsJsonl, parseContinuationRow);
    return { ...facts, kind, documents, digest: digestTask({ ...facts, kind, documents }) };
  }
  if (kind === 'perplexity') {
    const documents = parseRows(rowsJsonl, parsePerplexityRow);
    return { ...facts, kind, documents, digest: digestTask({ ...facts, kind, documents }) };
  }
  if (kind === 'generation') {
    const documents = parseRows(rowsJsonl, parseGenerationRow);
    const settings = { until: requireStops(fields), maxTokens: requireMaxTokens(fields) };
    return { ...facts, kind, documents, ...settings, digest: digestTask({ ...facts, kind, documents, settings }) };
  }
  return refuse('kind', '"multiple-choice", "continuation", "perplexity" or "generation"', kind);
}

function requireStops({ until }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(until) && until.length > 0 && until.every((stop) => typeof stop === 'string' && stop !== '')
    ? until
    : refuse('until', 'a list of texts that end an answer, such as ["\\n"]', until);
}

function requireMaxTokens({ maxTokens }: Readonly<Record<string, unknown>>): number {
  return typeof maxTokens === 'number' && Number.isInteger(maxTokens) && maxTokens > 0
    ? maxTokens
    : refuse('maxTokens', 'a whole number of tokens from 1', maxTokens);
}

function parseFields(taskJson: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(taskJson);
  } catch (cause) {
    throw new AppError(
      'BAD_USER_INPUT',
      'task.json is not valid JSON; expected an object with name, version, kind, category, description and chance.',
      { cause },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError(
      'BAD_USER_INPUT',
      'task.json does not hold an object; expected one with name, version, kind, category, description and chance.',
    );
  }
  return value as Readonly<Record<string, unknown>>;
}

function requireText(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : refuse(name, 'a text that is not empty', value);
}

function requireChance(fields: Readonly<Record<string, unknown>>): number | null {
  const { chance } = fields;
  return chance === null || (typeof chance === 'number' && chance >= 0 && chance <= 1)
    ? chance
    : refuse('chance', 'a number in 0..1 or null', chance);
}

function refuse(name: string, expected: string, value: unknown): never {
  throw new AppError('BAD_USER_INPUT', `task.json: "${name}" is ${JSON.stringify(value) ?? 'missing'}; expected ${expected}.`, {
    details: { field: name },
  });
}
