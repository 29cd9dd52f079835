import type { Checkpoint, Progress } from '@lamina/models';

const WIDTH = 24;

/**
 * Follows a job to its result. Everything goes to stderr: one line that moves on a terminal; otherwise a line for each phase and note, and one a minute.
 * @param keep takes what a later run need not do again
 */
export async function followProgress<T>(job: AsyncGenerator<Progress, T>, keep: (part: Checkpoint) => void = () => undefined): Promise<T> {
  const follow = process.stderr.isTTY ? createMovingLine() : createMinuteLines();
  try {
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) return step.value;
      if (step.value.checkpoint !== undefined) keep(step.value.checkpoint);
      follow.show(step.value);
    }
  } finally {
    follow.end();
  }
}

interface ProgressView {
  show(progress: Progress): void;
  end(): void;
}

/** Seconds of work from which its speed is known: what an earlier run did is read at once. */
const KNOWN_FROM_SECONDS = 5;

/** Says how much time is left of each piece of work; nothing before its speed is known. */
function createClock(): (progress: Progress) => string {
  let [phase, before, startedMs] = ['', 0, 0];
  return (progress) => {
    const { done, total } = progress;
    // Fewer units than before belong to another piece of work.
    if (progress.phase !== phase || done < before) startedMs = performance.now();
    [phase, before] = [progress.phase, done];
    const seconds = (performance.now() - startedMs) / 1000;
    return done > 0 && done < total && seconds >= KNOWN_FROM_SECONDS ? describeSeconds(seconds * (total / done - 1)) : '';
  };
}

/** The time that is left. */
function describeSeconds(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function createMovingLine(): ProgressView {
  const sayLeft = createClock();
  const clear = '\r\u001b[2K';
  return {
    show(progress) {
      const { phase, done, total, note = '' } = progress;
      const filled = total > 0 ? Math.round((WIDTH * done) / total) : 0;
      const line = `${phase} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total}  ${sayLeft(progress)}  ${note}`;
      process.stderr.write(`${clear}${line.slice(0, process.stderr.columns - 1)}`);
    },
    end: () => void process.stderr.write(clear),
  };
}

const MINUTE_MS = 60_000;

function createMinuteLines(): ProgressView {
  const sayLeft = createClock();
  let [shown, shownMs] = ['', 0];
  return {
    show(progress) {
      const { phase, done, total, note = '' } = progress;
      const [work, left] = [`${phase} ${note}`, sayLeft(progress)];
      if (work === shown && performance.now() - shownMs < MINUTE_MS) return;
      [shown, shownMs] = [work, performance.now()];
      process.stderr.write(`${phase} ${done}/${total}${note === '' ? '' : `: ${note}`}${left === '' ? '' : `, ${left}`}\n`);
    },
    end: () => undefined,
  };
}
