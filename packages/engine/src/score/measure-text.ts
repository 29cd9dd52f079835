import { getAt } from '@lamina/errors';
import { type Checkpoint, digestIds, findFixedShape, keyOf, type OpenedModel, type Progress, type Window } from '@lamina/models';
import { keyOfRemoval } from '@lamina/plans';
import { checkCausality } from '../inspect/check-causality.ts';
import type { RepairRecord } from '../repair/repair-record.ts';
import { formBatches, type RanBatch } from '../session/batches.ts';
import { probeExecutionProvider } from '../session/execution-provider.ts';
import type { RuntimeFacts } from '../session/session.ts';
import { createMeasuredModel, createPartwiseModel, type MeasuredModel } from './measured-model.ts';
import type { ScoreOptions } from './score-options.ts';
import { addBatch, createScoreSums, type ScoreSums, type SeriesSums, type StateSums, takeWindows, type UnitSums } from './score-sums.ts';
import { findOneLength, type ScoredText } from './score-text.ts';
import { createScoreSettler, type ScoreSettlement } from './settle-score.ts';

/** The model that runs, with a repair in place if there is one. */
interface PassedModel {
  readonly opened: OpenedModel;
  readonly repair: RepairRecord | null;
}

/** The result of a pass over a text. */
export interface PassResult {
  readonly sums: ScoreSums;
  /** The windows that were read. */
  readonly windows: readonly Window[];
  readonly runtime: RuntimeFacts;
  /** Null where the whole text was to be read. */
  readonly settlement: ScoreSettlement | null;
  readonly seconds: number;
}

/** Runs a model over a text, batch by batch, and adds up what its graph reduces. It ends early where `until` is reached. */
export async function* measureText(text: ScoredText, form: PassedModel, options: ScoreOptions): AsyncGenerator<Progress, PassResult> {
  const { windows, blockByBlock, removal } = text;
  const { provider } = await probeExecutionProvider(options.providers);
  // A device holds all weights as floats.
  const partwise = blockByBlock || (provider === 'cpu' && form.opened.coded !== null);
  const measured = partwise
    ? await createPartwiseModel(form.opened, { ...options, removal, keepsParts: !blockByBlock })
    : await createMeasuredModel(form.opened, { ...options, removal, padded: findOneLength(windows) === null });
  try {
    // Graphs that are built from checkpoints are causal by construction.
    const { checkpoint, structure } = text.opened;
    if (checkpoint === null) await checkCausality(measured, getAt(windows, 0).ids, findFixedShape(structure.model.graph));
    return yield* addUp(measured, text, { repair: form.repair, options });
  } finally {
    await measured.release();
  }
}

async function* addUp(
  measured: MeasuredModel,
  { opened, windows, batch, blockByBlock, removal }: ScoredText,
  { repair, options }: { readonly repair: RepairRecord | null; readonly options: ScoreOptions },
): AsyncGenerator<Progress, PassResult> {
  const { until, checkpoint = {}, losses = true } = options;
  const { structure } = opened;
  const sums = createScoreSums(windows, structure, { isRandom: until !== undefined });
  const settler = until === undefined ? null : createScoreSettler(until, { blocks: structure.blocks.length, available: windows.length });
  const follow = ({ windows: read }: ScoreState): ScoreSettlement | null => settler?.follow(sums.units, read) ?? null;
  const { runtime } = measured;
  const decisive = [batch, keyOfRemoval(removal), losses, blockByBlock, 'measures', runtime.products, ...(repair === null ? [] : [repair])];
  const key = keyOfScore(windows, decisive);
  let state = restoreSums(key, checkpoint, sums);
  // An earlier run may have ended between its last window and its answer.
  let settlement = state.windows > 0 ? follow(state) : null;
  const run = settlement?.isSettled === true ? [] : runMeasured(measured, windows, { batchRows: batch, skipped: state.batches });
  let since = performance.now();
  for await (const ran of run) {
    addBatch(ran, sums);
    const seconds = state.seconds + (performance.now() - since) / 1000;
    state = { batches: state.batches + 1, windows: state.windows + ran.rows.length, seconds };
    settlement = follow(state);
    const { rows } = ran;
    yield { phase: 'score', done: state.windows, total: windows.length, checkpoint: describeSums(key, state, { sums, rows }) };
    if (settlement?.isSettled === true) break;
    // The caller's time between two steps is not the run's.
    since = performance.now();
  }
  const read = windows.slice(0, state.windows);
  return { sums: settler === null ? sums : takeWindows(sums, read.length), windows: read, runtime, settlement, seconds: state.seconds };
}

