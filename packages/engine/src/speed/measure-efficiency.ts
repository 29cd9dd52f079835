import { fork } from 'node:child_process';
import { on } from 'node:events';
import { extname, join } from 'node:path';
import { LEAST_SPEED_ROUNDS, SPEED_PROTOCOL } from '@lamina/benchmarks';
import { AppError, type AppErrorCode, getAt, getEntry } from '@lamina/errors';
import { estimateRatio, type RatioEstimate, type RepairKind } from '@lamina/metrics';
import { findContextLength, type ModelLookup, mapSteps, openModel, type Progress } from '@lamina/models';
import { type Change, describeChange } from '@lamina/plans';
import type { SolvedRun } from '../repair/apply-repair.ts';
import { createTextCutter, repairEach } from '../repair/repair-each.ts';
import { type ModelChange, refusePrecision } from '../repair/repair-record.ts';
import type { SessionOptions } from '../session/session.ts';
import {
  type EfficiencyMeasurement,
  type FormOptions,
  type MeasuredRound,
  type RoundOptions,
  type RunTimes,
  type SpeedRatio,
  spreadOf,
  type Turns,
} from './measure-round.ts';

/** A change whose speed is measured. */
export interface TimedChange extends ModelChange {
  /** The folder of the written model of a smaller vocabulary, which runs as it is. */
  readonly written?: string;
}

export interface EfficiencyOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** The changes, one after the other. Repairs are solved first, in this process. */
  readonly changes: readonly TimedChange[];
  /** Tokens of a prompt; by default 256, or as many as leave room for the answer. */
  readonly promptTokens?: number | undefined;
  /** The number of tokens written after each prompt, default 32. */
  readonly generatedTokens?: number | undefined;
  /** The numbers of texts that run side by side, default 1 and 8. */
  readonly batches?: readonly number[];
  /** The number of runs before those that count, in each round; by default 1, which is also the least. */
  readonly warmUps?: number;
  /** The least number of rounds, default 5, and at least 3. A round opens the form and the whole model anew, in a process of its own. */
  readonly rounds?: number;
  /** The largest number of rounds, default 40, and not less than `rounds`. */
  readonly maxRounds?: number;
  /** Rounds continue until the 95 % interval of a pruned form's speed ratio to the whole model is at most this wide, as a share of the ratio; default 0.1. */
  readonly ratioWidth?: number;
  /** No round of a form begins after this many seconds, once there are `rounds`; default 20. */
  readonly budgetSeconds?: number;
}

/** The progress in rounds. Each measurement comes as soon as it is made, so that callers can store them one by one. */
export interface EfficiencyProgress extends Progress {
  readonly completed?: EfficiencyMeasurement;
  /** The place of the completed change. */
  readonly change?: number;
}

/**
 * Measures what reading and writing cost with and without some units or tokens: prefill and decode tokens per second, memory, and the bytes of weights and caches.
 *
 * Every change and batch size runs in processes of its own, one after the other, so that each process has its own memory. In each of them a pruned form
 * and the whole model run alternately, so that their ratio is taken at one time; several of them show how much the ratio varies with where the weights lie in
 * memory. Results are ordered by change, then batch size. Nothing is written, and no tokenizer is needed.
 *
 * @throws AppError as openModel and removeUnits do; BAD_USER_INPUT for more tokens than the model reads, or too few rounds; RUNTIME_FAILED.
 */
export async function* measureEfficiency(options: EfficiencyOptions): AsyncGenerator<EfficiencyProgress, readonly EfficiencyMeasurement[]> {
  const { changes, batches = SPEED_PROTOCOL.batches, rounds = SPEED_PROTOCOL.rounds } = options;
  checkRounds(rounds);
  changes.forEach(refusePrecision);
  changes.forEach(requireWritten);
  const warmUps = Math.max(1, options.warmUps ?? SPEED_PROTOCOL.warmUps);
  const limits = {
    rounds,
    maxRounds: Math.max(rounds, options.maxRounds ?? SPEED_PROTOCOL.maxRounds),
    ratioWidth: options.ratioWidth ?? SPEED_PROTOCOL.ratioWidth,
    budgetMs: (options.budgetSeconds ?? SPEED_PROTOCOL.budgetSeconds) * 1000,
  };
  const lengths = chooseLengths(options);
  const forms = yield* solveRepairs(options);
  const variants = forms.flatMap((form, place) => batches.map((batch) => ({ ...form, place, batch })));
  const tally = { done: 0, total: variants.length * rounds };
  const measurements: EfficiencyMeasurement[] = [];
  yield { phase: 'measure', ...tally };
  // A calibration text is of no use to the process that measures.
  const { changes: _solved, ...shared } = options;
  for (const { place, ...variant } of variants) {
    const measuring = measureVariant({ ...shared, ...lengths, ...limits, warmUps, ...variant });
    const [{ done: before, total }, note] = [tally, noteOf(variant)];
    // Rounds beyond those announced do not count.
    const countRound = (): EfficiencyProgress => {
      tally.done = Math.min(tally.done + 1, before + rounds);
      return { phase: 'measure', done: tally.done, total, note };
    };
    const completed = yield* mapSteps(measuring, countRound);
    measurements.push(completed);
    tally.done = before + rounds;
    yield { phase: 'measure', ...tally, completed, change: place };
  }
  return measurements;
}

