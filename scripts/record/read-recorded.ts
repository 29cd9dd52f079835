import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDING_FILE, type RecordingFacts, rowFileOf, unpackLines } from '@lamina/database';
import { getEntry } from '@lamina/errors';
import type { RepairKind } from '@lamina/metrics';
import type { StrategyName } from '@lamina/strategies';

/** The columns of a recorded evaluation that tables show. */
export interface RecordedEvaluation {
  readonly revisionId: string;
  /** Null for the whole model. */
  readonly pruningId: string | null;
  readonly benchmarkId: string;
  readonly metric: string;
  readonly value: number;
  readonly standardError: number | null;
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
  readonly difference: number | null;
  readonly differenceStandardError: number | null;
  readonly sampleCount: number;
  /** Questions that only the whole model, and only the pruned one, answers right; null where the metric is not 0 or 1. */
  readonly lostCount: number | null;
  readonly gainedCount: number | null;
}

export interface RecordedPruning {
  readonly id: string;
  readonly revisionId: string;
  readonly strategy: StrategyName;
  /** The seed of a random draw, or of a search with a further seed; null for the others. */
  readonly seed: number | null;
  /** The score run that chose the units; null where the strategy read none. */
  readonly scoreRunId: string | null;
  readonly units: readonly string[];
  readonly removed: readonly number[];
  readonly removedAttention: readonly number[];
  readonly removedMlp: readonly number[];
  readonly removedCount: number;
  readonly removedParameterRatio: number;
  readonly repairKind: RepairKind | null;
  readonly repair: {
    readonly setting: { readonly kind: RepairKind; readonly calibration: string; readonly rank?: number; readonly alpha?: number | string };
    readonly calibration: { readonly textSha256: string };
    /** By token rule; null without held-out text. */
    readonly heldOutErrors: { readonly all: number; readonly 'no-sinks': number } | null;
  } | null;
}

export interface RecordedForm {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly derivedFromId: string | null;
  readonly quantization: { readonly precision: string; readonly bytesBefore: number; readonly bytesAfter: number } | null;
}

/** The rows of a recording that its tables are made from. */
export interface Recorded {
  readonly facts: RecordingFacts;
  readonly models: readonly RecordedForm[];
  readonly revisions: readonly { readonly id: string; readonly modelId: string }[];
  readonly benchmarks: readonly { readonly id: string; readonly name: string; readonly kind: string; readonly chance: number | null }[];
  readonly prunings: readonly RecordedPruning[];
  /** The calibration text of each score run, by id. */
  readonly texts: ReadonlyMap<string, string>;
  readonly evaluations: readonly RecordedEvaluation[];
}

export function readRecorded(folder: string): Recorded {
  const read = <Row>(table: string): readonly Row[] =>
    unpackLines(readFileSync(join(folder, rowFileOf(table)))).map((line) => JSON.parse(line) as Row);
  return {
    facts: JSON.parse(readFileSync(join(folder, RECORDING_FILE), 'utf8')) as RecordingFacts,
    models: read('Model'),
    revisions: read('ModelRevision'),
    benchmarks: read('Benchmark'),
    prunings: read('Pruning'),
    texts: listTexts(read('ScoreRun'), read('CalibrationConfig'), read('CalibrationSet')),
    evaluations: read('Evaluation'),
  };
}

function listTexts(
  runs: readonly { readonly id: string; readonly calibrationConfigId: string }[],
  configs: readonly { readonly id: string; readonly calibrationSetId: string }[],
  sets: readonly { readonly id: string; readonly slug: string }[],
): ReadonlyMap<string, string> {
  const slugOf = new Map(sets.map(({ id, slug }) => [id, slug]));
  const textOf = new Map(configs.map(({ id, calibrationSetId }) => [id, getEntry(slugOf, calibrationSetId)]));
  return new Map(runs.map(({ id, calibrationConfigId }) => [id, getEntry(textOf, calibrationConfigId)]));
}
