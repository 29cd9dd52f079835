import { join } from 'node:path';
import { cutAtStops, type Generation } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { type Checkpoint, keyOf, type ModelSource, type OpenedModel, readJson, type TextEncoder, type WorkDone } from '@lamina/models';
import type { Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { keyUnder, type ResidentModel } from '../resident/resident-model.ts';
import { formBatches, tensorOf } from '../session/batches.ts';
import type { SessionOptions } from '../session/session.ts';
import type { Prompt } from './encode-tasks.ts';
import { createStepSession, type StepMemory, type StepSession } from './step-session.ts';

/** An answer that is being written. */
interface OpenAnswer {
  readonly prompt: Prompt;
  /** The prompt and the answer so far. */
  readonly ids: readonly number[];
  readonly isDone: boolean;
  /** Adds the next token. It has no effect once the answer is complete. */
  push(token: number): void;
  /** The answer, cut before its first stop text. */
  text(): string;
}

/** The rules that decide where an answer ends. */
interface AnswerRules {
  readonly tokenizer: TextEncoder;
  readonly endTokens: ReadonlySet<number>;
}

/** Creates an empty answer. It is complete with an end token, with a stop text in it, or with the largest number of tokens. */
function openAnswer(prompt: Prompt, { tokenizer, endTokens }: AnswerRules): OpenAnswer {
  const ids = [...prompt.ids];
  const written = (): string => tokenizer.decode(ids.slice(prompt.ids.length));
  let isDone = prompt.maxTokens < 1;
  return {
    prompt,
    ids,
    get isDone() {
      return isDone;
    },
    push(token) {
      if (isDone) return;
      ids.push(token);
      isDone = endTokens.has(token) || ids.length - prompt.ids.length >= prompt.maxTokens || containsAny(written(), prompt.stops);
    },
    text: () => cutAtStops(written(), prompt.stops),
  };
}

function containsAny(text: string, stops: readonly string[]): boolean {
  return stops.some((stop) => text.includes(stop));
}

/** The most likely next token at every position of every row: int[row][position]. */
type LikeliestReader = (rows: readonly (readonly number[])[]) => Promise<readonly (readonly number[])[]>;

/** Writes answers by reading the whole text again for every token. This is the definition of greedy decoding, and works for any model. */
async function decodeByRerun(read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<void> {
  for (let open = answers.filter(isOpen); open.length > 0; open = open.filter(isOpen)) {
    const likeliest = await read(open.map(({ ids }) => ids));
    for (const [row, answer] of open.entries()) answer.push(getAt(getAt(likeliest, row), answer.ids.length - 1));
  }
}

/** True where every token of the answers is the most likely one when the whole text is read at once. */
async function isGreedyByRerun(read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<boolean> {
  const likeliest = await read(answers.map(({ ids }) => ids.slice(0, -1)));
  return answers.every(({ prompt, ids }, row) =>
    ids.slice(prompt.ids.length).every((id, place) => likeliest[row]?.[prompt.ids.length - 1 + place] === id),
  );
}

function isOpen({ isDone }: OpenAnswer): boolean {
  return !isDone;
}

/**
 * Writes answers side by side, one token at a time. Prompts may differ in length, without padding, since many graphs do not place padding correctly: all
 * rows first read as many tokens as the shortest prompt has. A longer prompt is read further while the shorter ones are answered.
 */
async function decodeWithCache(session: StepSession, answers: readonly OpenAnswer[]): Promise<void> {
  const shortest = Math.min(...answers.map(({ prompt }) => prompt.ids.length));
  let ids = answers.map(({ prompt }) => prompt.ids.slice(0, shortest));
  let memory: StepMemory | null = null;
  while (answers.some(({ isDone }) => !isDone)) {
    const step = await session.read(ids, memory);
    memory = step.memory;
    const { tokens } = memory;
    ids = answers.map((answer, row) => {
      const { prompt } = answer;
      const next = getAt(step.next, row);
      if (tokens < prompt.ids.length) return [getAt(prompt.ids, tokens)];
      answer.push(next);
      // A row that is done reads on until the others are done. What it reads has no effect.
      return [next];
    });
  }
}

/** The tokens that end an answer: those of generation_config.json, or else of config.json, and those of the tokenizer. */
export function findEndTokens(source: ModelSource, tokenizer: TextEncoder): ReadonlySet<number> {
  const { eos_token_id: ends = source.config.eos_token_id } = readJson(join(source.folder, 'generation_config.json'));
  const listed = (Array.isArray(ends) ? ends : [ends]).filter((id): id is number => Number.isInteger(id));
  return new Set([...listed, ...(tokenizer.eosId === null ? [] : [tokenizer.eosId])]);
}

/** The input for continuing texts. */
interface GenerationInput {
  readonly opened: OpenedModel;
  /** Loaded with `mostLikely`. It runs whole texts where the model has no caches, and checks the caches where it has them. */
  readonly resident: ResidentModel;
  readonly prompts: readonly Prompt[];
  readonly rules: AnswerRules;
  /** The number of rows per run. */
  readonly batch: number;
  readonly session: SessionOptions;
  /** Answers of an earlier run; they are not written again. */
  readonly checkpoint: Checkpoint;
}

/**
 * The largest difference in length between prompts of one batch, in tokens. Longer prompts are read further, one token at a time, while the shortest is
 * answered.
 */
const LARGEST_LEAD = 32;

/**
 * Continues every prompt with the most likely next token, with or without some units, in the order of the prompts. Caches are used where the model has
 * them, and where the first answers they give equal those of reading the whole text for every token. Otherwise every token costs such a run. Yields after
 * each batch.
 */
export async function* generateTexts(
  { opened, resident, prompts, rules, batch, session, checkpoint }: GenerationInput,
  removal: Removal,
): AsyncGenerator<WorkDone<readonly string[]>, readonly Generation[]> {
  const generations: Generation[] = [];
  const read = createReader(resident, removal, batch);
  // Loaded when the first batch is written: an earlier run may have written all of them.
  let steps: StepSession | null | undefined;
  try {
    for (const members of formPromptBatches(prompts, batch)) {
      const key = keyUnder(removal, keyOf(members.map(({ prompt }) => prompt)));
      const kept = checkpoint[key];
      const isKnown = isWritten(kept, members.length);
      let answers = openAll(members, rules);
      if (!isKnown && steps === undefined) {
        steps = await createStepSession(opened, removal, session);
        if (steps && !(await writesLikeliest(steps, read, answers))) {
          await steps.release();
          steps = null;
          answers = openAll(members, rules);
        }
      }
      // Answers that are complete already cost nothing.
      const texts = isKnown ? kept : await writeAll(steps ?? null, read, answers);
      for (const [place, { row }] of members.entries()) generations[row] = { generated: getAt(texts, place) };
      yield { count: members.length, checkpoint: isKnown ? undefined : { [key]: texts } };
    }
  } finally {
    await steps?.release();
  }
  return generations;
}

function isWritten(value: unknown, answers: number): value is readonly string[] {
  return Array.isArray(value) && value.length === answers && value.every((text) => typeof text === 'string');
}

function openAll(members: readonly Member[], rules: AnswerRules): readonly OpenAnswer[] {
  return members.map(({ prompt }) => openAnswer(prompt, rules));
}

async function writeAll(steps: StepSession | null, read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<readonly string[]> {
  await (steps ? decodeWithCache(steps, answers) : decodeByRerun(read, answers));
  return answers.map((answer) => answer.text());
}

/** True where the caches of a model work as they should. Graphs differ in how they count positions and masks with a past. */
async function writesLikeliest(steps: StepSession, read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<boolean> {
  try {
    await decodeWithCache(steps, answers);
  } catch (error) {
    if (error instanceof AppError && error.code === 'RUNTIME_FAILED') return false;
    throw error;
  }
  return await isGreedyByRerun(read, answers);
}

interface Member {
  readonly row: number;
  readonly prompt: Prompt;
}

/** Prompts of similar length, longest first, and their places. */
function formPromptBatches(prompts: readonly Prompt[], batch: number): readonly (readonly Member[])[] {
  const batches: Member[][] = [];
  const members = prompts.map((prompt, row) => ({ row, prompt }));
  for (const member of members.sort((a, b) => b.prompt.ids.length - a.prompt.ids.length)) {
    const last = batches.at(-1);
    const lengthOf = ({ prompt }: Member): number => prompt.ids.length;
    if (last && last.length < batch && lengthOf(getAt(last, 0)) - lengthOf(member) <= LARGEST_LEAD) last.push(member);
    else batches.push([member]);
  }
  return batches;
}

function createReader(resident: ResidentModel, removal: Removal, batch: number): LikeliestReader {
  return async (texts) => {
    const likeliest: number[][] = texts.map(() => []);
    for (const { rows, width, tokens } of formBatches(
      texts.map((ids) => ({ ids, next: 0 })),
      batch,
    )) {
      for await (const { outputs } of resident.run(tokens, [removal])) {
        const values = Array.from(tensorOf(outputs, TOKEN_LOSS_PORTS.mostLikely).data as BigInt64Array, Number);
        for (const [place, row] of rows.entries())
          likeliest[row] = values.slice(place * width, place * width + getAt(tokens.lengths, place));
      }
    }
    return likeliest;
  };
}
