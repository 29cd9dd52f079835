import { AppError } from '@lamina/errors';
import { elementCount } from '@lamina/onnx';
import type { OpenedModel } from '../open/open-model.ts';

/** The memory that a whole model needs, and the memory that is free. */
export interface MemoryNeed {
  readonly neededBytes: number;
  readonly availableBytes: number;
  readonly fits: boolean;
}

// For activations, and for what sessions keep beside the weights.
const SPARE = 1.2;
const FLOAT_BYTES = 4;
const GIGABYTE = 1e9;

/** Measures the need. A weight needs four bytes per value, whatever its stored type: the computation is in float32. */
export function measureMemoryNeed({ mapped }: Pick<OpenedModel, 'mapped'>, availableBytes: number = process.availableMemory()): MemoryNeed {
  const elements = mapped.model.graph.initializers.reduce((sum, tensor) => sum + elementCount(tensor), 0);
  const neededBytes = SPARE * FLOAT_BYTES * elements;
  return { neededBytes, availableBytes, fits: neededBytes <= availableBytes };
}

/** The need in words, in gigabytes, for an error message. */
export function describeMemoryNeed({ neededBytes, availableBytes }: MemoryNeed): string {
  const inGigabytes = (bytes: number): string => `${(bytes / GIGABYTE).toFixed(1)} GB`;
  return `the model takes ${inGigabytes(neededBytes)} in memory, and ${inGigabytes(availableBytes)} are free`;
}

/** Refuses work that needs the whole model in memory. @throws AppError MODEL_TOO_LARGE */
export function requireMemory(opened: Pick<OpenedModel, 'mapped'>, what: string): void {
  const need = measureMemoryNeed(opened);
  if (need.fits) return;
  throw new AppError(
    'MODEL_TOO_LARGE',
    `${what} needs the whole model at once: ${describeMemoryNeed(need)}; use a machine with more memory`,
  );
}
