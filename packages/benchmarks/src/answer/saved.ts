import type { Interval } from '@lamina/metrics';

/** Quantities that a reader may want to save. */
export const SAVINGS = ['bytes', 'cache', 'speed', 'parameters'] as const;
export type Saving = (typeof SAVINGS)[number];

/** A change that saves a quantity, as the rest of `Nothing that …`. */
export const SAVES: Readonly<Record<Saving, string>> = {
  bytes: 'saves bytes',
  cache: 'saves cache',
  speed: 'is faster',
  parameters: 'saves parameters',
};

/** A speed ÷ that of the whole model, with its 95 % interval where it is known. */
export interface SpeedRatio {
  readonly ratio: number;
  readonly interval: Interval | null;
}

/** The savings of a change, of the file that the command writes. Null = not known. */
export interface Saved {
  /** Size of the model file in the format and types of the parent. */
  readonly bytesBefore: number | null;
  readonly bytesAfter: number | null;
  /** As the runtime that reads the format allocates it. */
  readonly cacheBytesPerTokenBefore: number | null;
  readonly cacheBytesPerTokenAfter: number | null;
  readonly parametersBefore: number;
  readonly parametersAfter: number;
  /** Null = not measured. */
  readonly speed: { readonly prompt: SpeedRatio | null; readonly writing: SpeedRatio | null } | null;
}

/** The share of one quantity that a change saves; null where it is not known, 0 or less where it saves nothing. A speed counts where its interval is above 1. */
export function savedOf(saved: Saved, quantity: Saving): number | null {
  switch (quantity) {
    case 'bytes':
      return difference(saved.bytesBefore, saved.bytesAfter);
    case 'cache':
      return difference(saved.cacheBytesPerTokenBefore, saved.cacheBytesPerTokenAfter);
    case 'parameters':
      return saved.parametersBefore - saved.parametersAfter;
    case 'speed': {
      const writing = saved.speed?.writing ?? null;
      if (writing === null) return null;
      return (writing.interval?.low ?? 0) > 1 ? writing.ratio - 1 : 0; // Without an interval nothing is shown.
    }
  }
}

/** The share of the asked quantity that a change takes out, as 0.011 = 1.1 % of the file; of speed, how much faster it writes. Null where it is not known. */
export function shareSaved(saved: Saved, quantity: Saving): number | null {
  const absolute = savedOf(saved, quantity);
  if (absolute === null) return null;
  switch (quantity) {
    case 'bytes':
      return shareOf(absolute, saved.bytesBefore);
    case 'cache':
      return shareOf(absolute, saved.cacheBytesPerTokenBefore);
    case 'parameters':
      return shareOf(absolute, saved.parametersBefore);
    case 'speed':
      return absolute;
  }
}

function shareOf(absolute: number, before: number | null): number | null {
  return before === null || before === 0 ? null : absolute / before;
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : before - after;
}

/** The saving inside a sentence, as in `the file shrinks from 98.4 to 96.7 MB`. */
export function describeSaved(saved: Saved, quantity: Saving): string {
  const { bytesBefore, bytesAfter, cacheBytesPerTokenBefore: cacheBefore, cacheBytesPerTokenAfter: cacheAfter } = saved;
  if (quantity === 'bytes' && bytesBefore !== null && bytesAfter !== null)
    return `the file shrinks from ${megabytes(bytesBefore)} to ${megabytes(bytesAfter)} MB`;
  if (quantity === 'cache' && cacheBefore !== null && cacheAfter !== null)
    return `the cache of a token shrinks from ${kilobytes(cacheBefore)} to ${kilobytes(cacheAfter)} kB`;
  const writing = saved.speed?.writing ?? null;
  if (quantity === 'speed' && writing !== null) return `it writes ${writing.ratio.toFixed(2)} times as fast`;
  const share = (saved.parametersBefore - saved.parametersAfter) / saved.parametersBefore;
  return `${(share * 100).toFixed(1)} % of the parameters go`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
const kilobytes = (bytes: number): string => (bytes / 1e3).toFixed(1);
