import { basename } from 'node:path';
import type { MappedModel } from '../model/open/open-model.ts';
import type { WeightPiece } from './planned-write.ts';

/** A range of the weights of a model, as its graph names it. */
export interface StoredRange {
  readonly location: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The same bytes at `at` of a new file. Codes are decoded while they are written. */
export function planCopy({ weights, weightFiles }: MappedModel, { location, offset, sizeBytes }: StoredRange, at: number): WeightPiece {
  const { coded } = weights;
  if (coded !== null) return { make: () => coded.read({ offset, sizeBytes }), sizeBytes, at };
  const from = weightFiles.find((file) => basename(file) === location) ?? location;
  return { from, offset, sizeBytes, at };
}
