import { createHash } from 'node:crypto';
import { listRemovedUnits, type Removal, type RemovedUnits } from '@lamina/plans';
import type { BosPolicy } from '../text/text-encoder.ts';
import { digestIds, type ScoreInput, type Window } from '../text/windows.ts';

/** Exactly which tokens were scored, and how they were cut into windows. */
export interface ScoreDefinition extends RemovedUnits {
  readonly window: number;
  readonly stride: number;
  readonly bos: BosPolicy;
  readonly partialWindows: 'dropped' | 'scored';
  readonly tokens: number;
  readonly windows: number;
  readonly documents: number;
  readonly resamplingUnit: 'document' | 'window';
  readonly idsSha256: string;
  readonly textSha256: string | null;
}

/** What describeDefinition describes. */
export interface ScoredInput {
  readonly input: ScoreInput;
  readonly cut: Pick<ScoreDefinition, 'window' | 'stride' | 'bos' | 'partialWindows'>;
  readonly windows: readonly Window[];
  readonly removal: Removal;
  readonly resamplingUnit: 'document' | 'window';
}

export function describeDefinition({ input, cut, windows, removal, resamplingUnit }: ScoredInput): ScoreDefinition {
  const { window, stride, bos, partialWindows } = cut;
  return {
    window,
    stride,
    bos,
    partialWindows,
    ...listRemovedUnits(removal),
    tokens: countTokens(windows),
    windows: windows.length,
    documents: new Set(windows.map(({ document }) => document)).size,
    resamplingUnit,
    idsSha256: digestIds(windows),
    textSha256: 'texts' in input ? createHash('sha256').update(input.texts.join('\n\n')).digest('hex') : null,
  };
}

/** The number of tokens in all windows. */
export function countTokens(windows: readonly Window[]): number {
  return windows.reduce((sum, { ids }) => sum + ids.length, 0);
}
