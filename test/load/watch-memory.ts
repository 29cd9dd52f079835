import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Collecting takes about 50 ms: often enough for a line, seldom enough for the percentiles. */
const EVERY_MS = 10_000;
const MIB = 2 ** 20;

/** What a process holds at one moment. */
export interface MemorySample {
  readonly minutes: number;
  /** Objects that live on after a full garbage collection, buffers included. */
  readonly heldMib: number;
  readonly rssMib: number;
}

/** Memory of a process over time. */
export interface MemoryWatch {
  /** Ends the watch. */
  stop(): Promise<readonly MemorySample[]>;
}

/**
 * Asks a process every ten seconds what it holds once its garbage is collected (answer-memory.mjs answers). Resident memory alone says little:
 * a young heap grows as far as it may, and nobody gives memory back that they may soon need again.
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
