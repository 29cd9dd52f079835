import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Task } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { readInputFile } from '../options/read-input-file.ts';

interface RequestLine {
  readonly type: string;
  readonly context: string;
  readonly continuations: readonly string[];
  readonly text: string;
  readonly until: readonly string[];
  readonly maxGenToks: number;
  readonly gold?: unknown;
  readonly choices?: readonly string[];
  readonly multipleChoice?: boolean;
}

/**
 * Reads rendered requests, one document per line, all of one type, as a task named after the file:
 * `{ "type": "loglikelihood", "context", "continuations": [..], "gold": 0, "choices": [..] }`,
 * `{ "type": "loglikelihood_rolling", "text" }` or `{ "type": "generate_until", "context", "until": [..], "maxGenToks", "gold": "…" }`.
 * @throws AppError FILE_NOT_FOUND; BAD_USER_INPUT naming the line
 */
export function readRequests(file: string): Task {
  const text = readInputFile(file);
  const lines = text.split('\n').flatMap((line, place) => (line.trim() === '' ? [] : [parseLine(line, `${file} line ${place + 1}`)]));
  const [first] = lines;
  if (!first) throw new AppError('BAD_USER_INPUT', `${file} holds no requests; expected one object per line`);
  const stray = lines.find(
    ({ type, until, maxGenToks }) => type !== first.type || String(until) !== String(first.until) || maxGenToks !== first.maxGenToks,
  );
  if (stray)
    throw new AppError('BAD_USER_INPUT', `${file} mixes requests of several types or stop sequences; put each into a separate file`);
  return {
    name: basename(file).replace(/\.jsonl?$/, ''),
    version: '0',
    category: 'requests',
    description: 'Requests rendered elsewhere.',
    chance: null,
    digest: createHash('sha256').update(text).digest('hex'),
    ...describeKind(first, lines),
  } as Task;
}

function parseLine(text: string, place: string): RequestLine {
  let line: Partial<RequestLine>;
  try {
    line = JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `${place} is not valid JSON`, { cause });
  }
  const wanted = line.type === undefined ? undefined : MEMBERS[line.type];
  if (!wanted)
    throw new AppError('BAD_USER_INPUT', `${place}: "type" is ${JSON.stringify(line.type)}; known are ${Object.keys(MEMBERS).join(', ')}`);
  const missing = Object.entries(wanted).find(([name, isRight]) => !isRight(line[name as keyof RequestLine]));
  if (missing)
    throw new AppError(
      'BAD_USER_INPUT',
      `${place}: "${missing[0]}" is ${JSON.stringify(line[missing[0] as keyof RequestLine]) ?? 'missing'}`,
    );
  return line as RequestLine;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);

const MEMBERS: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  loglikelihood: { context: isText, continuations: isTexts },
  loglikelihood_rolling: { text: isText },
  generate_until: { context: isText, until: Array.isArray, maxGenToks: (value) => Number.isInteger(value) },
};

function describeKind(first: RequestLine, lines: readonly RequestLine[]): object {
  const ids = (line: RequestLine, place: number) => ({ id: String(place), context: line.context });
  if (first.type === 'loglikelihood_rolling') {
    return { kind: 'perplexity', documents: lines.map(({ text }, place) => ({ id: String(place), text })) };
  }
  if (first.type === 'generate_until') {
    // Without a right answer nothing is graded (unlessGraded).
    const documents = lines.map((line, place) => ({ ...ids(line, place), references: [String(line.gold ?? '')] }));
    return { kind: 'generation', until: first.until, maxTokens: first.maxGenToks, documents, ...unlessGraded(lines) };
  }
  const areSingle = lines.every(({ continuations, multipleChoice }) => multipleChoice !== true && continuations.length === 1);
  if (areSingle) {
    return { kind: 'continuation', documents: lines.map((line, place) => ({ ...ids(line, place), continuation: line.continuations[0] })) };
  }
  const delimiter = findDelimiter(lines);
  const documents = lines.map((line, place) => ({
    ...ids(line, place),
    choices: line.continuations.map((text) => text.slice(delimiter.length)),
    // If a document has no correct answer, every answer counts as wrong.
    gold: typeof line.gold === 'number' ? line.gold : -1,
  }));
  return { kind: 'multiple-choice', targetDelimiter: delimiter, documents, ...unlessGraded(lines) };
}

/** If no line states a correct answer, there are no graded metrics. */
function unlessGraded(lines: readonly RequestLine[]): { readonly metrics?: [] } {
  return lines.some(({ gold }) => gold !== undefined) ? {} : { metrics: [] };
}

/** The delimiter before every choice in its continuation; normalised metrics do not count it. */
function findDelimiter(lines: readonly RequestLine[]): string {
  const { continuations, choices } = getAt(lines, 0);
  const choice = choices?.[0];
  if (choice === undefined) return '';
  const first = getAt(continuations, 0);
  const delimiter = first.slice(0, Math.max(0, first.length - choice.length));
  const fits = lines.every((line) => line.continuations.every((text, place) => text === delimiter + line.choices?.[place]));
  return fits ? delimiter : '';
}
