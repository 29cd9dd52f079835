import type { Checkpoint, Progress } from '@lamina/models';

const WIDTH = 24;

/**
 * Follows a job to its result. Everything goes to stderr: one line that moves on a terminal; otherwise a line for each phase, note, and quarter of the work.
 * @param keep takes what a later run need not do again
 */
export async function followProgress<T>(job: AsyncGenerator<Progress, T>, keep: (part: Checkpoint) => void = () => undefined): Promise<T> {
  const follow = process.stderr.isTTY ? createMovingLine() : createMilestones();
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

function createMovingLine(): ProgressView {
  let [phase, before, startedMs] = ['', 0, 0];
  const clear = '\r\u001b[2K';
  return {
    show(progress) {
      const { done, total, note = '' } = progress;
      // Fewer units than before belong to another piece of work.
      if (progress.phase !== phase || done < before) startedMs = performance.now();
      [phase, before] = [progress.phase, done];
      const share = total > 0 ? done / total : 0;
      const filled = Math.round(WIDTH * share);
      const left = done > 0 ? describeSeconds(((performance.now() - startedMs) / 1000) * (1 / share - 1)) : '';
      const line = `${phase} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total}  ${left}  ${note}`;
      process.stderr.write(`${clear}${line.slice(0, process.stderr.columns - 1)}`);
    },
    end: () => void process.stderr.write(clear),
  };
}

/** The time that is left. */
function describeSeconds(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function createMilestones(): ProgressView {
  let shown = '';
  return {
    show({ phase, note = '', done, total }) {
      const quarter = total > 0 ? Math.floor((4 * done) / total) : 0;
      const milestone = `${phase} ${note} ${quarter}`;
      if (milestone !== shown) process.stderr.write(`${phase} ${done}/${total}${note === '' ? '' : `: ${note}`}\n`);
      shown = milestone;
    },
    end: () => undefined,
  };
}
