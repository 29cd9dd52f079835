import { readFileSync } from 'node:fs';

const EVERY_MS = 1_000;
const MIB = 2 ** 20;

/** Memory of a process over time. */
export interface MemoryWatch {
  /** Ends the watch. `slope` is of a straight line through the second half, MiB a minute: the first half warms caches up. */
  stop(): { readonly firstMib: number; readonly lastMib: number; readonly peakMib: number; readonly slopeMibPerMinute: number };
}

/** Watches the resident memory of a process, once a second. */
export function watchMemory(pid: number): MemoryWatch {
  const begin = performance.now();
  const samples: { readonly minutes: number; readonly mib: number }[] = [];
  const timer = setInterval(() => samples.push({ minutes: (performance.now() - begin) / 60_000, mib: readMib(pid) }), EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      const half = samples.slice(Math.floor(samples.length / 2));
      const mibs = samples.map(({ mib }) => mib);
      return {
        firstMib: mibs[0] ?? 0,
        lastMib: mibs.at(-1) ?? 0,
        peakMib: Math.max(0, ...mibs),
        slopeMibPerMinute: slopeOf(half),
      };
    },
  };
}

function readMib(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1_024) / MIB;
}

/** Least squares. */
function slopeOf(samples: readonly { readonly minutes: number; readonly mib: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [x, y] = [mean(samples.map(({ minutes }) => minutes)), mean(samples.map(({ mib }) => mib))];
  const above = samples.reduce((sum, { minutes, mib }) => sum + (minutes - x) * (mib - y), 0);
  const below = samples.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
