import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A collection takes about 50 ms: this interval is short enough for a fitted line and long enough not to change the percentiles. */
const EVERY_MS = 10_000;
const MIB = 2 ** 20;

/** The memory of a process at one moment. */
export interface MemorySample {
  readonly minutes: number;
  /** Objects that remain after a full garbage collection, including buffers. */
  readonly heldMib: number;
  readonly rssMib: number;
}

/** Memory of a process over time. */
export interface MemoryWatch {
  /** Ends the watch. */
  stop(): Promise<readonly MemorySample[]>;
}

/**
 * Every ten seconds, asks a process for its memory after a garbage collection (answer-memory.mjs answers). Resident memory alone is not sufficient: a
 * young heap grows up to its limit, and processes keep memory that they may soon need again.
 */
export function watchMemory(process: ChildProcess): MemoryWatch {
  const begin = performance.now();
  const samples: MemorySample[] = [];
  const sample = async (): Promise<void> => {
    process.send('how much?');
    const [{ heldBytes, rssBytes }] = (await once(process, 'message')) as [{ heldBytes: number; rssBytes: number }];
    samples.push({ minutes: (performance.now() - begin) / 60_000, heldMib: heldBytes / MIB, rssMib: rssBytes / MIB });
  };
  let sampling = sample();
  const timer = setInterval(() => {
    sampling = sampling.then(sample);
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sampling;
      return samples;
    },
  };
}
