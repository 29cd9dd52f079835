import { AppError } from '@lamina/errors';
import { parseMultipleChoiceRow, parsePerplexityRow, parseRows } from './parse-task-rows.ts';
import type { Task } from './task.ts';
import { digestTask } from './task-digest.ts';

/**
 * Reads a task from the texts of its two files. Keys it does not know are ignored.
 * @param taskJson task.json: { name, version, kind: "multiple-choice" | "perplexity", category, description, chance: 0..1 | null }
 * @param rowsJsonl test.jsonl, one document a line: { id, context, choices, gold } or { id, text }; empty lines are skipped
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
  };
  const { kind } = fields;
  if (kind === 'multiple-choice') {
    const documents = parseRows(rowsJsonl, parseMultipleChoiceRow);
    return { ...facts, kind, documents, digest: digestTask({ ...facts, kind, documents }) };
  }
  if (kind === 'perplexity') {
    const documents = parseRows(rowsJsonl, parsePerplexityRow);
    return { ...facts, kind, documents, digest: digestTask({ ...facts, kind, documents }) };
  }
  return refuse('kind', '"multiple-choice" or "perplexity"', kind);
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