/** Runs all windows in batches, without the first `skipped` batches. Each call takes as many batches as suit the model. */
async function* runMeasured(
  measured: MeasuredModel,
  windows: readonly Window[],
  { batchRows, skipped }: { readonly batchRows: number; readonly skipped: number },
): AsyncGenerator<RanBatch> {
  const batches = formBatches(
    windows.map(({ ids }) => ({ ids, next: 0 })),
    batchRows,
  );
  const tokens = batches[0] ? batches[0].rows.length * batches[0].width : 1;
  const perCall = measured.tokensPerCall === null ? 1 : Math.max(1, Math.floor(measured.tokensPerCall / tokens));
  for (let first = skipped; first < batches.length; first += perCall) {
    const call = batches.slice(first, first + perCall);
    let index = 0;
    for await (const outputs of measured.run(call.map((batch) => batch.tokens))) {
      const batch = call[index];
      index += 1;
      if (batch) yield { rows: batch.rows, lengths: batch.tokens.lengths, width: batch.width, outputs };
    }
  }
}

/** How far a score run has come. */
interface ScoreState {
  /** The number of batches whose sums are included. */
  readonly batches: number;
  readonly windows: number;
  /** The time spent on these batches, over all runs. */
  readonly seconds: number;
}

/** The key of everything on which sums depend: only a run of the same windows, batches and settings may continue them. */
function keyOfScore(windows: readonly Window[], settings: readonly unknown[]): string {
  return keyOf([digestIds(windows), windows.map(({ document }) => document), settings]);
}

/** The entries that a batch of these windows changes. Numbers are float64, which JSON keeps exactly. */
function describeSums(key: string, state: ScoreState, { sums, rows }: { sums: ScoreSums; rows: readonly number[] }): Checkpoint {
  const { nllPerWindow, states, units, unitOf } = sums;
  const touched = new Set(rows.map(unitOf));
  const all = Object.fromEntries(Object.entries(states).map(([name, values]) => [name, Array.from(values as Float64Array)]));
  return {
    [`${key}:state`]: { ...state, nllPerWindow: [...nllPerWindow], states: all },
    ...Object.fromEntries(units.flatMap((unit, index) => (touched.has(unit) ? [[`${key}:unit:${index}`, structuredClone(unit)]] : []))),
  };
}

/** Takes over the sums of an earlier run, and says how far that run had come. It takes nothing from a checkpoint of another run. */
function restoreSums(key: string, checkpoint: Checkpoint, sums: ScoreSums): ScoreState {
  const stored = checkpoint[`${key}:state`];
  if (typeof stored !== 'object' || stored === null) return { batches: 0, windows: 0, seconds: 0 };
  const { nllPerWindow, states, ...state } = stored as ScoreState & {
    nllPerWindow: readonly number[];
    states: Record<keyof StateSums, number[]>;
  };
  copy(nllPerWindow, sums.nllPerWindow);
  for (const name of Object.keys(sums.states) as (keyof StateSums)[]) sums.states[name].set(states[name]);
  for (const [index, unit] of sums.units.entries()) {
    const saved = checkpoint[`${key}:unit:${index}`] as UnitSums | undefined;
    if (!saved) continue;
    for (const series of Object.keys(unit) as (keyof UnitSums)[])
      for (const part of Object.keys(unit[series]) as (keyof SeriesSums)[]) copy(saved[series][part], unit[series][part]);
  }
  return state;
}

function copy(from: readonly number[], to: number[]): void {
  for (const [index, value] of from.entries()) to[index] = value;
}
