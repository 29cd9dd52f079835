import type { Generation } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import type { Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { OpenedModel } from '../../model/open/open-model.ts';
import { type Checkpoint, keyOf, type WorkDone } from '../../progress/checkpoint.ts';
import { keyUnder } from '../../resident/ask-removals.ts';
import type { ResidentModel } from '../../resident/resident-model.ts';
import { formBatches } from '../../session/form-batches.ts';
import { tensorOf } from '../../session/run-batches.ts';
import type { SessionOptions } from '../../session/session.ts';
import { decodeByRerun, isGreedyByRerun, type LikeliestReader } from './decode-by-rerun.ts';
import { decodeWithCache } from './decode-with-cache.ts';
import type { Prompt } from './encode-generations.ts';
import { type AnswerRules, type OpenAnswer, openAnswer } from './open-answer.ts';
import { createStepSession, type StepSession } from './step-session.ts';

/** What is needed to continue texts. */
export interface GenerationInput {
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
      const known = checkpoint[key];
      const isKnown = isWritten(known, members.length);
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
      const texts = isKnown ? known : await writeAll(steps ?? null, read, answers);
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
