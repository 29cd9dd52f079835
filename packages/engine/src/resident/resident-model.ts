import { type AppError, getAt } from '@lamina/errors';
import type { Checkpoint, OpenedModel, WorkDone } from '@lamina/models';
import { keyOfRemoval, NOTHING_REMOVED, type Removal } from '@lamina/plans';
import type { Tensor } from 'onnxruntime-node';
import type { Outputs, TokenBatch } from '../session/batches.ts';
import type { RuntimeFacts, SessionOptions } from '../session/session.ts';

/** A token that is to be predicted, after position `position` of row `row` of a pass. */
export interface Target {
  readonly pass: number;
  readonly row: number;
  readonly position: number;
  readonly token: number;
}

/** The rows that the model reads at once. */
export interface Pass {
  readonly batch: TokenBatch;
  /** For each row, the row of the first pass that it continues; the length of that row is the batch's `past`. Absent where rows start a text. */
  readonly continuesFrom?: readonly number[];
}

/** The questions about some passes. Positions count from the first token of a pass. */
export interface TargetQuestion {
  /** The first pass. For models that share prefixes, further passes that continue its rows. */
  readonly passes: readonly [Pass, ...Pass[]];
  readonly targets: readonly Target[];
}

/** The answers of a model about targets, in the order of the targets. */
export interface TargetAnswers {
  /** ln p(token), in nats */
  readonly logProbability: Float32Array;
  /** True where the token is the most likely one; of equal ones, the lowest id counts. */
  readonly isLikeliest: readonly boolean[];
}

/** A batch, and the removals under which it is asked for. */
export interface AskedBatch {
  readonly batch: TokenBatch;
  readonly removals: readonly Removal[];
}

/** A model that stays loaded and runs any batch with any of its blocks and sublayers removed. Nothing is loaded again between removals. */
export interface ResidentModel {
  readonly runtime: RuntimeFacts;
  /** The number of rows that an export fixes for every batch; null where it is free. */
  readonly rows: number | null;
  /** True where questions may have prefixes. What a graph computes from its caches may differ: check that answers stay the same. */
  readonly sharesPrefixes: boolean;
  /**
   * The token losses (TOKEN_LOSS_PORTS) of one batch under each removal, in an order that suits the model. `removal` is the index in `removals`.
   *
   * @throws AppError BAD_USER_INPUT and MODEL_UNSUPPORTED as removeUnits does; RUNTIME_FAILED.
   */
  run(
    batch: TokenBatch,
    removals: readonly Removal[],
    more?: HeadOptions,
  ): AsyncGenerator<{ readonly removal: number; readonly outputs: Outputs }>;
  /**
   * As run, for several batches. Where weights are read from the disk in every pass, each is read once for as many batches and removals as fit into memory.
   * `batch` is the index in `asked`.
   */
  runAll(asked: readonly AskedBatch[]): AsyncGenerator<{ readonly batch: number; readonly removal: number; readonly outputs: Outputs }>;
  /**
   * Answers about some positions only, under each removal, in an order that suits the model. It needs `mostLikely`. Several targets may ask for
   * different tokens at one position.
   *
   * @throws AppError as run does
   */
  score(
    question: TargetQuestion,
    removals: readonly Removal[],
  ): AsyncGenerator<{ readonly removal: number; readonly answers: TargetAnswers }>;
  /**
   * Loads the parts in which a repaired form of the model differs from it. Removals of repaired forms share what comes before their first repair, among
   * themselves and with others. Absent where the model is not in parts.
   *
   * @param key names the repair in checkpoints
   */
  readonly loadRepair?: (repaired: OpenedModel, removal: Removal, key: string) => Promise<LoadedRepair>;
  /**
   * Loads some parts of another form of the model, in which nothing is removed: the part of block i has the number i + 1. Forms share what comes before their
   * first part. Absent where the model is not in parts.
   *
   * @param key names the form in checkpoints
   */
  readonly loadForm?: (changed: OpenedModel, parts: readonly number[], key: string) => Promise<LoadedRepair>;
  /** The error that says why these units cannot be removed together; null where they can. */
  findObstacle(removal: Removal): AppError | null;
  release(): Promise<void>;
}

/** A removal whose runs are replaced. To be given as it is, where a removal is asked for. */
export interface RepairedRemoval extends Removal {
  readonly repairKey: string;
}

/** A removal of its own for each repair, because parts of a repair are found by it. */
export function nameRepair(removal: Removal, repairKey: string): RepairedRemoval {
  return Object.assign([...removal], { repairKey });
}

/** The loaded parts of a repair. */
export interface LoadedRepair {
  readonly removal: RepairedRemoval;
  /** Releases the parts. */
  release(): Promise<void>;
}

/** The inputs of the head beside tokens, and the outputs that are wanted; by default all of them. */
export interface HeadOptions {
  readonly feeds?: Readonly<Record<string, Tensor>>;
  readonly outputs?: readonly string[];
  /**
   * Receives the outputs instead, of some positions at a time: log-probabilities of a whole passage can be gigabytes.
   *
   * @param first the place of the first of these positions in the batch, row by row
   */
  readonly take?: TakeOutputs;
}

