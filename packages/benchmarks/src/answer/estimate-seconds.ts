import type { StoppingRule } from '../text-loss/stopping-rule.ts';
import { WINDOW_TOKENS } from '../text-loss/text-loss.ts';
import type { EffortSettings } from './effort.ts';
import { LEAST_SPEED_ROUNDS, SPEED_PROTOCOL } from './speed-protocol.ts';

/** The measurements of one model, in the numbers that decide how long they take. */
export interface TimedWork {
  /** Tokens that the model reads for scores, searches, repairs and benchmarks, each time that it reads them. */
  readonly tokens: number;
  /** Losses of changes on texts. */
  readonly texts: {
    /** Tokens of a window of each text. */
    readonly windowTokens: readonly number[];
    readonly reading: Pick<StoppingRule, 'minimum' | 'maximum' | 'hope'>;
    /** Changes that are measured beside the whole model. */
    readonly changes: number;
  };
  /** Forms of the model whose speed is measured, at each batch size. */
  readonly speed: {
    readonly forms: number;
    readonly batches: readonly number[];
    readonly rounds: number;
    readonly budgetSeconds: number;
  };
}

/** Changes share the states before their first removed unit: they begin anywhere. */
const PASS_OF_CHANGE = 0.6;
/** Share of the windows between the first look and the last one that changes read on average until they are decided. */
const READ_ON = 0.4;
/** The same share where hopeless changes are not read on. */
const READ_ON_IN_HOPE = 0.1;

/**
 * About how long work takes on one machine. Every estimate that people read comes from here.
 * @param tokensPerSecond how fast the machine reads a text with the whole model
 * @returns seconds
 */
export function estimateSeconds({ tokens, texts, speed }: TimedWork, tokensPerSecond: number): number {
  const { windowTokens, reading, changes } = texts;
  const readOn = reading.hope === undefined ? READ_ON : READ_ON_IN_HOPE;
  const windows = reading.maximum + changes * PASS_OF_CHANGE * (reading.minimum + readOn * (reading.maximum - reading.minimum));
  const read = tokens + windows * sum(windowTokens);
  const ofForm = speed.batches.map((batch) => Math.max(speed.budgetSeconds, (speed.rounds * countTokensOfRound(batch)) / tokensPerSecond));
  return read / tokensPerSecond + speed.forms * sum(ofForm);
}

/** A step that writes one token of each text reads every weight once, which costs about as much as this many tokens. */
const TOKENS_PER_STEP = 15;

/** A round runs the whole model and the changed one, each with warm-ups and once more. */
function countTokensOfRound(batch: number): number {
  const { promptTokens, generatedTokens, warmUps } = SPEED_PROTOCOL;
  return 2 * (warmUps + 1) * (batch * promptTokens + generatedTokens * (TOKENS_PER_STEP + batch));
}

/** The measurements that an answer plans. */
export interface PlannedAnswer {
  readonly effort: EffortSettings;
  /** Units that are measured alone. */
  readonly units: number;
  /** Tokens of a window of each text. */
  readonly windowTokens: readonly number[];
  /** Tokens of each benchmark that may show a loss. */
  readonly benchmarkTokens: readonly number[];
  /** Forms with fewer bits or fewer tokens that are measured, alone and with removals. */
  readonly forms: number;
  /** Units that are measured alone in fewer bits, once for each type. */
  readonly roundings: number;
}

/** A unit alone costs half of a pass on average, because it shares the states before it. */
const PASS_OF_UNIT = 0.5;

/** The work of an answer: units alone, changes on texts, then benchmarks and the speed of the named change. */
export function planAnswerWork({ effort, units, windowTokens, benchmarkTokens, forms, roundings }: PlannedAnswer): TimedWork {
  const changes = effort.candidates + effort.repairs + forms;
  const chosen = benchmarkTokens.toSorted((a, b) => b - a).slice(0, effort.benchmarks.count);
  const asked = effort.asksAll ? changes : 1;
  return {
    tokens:
      (effort.screening * units + effort.mixtures.windows * roundings) * PASS_OF_UNIT * WINDOW_TOKENS +
      sum(benchmarkTokens) +
      asked * sum(chosen),
    texts: { windowTokens, reading: effort.windows, changes },
    speed: { forms: effort.speed ? 1 : 0, batches: [1], rounds: LEAST_SPEED_ROUNDS, budgetSeconds: 0 },
  };
}

/**
 * The time of an answer, in words: `about 4 min on this machine: 90 units alone, then up to 13 changes on 4 texts`.
 * @param tokensPerSecond how fast the whole model reads the texts
 */
export function describeAnswerTime(answer: PlannedAnswer, tokensPerSecond: number): string {
  const { units, windowTokens, forms, effort } = answer;
  const { length } = windowTokens;
  const changes = effort.candidates + effort.repairs + forms;
  const minutes = Math.max(1, Math.round(estimateSeconds(planAnswerWork(answer), tokensPerSecond) / 60));
  const then = effort.speed ? ', then benchmarks and speed of the named one' : '';
  return `about ${minutes} min on this machine: ${units} units alone, then up to ${changes} changes on ${length === 1 ? 'a text' : `${length} texts`}${then}`;
}

/** Models read at this share of the speed of large products: attentions, norms and packed weights take the rest. */
const SHARE_OF_PRODUCTS = 0.7;

/**
 * About how many tokens a second a model reads that has never run: each parameter is multiplied and added once for every token.
 * @param productsPerSecond multiplications with an addition, in large products of matrices
 */
export function predictTokensPerSecond(parameters: number, productsPerSecond: number): number {
  return (SHARE_OF_PRODUCTS * productsPerSecond) / parameters;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