function requireWritten({ keepVocabulary: classes, written }: TimedChange): void {
  if (classes === null || written !== undefined) return;
  throw new AppError('BAD_USER_INPUT', `a model with ${classes} tokens only is written before it is timed; name its folder`);
}

/** A form of the model. */
interface SolvedForm {
  readonly change: Change<RepairKind>;
  readonly written?: string | undefined;
  /** The operators of the repair; none without one. */
  readonly solved: readonly SolvedRun[];
}

/** The form of each change, with its repair solved as an evaluation does. */
async function* solveRepairs(options: EfficiencyOptions): AsyncGenerator<EfficiencyProgress, readonly SolvedForm[]> {
  const opened = openModel(options.model, options);
  const cut = createTextCutter(opened);
  const asked = options.changes.flatMap(({ remove, repair }, place) =>
    repair === null ? [] : [{ place, remove, repair, cut: cut(repair) }],
  );
  const solved = yield* repairEach(opened, asked, options, (one) => one.solved);
  const solvedAt = new Map(asked.map(({ place }, index) => [place, getAt(solved, index)]));
  return options.changes.map(({ written, repair, ...change }, place) => ({
    change: { ...change, repair: repair?.kind ?? null }, // Without a repair there is no kind.
    written,
    solved: repair === null ? [] : getEntry(solvedAt, place),
  }));
}

function checkRounds(rounds: number): void {
  if (rounds >= LEAST_SPEED_ROUNDS) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `${rounds} rounds are too few for an interval of the speed ratio; choose at least ${LEAST_SPEED_ROUNDS}, or leave it out for ${SPEED_PROTOCOL.rounds}`,
  );
}

function chooseLengths(options: EfficiencyOptions): { readonly promptTokens: number; readonly generatedTokens: number } {
  const { generatedTokens = SPEED_PROTOCOL.generatedTokens } = options;
  const { source } = openModel(options.model, options);
  const limit = findContextLength(source) ?? Number.POSITIVE_INFINITY;
  const promptTokens = options.promptTokens ?? Math.max(1, Math.min(SPEED_PROTOCOL.promptTokens, limit - generatedTokens));
  if (promptTokens + generatedTokens <= limit) return { promptTokens, generatedTokens };
  throw new AppError(
    'BAD_USER_INPUT',
    `${promptTokens} prompt tokens and ${generatedTokens} generated tokens are more than the ${limit} tokens of the model's context; choose fewer`,
  );
}

function noteOf({ change, batch }: SolvedForm & { readonly batch: number }): string {
  return `${describeChange(change)}, batch ${batch}`;
}

/**
 * Measures one form of a model in rounds, and yields after each. Each round is a process of its own: sessions that are reopened in one process may get the
 * same memory again.
 *
 * @throws AppError as runEfficiencyChild does.
 */
async function* measureVariant(options: FormOptions & RoundLimits): AsyncGenerator<void, EfficiencyMeasurement> {
  const { done, comparedWithDense } = yield* repeatRounds(
    (startsWithDense) => runEfficiencyChild({ ...options, startsWithDense }),
    options,
  );
  const { facts } = getAt(done, 0);
  const { batch, promptTokens, generatedTokens } = facts;
  const runs = done.flatMap((round) => round.runs);
  return {
    ...facts,
    rounds: done.length,
    repetitions: runs.length,
    prefillTokensPerSecond: spreadOf(runs.map(({ prefillSeconds }) => (batch * promptTokens) / prefillSeconds)),
    decodeTokensPerSecond:
      facts.cacheBytesPerToken === null ? null : spreadOf(runs.map(({ decodeSeconds }) => (batch * generatedTokens) / decodeSeconds)),
    comparedWithDense,
  };
}

