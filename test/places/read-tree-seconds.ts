import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Processor seconds of a process, everything that it started, and what of it has ended; NaN if /proc does not have them. */
export function readTreeSeconds(root: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
  const sum = (pid: number): number =>
    processes.reduce((total, { parent, pid: child }) => (parent === pid ? total + sum(child) : total), 0) +
    (processes.find((one) => one.pid === pid)?.seconds ?? Number.NaN);
  return sum(root);
}

function readProcess(pid: number): { readonly pid: number; readonly parent: number; readonly seconds: number }[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // utime, stime, and both of the children that were waited for
    const ticks = fields.slice(11, 15).reduce((total, value) => total + value, 0);
    return [{ pid, parent: fields[1] ?? Number.NaN, seconds: ticks / TICKS_PER_SECOND }];
  } catch {
    // It has ended since the folder was read.
    return [];
  }
}
