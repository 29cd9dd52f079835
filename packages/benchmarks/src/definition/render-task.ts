import { AppError, assertNever, getAt } from '@lamina/errors';
import type { Row } from '../task/row.ts';
import type { Task, TaskDocument } from '../task/task.ts';
import { digestTask } from '../task/task-digest.ts';
import { type ChatFormat, joinDelimited, renderPrompt, type Turn } from './render-prompt.ts';
import { createShotSampler } from './sample-shots.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { TaskItem } from './task-item.ts';

/** The rows of a task. */
export interface TaskRows {
  /** The scored split, in order. */
  readonly rows: readonly Row[];
  /** The rows for examples; needed only with examples. */
  readonly pool?: readonly Row[];
}

/** Options of the caller. */
export interface RenderOptions {
  /** Examples before each question; default: the task's own number. Tasks with a fixed 0 keep it. */
  readonly shots?: number | undefined;
  /** The first N documents; below 1 a share of them, rounded up; default all. */
  readonly limit?: number | undefined;
  /** Text before the task's own description. */
  readonly systemInstruction?: string | undefined;
  /** The model's chat template; default: prompts are plain text. */
  readonly chat?: ChatFormat | undefined;
}

const DEFAULT_MAX_TOKENS = 256;

/**
 * Converts rows into a task with complete prompts: description, examples, question.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/task.py, fewshot_context and build_qa_turn.
 * @throws AppError BAD_USER_INPUT for no rows, a row without the columns the task needs, or too few rows for the examples
 */
export function renderTask(definition: TaskDefinition, { rows, pool }: TaskRows, options: RenderOptions = {}): Task {
  const shots = countShots(definition, options.shots);
  // A task without examples has no pool to draw them from.
  const examplesOf = createShotSampler(definition.shots.samples ?? pool ?? [], definition.shots, shots);
  const documents = cutRows(rows, options.limit).map((row, place): TaskDocument => {
    const before = [
      ...listSystem(definition, row, options.systemInstruction),
      ...examplesOf(row).flatMap((each) => listExample(definition, each)),
    ];
    const promptOf = (question: string): string => renderPrompt([...before, userTurn(question, '')], options.chat);
    return toDocument(String(place), promptOf, definition.toItem(row));
  });
  if (documents.length === 0) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Task ${definition.name} has no rows to score; check its split "${definition.split}" and the limit.`,
    );
  }
  return assemble(definition, documents, { shots, isChat: options.chat !== undefined });
}

function countShots({ shots }: TaskDefinition, asked: number | undefined): number {
  // 0 in the task forbids examples; where neither says a number there are none.
  const count = shots.count === 0 ? 0 : (asked ?? shots.count ?? 0);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new AppError('BAD_USER_INPUT', `${count} examples were requested; use a whole number of at least 0.`);
}

function cutRows(rows: readonly Row[], limit: number | undefined): readonly Row[] {
  if (limit === undefined) return rows;
  if (!(limit > 0)) throw new AppError('BAD_USER_INPUT', `The limit ${limit} leaves no rows; use a number above 0.`);
  return rows.slice(0, limit < 1 ? Math.ceil(rows.length * limit) : Math.floor(limit));
}

function listSystem({ preambleOf, shotDelimiter }: TaskDefinition, row: Row, instruction = ''): readonly Turn[] {
  const preamble = preambleOf === undefined ? '' : preambleOf(row);
  const content = joinDelimited(instruction, preamble, shotDelimiter);
  return content === '' ? [] : [{ role: 'system', content, delimiter: '' }];
}

function listExample(definition: TaskDefinition, row: Row): readonly Turn[] {
  const [question, answer] = solve(definition.toItem(row));
  // The harness adds no delimiter before an empty answer.
  if (answer === '') return [userTurn(question, '')];
  return [userTurn(question, definition.targetDelimiter), { role: 'assistant', content: answer, delimiter: definition.shotDelimiter }];
}

function userTurn(content: string, delimiter: string): Turn {
  return { role: 'user', content, delimiter };
}

function solve(item: TaskItem): readonly [question: string, answer: string] {
  switch (item.kind) {
    case 'choices':
      // Python's index: −100 means no right choice; the answer of the example is then empty.
      return [item.question, item.answer ?? item.choices.at(item.gold) ?? ''];
    case 'inputs':
      // As above.
      return [item.choices.at(item.gold) ?? '', item.continuation];
    case 'continuation':
      return [item.question, item.target];
    case 'generation':
      return [item.question, getAt(item.references, 0)];
    case 'text':
      return ['', item.text];
    default:
      return assertNever(item);
  }
}

function toDocument(id: string, promptOf: (question: string) => string, item: TaskItem): TaskDocument {
  switch (item.kind) {
    case 'choices': {
      const { question, choices, gold, alsoRight } = item;
      return { id, context: promptOf(question), choices, gold, alsoRight: alsoRight?.length ? alsoRight : undefined };
    }
    case 'inputs':
      return {
        id,
        contexts: item.choices.map(promptOf),
        choices: item.choices,
        continuation: item.continuation,
        gold: item.gold,
      };
    case 'continuation':
      return { id, context: promptOf(item.question), continuation: item.target };
    case 'text':
      return { id, text: item.text, countedText: item.countedText };
    case 'generation':
      return {
        id,
        context: promptOf(item.question),
        references: item.references,
        options: item.options,
      };
    default:
      return assertNever(item);
  }
}

const KINDS = {
  choices: 'multiple-choice',
  inputs: 'multiple-choice',
  continuation: 'continuation',
  text: 'perplexity',
  generation: 'generation',
} as const;

interface Assembly {
  readonly shots: number;
  /** The harness adds no delimiter between a conversation and an answer. */
  readonly isChat: boolean;
}

function assemble(definition: TaskDefinition, documents: readonly TaskDocument[], { shots, isChat }: Assembly): Task {
  const targetDelimiter = isChat ? '' : definition.targetDelimiter;
  const { name, version, category, description, metrics, filters, shotDelimiter } = definition;
  const kind = KINDS[definition.kind];
  const settings = {
    metrics,
    targetDelimiter: kind === 'multiple-choice' ? targetDelimiter : undefined,
    ...(kind === 'generation'
      ? {
          until: definition.until ?? [shotDelimiter],
          maxTokens: definition.maxTokens ?? DEFAULT_MAX_TOKENS,
          filters,
        }
      : {}),
  };
  const chance = guessChance(documents);
  const digest = digestTask({ name, version, kind, documents, settings });
  // Every document was created from an item of the definition's kind, so documents and settings have that kind.
  return { name, version, category, description, chance, digest, shots, kind, documents, ...settings } as Task;
}

/** Mean of 1 / number of choices; null for documents without choices. */
function guessChance(documents: readonly TaskDocument[]): number | null {
  const shares = documents.flatMap((document) => ('choices' in document ? 1 / document.choices.length : []));
  // A running mean: exactly 1 / n where every document has n choices.
  return shares.length === 0 ? null : shares.reduce((mean, share, place) => mean + (share - mean) / (place + 1), 0);
}