export type TakeOutputs = (outputs: Outputs, first: number) => void;

export interface ResidentOptions extends SessionOptions {
  /** If true, the most likely token of each position is computed too. */
  readonly mostLikely?: boolean;
  /** If true, the divergence from the log-probabilities of another model can be computed (TOKEN_LOSS_PORTS.reference). */
  readonly divergence?: boolean;
  /** If true, sublayers of blocks will be removed too. Models in parts can always do that. */
  readonly sublayers?: boolean;
  /** If true, rows may continue prefixes that are read once, where the model can do that. */
  readonly prefixes?: boolean;
}

/**
 * The largest number of tokens in one run that compares distributions, unless a single row has more: 256 rows of the width of Gemma's vocabulary are
 * 256 MiB, and several such tensors are needed at once.
 */
export const TOKENS_PER_COMPARISON = 256;

/** A model that is loaded when it is first run: what an earlier run measured needs none. Released, it is loaded no more. */
export function loadLater(load: () => Promise<ResidentModel>): Pick<ResidentModel, 'run' | 'release'> {
  let loading: Promise<ResidentModel> | null = null;
  return {
    async *run(...asked) {
      loading ??= load();
      yield* (await loading).run(...asked);
    },
    async release() {
      // A model that could not be loaded has said so when it was run.
      const loaded = await loading?.catch(() => null);
      await loaded?.release();
    },
  };
}

/** One batch after the other. */
export async function* runEach({ run }: Pick<ResidentModel, 'run'>, asked: readonly AskedBatch[]): ReturnType<ResidentModel['runAll']> {
  for (const [place, { batch, removals }] of asked.entries())
    for await (const found of run(batch, removals)) yield { batch: place, ...found };
}

/** Some outputs (TOKEN_LOSS_PORTS) of the model. @param asked.removal units that it runs without; default none */
export async function readOnce(
  model: Pick<ResidentModel, 'run'>,
  batch: TokenBatch,
  { removal = NOTHING_REMOVED, ...asked }: HeadOptions & { readonly removal?: Removal },
): Promise<Outputs> {
  for await (const { outputs: found } of model.run(batch, [removal], asked)) return found;
  throw new Error('the model gave nothing');
}

/** A question about a model under each of some removals; an answer is a list of numbers. */
interface RemovalQuestion {
  /** Names the question in checkpoints. */
  readonly key: string;
  readonly removals: readonly Removal[];
  /** The work that one answer represents. */
  readonly count: number;
  /** The length of an answer. */
  readonly numbers: number;
}

/** The removals under which a question has no answer yet. */
export interface OpenQuestion {
  /** The index of the question. */
  readonly question: number;
  readonly removals: readonly Removal[];
}

export interface RemovalAnswer {
  /** The index among the open questions. */
  readonly question: number;
  /** The index among the removals of the open question. */
  readonly removal: number;
  readonly answer: readonly number[];
}

interface Asked {
  readonly questions: readonly RemovalQuestion[];
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
  /** Computes answers, in any order. */
  readonly ask: (open: readonly OpenQuestion[]) => AsyncGenerator<RemovalAnswer>;
}

/**
 * The answer to each question under each removal: first those that the checkpoint holds, then the others as they are computed. `question` and `removal` are
 * the indices in `questions` and in their removals.
 */
export async function* askRemovals({
  questions,
  checkpoint,
  ask,
}: Asked): AsyncGenerator<RemovalAnswer & { readonly done: WorkDone<readonly number[]> }> {
  const open: { readonly question: number; readonly places: number[] }[] = [];
  for (const [question, { key, removals, count, numbers }] of questions.entries()) {
    const places: number[] = [];
    for (const [removal, each] of removals.entries()) {
      const answer = checkpoint[keyUnder(each, key)];
      if (isNumbers(answer, numbers)) yield { question, removal, answer, done: { count } };
      else places.push(removal);
    }
    if (places.length > 0) open.push({ question, places });
  }
  if (open.length === 0) return;
  const asked = open.map(({ question, places }) => {
    const { removals } = getAt(questions, question);
    return { question, removals: places.map((place) => getAt(removals, place)) };
  });
  for await (const { question: place, removal: openPlace, answer } of ask(asked)) {
    const { question, places } = getAt(open, place);
    const { key, count, removals } = getAt(questions, question);
    const removal = getAt(places, openPlace);
    yield { question, removal, answer, done: { count, checkpoint: { [keyUnder(getAt(removals, removal), key)]: answer } } };
  }
}

/** Whether an entry of a checkpoint is an answer of that many numbers. */
export function isNumbers(entry: unknown, count: number): entry is readonly number[] {
  return Array.isArray(entry) && entry.length === count && entry.every((number) => typeof number === 'number');
}

/** The name of a question under a removal. The same removal with another repair gives other answers. */
export function keyUnder(removal: Removal | RepairedRemoval, key: string): string {
  const unrepaired = `${key}:${keyOfRemoval(removal)}`;
  return 'repairKey' in removal ? `${removal.repairKey}:${unrepaired}` : unrepaired;
}
