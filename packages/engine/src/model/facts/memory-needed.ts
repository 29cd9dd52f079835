import { AppError } from '@lamina/errors';
import { elementCount } from '@lamina/onnx';
import type { OpenedModel } from '../open/open-model.ts';

/** What a whole model would take in memory, against what is free. */
export interface MemoryNeed {
  readonly neededBytes: number;
  readonly availableBytes: number;
  readonly fits: boolean;
}

// Activations, and what sessions keep beside the weights.
const SPARE = 1.2;
const FLOAT_BYTES = 4;
const GIGABYTE = 1e9;

/** Weights are computed with in float32, whatever type they are stored in. */
export function measureMemoryNeed({ mapped }: Pick<OpenedModel, 'mapped'>, availableBytes: number = process.availableMemory()): MemoryNeed {
  const elements = mapped.model.graph.initializers.reduce((sum, tensor) => sum + elementCount(tensor), 0);
  const neededBytes = SPARE * FLOAT_BYTES * elements;
  return { neededBytes, availableBytes, fits: neededBytes <= availableBytes };
}

/** The need in words, in gigabytes. */
export function describeMemoryNeed({ neededBytes, availableBytes }: MemoryNeed): string {
  const inGigabytes = (bytes: number): string => `${(bytes / GIGABYTE).toFixed(1)} GB`;
  return `the model takes ${inGigabytes(neededBytes)} in memory, and ${inGigabytes(availableBytes)} are free`;
}

/** @throws AppError MODEL_TOO_LARGE where what is to be done needs the whole model at once. */
export function requireMemory(opened: Pick<OpenedModel, 'mapped'>, what: string): void {
  const need = measureMemoryNeed(opened);
  if (need.fits) return;
  throw new AppError(
    'MODEL_TOO_LARGE',
    `${what} needs the whole model at once: ${describeMemoryNeed(need)}; use a machine with more memory`,
  );
}