/** The conditions that end the rounds of a form. */
interface RoundLimits {
  /** The least number of rounds. */
  readonly rounds: number;
  readonly maxRounds: number;
  /** Rounds end where the 95 % interval of each ratio is at most this wide, as a share of the ratio. */
  readonly ratioWidth: number;
  /** No round begins after this time, once there are `rounds`. */
  readonly budgetMs: number;
}

interface Repeated<Round> {
  readonly done: readonly Round[];
  readonly comparedWithDense: SpeedRatio | null;
}

/**
 * Repeats rounds until both ratios are known well enough, and yields after each. Every round opens the models anew, because a session has a speed of its
 * own: the ratio of a round is one observation, and the interval holds what differs between sessions.
 * @param measure runs one round; the whole model goes first in every other one
 */
export async function* repeatRounds<Round extends Turns>(
  measure: (startsWithDense: boolean) => Promise<Round>,
  { rounds, maxRounds, ratioWidth, budgetMs, now = () => performance.now() }: RoundLimits & { readonly now?: () => number },
): AsyncGenerator<void, Repeated<Round>> {
  const done: Round[] = [];
  const started = now();
  for (;;) {
    done.push(await measure(done.length % 2 === 1));
    yield;
    if (done.length < rounds) continue;
    const comparedWithDense = compareRounds(done);
    const isSpent = done.length >= maxRounds || now() - started >= budgetMs;
    if (isSpent || comparedWithDense === null || isSettled(comparedWithDense, ratioWidth)) return { done, comparedWithDense };
  }
}

/** Null for the whole model itself. */
function compareRounds(rounds: readonly Turns[]): SpeedRatio | null {
  if (rounds.every(({ denseRuns }) => denseRuns.length === 0)) return null;
  const estimate = (read: (run: RunTimes) => number) => estimateRatio(rounds.map((round) => ratioOf(round, read)));
  const isDecoding = rounds.every(({ runs }) => runs.every(({ decodeSeconds }) => decodeSeconds > 0));
  return {
    prefill: estimate(({ prefillSeconds }) => prefillSeconds),
    decode: isDecoding ? estimate(({ decodeSeconds }) => decodeSeconds) : null,
  };
}

/** Seconds of the whole model ÷ seconds of the form: the geometric mean over the runs of a round. */
function ratioOf({ runs, denseRuns }: Turns, read: (run: RunTimes) => number): number {
  return estimateRatio(runs.map((run, index) => read(getAt(denseRuns, index)) / read(run))).ratio;
}

function isSettled({ prefill, decode }: SpeedRatio, width: number): boolean {
  const isNarrow = ({ ratio, low, high }: RatioEstimate): boolean => low !== null && high !== null && high - low <= width * ratio;
  return isNarrow(prefill) && (decode === null || isNarrow(decode));
}

/**
 * Measures one round of a form in a process of its own.
 *
 * @throws AppError as measureRound does; RUNTIME_FAILED where the process ends by itself.
 */
async function runEfficiencyChild(request: EfficiencyRequest): Promise<MeasuredRound> {
  // The extension is that of this file: sources run as they are, or as the JavaScript of a bundle.
  const child = fork(join(import.meta.dirname, `efficiency-child${extname(import.meta.filename)}`), [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    const messages = on(child, 'message', { close: ['exit'] });
    child.send(request);
    // There is no message if the process ended.
    const answer = await messages.next();
    const [message] = (answer.done ? [] : answer.value) as readonly EfficiencyMessage[];
    if (message?.type === 'round') return message.round;
    if (message) throw new AppError(message.code, message.message);
    throw new AppError(
      'RUNTIME_FAILED',
      `the measuring process died (${child.signalCode ?? `exit ${child.exitCode}`}); the usual reason is too little memory; try a smaller batch or a shorter prompt`,
    );
  } finally {
    child.kill('SIGKILL');
  }
}

/** The request to the measuring process. */
export type EfficiencyRequest = RoundOptions;

/** Its answer: the round or a failure. */
export type EfficiencyMessage =
  | { readonly type: 'round'; readonly round: MeasuredRound }
  | { readonly type: 'failure'; readonly code: AppErrorCode; readonly message: string };
