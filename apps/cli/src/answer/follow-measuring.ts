import type { Checkpoint, Progress } from '@lamina/engine';

/**
 * Follows a measurement to its result, and keeps what it measures. Shows one line that moves on a terminal, otherwise a line when something else is measured:
 * what is measured, and the time left of it.
 */
export async function followMeasuring<T>(job: AsyncGenerator<Progress, T>, keep: (part: Checkpoint) => void): Promise<T> {
  let shown = '';
  let since = performance.now();
  for (let step = await job.next(); ; step = await job.next()) {
    if (step.done) {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      return step.value;
    }
    const { done, total, note = '', checkpoint } = step.value;
    if (checkpoint !== undefined) keep(checkpoint);
    const isNew = note !== shown;
    if (isNew) since = performance.now();
    shown = note;
    const left = done === 0 ? '' : `, ${describeSeconds((((performance.now() - since) / done) * (total - done)) / 1000)} left`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${note}: ${done} of ${total}${left}`);
    else if (isNew) process.stderr.write(`${note}\n`);
  }
}

function describeSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
