import type { Progress } from '@lamina/engine';
import { Presets, SingleBar } from 'cli-progress';

/** Follows a job to its result. Shows a bar on a terminal, otherwise one line per tenth, and notes when they change; everything goes to stderr. */
export async function followProgress<T>(job: AsyncGenerator<Progress, T>): Promise<T> {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '{phase} {bar} {value}/{total}', clearOnComplete: true, stream: process.stderr }, Presets.shades_classic)
    : null;
  let tenth = -1;
  let shown = '';
  try {
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) return step.value;
      const { phase, done, total, note } = step.value;
      if (note !== undefined && note !== shown) process.stderr.write(`${bar?.isActive ? '\n' : ''}${phase}: ${note}\n`);
      shown = note ?? shown;
      if (bar) {
        if (!bar.isActive) bar.start(total, done, { phase });
        bar.setTotal(total);
        bar.update(done, { phase });
      } else if (Math.floor((10 * done) / total) !== tenth) {
        tenth = Math.floor((10 * done) / total);
        process.stderr.write(`${phase} ${done}/${total}\n`);
      }
    }
  } finally {
    bar?.stop();
  }
}
